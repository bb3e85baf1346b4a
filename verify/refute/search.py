"""The search for a counterexample to a claim about any variables: simple numbers first, then edges, huge and tiny ones.

Doubles propose a point; it counts only once exact and ball arithmetic certify it. Where no point is found, those are
tried at which a strict comparison fails by equality.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from flint import arb, fmpq

from theory.errors import DomainError, UnableError
from theory.language.claim import Claim, symbol
from theory.language.formula import Formula
from theory.language.meaning import Truths
from theory.language.term import Variable
from verify.cover.question import Question, bounded, shifted
from verify.refute.balance import balance
from verify.refute.certify import PASSES, Failure, strictly
from verify.refute.determined import Placed, rational
from verify.refute.implicit import System, systems
from verify.refute.points import Columns, refined, scattered, simple, simple_inside
from verify.refute.simplest import simplest
from verify.refute.touching import touching
from verify.values.evaluate import Value, value
from verify.values.floating import column, conclusion_excess, holds_float
from verify.values.sides import Box, Side, middle
from verify.verdict import Witness

ROUNDS = 24
APPROACHES = 8  # rounds towards points that meet the hypotheses, where none is met
ATTEMPTS = 40
UNCHOSEN = 64  # points where equations determine every variable: their solutions, from several starts
MOST = 250  # points that are put to exact and ball arithmetic in one search


@dataclass(frozen=True)
class Hunt:
    """A certified witness, if one was found; how many points met the hypotheses; an exact point that certainly meets
    them; whether at some such point an inequality of the conclusion is certainly strict."""

    witness: Witness | None
    points: int
    example: dict[str, Fraction] | None
    strict: bool


class Seeker:
    """A search for one claim with one system of ties."""

    def __init__(self, claim: Claim, system: System) -> None:
        self.claim = claim
        self.ties, self.rest, self.tied = system.ties, system.rest, system.names
        self.certifications = 0
        self.free = [name for name in claim.variables if symbol(name) not in self.tied]
        box = {symbol(n): Side(integer=claim.variables[n] == "integer") for n in self.free}
        given, then = self.rest, claim.then
        for name, term in ((tie.names[0], tie.term) for tie in self.ties if tie.term is not None):
            given = tuple(f.subs({name: term}) for f in given)
            then = then.subs({name: term})
        self.conclusions = tuple(dict.fromkeys((claim.then, then)))  # the same, in other variables
        self.asked = shifted(bounded(Question(box, given, ())), False)

    def hunt(self, rounds: int = ROUNDS) -> Hunt:
        """Looks for a witness; if there is none, for points that show that the hypotheses are met."""
        rng = np.random.default_rng(20251125)
        points, example, strict = 0, None, False
        designs = [(simple(self.asked.box), True), (scattered(self.asked.box, rng), False)]
        for columns, ordered in designs:
            for turn in range(1 if ordered else rounds):
                full, met, worst = self._weighed(columns)
                points += int(met.sum())
                if ordered and not met.any():  # what doubles do not tell apart from its edge may still be met
                    met[:ATTEMPTS] = True
                    for name, _ in self.asked.solved:  # a row without a number there is no point
                        met &= np.isfinite(full[name.name])
                witness = self._certified(full, np.where(met, worst, -np.inf))
                if witness is not None:
                    return Hunt(witness, points, dict(witness.parameters), strict)
                example = self._example(full, met, None) if example is None else example
                strict = strict or self._example(full, met & (worst < 0), strictly(self.claim.then)) is not None
                if ordered or not (met.any() or turn < APPROACHES):
                    break
                near = worst if turn % 2 else balance(self.claim.then, full, len(worst))
                near = np.where(met, near, -np.inf) if met.any() else -self._missed(full, len(worst))
                columns = refined(self.asked.box, columns, near, rng)
        return Hunt(None, points, example, strict)

    def _weighed(self, columns: Columns) -> tuple[Columns, np.ndarray, np.ndarray]:
        """All variables' columns, where the hypotheses hold, and by how much the conclusion is violated."""
        size = len(next(iter(columns.values()))) if columns else UNCHOSEN
        full: Columns = dict(columns)
        with np.errstate(all="ignore"):
            for name, term in reversed(self.asked.solved):
                full[name.name] = column(term, full, size)
            for tie in reversed(self.ties):
                full |= tie.columns(full, size)
            met = np.ones(size, dtype=bool)
            for known in self.claim.variables:
                met &= np.isfinite(full[known])
            for found in (full[name.name] for tie in self.ties if tie.integer for name in tie.names):
                met &= found == np.rint(found)
            for formula in self.rest:
                met &= holds_float(formula, full, size)
            worst = conclusion_excess(self.claim, full, size)[0]
        return full, met, worst

    def _missed(self, full: Columns, size: int) -> np.ndarray:
        """How many hypotheses are missed, and by how much."""
        total = np.zeros(size)
        with np.errstate(all="ignore"):
            for formula in self.rest:
                far = np.clip(balance(formula, full, size), 0, 1000) / 1001
                total += np.where(holds_float(formula, full, size), 0, 1 + far)
        return total

    def _exact(self, full: Columns, row: int) -> tuple[dict[str, Fraction], dict[str, float]]:
        """The free variables at a row as the rationals that were meant, and where roots were found."""
        at: dict[Variable, Value] = {}
        for name, side in self.asked.box.items():
            at[name] = _meant(side, float(full[name.name][row]))
        for name, term in reversed(self.asked.solved):
            found = None
            with contextlib.suppress(DomainError, UnableError):
                found = value(term, at)
            rounded = fmpq(*Fraction(float(full[name.name][row])).as_integer_ratio())
            at[name] = found if isinstance(found, fmpq) else rounded
        parameters = {n: rational(v) for n in self.free if isinstance(v := at[symbol(n)], fmpq)}
        near_by = {name.name: float(full[name.name][row]) for name in self.tied}
        return parameters, near_by

    def placed(self, parameters: Mapping[str, Fraction], near: Mapping[str, float] = {}) -> Placed:
        return Placed(self.claim, dict(parameters), {}, {}, self.ties, self.rest, dict(near))

    def certify(self, parameters: Mapping[str, Fraction], near: Mapping[str, float]) -> Witness | None:
        """A witness at exactly ``parameters``, if the hypotheses certainly hold and the conclusion certainly fails."""
        integers = (v for n, v in parameters.items() if self.claim.variables[n] == "integer")
        if any(v.denominator != 1 for v in integers):
            return None
        context = self.placed(parameters, near)
        for conclusion in self.conclusions if context.met() else ():
            with contextlib.suppress(DomainError, UnableError):
                failure = context.failure(conclusion)
                if failure is not None:
                    return self._witness(context, failure)
        return None

    def _simplest(self, witness: Witness, near: Mapping[str, float]) -> Witness:
        kinds = {name: self.claim.variables[name] for name in self.free}
        found = simplest(lambda parameters: self.certify(parameters, near), kinds, witness)
        chosen = {name: found.parameters[name] for name in self.free}
        with contextlib.suppress(DomainError, UnableError):
            context = self.placed(chosen, near)
            known = context.enclosures()
            left = {name: ends for name, ends in known.items() if name not in found.parameters}
            return replace(found, enclosures=left, where=context.equations())
        return found

    def _witness(self, context: Placed, failure: Failure) -> Witness:
        shown = context.shown()
        at = context.values()
        exact = {name.name: rational(v) for name in self.tied if isinstance(v := at[name], fmpq)}
        known = context.parameters | exact
        parameters = {name: known[name] for name in self.claim.variables if name in known}
        return Witness(parameters, *failure, {n: s for n, s in shown.items() if n not in exact})

    def _certified(self, full: Columns, worst: np.ndarray) -> Witness | None:
        tried: set[int] = set()
        for tolerance, attempts in PASSES:
            rows = [int(k) for k in np.flatnonzero(worst >= tolerance) if int(k) not in tried][:attempts]
            for row in rows:
                if self.certifications >= MOST:
                    return None
                tried.add(row)
                parameters, near = self._exact(full, row)
                self.certifications += 1
                witness = self.certify(parameters, near)
                if witness is not None:
                    return self._simplest(witness, near)
        return None

    def within(self, asked: Question, box: Box) -> Witness | None:
        """A certified witness at a simple point of ``box``, a part of the box of ``asked``."""
        at: dict[Variable, Value] = {name: simple_inside(side) for name, side in box.items()}
        with contextlib.suppress(DomainError, UnableError):
            for name, term in reversed(asked.solved):
                at[name] = value(term, at)
            parameters = {n: _rounded(at[symbol(n)]) for n in self.free}
            near = {name.name: float(arb(at[name]).mid()) for name in self.tied}
            witness = self.certify(parameters, near)
            return None if witness is None else self._simplest(witness, near)
        return None

    def _example(self, full: Columns, met: np.ndarray, goal: Formula | None) -> dict[str, Fraction] | None:
        """The first of the rows that ``met`` at which the hypotheses, and ``goal`` if any, certainly hold."""
        for row in np.flatnonzero(met)[:ATTEMPTS]:
            self.certifications += 1
            if self.certifications > MOST:
                return None
            parameters, near = self._exact(full, int(row))
            context = self.placed(parameters, near)
            integers = (v for n, v in parameters.items() if self.claim.variables[n] == "integer")
            if not all(v.denominator == 1 for v in integers) or not context.met():
                continue
            if goal is None or context.truth(goal) is Truths.TRUE:
                return parameters
        return None


