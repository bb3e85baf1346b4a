"""The search for a counterexample to a claim about any variables: simple numbers first, then edges, huge and tiny ones.

Doubles propose a point; it counts only once exact and ball arithmetic certify it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import sympy as sp
from flint import arb, ctx, fmpq

from theory.claims.model import Claim, symbol
from theory.errors import DomainError, UnableError
from theory.formula import Formula, definedness
from verify.evaluate import Value, value
from verify.floating import column, conclusion_excess, holds_float
from verify.judge.balance import balance
from verify.judge.coupled import Coupled
from verify.judge.points import Columns, refined, scattered, simple, simple_inside
from verify.judge.question import Question, bounded, shifted
from verify.judge.sides import Box, Side
from verify.judge.simpler import simplest
from verify.judge.ties import Tie, ties
from verify.refute import BITS, PASSES, Context, strictly
from verify.verdict import Grade, Witness

ROUNDS = 24
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


@dataclass
class Placed(Context):
    """An exact choice of the free variables, with the tied ones computed or enclosed."""

    ties: tuple[Tie | Coupled, ...] = ()
    rest: tuple[Formula, ...] = ()
    near: dict[str, float] = field(default_factory=dict)
    known: dict[int, dict[sp.Symbol, Value]] = field(default_factory=dict)  # by precision

    def values(self) -> dict[sp.Symbol, Value]:
        if ctx.prec not in self.known:
            self.known[ctx.prec] = self._values()
        return self.known[ctx.prec]

    def _values(self) -> dict[sp.Symbol, Value]:
        at: dict[sp.Symbol, Value] = {symbol(n): fmpq(v.numerator, v.denominator) for n, v in self.parameters.items()}
        for tie in reversed(self.ties):
            at |= tie.enclosed(at, self.near)
        return at

    def met(self) -> bool:
        """Whether the hypotheses certainly hold; the equations of the ties do by their making."""
        try:
            at = self.values()
            whole = (at[name] for tie in self.ties if tie.integer for name in tie.names)
            if not all(isinstance(v, fmpq) and v.q == 1 for v in whole):
                return False
            return all(self.truth(h) is True for h in self.rest)
        except (DomainError, UnableError):
            return False

    def shown(self) -> dict[str, str]:
        """The tied variables at the point."""
        with ctx.workprec(BITS[-1]):
            at = self.values()
        return {n.name: str(v) if isinstance(v := at[n], fmpq) else v.str(20) for n in tied(self.ties)}


class Hunter:
    """A search for one claim."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.ties, self.rest = ties(claim)
        self.certifications = 0
        self.tied = tied(self.ties)
        self.free = [name for name in claim.variables if symbol(name) not in self.tied]
        box = {symbol(n): Side(integer=claim.variables[n] == "integer") for n in self.free}
        given, then = self.rest, claim.then
        for name, term in ((tie.names[0], tie.term) for tie in self.ties if tie.term is not None):
            given = tuple(f.subs({name: term}) for f in given)
            then = then.subs({name: term})
        self.conclusions = tuple(dict.fromkeys((claim.then, then)))  # the same, in other variables
        self.asked = shifted(bounded(Question(box, given, ())), False)

    def hunt(self) -> Hunt:
        """Looks for a witness; if there is none, for points that show that the hypotheses are met."""
        rng = np.random.default_rng(20251125)
        points, example, strict = 0, None, False
        designs = [(simple(self.asked.box), True), (scattered(self.asked.box, rng), False)]
        for columns, ordered in designs:
            for turn in range(1 if ordered else ROUNDS):
                full, met, worst = self._weighed(columns)
                points += int(met.sum())
                witness = self._certified(full, np.where(met, worst, -np.inf))
                if witness is not None:
                    return Hunt(witness, points, dict(witness.parameters), strict)
                example = example or self._example(full, met, None)
                strict = strict or self._example(full, met & (worst < 0), strictly(self.claim.then)) is not None
                if ordered or not met.any():
                    break
                near = worst if turn % 2 else balance(self.claim.then, full, len(worst))
                columns = refined(self.asked.box, columns, np.where(met, near, -np.inf), rng)
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
            for name in self.claim.variables:
                met &= np.isfinite(full[name])
            for found in (full[name.name] for tie in self.ties if tie.integer for name in tie.names):
                met &= found == np.rint(found)
            for formula in self.rest:
                met &= holds_float(formula, full, size)
            worst = conclusion_excess(self.claim, full, size)[0]
            defined = holds_float(definedness(self.claim.then), full, size)
        return full, met, np.where(defined, worst, np.maximum(worst, 0.5))

    def _exact(self, full: Columns, row: int) -> tuple[dict[str, Fraction], dict[str, float]]:
        """The free variables at a row as the rationals that were meant, and where roots were found."""
        at: dict[sp.Symbol, Value] = {}
        for name in self.asked.box:
            guess = Fraction(float(full[name.name][row]))
            near = guess.limit_denominator(1000)
            at[name] = fmpq(*(near if float(near) == float(guess) else guess).as_integer_ratio())
        for name, term in reversed(self.asked.solved):
            found = None
            with contextlib.suppress(DomainError, UnableError):
                found = value(term, at)
            rounded = fmpq(*Fraction(float(full[name.name][row])).as_integer_ratio())
            at[name] = found if isinstance(found, fmpq) else rounded
        parameters = {n: fraction(v) for n in self.free if isinstance(v := at[symbol(n)], fmpq)}
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
                    return self._witness(context, *failure)
        return None

    def _simplest(self, witness: Witness, near: Mapping[str, float]) -> Witness:
        kinds = {name: self.claim.variables[name] for name in self.free}
        return simplest(lambda parameters: self.certify(parameters, near), kinds, witness)

    def _witness(self, context: Placed, violation: str, why: str, grade: Grade) -> Witness:
        shown = context.shown()
        at = context.values()
        exact = {name.name: fraction(v) for name in self.tied if isinstance(v := at[name], fmpq)}
        known = context.parameters | exact
        parameters = {name: known[name] for name in self.claim.variables if name in known}
        return Witness(parameters, violation, why, grade, {n: s for n, s in shown.items() if n not in exact})

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
        at: dict[sp.Symbol, Value] = {name: simple_inside(side) for name, side in box.items()}
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
            if goal is None or context.truth(goal) is True:
                return parameters
        return None


def tied(by: Iterable[Tie | Coupled]) -> list[sp.Symbol]:
    """The names that are determined."""
    return [name for tie in by for name in tie.names]


def _rounded(v: Value) -> Fraction:
    """A rational near ``v``, itself where it is one."""
    return fraction(v) if isinstance(v, fmpq) else Fraction(float(v.mid())).limit_denominator(10**6)


def fraction(v: fmpq) -> Fraction:
    return Fraction(int(v.p), int(v.q))
