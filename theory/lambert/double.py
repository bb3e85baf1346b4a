"""W0 and W-1 on arrays of doubles, accurate to a few ulp: one code, by the array API standard, for
NumPy arrays, torch tensors and others.

Away from -1/e (``branch_point`` has its neighbourhood) both branches are ``w = y G`` with
``log G + y G = t``: for W0, ``y = z/(1 + z)`` and ``t = log(1 + z)``; for W-1, ``y = -1`` and
``t = log(-z)``. A rough fit of G takes one third-order step in single precision, and w then takes
one in double. There is no branch on data but around -1/e and at 0 and oo.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from array_api_compat import array_namespace, is_array_api_obj, is_numpy_array

from theory.errors import DomainError
from theory.lambert.branch_point import END, near_branch_point

BLOCK = 8192  # elements at a time in NumPy, so that temporaries stay in a core's cache


def _correction(w: Any, residual: Any) -> Any:
    """e, to third order, such that ``log(1 + e) + w e = residual``: w (1 + e) solves the equation."""
    inverse = 1 / (1 + w)
    newton = residual * inverse
    return newton * (1 + 0.5 * newton * inverse)


def _polished(xp: Any, g: Any, y: Any, t: Any) -> Any:
    """G after one step on ``log G + y G = t``."""
    w = y * g
    return g * (1 + _correction(w, t - xp.log(g) - w))


def _w0(xp: Any, z: Any) -> Any:
    t64 = xp.log(1 + z)
    y64 = z / (1 + z)
    t, y = xp.astype(t64, xp.float32), xp.astype(y64, xp.float32)
    # within 0.5 % for W >= -1/2, by least squares on t = log(1 + W e^W)
    g = (((0.320475 * t + 0.778301) * t + 1.972495) * t + 1.003462) / ((0.323311 * t + 1.973751) * t + 1)
    w = y64 * xp.astype(_polished(xp, g, y, t), xp.float64)
    w += w * _correction(w, xp.log(z / w) - w)
    if xp.any(xp.isnan(w)):
        w = xp.where((z == 0) | (z == xp.inf), z, w)
    return w


def _wm1(xp: Any, z: Any) -> Any:
    t64 = xp.log(-z)
    t = xp.astype(t64, xp.float32)
    q = xp.sqrt(-2 - 2 * t)
    g = (0.4523 * q + 0.764) * q + 1.130  # within 1 % for W <= -2, by least squares
    w = -xp.astype(_polished(xp, g, -1.0, t), xp.float64)
    w += w * _correction(w, t64 - xp.log(-w) - w)
    if xp.any(xp.isnan(w)):
        w = xp.where(z == 0, -xp.inf, w)
    return w


def _branch(xp: Any, z: Any, branch: int) -> Any:
    near = z < END[branch]
    if xp.all(near):
        return near_branch_point(xp, z, branch)
    w = (_w0 if branch == 0 else _wm1)(xp, z)
    if xp.any(near):
        w[near] = near_branch_point(xp, z[near], branch)
    return w


def _by_blocks(z: Any, branch: int) -> Any:
    """The branch at every element, a block at a time in NumPy; a masked array keeps its mask, and gets no more."""
    if isinstance(z, np.ma.MaskedArray):
        return np.ma.MaskedArray(_by_blocks(z.data, branch), mask=np.ma.getmask(z).copy())
    z = z if is_array_api_obj(z) else np.asarray(z)
    xp = array_namespace(z)
    if not xp.isdtype(z.dtype, ("real floating", "integral")):
        raise DomainError(f"W of an array of {z.dtype}: only its real branches are here; give real numbers")
    flat = xp.reshape(xp.astype(z, xp.float64), (-1,))
    with np.errstate(all="ignore"):
        if not is_numpy_array(z):
            w = _branch(xp, flat, branch)
        else:
            w = np.empty_like(flat)
            for start in range(0, flat.size, BLOCK):
                w[start : start + BLOCK] = _branch(xp, flat[start : start + BLOCK], branch)
    return xp.reshape(w, z.shape)


def w0(z: Any) -> Any:
    """W0 elementwise, in double precision. Domain [-1/e, oo]; NaN below it and at NaN; W0(oo) = oo.

    z: numbers, a NumPy array, a torch tensor, or another array of the array API standard that can be
    written to; the result is a float64 array of the same library, shape and device. A masked array of
    NumPy gives a masked array with the same mask: where W is undefined there is NaN, not masked.
    Guarantee: observed within 4 ulp of ball arithmetic (the largest error was 2.9) on a million
    points a branch, over a quarter of them next to -1/e, next to 0 and at the ends of the double
    range (``tests/lambert/test_double.py``); not a proven bound. The double nearest to -1/e lies
    1.2e-17 below it, outside the domain. Limits: no derivatives through the iteration.
    Errors: ``DomainError`` where z is not of real numbers.
    """
    return _by_blocks(z, 0)


def wm1(z: Any) -> Any:
    """W-1 elementwise, in double precision. Domain [-1/e, 0); NaN outside and at NaN; -oo at 0.0 and -0.0.

    As ``w0``.
    """
    return _by_blocks(z, -1)
