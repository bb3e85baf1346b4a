"""Values at a point: powers so large that an exact number would fill the memory are enclosed instead."""

import pytest
import sympy as sp
from flint import arb, fmpq

from theory.errors import DomainError
from verify.evaluate import value

X = sp.Symbol("x", real=True)


@pytest.mark.parametrize("exponent", [fmpq(10) ** 200, -(fmpq(10) ** 200)])
def test_a_huge_whole_power_is_enclosed(exponent):
    ball = value((1 + 1 / X) ** X, {X: exponent})
    assert isinstance(ball, arb) and not ball.is_exact()


def test_a_large_power_is_enclosed_as_tightly_as_the_precision_allows():
    exact, ball = fmpq(3, 2) ** 1000, value(sp.Rational(3, 2) ** X, {X: fmpq(1000)})
    assert isinstance(ball, fmpq) and ball == exact
    assert value(X**X, {X: fmpq(-(10**6) - 1)}) < 0


def test_powers_of_zero():
    assert value(X**X, {X: fmpq(0)}) == 1 and value(0 ** (X**2), {X: fmpq(10) ** 200}) == 0
    with pytest.raises(DomainError):
        value(X**-1, {X: fmpq(0)})
