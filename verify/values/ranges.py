"""Ranges: interval arithmetic with Arb's rounded ends, which may be infinite or open.

The rules of sums, products, powers and functions. An end is *open* if no point that is meant attains it: that is what
makes ``x > 0`` give ``1/x > 0`` on all of a half-line. A power of an exponent that is a whole number is meant only at
points where that is one.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from flint import arb, fmpq

INFINITY = arb("inf")
ZERO = arb(0)
ONE = arb(1)


class Range(NamedTuple):
    """From ``lo`` to ``hi``, exact or infinite ends; ``below``, ``above``: the end is open. ``whole``: the term is
    certainly defined, and continuous, at every point of the box."""

    lo: arb
    hi: arb
    below: bool = False
    above: bool = False
    whole: bool = True


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
    lo, hi = a.lo + b.lo, a.hi + b.hi
    return Range(
        lo.lower() if lo.is_finite() else -INFINITY,
        hi.upper() if hi.is_finite() else INFINITY,
        a.below or b.below,
        a.above or b.above,
        a.whole and b.whole,
    )


def negative(a: Range) -> Range:
    return Range(-a.hi, -a.lo, a.above, a.below, a.whole)


def multiply(a: Range, b: Range) -> Range:
    """Corners: an end is open unless some corner attains it. 0 times infinity is 0, the limit along that side."""
    if a.lo >= 0 and b.lo >= 0:
        low, below = _corner(a.lo, a.below, b.lo, b.below)
        high, above = _corner(a.hi, a.above, b.hi, b.above)
        high = high.upper() if high.is_finite() else high
        return Range(low.lower(), high, below, above, a.whole and b.whole)
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
    return Range(low[0], high[0], low[1], high[1], a.whole and b.whole)


def _corner(x: arb, open_x: bool, y: arb, open_y: bool) -> tuple[arb, bool]:
    if x == 0 or y == 0:
        return ZERO, (x != 0 or open_x) and (y != 0 or open_y)
    return x * y, open_x or open_y


def inverse(a: Range) -> Range:
    """1/a where a is not 0."""
    if a.lo == 0 and a.hi == 0:
        raise Undefined
    if a.lo < 0 < a.hi:
        return LINE._replace(whole=False)
    if a.hi <= 0:
        return negative(inverse(negative(a)))
    high = (ONE / a.lo).upper() if a.lo > 0 else INFINITY
    low = (ONE / a.hi).lower() if a.hi.is_finite() else ZERO
    return Range(low, high, a.above, a.below or a.lo == 0, a.whole and (a.lo > 0 or a.below))


def power(a: Range, k: int) -> Range:
    if k < 0:
        return inverse(power(a, -k))
    if k == 0:
        return Range(ONE, ONE, whole=a.whole)
    if k % 2 == 0:
        a = absolute(a)
    return Range(_raised(a.lo, k, False), _raised(a.hi, k, True), a.below, a.above, a.whole)


def _raised(x: arb, k: int, up: bool) -> arb:
    if not x.is_finite():
        return -INFINITY if x < 0 and k % 2 else INFINITY
    ball = x**k
    if not ball.is_finite():
        return INFINITY if up else ZERO if x > 0 else -INFINITY
    return ball.upper() if up else ball.lower()


def rooted(a: Range, n: int, k: int) -> Range:
    """a ** (k/n) for n > 1: of what is >= 0, and not 0 where k < 0."""
    return power(root(a, n), k)


def whole_power(a: Range, n: Range) -> Range:
    """a ** n at whole numbers n."""
    least, most = _whole_ends(n)
    if least is not None and least == most:
        return power(a, least)._replace(whole=a.whole and n.whole and (least >= 0 or without_zero(a)))
    sure = a.whole and n.whole and (bool(n.lo >= 0) or without_zero(a))
    if positive(a):
        return exponential(multiply(n, logarithm(a)))._replace(whole=sure)
    size = absolute(a)
    if size.hi == 0:
        if n.hi < 0:
            raise Undefined
        return Range(ZERO, ZERO if n.lo > 0 else ONE, whole=sure)
    found = exponential(multiply(n, logarithm(size)))
    if a.lo >= 0:
        return Range(ZERO, found.hi, False, found.above, sure)
    return Range(-found.hi, found.hi, found.above, found.above, sure)


def _whole_ends(n: Range) -> tuple[int | None, int | None]:
    """The least and the greatest whole number in ``n``; None for an infinite or huge end."""
    ends: list[int | None] = []
    for x, rounded in ((n.lo, n.lo.ceil()), (n.hi, n.hi.floor())):
        small = x.is_finite() and bool(abs(x) < 2**20)
        ends.append(int(float(rounded.mid())) if small and rounded.is_exact() else None)
    return ends[0], ends[1]


def real_power(a: Range, t: Range) -> Range:
    """a ** t for a > 0, and for a = 0, t > 0, where it is 0."""
    touches = a.lo < 0 or (a.lo == 0 and not a.below)
    vanishes = touches and (a.hi > 0 or not a.above) and bool(t.hi > 0)
    sure = a.whole and t.whole and (positive(a) or bool(a.lo >= 0 and (t.lo > 0 or (t.lo == 0 and t.below))))
    if a.hi <= 0:
        if not vanishes or a.hi < 0:
            raise Undefined
        return Range(ZERO, ZERO, whole=sure)
    found = exponential(multiply(t, logarithm(a)))
    return Range(ZERO, found.hi, False, found.above, sure) if vanishes else found._replace(whole=sure)


def positive(a: Range) -> bool:
    """Whether it holds positive numbers only."""
    return bool(a.lo > 0 or (a.lo == 0 and a.below))


def without_zero(a: Range) -> bool:
    return positive(a) or positive(negative(a))


def both(a: Range, b: Range) -> Range:
    """What is in both, defined as surely as in ``a``. Errors: ``Undefined`` where nothing is."""
    lo, below = (a.lo, a.below) if _after(a.lo, a.below, b.lo, b.below) else (b.lo, b.below)
    high = negative(a), negative(b)
    top = high[0] if _after(high[0].lo, high[0].below, high[1].lo, high[1].below) else high[1]
    hi, above = -top.lo, top.below
    if lo > hi or (lo == hi and (below or above)):
        raise Undefined
    return Range(lo, hi, below, above, a.whole)


def absolute(a: Range) -> Range:
    if a.lo >= 0:
        return a
    if a.hi <= 0:
        return negative(a)
    left, right = -a.lo, a.hi
    if left > right:
        return Range(ZERO, left, False, a.below, a.whole)
    return Range(ZERO, right, False, a.above and (a.below or left < right), a.whole)


def exponential(a: Range) -> Range:
    low = a.lo.exp().lower() if a.lo.is_finite() else ZERO
    high = a.hi.exp().upper() if a.hi.is_finite() else INFINITY
    low = low if low.is_finite() and low > 0 else ZERO
    return Range(
        low, high if high.is_finite() else INFINITY, a.below or low == 0, a.above or not high.is_finite(), a.whole
    )


def logarithm(a: Range) -> Range:
    if a.hi <= 0:
        raise Undefined
    low = a.lo.log().lower() if a.lo > 0 else -INFINITY
    high = a.hi.log().upper() if a.hi.is_finite() else INFINITY
    return Range(low, high, a.below or a.lo <= 0, a.above, a.whole and (a.lo > 0 or (a.lo == 0 and a.below)))


def root(a: Range, n: int = 2) -> Range:
    """The ``n``-th root of what is >= 0."""
    if a.hi < 0 or (a.hi == 0 and a.above):
        raise Undefined
    low = a.lo.root(n).lower() if a.lo > 0 else ZERO
    high = a.hi.root(n).upper() if a.hi > 0 and a.hi.is_finite() else a.hi
    return Range(low, high, a.below and a.lo >= 0, a.above, a.whole and a.lo >= 0)


def principal(a: Range) -> Range:
    """W0, which increases."""
    edge = -((-ONE).exp())
    if a.hi < edge:
        raise Undefined
    inside = bool(a.lo >= edge)
    low = a.lo.lambertw(0).lower() if a.lo > edge else -ONE
    high = a.hi.lambertw(0).upper() if a.hi.is_finite() and a.hi > edge else (INFINITY if a.hi > edge else ZERO)
    low = low if low.is_finite() else -ONE
    high = high if high.is_finite() or a.hi > 0 else ZERO
    return Range(low, high, a.below and inside and a.lo > edge, a.above and a.hi > edge, a.whole and inside)


def lower_branch(a: Range) -> Range:
    """W-1, which decreases from -1 at -1/e to -infinity at 0."""
    edge = -((-ONE).exp())
    if a.hi < edge or a.lo >= 0:
        raise Undefined
    inside = bool(a.lo >= edge)
    high = a.lo.lambertw(-1).upper() if a.lo > edge else -ONE
    high = high if high.is_finite() else -ONE
    low = a.hi.lambertw(-1).lower() if a.hi < 0 and a.hi > edge else -INFINITY
    low = low if low.is_finite() else -INFINITY
    return Range(
        low, high, a.above or not low.is_finite(), a.below and a.lo > edge,
        a.whole and inside and (a.hi < 0 or (a.hi == 0 and a.above)),
    )  # fmt: skip


def largest(*parts: Range) -> Range:
    best = parts[0]
    for p in parts[1:]:
        lo, below = (best.lo, best.below) if _after(best.lo, best.below, p.lo, p.below) else (p.lo, p.below)
        hi, above = best.hi, best.above
        if p.hi > hi or (p.hi == hi and not p.above):
            hi, above = p.hi, p.above
        best = Range(lo, hi, below, above, best.whole and p.whole)
    return best


def _after(x: arb, open_x: bool, y: arb, open_y: bool) -> bool:
    """Whether the lower end x is the higher of the two."""
    return bool(x > y or (x == y and (open_x or not open_y)))


def least(*parts: Range) -> Range:
    return negative(largest(*map(negative, parts)))


def total(*parts: Range) -> Range:
    return reduce(add, parts)


def product(*parts: Range) -> Range:
    return reduce(multiply, parts)


def quotient(a: Range, b: Range) -> Range:
    return multiply(a, inverse(b))
