"""Refutation: a search in double precision proposes points, exact and ball arithmetic certifies one.

The search first goes through all small counts and simple ridges in order of size, so that the
witness found is the smallest of that list; then through a seeded design that favours the edges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
import sympy as sp
from flint import arb, ctx, fmpq

from theory.claims.model import Claim, symbol
from theory.errors import DomainError, UnableError
from theory.formula import And, Atom, Formula, Implies, Or, definedness
from verify.design import Design, complete, dependent, designs
from verify.evaluate import decide, excess, rational
from verify.floating import conclusion_excess, satisfied
from verify.solve import Stationary, roots, with_precision
from verify.verdict import Grade, Witness

# (least relative violation in doubles, points tried): the last pass reaches into rounding noise,
# where only a strict inequality that is an equality can still be certified
PASSES = ((1e-6, 40), (1e-11, 12), (-1e-11, 12))
ATTEMPTS = 12
TRIALS = 400
BITS = (64, 256)


@dataclass(frozen=True)
class Search:
    """What a search found: the witness, or how many points met the hypotheses without a violation;
    and an exact point at which the hypotheses certainly hold."""

    witness: Witness | None
    points: int
    example: dict[str, Fraction] | None
    strict: bool


def search(claim: Claim) -> Search:
    """Looks for a point that refutes ``claim``, and for points that show its hypotheses are met.

    ``strict``: some point certainly satisfies the conclusion with strict inequality. Guarantee: a
    witness is certified; the absence of one shows nothing.
    """
    points, example, strict = 0, None, False
    for design in designs(claim):
        met = satisfied(claim, design)
        points += int(met.any(axis=0).sum())
        if example is None:
            example = _first(claim, design, np.flatnonzero(met.any(axis=0)), None)
        worst = np.where(met, conclusion_excess(claim, design), -np.inf).max(axis=0, initial=-np.inf)
        witness = _certified(claim, design, worst)
        if witness is not None:
            return Search(witness, points, example, strict)
        if not strict:
            inside = np.where(met, conclusion_excess(claim, design), np.inf).min(axis=0, initial=np.inf)
            strict = _first(claim, design, np.flatnonzero(inside < 0), strictly(claim.then)) is not None
    return Search(None, points, example, strict)


def strictly(formula: Formula) -> Formula:
    """``formula`` with <= and >= made < and >."""
    match formula:
        case Atom(op, left, right, defined):
            return Atom({"<=": "<", ">=": ">"}.get(op, op), left, right, defined)
        case And(parts):
            return And(tuple(strictly(p) for p in parts))
        case Or(parts):
            return Or(tuple(strictly(p) for p in parts))
        case Implies(given, then):
            return Implies(given, strictly(then))


def _first(claim: Claim, design: Design, rows: np.ndarray, goal: Formula | None) -> dict[str, Fraction] | None:
    """The first of ``rows`` at which the hypotheses, and ``goal`` if any, certainly hold."""
    for row in rows[:ATTEMPTS]:
        point = design.exact(int(row))
        for context in contexts(claim, point):
            if context.met() and (goal is None or context.truth(goal) is True):
                return point
    return None


def _certified(claim: Claim, design: Design, worst: np.ndarray) -> Witness | None:
    tried: set[int] = set()
    for tolerance, attempts in PASSES:
        rows = [int(k) for k in np.flatnonzero(worst >= tolerance) if int(k) not in tried][:attempts]
        for row in rows:
            tried.add(row)
            witness = certify(claim, design.exact(row))
            if witness is not None:
                return witness if design.ordered else shrink(claim, witness)
    return None


def certify(claim: Claim, parameters: dict[str, Fraction]) -> Witness | None:
    """A witness at exactly ``parameters``, if the hypotheses certainly hold there and the
    conclusion certainly fails for some choice of stationary points; else None.

    An inequality fails with its violation enclosed away from zero, or, where it is strict, because
    its sides are equal by exact arithmetic.
    """
    if any(claim.variables[name] == "integer" and v.denominator != 1 for name, v in parameters.items()):
        return None
    for context in contexts(claim, parameters):
        if not context.met():
            continue
        failure = context.failure(claim.then)
        if failure is not None:
            violation, why, grade = failure
            return Witness(
                dict(parameters), violation, why, grade, {n: s.enclosure.str(20) for n, s in context.unknowns.items()}
            )
    return None


def shrink(claim: Claim, witness: Witness) -> Witness:
    """A simpler witness: smaller counts and shorter fractions, as long as they certify; at most
    ``TRIALS`` are tried."""
    best, trials, improved = witness, 0, True
    tied = dependent(claim)
    while improved and trials < TRIALS:
        improved = False
        for name in (n for n in claim.variables if n not in tied):
            for simpler in _simpler(best.parameters[name], claim.variables[name] == "integer"):
                trials += 1
                trial = certify(claim, complete(tied, best.parameters | {name: simpler}))
                if trial is not None:
                    best, improved = trial, True
                    break
    return best


def _simpler(v: Fraction, integer: bool) -> Iterator[Fraction]:
    if integer:
        yield from (Fraction(k) for k in (0, 1, int(v) // 2, int(v) * 7 // 8, int(v) - 1) if 0 <= k < v)
        return
    for limit in (1, 2, 10, 100):
        near = v.limit_denominator(limit)
        if near != v and abs(near.numerator) + near.denominator < abs(v.numerator) + v.denominator:
            yield near


@dataclass
class Context:
    """An exact point and one choice of stationary points there."""

    claim: Claim
    parameters: dict[str, Fraction]
    choice: dict[str, int]
    unknowns: dict[str, Stationary]
    same: dict[sp.Symbol, sp.Symbol]

    def values(self) -> dict[sp.Symbol, fmpq | arb]:
        """The point at the working precision."""
        point: dict[sp.Symbol, fmpq | arb] = {
            symbol(n): fmpq(v.numerator, v.denominator) for n, v in self.parameters.items()
        }
        for unknown in self.claim.unknowns:
            c = rational(unknown.weight, point) / rational(unknown.lam, point)
            found = roots(c)[self.choice[unknown.name]]
            point[unknown.symbol] = fmpq(0) if c == 0 else found.enclosure
        return point

    def truth(self, formula: Formula) -> bool | None:
        if self.same:
            formula = formula.subs(self.same)
        for bits in BITS:
            try:
                with ctx.workprec(bits):
                    truth = decide(formula, self.values())
            except UnableError:
                continue
            if truth is not None:
                return truth
        return None

    def met(self) -> bool:
        """Whether the hypotheses certainly hold; the equations of the unknowns do by their choice."""
        hypotheses = self.claim.given[: len(self.claim.hypotheses)]
        return all(self.truth(h) is True for h in hypotheses)

    def failure(self, formula: Formula) -> tuple[str, str, Grade] | None:
        """How ``formula`` certainly fails: the enclosed violation, the part, the grade."""
        need = definedness(formula)
        if self.truth(need) is False:
            return (
                "undefined",
                f"undefined: {next(str(c) for c in need.parts if self.truth(c) is False)} does not hold",
                Grade.ENCLOSED,
            )
        if self.truth(formula) is not False:
            return None
        match formula:
            case And(parts):
                return next(f for p in parts if (f := self.failure(p)) is not None)
            case Or(parts):
                failures = [f for p in parts if (f := self.failure(p)) is not None]
                return failures[0][0], " and ".join(f[1] for f in failures), min(f[2] for f in failures)
            case Implies(_, then):
                return self.failure(then)
        return self.violation(formula)

    def violation(self, atom: Atom) -> tuple[str, str, Grade]:
        merged = atom.subs(self.same)
        for bits in (128, 512, 2048):
            with ctx.workprec(bits):
                gap = excess(merged, self.values())
                if isinstance(gap, fmpq):
                    return f"[{abs(gap)} +/- 0]", f"not {atom.op}", Grade.EXACT
                if not gap.contains(0):
                    return abs(gap).str(15), f"not {atom.op}", Grade.ENCLOSED
        raise UnableError("a violation was decided but could not be enclosed; raise the precision")


def contexts(claim: Claim, parameters: dict[str, Fraction]) -> Iterator[Context]:
    """Every choice of stationary points at an exact point; none where an equation has no solution."""
    point = {symbol(n): fmpq(v.numerator, v.denominator) for n, v in parameters.items()}
    options: list[list[tuple[int, Stationary, fmpq]]] = []
    for unknown in claim.unknowns:
        try:
            lam = rational(unknown.lam, point)
            if not lam > 0:
                return
            c = rational(unknown.weight, point) / lam
        except DomainError:
            return
        options.append([(k, s, c) for k, s in enumerate(with_precision(partial(roots, c)))])
    for picks in _product(options):
        names = [u.name for u in claim.unknowns]
        same: dict[sp.Symbol, sp.Symbol] = {}
        for i, (k, _, c) in enumerate(picks):
            for j in range(i):
                if picks[j][0] == k and picks[j][2] == c:
                    same[symbol(names[i])] = symbol(names[j])
                    break
        yield Context(
            claim, parameters,
            {n: k for n, (k, _, _) in zip(names, picks, strict=True)},
            {n: s for n, (_, s, _) in zip(names, picks, strict=True)}, same,
        )  # fmt: skip


def _product(options: list[list[tuple[int, Stationary, fmpq]]]) -> Iterator[list[tuple[int, Stationary, fmpq]]]:
    if not options:
        yield []
        return
    for first in options[0]:
        for rest in _product(options[1:]):
            yield [first, *rest]
