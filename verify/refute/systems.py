"""Variables that several equations determine together: proposed by Newton's method, enclosed by the Krawczyk test."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from flint import arb, arb_mat, fmpq

from theory.errors import DomainError, UnableError
from theory.language.calculus import diff
from theory.language.term import Term, Variable
from verify.values.doubles import Columns, Plan
from verify.values.evaluate import Value, value
from verify.values.krawczyk import Box, inflated, newton, tightened, unique

STARTS = (0.0, 1.0, -1.0, 0.1, 3.0, -3.0, 10.0, -0.1)
ITERATIONS = 40
CLOSE = 1e-10
RADII = (2**-36, 2**-24, 2**-48)  # of a box that may hold one solution, relative to where it is
MOST = 4  # equations


@dataclass(frozen=True)
class Coupled:
    """``names`` are determined together: a common zero of as many ``equations``."""

    names: tuple[Variable, ...]
    equations: tuple[Term, ...]
    integer = False
    term = None

    @cached_property
    def slopes(self) -> tuple[Term, ...]:
        """The Jacobian, row by row."""
        return tuple(diff(equation, name) for equation in self.equations for name in self.names)

    def columns(self, columns: Columns, size: int) -> dict[str, np.ndarray]:
        """Values in doubles, NaN where Newton's method finds none; from different starts for different rows."""
        starts = np.array(list(itertools.product(STARTS, repeat=len(self.names))))
        found = np.full((size, len(self.names)), np.nan)
        turn = np.arange(size)
        for attempt in range(len(STARTS)):
            rows = np.flatnonzero(np.isnan(found).any(axis=1))
            if not rows.size:
                break
            chosen = starts[(turn[rows] * 7 + attempt * 13) % len(starts)]
            found[rows] = self._descended({n: c[rows] for n, c in columns.items()}, chosen)
        return {name.name: found[:, k] for k, name in enumerate(self.names)}

    @cached_property
    def plan(self) -> Plan:
        """The equations and their slopes in doubles, each different part computed once."""
        return Plan(*self.equations, *self.slopes)

    def _descended(self, columns: Columns, start: np.ndarray) -> np.ndarray:
        """Where Newton steps, none longer than twice the point and one, lead from the rows of ``start``; a row is left
        once its step is ``CLOSE`` to nothing, or undefined."""
        found = np.full_like(start, np.nan)
        rows, x = np.arange(len(start)), start
        for _ in range(ITERATIONS):
            step = self._step({n: c[rows] for n, c in columns.items()}, x)
            most = 2 * (1 + np.abs(x))
            x = x - np.clip(step, -most, most)
            ended = (np.abs(step) <= CLOSE * (1 + np.abs(x))).all(axis=1)
            found[rows[ended]] = x[ended]
            going = ~ended & np.isfinite(x).all(axis=1)
            rows, x = rows[going], x[going]
            if not rows.size:
                break
        return found

    def _step(self, columns: Columns, x: np.ndarray) -> np.ndarray:
        """Newton's step at each row of ``x``, NaN where it is undefined."""
        rows, size = x.shape
        at = {**columns, **{name.name: x[:, k] for k, name in enumerate(self.names)}}
        known = np.stack([np.broadcast_to(values, (rows,)) for values in self.plan(at)], axis=1)
        gap, matrix = known[:, :size], known[:, size:].reshape(rows, size, size)
        sound = np.isfinite(known).all(axis=1) & (np.abs(np.linalg.det(np.nan_to_num(matrix))) > 1e-200)
        step = np.full_like(x, np.nan)
        step[sound] = np.linalg.solve(matrix[sound], gap[sound][:, :, None])[:, :, 0]
        return step

    def enclosed(self, at: Mapping[Variable, Value], near: Mapping[str, float]) -> dict[Variable, Value]:
        """Values, exact or in balls that certainly contain one solution and no other.

        Errors: ``DomainError`` where none is known, ``UnableError`` where the Krawczyk test does not show one.
        """
        guess = [near.get(name.name, float("nan")) for name in self.names]
        if not np.isfinite(guess).all():
            raise DomainError(f"{', '.join(map(str, self.names))}: no solution of their equations is known here")
        simple = [fmpq(*Fraction(g).limit_denominator(1000).as_integer_ratio()) for g in guess]
        exact = dict(zip(self.names, simple, strict=True))
        if all(isinstance(v := value(e, {**at, **exact}), fmpq) and v == 0 for e in self.equations):
            return dict(exact)

        def put_in(box: Box) -> dict[Variable, Value]:
            return {**at, **dict(zip(self.names, box, strict=True))}

        def values(box: Box) -> list[arb]:
            return [arb(value(e, put_in(box))) for e in self.equations]

        def jacobian(box: Box) -> arb_mat:
            size = len(self.names)
            return arb_mat(size, size, [arb(value(s, put_in(box))) for s in self.slopes])

        def defined(box: Box) -> bool:
            """Whether every equation certainly is, at every point of ``box``: a slope may be where it is not."""
            try:
                return all(ball.is_finite() for ball in values(box))
            except (DomainError, UnableError):
                return False

        centre = newton(values, jacobian, [arb(g) for g in guess], 12)
        reach = max(1.0, *(abs(float(c)) for c in centre))
        for radius in RADII:
            start = inflated(centre, arb(radius * reach))
            box = unique(values, jacobian, start) if defined(start) else None
            if box is not None:
                return dict(zip(self.names, tightened(values, jacobian, box), strict=True))
        raise UnableError(f"{', '.join(map(str, self.names))}: the Krawczyk test shows no solution near {guess}")


def coupled(equations: tuple[Term, ...], names: Sequence[Variable]) -> Coupled | None:
    """``equations`` with as many of ``names`` as there are of them, later ones first, a different one in each; None
    where there are not enough, too many equations, or one that has no derivative."""
    free = [n for n in reversed(names) if any(e.has(n) for e in equations)]
    if len(equations) > MOST:
        return None
    choices = itertools.permutations(free, len(equations))
    chosen = next((c for c in choices if all(e.has(n) for e, n in zip(equations, c, strict=True))), None)
    if not chosen:
        return None
    found = Coupled(chosen, equations)
    try:
        return found if found.slopes else None
    except UnableError:
        return None
