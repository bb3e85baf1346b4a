"""The raw losses over arrays of parameters: sums of exponentials with a ridge, one problem a point.

    L(w) = sum_k a_k exp(-<z_k, w>) + lam/2 |w|^2

z_k are the margins that occur and a_k their factors, both read off the data sets of ``theory`` with r = 1, f = phi,
|R_j| = share and |F_j| = alpha share (only ratios of counts enter; checked). Works on arrays of NumPy and of torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp
from array_api_compat import array_namespace

from theory import one_axis, two_axes
from theory.errors import LedgerError

Array = Any  # of NumPy or torch, by the array API
COORDINATES = {"axis": 1, "block": 2}
SHARE = sp.Symbol("share", real=True)
RATIOS = {
    two_axes.F: two_axes.PHI * two_axes.R,
    two_axes.N: SHARE * two_axes.R,
    two_axes.M: two_axes.ALPHA * SHARE * two_axes.R,
}


@cache
def terms(problem: str, which: str) -> tuple[tuple[tuple[sp.Expr, ...], sp.Expr], ...]:
    """Margins and factor of each exponential in the loss ``which`` of "axis" or "block", in alpha, phi, share, eps.

    Errors: ``LedgerError`` if a factor depends on more than ratios of counts.
    """
    data = one_axis.data_set() if problem == "axis" else two_axes.data_set()
    found = []
    for margins, factor in data.terms(which, COORDINATES[problem]).items():
        ratio = sp.factor(sp.cancel(factor.subs(RATIOS)))
        if ratio.has(two_axes.R):
            raise LedgerError(f"the factor {factor} of L_{which} depends on more than ratios of counts")
        if ratio != 0:
            found.append((margins, ratio))
    return tuple(found)


@cache
def _compiled(problem: str, which: str) -> tuple[tuple[tuple[Callable[..., Array], ...], Callable[..., Array]], ...]:
    names = [two_axes.ALPHA, two_axes.PHI, SHARE, two_axes.EPS]
    return tuple(
        (tuple(sp.lambdify(names, z) for z in margins), sp.lambdify(names, factor))
        for margins, factor in terms(problem, which)
    )


@dataclass(frozen=True)
class Loss:
    """One loss at n points. ``margins[k][i]``: coordinate i of z_k, an array of n or a number; ``factors[k]``: a_k and
    ``lam``: arrays of n. A point w is a sequence of arrays of n, one a coordinate."""

    margins: tuple[tuple[Array, ...], ...]
    factors: tuple[Array, ...]
    lam: Array
    xp: Any  # the arrays' namespace

    def exponents(self, w: Sequence[Array]) -> list[Array]:
        """<z_k, w> for each k."""
        return [inner(z, w) for z in self.margins]

    def pulls(self, w: Sequence[Array]) -> list[Array]:
        """a_k exp(-<z_k, w>) for each k."""
        return [a * self.xp.exp(-z) for a, z in zip(self.factors, self.exponents(w), strict=True)]

    def gradient(self, w: Sequence[Array], pulls: Sequence[Array]) -> list[Array]:
        """lam w - sum_k pulls_k z_k."""
        return [self.lam * c - inner(pulls, [z[i] for z in self.margins]) for i, c in enumerate(w)]

    def curvature(self, pulls: Sequence[Array]) -> Array:
        """lam + sum_k max(pulls_k, 0) |z_k|^2, at least the largest eigenvalue of the second derivative."""
        return self.lam + sum((p + abs(p)) / 2 * inner(z, z) for p, z in zip(pulls, self.margins, strict=True))

    def value(self, w: Sequence[Array]) -> Array:
        """L(w), the loss itself."""
        return sum(self.pulls(w)) + self.lam / 2 * inner(w, w)

    def take(self, index: Array) -> Loss:
        """The loss at the points of ``index``."""
        return Loss(
            tuple(tuple(c if isinstance(c, (int, float)) else c[index] for c in z) for z in self.margins),
            tuple(a[index] for a in self.factors),
            self.lam[index],
            self.xp,
        )


def inner(a: Sequence[Array], b: Sequence[Array]) -> Array:
    """<a, b> at each point."""
    total = a[0] * b[0]
    for left, right in zip(a[1:], b[1:], strict=True):
        total = total + left * right
    return total


def loss(problem: str, which: str, points: Mapping[str, Array]) -> Loss:
    """The loss "D", "R" or "DA" of "axis" or "block" at ``points``: alpha, phi, share, lam and, in a block, eps."""
    eps = points["eps"] if problem == "block" else points["lam"]  # on an axis no margin depends on it
    at = (points["alpha"], points["phi"], points["share"], eps)
    compiled = _compiled(problem, which)
    blank = 0 * points["lam"]
    return Loss(
        tuple(tuple(c(*at) for c in margins) for margins, _ in compiled),
        tuple(factor(*at) + blank for _, factor in compiled),
        points["lam"],
        array_namespace(points["lam"]),
    )
