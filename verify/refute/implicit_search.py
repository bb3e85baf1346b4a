"""A field of points for a claim about any variables: some are chosen, at all scales, the others are implicit.

Where no point is found, those are tried at which a strict comparison fails by equality.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from flint import arb, fmpq

from theory.errors import DomainError, UnableError
from theory.language.claim import Claim, symbol
from theory.language.term import Variable
from verify.cover.question import Question
from verify.cover.reductions.bounds import bounded
from verify.cover.reductions.faces import shifted
from verify.refute.balance import balance
from verify.refute.context import Context, Failure
from verify.refute.determined import ImplicitContext, as_fraction
from verify.refute.implicit import System, systems
from verify.refute.points import double, refined, scattered, simple, simple_inside
from verify.refute.search import Candidate, Search, Table, Weighed, whole_where_meant
from verify.refute.simplest import Late, never, simplest
from verify.refute.touching import touching
from verify.values.doubles import Columns
from verify.values.evaluate import Value, value
from verify.values.floating import column, conclusion_excess, holds_float
from verify.values.sides import Box, Side, middle
from verify.verdict import Witness

SEED = 20251125
ROUNDS = 24
APPROACHES = 8  # rounds towards points that meet the hypotheses, where none is met
UNCHOSEN = 64  # points where equations determine every variable: their solutions, from several starts


class ImplicitField:
    """The points of one claim with one system of implicit variables; ``rounds`` of neighbours of what came nearest to a
    violation."""

    attempts = 40
    most = 250

    def __init__(self, claim: Claim, system: System, rounds: int = ROUNDS) -> None:
        self.claim, self.rounds = claim, rounds
        self.implicit, self.rest, self.determined = system.implicit, system.rest, system.names
        self.free = [name for name in claim.variables if symbol(name) not in self.determined]
        box = {symbol(n): Side(integer=claim.variables[n] == "integer") for n in self.free}
        given, then = self.rest, claim.then
        for name, term in ((one.names[0], one.term) for one in self.implicit if one.term is not None):
            given = tuple(f.subs({name: term}) for f in given)
            then = then.subs({name: term})
        self.conclusions = tuple(dict.fromkeys((claim.then, then)))  # the same, in other variables
        self.asked = Question(box, given, ()).reduced(bounded, shifted)
        self.rng = np.random.default_rng(SEED)

    def tables(self) -> Iterator[Table]:
        """Simple numbers, then numbers at all scales: the chosen variables' columns and those of all others."""
        self.rng = np.random.default_rng(SEED)
        yield from (
            Table(self._full(chosen), ordered)
            for chosen, ordered in ((simple(self.asked.box), True), (scattered(self.asked.box, self.rng), False))
        )

    def _whole(self, name: Variable) -> bool:
        """Whether ``name`` is a variable of the claim that is a whole number; a bound of it may be none."""
        return self.claim.variables.get(name.name) == "integer"

    def _full(self, chosen: Columns) -> Columns:
        """The columns of all variables, from those of the chosen ones."""
        size = len(next(iter(chosen.values()))) if chosen else UNCHOSEN
        full: dict[str, np.ndarray] = dict(chosen)
        with np.errstate(all="ignore"):
            for name, term in reversed(self.asked.solved):
                found = column(term, full, size)
                full[name.name] = np.rint(found) if self._whole(name) else found
            for one in reversed(self.implicit):
                full |= one.columns(full, size)
        return full

    def weighed(self, table: Table) -> Weighed:
        """As doubles see it; of the simple points, where none meets the hypotheses, the first are tried all the same:
        what doubles do not tell apart from an edge may still be met."""
        full, size = table.columns, _size(table)
        met = np.ones(size, dtype=bool)
        with np.errstate(all="ignore"):
            for known in self.claim.variables:
                met &= np.isfinite(full[known])
            for found in (full[name.name] for one in self.implicit if one.integer for name in one.names):
                met &= found == np.rint(found)
            for formula in self.rest:
                met &= holds_float(formula, full, size)
            worst = conclusion_excess(self.claim, full, size)[0]
        points = int(met.sum())
        if table.ordered and not points:
            met[: self.attempts] = True
            for name, _ in self.asked.solved:  # a row without a number there is no point
                met &= np.isfinite(full[name.name])
        return Weighed(points, met, worst, worst)

    def closer(self, table: Table, weighed: Weighed, turn: int) -> Table | None:
        """Neighbours of the points that come nearest to a violation, or to the hypotheses where none meets them."""
        met, size = weighed.met, _size(table)
        if table.ordered or turn + 1 >= self.rounds or not (met.any() or turn < APPROACHES):
            return None
        near = weighed.worst if turn % 2 else balance(self.claim.then, table.columns, size)
        near = np.where(met, near, -np.inf) if met.any() else -self._missed(table.columns, size)
        return Table(self._full(refined(self.asked.box, table.columns, near, self.rng)), False)

    def _missed(self, full: Columns, size: int) -> np.ndarray:
        """How many hypotheses are missed, and by how much."""
        total = np.zeros(size)
        with np.errstate(all="ignore"):
            for formula in self.rest:
                far = np.clip(balance(formula, full, size), 0, 1000) / 1001
                total += np.where(holds_float(formula, full, size), 0, 1 + far)
        return total

    def candidate(self, table: Table, row: int) -> Candidate:
        """The free variables at a row as the rationals that were meant, and where roots were found."""
        full = table.columns
        at: dict[Variable, Value] = {}
        for name, side in self.asked.box.items():
            at[name] = _meant(side, float(full[name.name][row]))
        for name, term in reversed(self.asked.solved):
            found = None
            with contextlib.suppress(DomainError, UnableError):
                found = value(term, at)
            if not isinstance(found, fmpq) or (self._whole(name) and found.q != 1):
                found = fmpq(*Fraction(float(full[name.name][row])).as_integer_ratio())
            at[name] = found
        parameters = {n: as_fraction(v) for n in self.free if isinstance(v := at[symbol(n)], fmpq)}
        return Candidate(parameters, {name.name: float(full[name.name][row]) for name in self.determined})

    def context(self, parameters: Mapping[str, Fraction], near: Mapping[str, float] = {}) -> ImplicitContext:
        return ImplicitContext(self.claim, dict(parameters), {}, {}, self.implicit, self.rest, dict(near))

    def contexts(self, candidate: Candidate) -> Iterator[Context]:
        yield self.context(candidate.parameters, candidate.near)

    def certify(self, candidate: Candidate) -> Witness | None:
        if not whole_where_meant(self.claim, candidate.parameters):
            return None
        context = self.context(candidate.parameters, candidate.near)
        for conclusion in self.conclusions if context.met() else ():
            with contextlib.suppress(DomainError, UnableError):
                failure = context.failure(conclusion)
                if failure is not None:
                    return self._witness(context, failure)
        return None

    def simplest(
        self, witness: Witness, candidate: Candidate, table: Table | None = None, late: Late = never
    ) -> Witness:
        kinds = {name: self.claim.variables[name] for name in self.free}
        found = simplest(
            lambda parameters: self.certify(Candidate(parameters, candidate.near)), kinds, witness, late=late
        )
        chosen = {name: found.parameters[name] for name in self.free}
        with contextlib.suppress(DomainError, UnableError):
            context = self.context(chosen, candidate.near)
            known = context.enclosures()
            left = {name: ends for name, ends in known.items() if name not in found.parameters}
            return replace(found, enclosures=left, where=context.equations())
        return found

    def _witness(self, context: ImplicitContext, failure: Failure) -> Witness:
        shown = context.shown()
        at = context.values()
        exact = {name.name: as_fraction(v) for name in self.determined if isinstance(v := at[name], fmpq)}
        known = context.parameters | exact
        parameters = {name: known[name] for name in self.claim.variables if name in known}
        return Witness(parameters, *failure, {n: s for n, s in shown.items() if n not in exact})

    def within(self, asked: Question, box: Box) -> Witness | None:
        """A certified witness at a simple point of ``box``, a part of the box of ``asked``."""
        at: dict[Variable, Value] = {name: simple_inside(side) for name, side in box.items()}
        with contextlib.suppress(DomainError, UnableError):
            for name, term in reversed(asked.solved):
                at[name] = value(term, at)
            near = {name.name: float(arb(at[name]).mid()) for name in self.determined}
            candidate = Candidate({n: _rounded(at[symbol(n)]) for n in self.free}, near)
            witness = self.certify(candidate)
            return None if witness is None else self.simplest(witness, candidate)
        return None