class Hunter:
    """A search for one claim, with every system of ties that its equations give."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.seekers = [Seeker(claim, system) for system in systems(claim)]

    @cached_property
    def touching(self) -> list[Seeker]:
        """Searches where a strict comparison may fail by equality."""
        return [Seeker(self.claim, system) for system in touching(self.claim)]

    def hunt(self) -> Hunt:
        """Looks for a witness; if there is none, for points that show that the hypotheses are met."""
        points, example, strict = 0, None, False
        for seeker in self.seekers:
            found = seeker.hunt()
            points, strict = points + found.points, strict or found.strict
            example = found.example if example is None else example
            if found.witness is not None:
                return Hunt(found.witness, points, example, strict)
        for seeker in self.touching:
            found = seeker.hunt(1)
            example = found.example if example is None else example
            if found.witness is not None:
                return Hunt(found.witness, points + found.points, example, strict)
        return Hunt(None, points, example, strict)

    def within(self, asked: Question, box: Box) -> Witness | None:
        """A certified witness at a simple point of ``box``, a part of the box of ``asked``."""
        found = (seeker.within(asked, box) for seeker in self.seekers)
        return next((witness for witness in found if witness is not None), None)


def _meant(side: Side, guess: float) -> fmpq:
    """The number that a double of ``side`` stands for: an end that belongs to it, what lies between two ends that are
    the same double, else a short fraction."""
    side = side.rounded()
    near_ends = [end is not None and float(rational(end)) == guess for end in (side.lo, side.hi)]
    if near_ends[0] and side.lo is not None and not side.below:
        return side.lo
    if near_ends[1] and side.hi is not None and not side.above:
        return side.hi
    if all(near_ends):
        return middle(side)
    near = Fraction(guess).limit_denominator(1000)
    return fmpq(*(near if float(near) == guess else Fraction(guess)).as_integer_ratio())


def _rounded(v: Value) -> Fraction:
    """A rational near ``v``, itself where it is one."""
    return rational(v) if isinstance(v, fmpq) else Fraction(float(v.mid())).limit_denominator(10**6)
