"""A toy loss with its gradient and Hessian, enclosed: one ball at a time, or arrays of boxes at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from flint import arb, arb_mat, arb_poly, fmpq

from theory.ascent import toy
from verify.values.intervals.interval import Interval, PolynomialRange, constant, logistic
from verify.values.krawczyk import BallVector

X = toy.X
THIRD, HALF = 3, Fraction(1, 2)


@cache
def polynomials(signed: bool, order: int) -> tuple[arb_poly, ...]:
    """For each point the derivative of that order as a polynomial in s, exact: coefficients are multiples of 1/4."""
    return tuple(arb_poly(p.coeffs()) for p in toy.derivatives(signed, order))


@cache
def ranges(signed: bool, order: int) -> tuple[PolynomialRange, ...]:
    """The same polynomials as ranges over arrays of intervals."""
    return tuple(PolynomialRange(p) for p in toy.derivatives(signed, order))


def score(point: Sequence[arb], x: int) -> arb:
    """z = a x + b x^2."""
    return point[0] * x + point[1] * x**2


def squashed(z: arb) -> arb:
    """sigma(z) = 1/(1 + exp(-(1 + z)/2))."""
    return 1 / (1 + (-(1 + z) / 2).exp())


def sharply(poly: arb_poly, s: arb) -> arb:
    """The polynomial on the ball ``s`` by its exact Taylor form around the centre, so that no dependency widens it."""
    if s.is_exact():
        return poly(s)
    shifted, spread = poly(arb_poly([s.mid(), 1])), s - s.mid()
    total = arb(0)
    for k in range(shifted.degree(), -1, -1):
        total = total * spread + shifted[k]
    return total


class Balls:
    """The loss at a point or box of balls. Guarantee: each result contains the values at every point of the box."""

    def __init__(self, loss: toy.Loss) -> None:
        self.signed = loss.signed
        self.weights = [fmpq(w.numerator, w.denominator) for w in loss.weights]
        self.ridge: fmpq | arb = fmpq(loss.ridge.numerator, loss.ridge.denominator)

    def terms(self, w: BallVector, order: int) -> list[arb]:
        """For each point its weight times the derivative of that order of its squared error in its score."""
        found = []
        for weight, x, poly in zip(self.weights, X, polynomials(self.signed, order), strict=True):
            found.append(weight * sharply(poly, squashed(score(w, x))))
        return found

    def value(self, w: BallVector) -> arb:
        return sum(self.terms(w, 0), start=self.ridge * (w[0] ** 2 + w[1] ** 2))

    def gradient(self, w: BallVector) -> list[arb]:
        terms = self.terms(w, 1)
        return [sum((t * x**k for t, x in zip(terms, X, strict=True)), start=2 * self.ridge * w[k - 1]) for k in (1, 2)]

    def hessian(self, w: BallVector) -> arb_mat:
        terms = self.terms(w, 2)
        aa, ab, bb = (sum((t * x**k for t, x in zip(terms, X, strict=True)), start=arb(0)) for k in (2, 3, 4))
        return arb_mat(2, 2, [aa + 2 * self.ridge, ab, ab, bb + 2 * self.ridge])

    def third(self, w: BallVector) -> list[arb]:
        """The third derivatives aaa, aab, abb, bbb."""
        terms = self.terms(w, THIRD)
        return [sum((t * x**k for t, x in zip(terms, X, strict=True)), start=arb(0)) for k in (3, 4, 5, 6)]


class Boxes:
    """The loss over arrays of boxes [a] x [b]. Guarantee: each result contains the values at every point of its box."""

    def __init__(self, loss: toy.Loss) -> None:
        self.signed = loss.signed
        self.weights = [constant(w) for w in loss.weights]
        self.ridge = constant(loss.ridge)
        self.twice_ridge = constant(2 * loss.ridge)

    def outputs(self, a: Interval, b: Interval) -> list[Interval]:
        """s = sigma(z) at the four points."""
        half, one = constant(HALF), constant(Fraction(1))
        return [logistic((a * constant(Fraction(x)) + b * constant(Fraction(x**2)) + one) * half) for x in X]

    def terms(self, outputs: list[Interval], order: int) -> list[Interval]:
        return [w * p.over(s) for w, p, s in zip(self.weights, ranges(self.signed, order), outputs, strict=True)]

    def value(self, a: Interval, b: Interval) -> Interval:
        total = self.ridge * (a.square() + b.square())
        for t in self.terms(self.outputs(a, b), 0):
            total = total + t
        return total

    def gradient(self, a: Interval, b: Interval) -> list[Interval]:
        return [g + self.twice_ridge * side for g, side in zip(self.data_gradient(a, b), (a, b), strict=True)]

    def data_gradient(self, a: Interval, b: Interval) -> list[Interval]:
        """The gradient without the ridge."""
        return _moments(self.terms(self.outputs(a, b), 1), (1, 2))

    def hessian(self, a: Interval, b: Interval) -> list[Interval]:
        """aa, ab, bb."""
        aa, ab, bb = self.data_hessian(a, b)
        return [aa + self.twice_ridge, ab, bb + self.twice_ridge]

    def data_hessian(self, a: Interval, b: Interval) -> list[Interval]:
        """aa, ab, bb without the ridge."""
        return _moments(self.terms(self.outputs(a, b), 2), (2, 3, 4))


def _moments(terms: list[Interval], powers: Sequence[int]) -> list[Interval]:
    """sum_i terms_i x_i^k for each k."""
    found = []
    for k in powers:
        parts = [t * constant(Fraction(x**k)) for t, x in zip(terms, X, strict=True)]
        found.append(parts[0] + parts[1] + parts[2] + parts[3])
    return found
