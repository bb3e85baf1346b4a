"""Terms as functions of balls: they contain every value, are not finite at a pole, and refuse what they do not know."""

import pytest
from flint import arb, ctx, fmpq

from theory.errors import UnableError
from theory.language.grammar import parse_term
from theory.language.term import Variable
from verify.values.balls import Plan
from verify.values.evaluate import value

NAMES = {name: Variable(name) for name in ("x", "y")}
TEXTS = ("x - 2*y/3 + 1", "x**3*y**-2", "exp(x*y) - exp(-x)/7", "(x - y)**2 - x**0", "-(x + y + 1/3)*x*y", "5")


@pytest.mark.parametrize("point", [("1/2", "-3"), ("-7/3", "1/5"), ("0", "2")])
def test_each_result_contains_the_value(point):
    at = [fmpq(*map(int, f"{text}/1".split("/")[:2])) for text in point]
    terms = [parse_term(text, NAMES) for text in TEXTS]
    wide = [arb(x) + arb(0, "0.01") for x in at]
    for term, exact, ball in zip(
        terms, Plan(terms, list(NAMES.values()))(*map(arb, at)), Plan(terms, list(NAMES.values()))(*wide), strict=True
    ):
        with ctx.workprec(200):
            known = arb(value(term, dict(zip(NAMES.values(), at, strict=True))))
        assert exact.overlaps(known) and exact.rad() < 1e-10 * (1 + abs(float(known))) and ball.contains(known)


@pytest.mark.parametrize("text", ["1/x", "y/(x - x)", "x**-3"])
def test_it_is_not_finite_where_a_divisor_may_be_zero(text):
    (found,) = Plan([parse_term(text, NAMES)], list(NAMES.values()))(arb(0, 1), arb(1))
    assert not found.is_finite()


def test_a_ball_around_zero_has_its_powers():
    square, cube = Plan([parse_term("x**2", NAMES), parse_term("x**3", NAMES)], [NAMES["x"]])(arb("0.5", 1))
    assert square.contains(arb("2.25")) and cube.contains(arb("-0.125")) and cube.is_finite()


def test_the_precision_is_that_of_the_call():
    plan = Plan([parse_term("x/3 + 1/7", NAMES)], [NAMES["x"]])
    with ctx.workprec(300):
        (found,) = plan(arb(1))
    assert found.rad() < arb("1e-85")


@pytest.mark.parametrize("text", ["log(x)", "sqrt(x)", "x**y", "abs(x)", "x**(1/2)", "max(x, y)"])
def test_other_functions_are_refused(text):
    with pytest.raises(UnableError, match="not an operation on balls here"):
        Plan([parse_term(text, NAMES)], list(NAMES.values()))
