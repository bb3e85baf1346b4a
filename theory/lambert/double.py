"""W0 and W-1 on arrays of doubles, accurate to a few ulp up to the branch point -1/e.

Away from -1/e: Fritsch's fourth-order iteration (Fritsch, Shafer and Crowley 1973) on
``log(z/w) - w``, from Winitzki's start for W0 and Barry's (2000) for W-1. Near -1/e, where that
residual cancels: the series in ``p = sqrt(2 (e z + 1))``, whose coefficients are derived here from
``W e^W = z`` in exact arithmetic, and whose ``e z + 1`` is computed from 1/e in two doubles.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

INV_E = 0.36787944117144233  # 1/e rounded to double
INV_E_LOW = -1.2428753672788363e-17  # 1/e - INV_E rounded to double
TERMS = 40
NEAR = 0.5  # |p| up to which the series is used; it converges for |p| < sqrt(2)


def branch_series(terms: int = TERMS) -> list[Fraction]:
    """Coefficients of ``1 + W = sum_k u_k p^k``: W0 at p >= 0, W-1 at p <= 0.

    Differentiating ``p^2/2 - 1 = e W e^W`` gives ``p (u - 1) = (p^2/2 - 1) u u'`` for u = 1 + W;
    matching powers of p yields u_k. Exact.
    """
    u = [Fraction(0), Fraction(1)]
    for k in range(2, terms):
        two_below = Fraction(k - 1, 2) * sum((u[i] * u[k - 1 - i] for i in range(1, k - 1)), Fraction(0))
        here = two_below / 2 - u[k - 1]
        known = sum((u[i] * u[k + 1 - i] for i in range(2, k)), Fraction(0))
        u.append((here * Fraction(2, k + 1) - known) / 2)
    return u


SERIES = np.array([float(c) for c in branch_series()])


def _distance(z: Array) -> Array:
    """``sqrt(2 (e z + 1))``, relative error a few ulp; 0 at ``-INV_E``; NaN below it."""
    gap = (z + INV_E) + np.where(z == -INV_E, 0.0, INV_E_LOW)
    return np.sqrt(2 * np.e * gap)


def _series(p: Array) -> Array:
    total = np.full_like(p, SERIES[-1])
    for c in SERIES[-2:0:-1]:
        total = total * p + c
    return total * p - 1.0


def _fritsch(z: Array, w: Array, rounds: int) -> Array:
    for _ in range(rounds):
        residual = np.where(np.abs(z) > 1e-290, np.log(z / w), np.log(np.abs(z)) - np.log(np.abs(w))) - w
        q = 2 * (1 + w) * (1 + w + residual * (2 / 3))
        w = w * (1 + residual / (1 + w) * (q - residual) / (q - 2 * residual))
    return w


def _split(
    z: Array, inside: NDArray[np.bool_], sign: float, rest: NDArray[np.bool_]
) -> tuple[Array, NDArray[np.bool_]]:
    """The answer where the series applies (NaN elsewhere) and where an iteration must do."""
    result = np.full(z.shape, np.nan)
    p = np.full(z.shape, np.inf)
    p[inside] = _distance(z[inside])
    near = p <= NEAR
    result[near] = _series(sign * p[near])
    return result, rest & inside & (p > NEAR)  # NaN, below -1/e, is neither


def w0(z: ArrayLike) -> Array:
    """W0 elementwise. Domain [-1/e, +oo]; NaN below it and at NaN; W0(oo) = oo.

    Guarantee: observed within 4 ulp of ball arithmetic over the whole domain, the neighbourhood
    of -1/e included (``tests/test_lambert.py``); not a proven bound. The double ``-exp(-1)`` lies
    1.2e-17 below -1/e, outside the domain; it stands for -1/e itself here, and its value is -1.
    """
    z = np.asarray(z, dtype=np.float64)
    with np.errstate(all="ignore"):
        result, rest = _split(z, z < 0, 1.0, np.isfinite(z))
        rest |= (z >= 0) & np.isfinite(z)
        small = np.abs(z) < 1e-8
        result[small] = z[small] - z[small] ** 2
        rest &= ~small
        y = z[rest]
        log1 = np.log1p(y)
        start = log1 * (1 - np.log1p(log1) / (2 + log1))
        result[rest] = _fritsch(y, start, 2)
        result[np.isposinf(z)] = np.inf
    return result


def wm1(z: ArrayLike) -> Array:
    """W-1 elementwise. Domain [-1/e, 0); NaN outside and at NaN; -oo at -0.0 and 0.0.

    Guarantee: as ``w0``.
    """
    z = np.asarray(z, dtype=np.float64)
    with np.errstate(all="ignore"):
        result, rest = _split(z, z < 0, -1.0, z < 0)
        y = z[rest]
        sigma = -1 - np.log(-y)
        root = np.sqrt(sigma / 2)
        inner = 1 + 0.3361 * root / (1 - 0.0042 * sigma * np.exp(-0.0201 * np.sqrt(sigma)))
        start = -1 - sigma - 2 / 0.3361 * (1 - 1 / inner)
        result[rest] = _fritsch(y, start, 2)
        result[z == 0] = -np.inf
    return result
