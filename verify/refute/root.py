"""A variable that one equation determines: given by a term, or enclosed as a root."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, fmpq

from theory.errors import DomainError, UnableError
from theory.language.calculus import diff
from theory.language.formula import Atom
from theory.language.term import Number, Term, Variable
from verify.values.enclosures import fraction
from verify.values.evaluate import Value, excess, value
from verify.values.floating import column

Assignment = dict[Variable, Value]
GRID = np.concatenate([-np.logspace(3, -9, 121), [0.0], np.logspace(-9, 3, 121)])
HALVINGS = 60
CLOSE = 1e-9  # of a simple number to a root found in doubles, for it to be tried as the root itself


@dataclass(frozen=True)
class ImplicitVariable:
    """``name`` is determined: by ``term``, or, where that is None, as a root of ``equation`` = 0."""

    name: Variable
    integer: bool
    equation: Term
    term: Term | None

    @property
    def names(self) -> tuple[Variable, ...]:
        return (self.name,)

    @property
    def known(self) -> Term:
        """Its term, where it has one, else itself."""
        return self.name if self.term is None else self.term

    def columns(self, columns: Mapping[str, np.ndarray], size: int) -> dict[str, np.ndarray]:
        """Its values in doubles, NaN where none is found."""
        found = self._roots(columns, size) if self.term is None else column(self.term, columns, size)
        return {self.name.name: found}

    def _roots(self, columns: Mapping[str, np.ndarray], size: int) -> np.ndarray:
        """A root by bisection between two neighbours of a grid, a different one for different rows where there are
        several."""

        def gap(x: np.ndarray) -> np.ndarray:
            return column(self.equation, {**columns, self.name.name: x}, size)

        low, high, seen = np.full(size, np.nan), np.full(size, np.nan), np.zeros(size, dtype=int)
        before = gap(np.full(size, GRID[0]))
        turn = np.arange(size) % 3
        for left, right in itertools.pairwise(GRID):
            after = gap(np.full(size, right))
            crossed = (np.sign(before) * np.sign(after) < 0) | ((after == 0) & (before != 0))
            take = crossed & (seen <= turn)
            low, high, seen = np.where(take, left, low), np.where(take, right, high), seen + crossed
            before = after
        rising = gap(low) < 0
        for _ in range(HALVINGS):
            centre = (low + high) / 2
            below = (gap(centre) < 0) == rising
            low, high = np.where(below, centre, low), np.where(below, high, centre)
        return np.where(gap(high) == 0, high, (low + high) / 2)

    def enclosed(self, at: Assignment, near: Mapping[str, float]) -> Assignment:
        """Its value, exact or in a ball that certainly contains a root.

        Errors: ``DomainError`` where there is none, ``UnableError`` where a change of sign close to ``near`` is not
        shown.
        """
        found = self._root(at, near.get(self.name.name, float("nan"))) if self.term is None else value(self.term, at)
        return {self.name: found}

    def _root(self, at: Assignment, near: float) -> Value:
        if not np.isfinite(near):
            raise DomainError(f"{self.name}: no root of its equation is known here")
        simple = fmpq(*Fraction(near).limit_denominator(1000).as_integer_ratio())
        if abs(float(simple) - near) <= CLOSE * max(1.0, abs(near)) and self._vanishes(at | {self.name: simple}):
            return simple
        centre = fmpq(*Fraction(near).as_integer_ratio())
        reach = fmpq(1, 2**30) * max(abs(centre), fmpq(1, 2**20))
        low, high = centre - reach, centre + reach
        rising = self._sign(at, low) < 0
        if self._sign(at, high) == self._sign(at, low):
            raise UnableError(f"{self.name}: no change of sign near {near}")
        if not arb(value(self.equation, at | {self.name: arb(low).union(arb(high))})).is_finite():
            raise UnableError(f"{self.name}: its equation may be undefined near {near}")
        return self._narrowed(at, arb(low).union(arb(high)), rising)

    def _vanishes(self, at: Assignment) -> bool:
        """Whether the equation certainly holds at ``at``, exactly."""
        try:
            gap = excess(Atom("==", self.equation, Number(0)), at)
        except (DomainError, UnableError):
            return False
        return isinstance(gap, fmpq) and gap == 0

    def _narrowed(self, at: Assignment, ball: arb, rising: bool) -> arb:
        """The part of ``ball`` in which its root lies: interval Newton, or halving where the slope's sign is open."""
        for _ in range(HALVINGS):
            before, centre = ball.rad(), fraction(ball.mid())
            steep = self._steep(at, ball)
            if steep is not None:
                step = arb(value(self.equation, at | {self.name: centre})) / steep
                ball = ball.intersection(arb(centre) - step)
            else:
                try:
                    right = (self._sign(at, centre) < 0) == rising
                except UnableError:
                    break
                ball = arb(centre).union(ball.upper() if right else ball.lower())
            if ball.rad() * 2 > before:
                break
        return ball

    def _steep(self, at: Assignment, ball: arb) -> arb | None:
        """The slope of the equation on ``ball``, if it certainly has one sign."""
        try:
            slope = arb(value(diff(self.equation, self.name), at | {self.name: ball}))
        except (DomainError, UnableError):
            return None
        return slope if slope.is_finite() and not slope.contains(0) else None

    def _sign(self, at: Assignment, x: fmpq) -> int:
        found = arb(value(self.equation, at | {self.name: x}))
        if found.contains(0):
            raise UnableError(f"{self.name}: the sign of its equation at {x} is not shown")
        return 1 if found > 0 else -1
