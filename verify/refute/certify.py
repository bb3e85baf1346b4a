"""Refutation: a search in double precision proposes points, exact and ball arithmetic certifies one.

The search first goes through all small counts and simple ridges in order of size, so that the
witness found is the smallest of that list; then through a seeded design that favours the edges.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import ClassVar

import numpy as np
from flint import ctx, fmpq

from theory.errors import DomainError, LedgerError, UnableError
from theory.language.claim import Claim, Unknown, symbol
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.meaning import ANY, Truths, defined
from theory.language.term import Variable
from verify.ascent.solve.axis import with_precision
from verify.ascent.solve.unknowns import Solution, shown, solutions
from verify.refute.design import Design, complete, dependent, designs
from verify.values import enclosures as ends
from verify.values.evaluate import Value, excess, truths
from verify.values.floating import conclusion_excess, satisfied
from verify.values.resolve import resolved, resolved_atom
from verify.verdict import Grade, Witness

# (least relative violation in doubles, points tried): the last pass reaches into rounding noise,
# where only a strict inequality that is an equality can still be certified
PASSES = ((1e-6, 40), (1e-11, 12), (-1e-11, 12))
ATTEMPTS = 12
TRIALS = 400
BITS = (64, 256)
Failure = tuple[str, str, Grade]  # the violation, what is violated, the grade


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
        met = satisfied(claim, design.columns, len(design))
        points += int(met.any(axis=0).sum())
        if example is None:
            example = _first(claim, design, np.flatnonzero(met.any(axis=0)), None)
        worst = np.where(met, conclusion_excess(claim, design.columns, len(design)), -np.inf).max(
            axis=0, initial=-np.inf
        )
        witness = _certified(claim, design, worst)
        if witness is not None:
            return Search(witness, points, example, strict)
        if not strict:
            inside = np.where(met, conclusion_excess(claim, design.columns, len(design)), np.inf).min(
                axis=0, initial=np.inf
            )
            strict = _first(claim, design, np.flatnonzero(inside < 0), strictly(claim.then)) is not None
    return Search(None, points, example, strict)


def strictly(formula: Formula) -> Formula:
    """``formula`` with <= and >= made < and >."""
    match formula:
        case Atom(op, left, right):
            return Atom({"<=": "<", ">=": ">"}.get(op, op), left, right)
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
            if not context.met():
                continue
            if goal is None or any(way.truth(goal) is Truths.TRUE for way in _extended(context, claim.exists)):
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
                return _with_enclosures(claim, witness if design.ordered else shrink(claim, witness))
    return None


def _with_enclosures(claim: Claim, witness: Witness) -> Witness:
    """``witness`` with the enclosures of its stationary points, for the second reader."""
    shown = (c for c in contexts(claim, witness.parameters) if c.shown() == witness.unknowns)
    chosen = next(shown, None)
    return witness if chosen is None else replace(witness, enclosures=chosen.enclosures())


def certify(claim: Claim, parameters: dict[str, Fraction]) -> Witness | None:
    """A witness at exactly ``parameters``, if the hypotheses certainly hold there and the
    conclusion certainly fails for some choice of stationary points; else None.

    An inequality fails with its violation enclosed away from zero, or, where it is strict, because
    its sides are equal by exact arithmetic.
    """
    return attempt(claim, parameters)[1]


def attempt(claim: Claim, parameters: dict[str, Fraction]) -> tuple[bool, Witness | None]:
    """Whether the hypotheses certainly hold at ``parameters`` for some choice of stationary points,
    and what ``certify`` finds there. Errors: ``UnableError`` where the precision does not suffice."""
    if any(claim.variables[name] == "integer" and v.denominator != 1 for name, v in parameters.items()):
        return False, None
    met = False
    for context in contexts(claim, parameters):
        if not context.met():
            continue
        met = True
        failure = _every_way_fails(context) if claim.exists else context.failure(claim.then)
        if failure is not None:
            violation, why, grade = failure
            return True, Witness(dict(parameters), violation, why, grade, context.shown())
    return met, None


def _every_way_fails(context: Context) -> Failure | None:
    """How the conclusion certainly fails for every choice of what the claim says to exist."""
    ways = list(_extended(context, context.claim.exists))
    failures = [way.failure(context.claim.then) for way in ways]
    if not failures:
        return "none", "there is no such stationary point", Grade.ENCLOSED
    if any(failure is None for failure in failures):
        return None
    return min((f for f in failures if f is not None), key=lambda f: f[2])


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
    """An exact point and one choice of stationary points there: the index of each among all."""

    claim: Claim
    parameters: dict[str, Fraction]
    choice: dict[Unknown, int]
    same: dict[Variable, Variable]
    bits: ClassVar[tuple[int, ...]] = BITS

    def values(self) -> dict[Variable, Value]:
        """The point at the working precision."""
        point = _exact(self.parameters)
        for unknown, k in self.choice.items():
            point |= solutions(unknown, point)[k].values
        return point

    def truth(self, formula: Formula) -> Truths:
        """The truth values that ``formula`` may have here: one alone, or none of them TRUE, as soon as the precision
        shows that."""
        if self.same:
            formula = formula.subs(self.same)
        found = ANY
        for bits in self.bits:
            try:
                with ctx.workprec(bits):
                    found &= self._truths(formula)
            except UnableError:
                continue
            if not found:
                raise LedgerError(f"{formula}: two precisions contradict each other")
            if found is Truths.TRUE or found.certainly_not_true:
                break
        return found

    def _truths(self, formula: Formula) -> Truths:
        """As ``truth``, at the working precision."""
        point = self.values()
        found = truths(formula, point)
        if found is Truths.TRUE or found.certainly_not_true:
            return found
        chosen = resolved(formula, point)
        return found if chosen == formula else found & truths(chosen, point)

    def met(self) -> bool:
        """Whether the hypotheses certainly hold; the equations of the unknowns do by their choice."""
        hypotheses = self.claim.given[: len(self.claim.hypotheses)]
        return all(self.truth(h) is Truths.TRUE for h in hypotheses)

    def failure(self, formula: Formula) -> Failure | None:
        """How ``formula`` is certainly not true, None where that is not shown: the enclosed violation, the part, the
        grade. An undefined comparison is named with the condition that it misses."""
        match formula:
            case And(parts):
                return next((f for p in parts if (f := self.failure(p)) is not None), None)
            case Or(parts):
                failures = [self.failure(p) for p in parts]
                known = [f for f in failures if f is not None]
                if not known or len(known) < len(failures):
                    return None
                why = dict.fromkeys(f[1] for f in known)
                return known[0][0], " and ".join(why), min(f[2] for f in known)
            case Implies(given, then):
                return self.failure(then) if self.truth(given) is Truths.TRUE else None
        found = self.truth(formula)
        if not found.certainly_not_true:
            return None
        return self.violation(formula) if found is Truths.FALSE else self._undefined(formula)

    def _undefined(self, atom: Atom) -> Failure:
        need = (*defined(atom.left).parts, *defined(atom.right).parts)
        missed = next((c for c in need if self.truth(c).certainly_not_true), None)
        why = f"undefined: {missed} does not hold" if missed is not None else f"undefined: {atom}"
        return "undefined", why, Grade.ENCLOSED

    def shown(self) -> dict[str, str]:
        """The chosen stationary points, by name."""
        with ctx.workprec(BITS[-1]):
            point = _exact(self.parameters)
            return {n: v for unknown, k in self.choice.items() for n, v in shown(solutions(unknown, point)[k]).items()}

    def enclosures(self) -> dict[str, tuple[str, str]]:
        """The chosen stationary points between exact fractions, wider than is known, for the second reader."""
        with ctx.workprec(ends.BITS):
            known = _exact(self.parameters).keys()
            return {v.name: ends.ends(ends.widened(at)) for v, at in self.values().items() if v not in known}

    def violation(self, atom: Atom) -> Failure:
        merged = atom.subs(self.same)
        for bits in (128, 512, 2048):
            with ctx.workprec(bits):
                point = self.values()
                gap = excess(resolved_atom(merged, point), point)
                if isinstance(gap, fmpq):
                    return f"[{abs(gap)} +/- 0]", f"not {atom.op}", Grade.EXACT
                if not gap.contains(0):
                    return abs(gap).str(15), f"not {atom.op}", Grade.ENCLOSED
        raise UnableError("a violation was decided but could not be enclosed; raise the precision")


def _exact(parameters: dict[str, Fraction]) -> dict[Variable, Value]:
    return {symbol(n): fmpq(v.numerator, v.denominator) for n, v in parameters.items()}


def contexts(claim: Claim, parameters: dict[str, Fraction]) -> Iterator[Context]:
    """Every choice of the claim's unknowns at an exact point; none where an equation has no solution."""
    yield from _extended(Context(claim, parameters, {}, {}), claim.unknowns)


def _extended(context: Context, unknowns: Sequence[Unknown]) -> Iterator[Context]:
    """``context`` with every choice of ``unknowns`` added."""
    point = _exact(context.parameters)
    options: list[list[tuple[int, Solution]]] = []
    for unknown in unknowns:
        try:
            options.append(list(enumerate(with_precision(partial(solutions, unknown, point)))))
        except DomainError:
            return
    for picks in itertools.product(*options):
        same = dict(context.same)
        for i, (_, solution) in enumerate(picks):
            twin = next((s for _, s in picks[:i] if s.key == solution.key), None)
            if twin is not None:
                same |= dict(zip(solution.values, twin.values, strict=True))
        choice = {u: k for u, (k, _) in zip(unknowns, picks, strict=True)}
        yield Context(context.claim, context.parameters, context.choice | choice, same)
