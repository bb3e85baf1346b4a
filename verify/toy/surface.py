"""A toy loss with its gradient and Hessian, enclosed: one ball at a time, or arrays of boxes at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import numpy as np
from flint import arb, arb_mat, fmpq

from theory import toy
from verify.krawczyk import Box
from verify.outward import Outward, PolynomialRange, constant, logistic

X = toy.X
THIRD, HALF = 3, Fraction(1, 2)


@cache
def coefficients(signed: bool, order: int) -> tuple[tuple[fmpq, ...], ...]:
    """For each point, the coefficients in s of the derivative of that order, highest first."""
    return tuple(
        tuple(fmpq(int(c.p), int(c.q)) for c in p.all_coeffs()) for p in toy.derivatives(signed, order)
    )  # fmt: skip


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


class Balls:
    """The loss at a point or box of balls. Guarantee: each result contains the values at every point of the box."""

    def __init__(self, loss: toy.Loss) -> None:
        self.signed = loss.signed
        self.weights = [fmpq(w.numerator, w.denominator) for w in loss.weights]
        self.ridge: fmpq | arb = fmpq(loss.ridge.numerator, loss.ridge.denominator)

    def terms(self, w: Box, order: int) -> list[arb]:
        """For each point its weight times the derivative of that order of its squared error in its score."""
        found = []
        for weight, x, poly in zip(self.weights, X, coefficients(self.signed, order), strict=True):
            s, total = squashed(score(w, x)), arb(0)
            for c in poly:
                total = total * s + c
            found.append(weight * total)
        return found

    def value(self, w: Box) -> arb:
        return sum(self.terms(w, 0), start=self.ridge * (w[0] ** 2 + w[1] ** 2))

    def gradient(self, w: Box) -> list[arb]:
        terms = self.terms(w, 1)
        return [sum((t * x**k for t, x in zip(terms, X, strict=True)), start=2 * self.ridge * w[k - 1]) for k in (1, 2)]

    def hessian(self, w: Box) -> arb_mat:
        terms = self.terms(w, 2)
        aa, ab, bb = (sum((t * x**k for t, x in zip(terms, X, strict=True)), start=arb(0)) for k in (2, 3, 4))
        return arb_mat(2, 2, [aa + 2 * self.ridge, ab, ab, bb + 2 * self.ridge])

    def third(self, w: Box) -> list[arb]:
        """The third derivatives aaa, aab, abb, bbb."""
        terms = self.terms(w, THIRD)
        return [sum((t * x**k for t, x in zip(terms, X, strict=True)), start=arb(0)) for k in (3, 4, 5, 6)]


class Boxes:
    """The loss over arrays of boxes [a] x [b]. Guarantee: each result contains the values at every point of its box."""

    def __init__(self, loss: toy.Loss) -> None:
        self.signed = loss.signed
        self.weights = [constant(w) for w in loss.weights]
        self.ridge = constant(2 * loss.ridge)
        self.half_ridge = constant(loss.ridge)

    def outputs(self, a: Outward, b: Outward) -> list[Outward]:
        """s = sigma(z) at the four points."""
        half, one = constant(HALF), constant(Fraction(1))
        return [logistic((a * constant(Fraction(x)) + b * constant(Fraction(x**2)) + one) * half) for x in X]

    def terms(self, outputs: list[Outward], order: int) -> list[Outward]:
        polynomials = ranges(self.signed, order)
        return [w * p.over(s) for w, p, s in zip(self.weights, polynomials, outputs, strict=True)]

    def value(self, a: Outward, b: Outward) -> Outward:
        total = self.half_ridge * (a.square() + b.square())
        for t in self.terms(self.outputs(a, b), 0):
            total = total + t
        return total

    def gradient(self, a: Outward, b: Outward) -> list[Outward]:
        return self._moments(self.terms(self.outputs(a, b), 1), (1, 2), (self.ridge * a, self.ridge * b))

    def hessian(self, a: Outward, b: Outward) -> list[Outward]:
        """aa, ab, bb."""
        zero = constant(Fraction(0))
        return self._moments(self.terms(self.outputs(a, b), 2), (2, 3, 4), (self.ridge, zero, self.ridge))

    def _moments(self, terms: list[Outward], powers: Sequence[int], start: Sequence[Outward]) -> list[Outward]:
        found = []
        for k, total in zip(powers, start, strict=True):
            for t, x in zip(terms, X, strict=True):
                total = total + t * constant(Fraction(x**k))
            found.append(total)
        return found
