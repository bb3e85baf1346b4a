"""Ranges: interval arithmetic with Arb's rounded ends, which may be infinite or open.

An end is *open* if no point that is meant attains it: that is what makes ``x > 0`` give ``1/x > 0`` on all of a
half-line. The engine's covers rest on these rules; the second reader has intervals of its own, ``verify.confirm.span``,
and the two share no code on purpose.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from flint import arb, fmpq

INFINITY = arb("inf")
ZERO = arb(0)
ONE = arb(1)


class Range(NamedTuple):
    """From ``lo`` to ``hi``, exact or infinite ends; ``below``, ``above``: the end is open. ``continuous``: the term is
    certainly defined, and continuous, at every point of the box."""

    lo: arb
    hi: arb
    below: bool = False
    above: bool = False
    continuous: bool = True


class Undefined(Exception):
    """The term is defined nowhere in the box."""


class Unranged(Exception):
    """No rule gives a range of this term."""


def point(value: fmpq) -> Range:
    """The range of a rational."""
    ball = arb(value)
    return Range(ball.lower(), ball.upper())


def side(lo: fmpq | None, hi: fmpq | None, below: bool, above: bool) -> Range:
    """The range of a variable; None for an infinite end."""
    low = arb(lo).lower() if lo is not None else -INFINITY
    high = arb(hi).upper() if hi is not None else INFINITY
    return Range(low, high, below or lo is None, above or hi is None)


LINE = Range(-INFINITY, INFINITY, True, True)


def add(a: Range, b: Range) -> Range:
    """a + b."""
    lo, hi = a.lo + b.lo, a.hi + b.hi
    return Range(
        lo.lower() if lo.is_finite() else -INFINITY,
        hi.upper() if hi.is_finite() else INFINITY,
        a.below or b.below,
        a.above or b.above,
        a.continuous and b.continuous,
    )


def total(*parts: Range) -> Range:
    """The sum of all ``parts``."""
    return reduce(add, parts)


def negative(a: Range) -> Range:
    """-a."""
    return Range(-a.hi, -a.lo, a.above, a.below, a.continuous)


def multiply(a: Range, b: Range) -> Range:
    """Corners: an end is open unless some corner attains it. 0 times infinity is 0, the limit along that side."""
    if a.lo >= 0 and b.lo >= 0:
        low, below = _corner(a.lo, a.below, b.lo, b.below)
        high, above = _corner(a.hi, a.above, b.hi, b.above)
        high = high.upper() if high.is_finite() else high
        return Range(low.lower(), high, below, above, a.continuous and b.continuous)
    if a.lo < 0 and a.hi <= 0:
        return negative(multiply(negative(a), b))
    if b.lo < 0 and b.hi <= 0:
        return negative(multiply(a, negative(b)))
    return _mixed(a, b)


def _mixed(a: Range, b: Range) -> Range:
    low: tuple[arb, bool] | None = None
    high: tuple[arb, bool] | None = None
    for x, open_x in ((a.lo, a.below), (a.hi, a.above)):
        for y, open_y in ((b.lo, b.below), (b.hi, b.above)):
            corner, hollow = _corner(x, open_x, y, open_y)
            least, most = (corner.lower(), corner.upper()) if corner.is_finite() else (corner, corner)
            if low is None or least < low[0] or (least == low[0] and not hollow):
                low = least, hollow
            if high is None or most > high[0] or (most == high[0] and not hollow):
                high = most, hollow
    assert low is not None and high is not None
    return Range(low[0], high[0], low[1], high[1], a.continuous and b.continuous)


def _corner(x: arb, open_x: bool, y: arb, open_y: bool) -> tuple[arb, bool]:
    if x == 0 or y == 0:
        return ZERO, (x != 0 or open_x) and (y != 0 or open_y)
    return x * y, open_x or open_y


def product(*parts: Range) -> Range:
    """The product of all ``parts``."""
    return reduce(multiply, parts)


def inverse(a: Range) -> Range:
    """1/a where a is not 0. Errors: ``Undefined`` where it is 0 everywhere, or has no value at all."""
    if (a.lo == 0 and a.hi == 0) or a.lo > a.hi:
        raise Undefined
    if a.lo < 0 < a.hi:
        return LINE._replace(continuous=False)
    if a.hi <= 0:
        return negative(inverse(negative(a)))
    high = (ONE / a.lo).upper() if a.lo > 0 else INFINITY
    low = (ONE / a.hi).lower() if a.hi.is_finite() else ZERO
    return Range(low, high, a.above, a.below or a.lo == 0, a.continuous and (a.lo > 0 or a.below))


def quotient(a: Range, b: Range) -> Range:
    """a/b where b is not 0. Errors: ``Undefined`` where it is 0 everywhere."""
    return multiply(a, inverse(b))


def power(a: Range, k: int) -> Range:
    """a ** k for a number k; for k < 0 where a is not 0."""
    if k < 0:
        return inverse(power(a, -k))
    if k == 0:
        return Range(ONE, ONE, continuous=a.continuous)
    if k % 2 == 0:
        a = absolute(a)
    return Range(_raised(a.lo, k, False), _raised(a.hi, k, True), a.below, a.above, a.continuous)


def _raised(x: arb, k: int, up: bool) -> arb:
    if not x.is_finite():
        return -INFINITY if x < 0 and k % 2 else INFINITY
    ball = x**k
    if not ball.is_finite():
        return INFINITY if up else ZERO if x > 0 else -INFINITY
    return ball.upper() if up else ball.lower()


def absolute(a: Range) -> Range:
    """|a|."""
    if a.lo >= 0:
        return a
    if a.hi <= 0:
        return negative(a)
    left, right = -a.lo, a.hi
    if left > right:
        return Range(ZERO, left, False, a.below, a.continuous)
    return Range(ZERO, right, False, a.above and (a.below or left < right), a.continuous)


def largest(*parts: Range) -> Range:
    """The maximum of all ``parts``."""
    best = parts[0]
    for p in parts[1:]:
        lo, below = (best.lo, best.below) if _after(best.lo, best.below, p.lo, p.below) else (p.lo, p.below)
        hi, above = best.hi, best.above
        if p.hi > hi or (p.hi == hi and not p.above):
            hi, above = p.hi, p.above
        best = Range(lo, hi, below, above, best.continuous and p.continuous)
    return best


def _after(x: arb, open_x: bool, y: arb, open_y: bool) -> bool:
    """Whether the lower end x is the higher of the two."""
    return bool(x > y or (x == y and (open_x or not open_y)))


def least(*parts: Range) -> Range:
    """The minimum of all ``parts``."""
    return negative(largest(*map(negative, parts)))


def both(a: Range, b: Range) -> Range:
    """What is in both, defined as surely as in ``a``. Errors: ``Undefined`` where nothing is."""
    lo, below = (a.lo, a.below) if _after(a.lo, a.below, b.lo, b.below) else (b.lo, b.below)
    high = negative(a), negative(b)
    top = high[0] if _after(high[0].lo, high[0].below, high[1].lo, high[1].below) else high[1]
    hi, above = -top.lo, top.below
    if lo > hi or (lo == hi and (below or above)):
        raise Undefined
    return Range(lo, hi, below, above, a.continuous)


def positive(a: Range) -> bool:
    """Whether it holds positive numbers only."""
    return bool(a.lo > 0 or (a.lo == 0 and a.below))


def without_zero(a: Range) -> bool:
    """Whether 0 is not in it."""
    return positive(a) or positive(negative(a))
