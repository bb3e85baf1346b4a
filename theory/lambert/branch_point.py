"""W0 and W-1 near their common branch point -1/e, where an iteration on ``W e^W = z`` loses digits.

With ``s = sqrt(z + 1/e)`` and ``p = sqrt(2e) s``, W0 is ``-1 + U(p)`` and W-1 is ``-1 + U(-p)`` for
one power series U. Its coefficients are derived here from ``W e^W = z`` in exact arithmetic, and so
is the shorter polynomial that stands for it where it is used.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from flint import arb, ctx, fmpq, fmpq_poly, fmpq_series, fmpz_poly

INV_E = 0.36787944117144233  # 1/e rounded to double: too large, so that -INV_E lies below -1/e
INV_E_LOW = -1.2428753672788363e-17  # 1/e - INV_E rounded to double
END = {0: -0.3032653298563167, -1: -0.2706705664732254}  # z up to which a branch uses it: W = -1/2, W = -2
REACH = {0: fmpq(593, 1000), -1: fmpq(-727, 1000)}  # p there, rounded outward
DEGREE = {0: 17, -1: 22}
TERMS = 80  # U converges for |p| < sqrt(2); these leave out less than 1e-22 of it within REACH


def branch_series(terms: int) -> list[fmpq]:
    """Coefficients of ``U(p) = 1 + W``: W0 at p >= 0, W-1 at p <= 0. Exact.

    ``W e^W = z = (p^2/2 - 1)/e`` is ``p = sqrt(2 (1 + (U - 1) e^U))``, whose series is reverted.
    """
    before, ctx.cap = ctx.cap, terms + 2
    try:
        u = fmpq_series([0, 1])
        square = 2 * (1 + (u - 1) * u.exp())
        p = u * (square / (u * u)).sqrt()
        return list(p.reversion())[:terms]
    finally:
        ctx.cap = before


def economised(polynomial: fmpq_poly, reach: fmpq, degree: int) -> fmpq_poly:
    """``polynomial`` on [0, reach] with Chebyshev polynomials taken off down to ``degree``."""
    short = polynomial(fmpq_poly([reach / 2, reach / 2]))  # on [-1, 1]
    for k in range(polynomial.degree(), degree, -1):
        top = fmpq_poly(fmpz_poly.chebyshev_t(k))
        short -= top * (short[k] / top[k])
    return short(fmpq_poly([-1, 2 / reach]))


@cache
def coefficients(branch: int) -> tuple[float, ...]:
    """c with ``1 + W = s (c_0 + c_1 s + ...)``, s = sqrt(z + 1/e), for ``branch`` 0 or -1; highest
    degree first."""
    ratio = economised(fmpq_poly(branch_series(TERMS)[1:]), REACH[branch], DEGREE[branch])
    with ctx.workprec(200):
        scale = (2 * arb(1).exp()).sqrt() * (1 if branch == 0 else -1)
        return tuple(float((arb(c) * scale ** (k + 1)).mid()) for k, c in enumerate(ratio))[::-1]


def near_branch_point(xp: Any, z: Any, branch: int) -> Any:
    """W0 (``branch`` 0) or W-1 (-1) at doubles z <= END[branch]; NaN below -1/e.

    ``z + INV_E`` is exact here, so that s has a relative error of one ulp however near z is.
    """
    s = xp.sqrt((z + INV_E) + INV_E_LOW)
    first, *rest = coefficients(branch)
    total = xp.full_like(s, first)
    for c in rest:
        total *= s
        total += c
    return total * s - 1.0
