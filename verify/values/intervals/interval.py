"""Intervals over arrays in double precision, rounded outward: thousands of enclosures in one operation.

Sums, products and quotients of doubles are correctly rounded (IEEE 754; NumPy's elementwise operations are single
ones), so the double next below or above the computed one bounds the exact value. ``logistic`` uses no library function:
exp comes from a table that ball arithmetic made and a polynomial with a proven remainder.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from flint import arb, ctx, fmpq_poly

REACH = 700  # exp is enclosed for arguments in [-REACH, REACH]
STEPS = 64  # table entries a unit
ISOLATION = 160  # bits to which critical points are isolated


def down(x: np.ndarray) -> np.ndarray:
    """Below ``x`` by at least its last place, so below every real that rounds to it. |x| 2^-52 is at least the last
    place of a normal x, 2^-1074 that of the others; rounding is monotone. NaN for +inf."""
    below: np.ndarray = x - (np.abs(x) * 2.0**-52 + 2.0**-1074)
    return below


def up(x: np.ndarray) -> np.ndarray:
    """Above ``x`` by at least its last place; NaN for -inf."""
    above: np.ndarray = x + (np.abs(x) * 2.0**-52 + 2.0**-1074)
    return above


class Interval(NamedTuple):
    """Arrays of intervals [lo, hi]. Guarantee: a result contains every value of the exact operation on members.
    Limits: end points must be finite; an overflow gives infinite or NaN ends, which no comparison then accepts."""

    lo: np.ndarray
    hi: np.ndarray

    def __add__(self, other: Interval) -> Interval:  # type: ignore[override]
        return Interval(down(self.lo + other.lo), up(self.hi + other.hi))

    def __neg__(self) -> Interval:
        low = -self.hi
        return Interval(low, low if self.lo is self.hi else -self.lo)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:  # type: ignore[override]
        a, b, c, d = self.lo * other.lo, self.lo * other.hi, self.hi * other.lo, self.hi * other.hi
        return Interval(
            down(np.minimum(np.minimum(a, b), np.minimum(c, d))), up(np.maximum(np.maximum(a, b), np.maximum(c, d)))
        )

    def square(self) -> Interval:
        """x^2, at least 0."""
        whole = self * self
        return Interval(np.maximum(whole.lo, 0.0), whole.hi)

    def without_zero(self) -> np.ndarray:
        """Where the interval certainly excludes zero."""
        return (self.lo > 0) | (self.hi < 0)


def root(x: Interval) -> Interval:
    """Square roots of what is at least 0 (a lower end below it is rounding); NumPy's is correctly rounded."""
    return Interval(np.maximum(down(np.sqrt(np.maximum(x.lo, 0.0))), 0.0), up(np.sqrt(x.hi)))


def constant(value: Fraction) -> Interval:
    """The narrowest standard enclosure of a rational; exact where it is a double."""
    near = np.array(value.numerator / value.denominator)
    return Interval(near, near) if Fraction(float(near)) == value else Interval(down(near), up(near))


def points(x: np.ndarray) -> Interval:
    """The doubles ``x`` as intervals."""
    return Interval(x, x)


@cache
def _table() -> np.ndarray:
    with ctx.workprec(80):
        return np.array([float((arb(j) / STEPS).exp().mid()) for j in range(-REACH * STEPS, REACH * STEPS + 1)])


def exponential(x: np.ndarray) -> Interval:
    """Encloses exp at the doubles ``x``, all in [-REACH, REACH].

    x = j/64 + r with |r| <= 1/128: the subtraction is exact, both being multiples of x's last place. The Taylor
    polynomial of degree 6 misses exp(r) by less than 1.01 |r|^7/7! < 2^-60; Horner's rule on it, with partial sums
    within 1/100 of 1, adds less than 3 roundings of 2^-53; the table's entry (nearest to a ball of 80 bits) and the
    last product add one each. In all less than 8 x 2^-53 = 2^-50 relative, and the result is widened by 2^-48.
    """
    j = np.rint(x * STEPS)
    r = x - j / STEPS
    series = np.ones_like(r)
    for k in range(6, 0, -1):
        series = 1 + r * series / k
    near = _table()[j.astype(int) + REACH * STEPS] * series
    return Interval(down(near * (1 - 2.0**-48)), up(near * (1 + 2.0**-48)))


def logistic(t: Interval) -> Interval:
    """1/(1 + exp(-t)), increasing in t, at least 0 and at most 1; beyond REACH only that is used on the far side."""
    low = exponential(np.clip(-t.lo, -REACH, REACH))
    high = exponential(np.clip(-t.hi, -REACH, REACH))
    below = np.where(-t.lo > REACH, 0.0, down(1 / up(1 + low.hi)))
    above = np.where(-t.hi < -REACH, 1.0, up(1 / down(1 + high.lo)))
    return Interval(np.maximum(below, 0.0), np.minimum(above, 1.0))


class PolynomialRange:
    """The range of a polynomial with rational coefficients over intervals inside [0, 1], as sharp as rounding allows.

    The extremes over an interval are at its ends or at critical points in it; these are isolated in exact arithmetic.
    """

    def __init__(self, polynomial: fmpq_poly) -> None:
        coefficients = [Fraction(int(c.p), int(c.q)) for c in reversed(polynomial.coeffs())] or [Fraction(0)]
        self.coefficients = [constant(c) for c in coefficients]
        self.critical: list[tuple[float, float, float, float]] = []
        steepest = sum(abs(c) * k for k, c in enumerate(reversed(coefficients)))
        for a, b in roots(polynomial.derivative()):
            value, slack = exact(coefficients, a), (b - a) * steepest
            inside, height = constant(a), (constant(value - slack), constant(value + slack))
            self.critical.append((float(inside.lo), float(constant(b).hi), float(height[0].lo), float(height[1].hi)))

    def at(self, x: Interval) -> Interval:
        """Horner's rule on intervals; sharp for narrow ones."""
        total = self.coefficients[0]
        for c in self.coefficients[1:]:
            total = total * x + c
        return total

    def over(self, x: Interval) -> Interval:
        """The range over ``x``, inside [0, 1]."""
        left, right = self.at(points(x.lo)), self.at(points(x.hi))
        lo, hi = np.minimum(left.lo, right.lo), np.maximum(left.hi, right.hi)
        for first, last, least, most in self.critical:
            met = (x.lo <= last) & (x.hi >= first)
            lo = np.where(met, np.minimum(lo, least), lo)
            hi = np.where(met, np.maximum(hi, most), hi)
        return Interval(lo, hi)


def roots(polynomial: fmpq_poly) -> list[tuple[Fraction, Fraction]]:
    """Rational ends around each real root that is not certainly outside [0, 1], as near as ``ISOLATION`` bits show;
    none for a constant."""
    if polynomial.degree() < 1:
        return []
    with ctx.workprec(ISOLATION):
        isolated: Any = polynomial.numer().complex_roots()  # the imaginary part of a real root is exactly 0
        found = [arb(place.real) for place, _ in isolated if place.imag == 0]
        ends = [(_rational(ball.lower()), _rational(ball.upper())) for ball in found]
    return [(max(a, Fraction(0)), min(b, Fraction(1))) for a, b in ends if a <= 1 and b >= 0]


def _rational(point: arb) -> Fraction:
    mantissa, exponent = point.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def exact(coefficients: Sequence[Fraction], x: Fraction) -> Fraction:
    """The polynomial's value, exactly."""
    total = Fraction(0)
    for c in coefficients:
        total = total * x + c
    return total
