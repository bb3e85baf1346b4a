"""exp, log, roots, powers and both branches of W over arrays of intervals, rounded outward.

log and W are inverses of what ``exponential`` encloses: a guess in doubles is moved outward until the enclosed
exponential shows it to be on the right side, so nothing rests on the accuracy of the guess.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from flint import arb, ctx

from theory.lambert import w0, wm1
from verify.values.intervals.interval import REACH, Interval, down, exponential, points, root, up

WIDENINGS = (2.0**-46, 2.0**-42, 2.0**-36, 2.0**-26, 2.0**-16)  # of a guess, relative; the first that is proven is kept
with ctx.workprec(80):
    BRANCH = float((-((-arb(1)).exp())).mid()) + 2.0**-53  # above -1/e by less than 2^-52


def reciprocal(x: Interval) -> Interval:
    """1/x; NaN where x may be 0."""
    safe = x.without_zero()
    return Interval(np.where(safe, down(1 / x.hi), np.nan), np.where(safe, up(1 / x.lo), np.nan))


def exp(x: Interval) -> Interval:
    """e^x; NaN beyond ``REACH``, but bounded by 0 below it."""
    above = np.abs(x.hi) <= REACH
    at_hi = exponential(np.where(above, x.hi, 0.0))
    if x.lo is x.hi:
        return Interval(np.where(above, at_hi.lo, np.nan), np.where(above, at_hi.hi, np.nan))
    below = np.abs(x.lo) <= REACH
    low = np.where(below, exponential(np.where(below, x.lo, 0.0)).lo, np.where(x.lo < -REACH, 0.0, np.nan))
    return Interval(np.where(above, low, np.nan), np.where(above, at_hi.hi, np.nan))


def power(x: Interval, k: int) -> Interval:
    """x^k for a whole k; NaN where x is, for k = 0 too."""
    if k < 0:
        return reciprocal(power(x, -k))
    if k == 0:
        one = np.where(np.isnan(x.lo) | np.isnan(x.hi), np.nan, 1.0)
        return Interval(one, one)
    if k == 1:
        return x
    even = power(x, k // 2).square()
    return even * x if k % 2 else even


def absolute(x: Interval) -> Interval:
    """|x|."""
    least = np.where(x.without_zero(), np.minimum(np.abs(x.lo), np.abs(x.hi)), 0.0)
    return Interval(least + 0 * x.lo, np.maximum(np.abs(x.lo), np.abs(x.hi)))


def largest(x: Interval, y: Interval) -> Interval:
    """max(x, y)."""
    return Interval(np.maximum(x.lo, y.lo), np.maximum(x.hi, y.hi))


def square_root(x: Interval) -> Interval:
    """The root of x; NaN where x may be negative."""
    roots = root(x)
    return Interval(np.where(x.lo >= 0, roots.lo, np.nan), np.where(x.lo >= 0, roots.hi, np.nan))


def log(x: Interval) -> Interval:
    """log x; NaN where x may not be positive or lie beyond e^-REACH or e^REACH."""

    def e(c: np.ndarray) -> Interval:
        return exp(points(c))

    inside = x.lo > 0
    low = _moved(np.log(np.where(inside, x.lo, 1.0)), -1, lambda c: e(c).hi <= x.lo, 0.25)
    high = _moved(np.log(np.where(inside, x.hi, 1.0)), +1, lambda c: e(c).lo >= x.hi, 0.25)
    return Interval(np.where(inside, low, np.nan), np.where(inside, high, np.nan))


def lambert_0(z: Interval) -> Interval:
    """W0 of z, increasing, at least -1; NaN where z may lie below -1/e. c e^c increases for c >= -1."""
    inside = z.lo >= BRANCH
    guess = [w0(np.where(inside, end, 0.0)) for end in z]
    low = _moved(guess[0], -1, lambda c: (c <= -1) | (_inverse(c).hi <= z.lo))
    high = _moved(guess[1], +1, lambda c: (c >= -1) & (_inverse(c).lo >= z.hi))
    return Interval(np.where(inside, np.maximum(low, -1.0), np.nan), np.where(inside, high, np.nan))


def lambert_m1(z: Interval) -> Interval:
    """W-1 of z in [-1/e, 0), decreasing, at most -1; NaN where z may lie outside. c e^c decreases for c <= -1."""
    inside = (z.lo >= BRANCH) & (z.hi < 0)
    guess = [wm1(np.where(inside, end, -0.2)) for end in z]
    low = _moved(guess[1], -1, lambda c: (c <= -1) & (_inverse(c).lo >= z.hi))
    high = _moved(guess[0], +1, lambda c: (c >= -1) | (_inverse(c).hi <= z.lo))
    return Interval(np.where(inside, low, np.nan), np.where(inside, np.minimum(high, -1.0), np.nan))


def _inverse(c: np.ndarray) -> Interval:
    return points(c) * exp(points(c))


def _moved(
    guess: np.ndarray, way: int, proven: Callable[[np.ndarray], np.ndarray], floor: float = 2.0**-1000
) -> np.ndarray:
    """``guess`` moved down (``way`` = -1) or up, relative to its size and ``floor``, until ``proven`` is True; NaN
    where it never is."""
    found = np.where((guess == 0) & proven(guess), guess, np.nan)
    for step in WIDENINGS:
        trial = guess + way * step * (np.abs(guess) + floor)
        found = np.where(np.isnan(found) & proven(trial), trial, found)
        if not np.isnan(found).any():
            break
    return found
