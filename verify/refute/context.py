"""A claim at an exact point, with one choice among the solutions of its unknowns: what holds there, and what fails."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import ClassVar

from flint import ctx, fmpq

from theory.errors import DomainError, LedgerError, UnableError
from theory.language.claim import Claim, Unknown, symbol
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.meaning import ANY, Truths, defined
from theory.language.term import Variable
from verify.values import enclosures
from verify.values.evaluate import Value, excess, truths
from verify.values.precision import with_precision
from verify.values.resolve import resolved, resolved_atom
from verify.values.unknowns import Solution, solutions
from verify.verdict import Grade, Witness

BITS = (64, 256)
Failure = tuple[str, str, Grade]  # the violation, what is violated, the grade


@dataclass
class Context:
    """An exact point and one choice of solutions of the unknowns there: the index of each among all."""

    claim: Claim
    parameters: dict[str, Fraction]
    choice: dict[Unknown, int]
    same: dict[Variable, Variable]
    bits: ClassVar[tuple[int, ...]] = BITS

    def values(self) -> dict[Variable, Value]:
        """The point at the working precision."""
        point = exact(self.parameters)
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
        hypotheses = self.claim.premises
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
        """The chosen solutions, by name."""
        with ctx.workprec(BITS[-1]):
            point = exact(self.parameters)
            return {n: v for unknown, k in self.choice.items() for n, v in solutions(unknown, point)[k].shown().items()}

    def enclosures(self) -> dict[str, tuple[str, str]]:
        """The chosen solutions between exact fractions, wider than is known, for the second reader."""
        with ctx.workprec(enclosures.BITS):
            known = exact(self.parameters).keys()
            return {
                v.name: enclosures.ends(enclosures.widened(at)) for v, at in self.values().items() if v not in known
            }

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


def exact(parameters: dict[str, Fraction]) -> dict[Variable, Value]:
    return {symbol(n): fmpq(v.numerator, v.denominator) for n, v in parameters.items()}


def contexts(claim: Claim, parameters: dict[str, Fraction]) -> Iterator[Context]:
    """Every choice of the claim's unknowns at an exact point; none where an equation has no solution."""
    yield from extended(Context(claim, parameters, {}, {}), claim.unknowns)


def extended(context: Context, unknowns: Sequence[Unknown]) -> Iterator[Context]:
    """``context`` with every choice of ``unknowns`` added; itself where there are none."""
    if not unknowns:
        yield context
        return
    point = exact(context.parameters)
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


def certify(claim: Claim, parameters: dict[str, Fraction]) -> Witness | None:
    """A witness at exactly ``parameters``, if the hypotheses certainly hold there and the
    conclusion certainly fails for some choice of solutions of the unknowns; else None.

    An inequality fails with its violation enclosed away from zero, or, where it is strict, because
    its sides are equal by exact arithmetic.
    """
    return attempt(claim, parameters)[1]


def attempt(claim: Claim, parameters: dict[str, Fraction]) -> tuple[bool, Witness | None]:
    """Whether the hypotheses certainly hold at ``parameters`` for some choice of solutions,
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
    ways = list(extended(context, context.claim.exists))
    failures = [way.failure(context.claim.then) for way in ways]
    if not failures:
        return "none", "no such solution exists", Grade.ENCLOSED
    if any(failure is None for failure in failures):
        return None
    return min((f for f in failures if f is not None), key=lambda f: f[2])