class ImplicitSearch(Search):
    """The search for a claim about any variables, with every system of implicit variables that its equations give."""

    def __init__(self, claim: Claim) -> None:
        self.by_system = [ImplicitField(claim, system) for system in systems(claim)]
        super().__init__(self.by_system, lambda: [ImplicitField(claim, system, 1) for system in touching(claim)])

    def within(self, asked: Question, box: Box) -> Witness | None:
        """As ``ImplicitField.within`` of the first field that has one."""
        found = (field.within(asked, box) for field in self.by_system)
        return next((witness for witness in found if witness is not None), None)


def _size(table: Table) -> int:
    return len(next(iter(table.columns.values()))) if table.columns else UNCHOSEN


def _meant(side: Side, guess: float) -> fmpq:
    """The number that a double of ``side`` stands for: an end that belongs to it, what lies between two ends that are
    the same double, else a short fraction."""
    side = side.rounded()
    near_ends = [end is not None and double(end) == guess for end in (side.lo, side.hi)]
    if near_ends[0] and side.lo is not None and not side.below:
        return side.lo
    if near_ends[1] and side.hi is not None and not side.above:
        return side.hi
    if all(near_ends) or not math.isfinite(guess):
        return middle(side)
    near = Fraction(guess).limit_denominator(1000)
    return fmpq(*(near if float(near) == guess else Fraction(guess)).as_integer_ratio())


def _rounded(v: Value) -> Fraction:
    """A rational near ``v``, itself where it is one."""
    return as_fraction(v) if isinstance(v, fmpq) else Fraction(float(v.mid())).limit_denominator(10**6)
