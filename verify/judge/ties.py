"""Variables that equations determine, for a search: the other variables are chosen, these follow.

A tie by an equation that holds the variable linearly gives it as a term; any other tie is a root, shown to exist by a
change of sign and enclosed by bisection; or a solution of several equations together.
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
from verify.evaluate import Value, excess, value
from verify.floating import column
from verify.judge.coupled import Coupled, coupled
from verify.judge.forms import derivative
from verify.judge.question import conjuncts, linear, whole
from verify.judge.sides import Box, Side

Point = dict[sp.Symbol, Value]
GRID = np.concatenate([-np.logspace(3, -9, 121), [0.0], np.logspace(-9, 3, 121)])
HALVINGS = 60
CLOSE = 1e-9  # of a simple number to a root found in doubles, for it to be tried as the root itself


@dataclass(frozen=True)
class Tie:
    """``name`` is determined: by ``term``, or, where that is None, as a root of ``equation`` = 0."""

    name: sp.Symbol
    integer: bool
    equation: sp.Expr
    term: sp.Expr | None

    @property
    def names(self) -> tuple[sp.Symbol, ...]:
        return (self.name,)

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
        return (low + high) / 2

    def enclosed(self, at: Point, near: Mapping[str, float]) -> Point:
        """Its value, exact or in a ball that certainly contains a root.

        Errors: ``DomainError`` where there is none, ``UnableError`` where a change of sign close to ``near`` is not
        shown.
        """
        found = self._root(at, near.get(self.name.name, float("nan"))) if self.term is None else value(self.term, at)
        return {self.name: found}

    def _root(self, at: Point, near: float) -> Value:
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

    def _vanishes(self, at: Point) -> bool:
        """Whether the equation certainly holds at ``at``, exactly."""
        gap = excess(Atom("==", self.equation, sp.Integer(0)), at)
        return isinstance(gap, fmpq) and gap == 0

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


def ties(claim: Claim) -> tuple[tuple[Tie | Coupled, ...], tuple[Formula, ...]]:
    """The ties of ``claim``, to be computed from the last to the first, and the hypotheses that remain, with the
    conditions under which they are defined."""
    box: Box = {symbol(name): Side(integer=kind == "integer") for name, kind in claim.variables.items()}
    conditions = conjuncts(claim.given)
    equations = [f for f in conditions if isinstance(f, Atom) and f.op == "=="]
    rest = [f for f in conditions if not (isinstance(f, Atom) and f.op == "==")]
    linear_ties: list[Tie] = []
    later: list[Atom] = []
    for equation in equations:
        for tie in linear_ties:
            equation = equation.subs({tie.name: tie.term})
        linear_tie = _linear(equation, box)
        if linear_tie is None:
            later.append(equation)
            continue
        linear_ties.append(linear_tie)
        later = [other.subs({linear_tie.name: linear_tie.term}) for other in later]
        del box[linear_tie.name]
    rooted, left = _rooted(later, [name for name, side in box.items() if not side.integer])
    return (*linear_ties, *rooted), (*rest, *left)


def _rooted(equations: list[Atom], names: list[sp.Symbol]) -> tuple[list[Tie | Coupled], list[Atom]]:
    """Ties by ``equations``, later names first: alone where an equation holds a name of its own, the others together,
    last; and the equations that give none."""
    alone: list[Tie | Coupled] = []
    shared: list[Atom] = []
    for equation in equations:
        others = [o for o in equations if o is not equation]
        mine = [n for n in reversed(names) if _gap(equation).has(n) and not any(_gap(o).has(n) for o in others)]
        if mine:
            alone.append(Tie(mine[0], False, _gap(equation), None))
        else:
            shared.append(equation)
    together = coupled(tuple(map(_gap, shared)), names) if shared else None
    if together is None:
        return alone, shared
    single = len(shared) == 1
    return [*alone, Tie(together.names[0], False, together.equations[0], None) if single else together], []


def _gap(equation: Atom) -> sp.Expr:
    return equation.left - equation.right


def _linear(equation: Atom, box: Box) -> Tie | None:
    gap = _gap(equation)
    for name, factor, remainder in linear(equation, [name for name in box if gap.has(name)]):
        if remainder == 0 and not factor.is_Rational:  # a product: more often the factor is 0 than the name
            continue
        term = sp.cancel(-remainder / factor)
        if not box[name].integer or whole(term, box):
            return Tie(name, box[name].integer, gap, term)
    return None


def fraction(exact: arb) -> fmpq:
    """An exact ball as a rational."""
    mantissa, exponent = exact.man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)
