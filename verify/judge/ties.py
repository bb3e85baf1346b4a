"""Variables that equations determine, for a search: the other variables are chosen, these follow.

A tie by an equation that holds the variable linearly gives it as a term; any other tie is a root, shown to exist by a
change of sign and enclosed by bisection.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp
from flint import arb, fmpq

from theory.claims.model import Claim, symbol
from theory.errors import DomainError, UnableError
from theory.formula import Atom, Formula
from verify.evaluate import Value, value
from verify.floating import compile_term
from verify.judge.forms import derivative
from verify.judge.question import conjuncts, linear, whole
from verify.judge.sides import Box, Side

Point = dict[sp.Symbol, Value]
GRID = np.concatenate([-np.logspace(3, -9, 121), [0.0], np.logspace(-9, 3, 121)])
HALVINGS = 60


@dataclass(frozen=True)
class Tie:
    """``name`` is determined: by ``term``, or, where that is None, as a root of ``equation`` = 0."""

    name: sp.Symbol
    integer: bool
    equation: sp.Expr
    term: sp.Expr | None

    def column(self, columns: Mapping[str, np.ndarray], size: int) -> np.ndarray:
        """Its values in doubles, NaN where none is found."""
        if self.term is not None:
            return np.broadcast_to(np.asarray(compile_term(self.term)(columns), dtype=float), (size,)).astype(float)
        return self._roots(columns, size)

    def _roots(self, columns: Mapping[str, np.ndarray], size: int) -> np.ndarray:
        """A root by bisection between two neighbours of a grid, a different one for different rows where there are
        several."""
        at = compile_term(self.equation)

        def gap(x: np.ndarray) -> np.ndarray:
            found = at({**columns, self.name.name: x})
            return np.broadcast_to(np.asarray(found, dtype=float), (size,))

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
        return (low + high) / 2

    def enclosed(self, at: Point, near: float) -> Value:
        """Its value, exact or in a ball that certainly contains a root.

        Errors: ``DomainError`` where there is none, ``UnableError`` where a change of sign near ``near`` is not shown.
        """
        if self.term is not None:
            return value(self.term, at)
        if not np.isfinite(near):
            raise DomainError(f"{self.name}: no root of its equation is known here")
        simple = fmpq(*Fraction(near).limit_denominator(1000).as_integer_ratio())
        exact = value(self.equation, at | {self.name: simple})
        if isinstance(exact, fmpq) and exact == 0:
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

    def _narrowed(self, at: Point, ball: arb, rising: bool) -> arb:
        """The part of ``ball`` in which its root lies: interval Newton, or halving where the slope's sign is open."""
        slope = derivative(self.equation, self.name)
        for _ in range(HALVINGS):
            before, centre = ball.rad(), fraction(ball.mid())
            steep = arb(value(slope, at | {self.name: ball}))
            if steep.is_finite() and not steep.contains(0):
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

    def _sign(self, at: Point, x: fmpq) -> int:
        found = arb(value(self.equation, at | {self.name: x}))
        if found.contains(0):
            raise UnableError(f"{self.name}: the sign of its equation at {x} is not shown")
        return 1 if found > 0 else -1


def ties(claim: Claim) -> tuple[tuple[Tie, ...], tuple[Formula, ...]]:
    """The ties of ``claim``, to be computed from the last to the first, and the hypotheses that remain, with the
    conditions under which they are defined."""
    box: Box = {symbol(name): Side(integer=kind == "integer") for name, kind in claim.variables.items()}
    conditions = conjuncts(claim.given)
    equations = [f for f in conditions if isinstance(f, Atom) and f.op == "=="]
    rest = [f for f in conditions if not (isinstance(f, Atom) and f.op == "==")]
    found: list[Tie] = []
    later: list[Atom] = []
    for equation in equations:
        for tie in found:
            equation = equation.subs({tie.name: tie.term})
        linear_tie = _linear(equation, box)
        if linear_tie is None:
            later.append(equation)
            continue
        found.append(linear_tie)
        later = [other.subs({linear_tie.name: linear_tie.term}) for other in later]
        del box[linear_tie.name]
    rooted = _root(later[0], box) if len(later) == 1 else None
    return (*found, *([rooted] if rooted else [])), (*rest, *([] if rooted else later))


def _linear(equation: Atom, box: Box) -> Tie | None:
    gap = equation.left - equation.right
    for name, factor, remainder in linear(equation, [name for name in box if gap.has(name)]):
        term = sp.cancel(-remainder / factor)
        if not box[name].integer or whole(term, box):
            return Tie(name, box[name].integer, gap, term)
    return None


def _root(equation: Atom, box: Box) -> Tie | None:
    gap = equation.left - equation.right
    names = [name for name in reversed(box) if gap.has(name) and not box[name].integer]
    return Tie(names[0], False, gap, None) if names else None


def fraction(exact: arb) -> fmpq:
    """An exact ball as a rational."""
    mantissa, exponent = exact.man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)
