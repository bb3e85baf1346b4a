"""The solvers of this paper's unknowns: stationary points on an axis and in a block, enclosed and in doubles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from flint import fmpq

from theory.ascent.unknowns import AxisPoint, BlockPoint
from theory.errors import DomainError
from theory.lambert import w0, wm1
from theory.language.claim import symbol
from theory.language.term import Variable
from verify.ascent.solve import block, block_curve
from verify.ascent.solve.axis import branches
from verify.values.doubles import Columns, column
from verify.values.evaluate import Value, rational
from verify.values.unknowns import Solution, register


class AxisSolver:
    """Stationary points on an axis: W of the weight over the ridge, on the branches that it has."""

    def solutions(self, unknown: AxisPoint, point: Mapping[Variable, Value]) -> list[Solution]:
        lam = rational(unknown.lam, point)
        if not lam > 0:
            raise DomainError(f"the ridge is {lam}: it must be > 0")
        c = rational(unknown.weight, point) / lam
        exact: list[Value] = [fmpq(0) if c == 0 else s.enclosure for s in branches(c)]
        return [Solution({unknown.symbol: v}, ("axis", k, c)) for k, v in enumerate(exact)]

    def columns(self, unknown: AxisPoint, columns: Columns, size: int) -> list[tuple[np.ndarray, ...]]:
        with np.errstate(all="ignore"):
            c = column(unknown.weight / unknown.lam, columns, size)
            return [(w0(c),), (wm1(c),)] if bool((c < 0).any()) else [(w0(c),)]


class BlockSolver:
    """Stationary points in a block of two correlated axes."""

    def solutions(self, unknown: BlockPoint, point: Mapping[Variable, Value]) -> list[Solution]:
        at = block.Ratios(*(rational(e, point) for e in (unknown.phi, unknown.bR, unknown.eps, unknown.alpha)))
        if not (at.phi > 0 and at.bR > 0 and at.alpha > 0 and 0 <= at.eps < 1):
            raise DomainError(f"phi, bR, alpha, eps = {at}: the first three must be > 0 and 0 <= eps < 1")
        x, y = symbol(unknown.x), symbol(unknown.y)
        found = enumerate(block.solutions(unknown.loss, at))
        return [Solution({x: s.x, y: s.y}, ("block", unknown.loss, k, at)) for k, s in found]

    def columns(self, unknown: BlockPoint, columns: Columns, size: int) -> list[tuple[np.ndarray, ...]]:
        with np.errstate(all="ignore"):
            at = [column(term, columns, size) for term in (unknown.phi, unknown.bR, unknown.eps, unknown.alpha)]
            return _block(unknown.loss, *(a.tobytes() for a in at))


@lru_cache(64)
def _block(loss: str, *at: bytes) -> list[tuple[np.ndarray, ...]]:
    """Stationary points in a block; cached, since many claims are searched over the same points."""
    phi, b, eps, alpha = (np.frombuffer(a) for a in at)
    inside = (phi > 0) & (b > 0) & (alpha > 0) & (eps >= 0) & (eps < 1)
    safe = [np.where(inside, v, 0.5) for v in (phi, b, eps, alpha)]
    return [(np.where(inside, x, np.nan), np.where(inside, y, np.nan)) for x, y in block_curve.points(loss, *safe)]


register(AxisPoint, AxisSolver())
register(BlockPoint, BlockSolver())
