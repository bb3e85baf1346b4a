"""Values at a point: what is exact, what is enclosed, what is undefined and what is undecided."""

import pytest
import sympy as sp
from flint import arb, fmpq

from theory.errors import DomainError, UnableError
from theory.formula import Atom
from theory.lambert import W0, Wm1
from verify.evaluate import holds, value

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


@pytest.mark.parametrize(
    ("sides", "equal"),
    [
        ((W0(-sp.exp(-1)), -1), True),
        ((Wm1(-sp.exp(-1)), -1), True),
        ((W0(X * sp.exp(X)), X), True),
        ((W0(sp.E), 1), True),
        ((Wm1(-3 * sp.exp(-3)), -3), True),
        ((W0(-2 * sp.exp(-2)), -2), False),
        ((Wm1(-sp.exp(sp.Rational(-1, 2)) / 2), sp.Rational(-1, 2)), False),
        ((W0(2 * sp.exp(3)), 2), False),
        ((W0(-sp.exp(-1)), sp.Rational(-999999999, 10**9)), False),
    ],
    ids=str,
)
def test_w_is_exact_at_the_image_of_a_rational_of_its_branch_only(sides, equal):
    atom = Atom("==", *map(sp.sympify, sides))
    assert holds(atom, {X: fmpq(2)}) is equal


def test_a_term_without_a_rule_is_undecided_never_undefined():
    with pytest.raises(UnableError, match="no rule"):
        value(sp.atan2(X, 2), {X: fmpq(1)})
    with pytest.raises(DomainError):
        value(sp.nan, {})
