"""Functions of ranges: exp, log, roots, powers and the two branches of W, which are monotone.

A power whose exponent is an integer is meant only at points where that is one.
"""

from __future__ import annotations

from verify.values.ranges.arithmetic import (
    INFINITY,
    ONE,
    ZERO,
    Range,
    Undefined,
    absolute,
    multiply,
    positive,
    power,
    without_zero,
)


def exponential(a: Range) -> Range:
    """exp(a)."""
    low = a.lo.exp().lower() if a.lo.is_finite() else ZERO
    high = a.hi.exp().upper() if a.hi.is_finite() else INFINITY
    low = low if low.is_finite() and low > 0 else ZERO
    return Range(
        low, high if high.is_finite() else INFINITY, a.below or low == 0, a.above or not high.is_finite(), a.continuous
    )


def logarithm(a: Range) -> Range:
    """log(a) where a > 0. Errors: ``Undefined`` where no number is."""
    if a.hi <= 0:
        raise Undefined
    low = a.lo.log().lower() if a.lo > 0 else -INFINITY
    high = a.hi.log().upper() if a.hi.is_finite() else INFINITY
    return Range(low, high, a.below or a.lo <= 0, a.above, a.continuous and (a.lo > 0 or (a.lo == 0 and a.below)))


def root(a: Range, n: int = 2) -> Range:
    """The ``n``-th root of what is >= 0 in ``a``. Errors: ``Undefined`` where nothing is."""
    if a.hi < 0 or (a.hi == 0 and a.above):
        raise Undefined
    low = a.lo.root(n).lower() if a.lo > 0 else ZERO
    high = a.hi.root(n).upper() if a.hi > 0 and a.hi.is_finite() else a.hi
    return Range(low, high, a.below and a.lo >= 0, a.above, a.continuous and a.lo >= 0)


def rational_power(a: Range, n: int, k: int) -> Range:
    """a ** (k/n) for n > 1: of what is >= 0, and not 0 where k < 0. Errors: ``Undefined`` where nothing is."""
    return power(root(a, n), k)


def integer_power(a: Range, n: Range) -> Range:
    """a ** n at the integers n. Errors: ``Undefined`` where a is 0 and n < 0 everywhere."""
    least, most = _integer_ends(n)
    if least is not None and least == most:
        return power(a, least)._replace(continuous=a.continuous and n.continuous and (least >= 0 or without_zero(a)))
    sure = a.continuous and n.continuous and (bool(n.lo >= 0) or without_zero(a))
    if positive(a):
        return exponential(multiply(n, logarithm(a)))._replace(continuous=sure)
    size = absolute(a)
    if size.hi == 0:
        if n.hi < 0:
            raise Undefined
        return Range(ZERO, ZERO if n.lo > 0 else ONE, continuous=sure)
    found = exponential(multiply(n, logarithm(size)))
    if a.lo >= 0:
        return Range(ZERO, found.hi, False, found.above, sure)
    return Range(-found.hi, found.hi, found.above, found.above, sure)


def _integer_ends(n: Range) -> tuple[int | None, int | None]:
    """The least and the greatest integer in ``n``; None for an infinite or huge end."""
    ends: list[int | None] = []
    for x, rounded in ((n.lo, n.lo.ceil()), (n.hi, n.hi.floor())):
        small = x.is_finite() and bool(abs(x) < 2**20)
        ends.append(int(float(rounded.mid())) if small and rounded.is_exact() else None)
    return ends[0], ends[1]


def real_power(a: Range, t: Range) -> Range:
    """a ** t for a > 0, and for a = 0, t > 0, where it is 0. Errors: ``Undefined`` where there is no such a and t."""
    touches = a.lo < 0 or (a.lo == 0 and not a.below)
    vanishes = touches and (a.hi > 0 or not a.above) and bool(t.hi > 0)
    sure = a.continuous and t.continuous and (positive(a) or bool(a.lo >= 0 and (t.lo > 0 or (t.lo == 0 and t.below))))
    if a.hi <= 0:
        if not vanishes or a.hi < 0:
            raise Undefined
        return Range(ZERO, ZERO, continuous=sure)
    found = exponential(multiply(t, logarithm(a)))
    return Range(ZERO, found.hi, False, found.above, sure) if vanishes else found._replace(continuous=sure)


def principal(a: Range) -> Range:
    """W0, which increases from -1 at -1/e. Errors: ``Undefined`` below -1/e."""
    edge = -((-ONE).exp())
    if a.hi < edge:
        raise Undefined
    inside = bool(a.lo >= edge)
    low = a.lo.lambertw(0).lower() if a.lo > edge else -ONE
    high = a.hi.lambertw(0).upper() if a.hi.is_finite() and a.hi > edge else (INFINITY if a.hi > edge else ZERO)
    low = low if low.is_finite() else -ONE
    high = high if high.is_finite() or a.hi > 0 else ZERO
    return Range(low, high, a.below and inside and a.lo > edge, a.above and a.hi > edge, a.continuous and inside)


def lower_branch(a: Range) -> Range:
    """W-1, which decreases from -1 at -1/e to -infinity at 0. Errors: ``Undefined`` elsewhere."""
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
        a.continuous and inside and (a.hi < 0 or (a.hi == 0 and a.above)),
    )  # fmt: skip
