"""Derivatives against difference quotients at 60 digits, and where they must be undefined."""

import random
from fractions import Fraction

import pytest
from flint import fmpq

from tests.language import random_texts
from tests.language.plain import Plain
from tests.language.plain_numbers import MP, Ball, Unclear, Undefined, add, ball, divide, exact, times
from theory.errors import UnableError
from theory.language.calculus import diff, over, plus
from theory.language.calculus import times as product
from theory.language.grammar import GrammarError, parse_term
from theory.language.meaning import Truths, defined
from theory.language.term import Number, Variable
from verify.values.evaluate import truths

X, Y = Variable("x"), Variable("y")
NAMES = {"x": X, "y": Y, "n": Variable("n")}
INTEGERS = frozenset({"n"})
STEP = Fraction(1, 10**25)


def agrees(text: str, point: dict[str, Fraction]) -> bool | None:
    """Whether the derivative of ``text`` by x is the symmetric difference quotient; None where that is not seen."""
    slope = Plain(str(diff(parse_term(text, NAMES, INTEGERS), X)), INTEGERS)
    try:
        found = slope.value(point)
        up, down = (Plain(text, INTEGERS).value(point | {"x": point["x"] + s}) for s in (STEP, -STEP))
    except (Undefined, Unclear):
        return None
    quotient = divide(add(up, times(down, -1)), exact(2 * STEP))
    gap, size = ball(add(found, times(quotient, -1))), ball(found)
    if isinstance(quotient, Ball) and quotient.hi - quotient.lo > MP.mpf("1e-20"):
        return None
    close = max(1, abs(size.hi)) * MP.mpf("1e-15")
    return bool(-close <= gap.lo and gap.hi <= close)


@pytest.mark.parametrize(
    "text",
    [
        *("x", "y", "3*x*y - x", "x*x*x", "1/x", "y/x", "x/y", "x/(x + 1)"),
        *("x**5", "x**-3", "x**0", "x**1", "x**(1/3)"),
        *("x**(-3/2)", "x**n", "x**(2*n)", "x**y", "y**x", "x**x", "2**x"),
        *("exp(x*y)", "log(x)", "log(x**2)", "sqrt(x)"),
        *("abs(x)", "abs(x - 1)", "W0(x)", "Wm1(-x/10)", "W0(x*exp(x))", "exp(exp(x))", "(x*y)**(2/3)", "abs(x)**y"),
        *("0*log(x)", "x**y/x", "(1/x)**0", "(y + 1)/(x*x)", "sqrt(x)*sqrt(x)", "-x", "(x + 1)**n", "log(log(x + 1))"),
    ],
)
def test_a_derivative_is_the_limit_of_difference_quotients(text):
    points = [
        {"x": Fraction(x), "y": Fraction(y), "n": Fraction(n)}
        for x in ("3/2", "1/3", "-1/5", "-2", "2", "0") for y in ("1/2", "2", "-3/2", "3") for n in (-1, 0, 1, 3)
    ]  # fmt: skip
    found = [agrees(text, point) for point in points]
    assert True in found and False not in found, points[found.index(False)] if False in found else "no point"


@pytest.mark.parametrize("seed", range(4))
def test_derivatives_of_random_terms(seed):
    rng, seen = random.Random(seed), 0
    for _ in range(250):
        text = random_texts.term(rng, ("x", "y", "n"), ("n",), 3)
        for _ in range(3):
            point = random_texts.point(rng, ("x", "y", "n"), ("n",))
            try:
                found = agrees(text, point)
            except (GrammarError, UnableError):
                break
            assert found is not False, (text, point)
            seen += found is True
    assert seen > 100


@pytest.mark.parametrize(
    ("text", "at"),
    [("abs(x)", 0), ("abs(x - 1)", 1), ("sqrt(x)", 0), ("x**(1/3)", 0), ("abs(x**3)", 0), ("sqrt(x**2)", 0)],
)
def test_a_derivative_is_undefined_where_the_rule_does_not_show_one(text, at):
    slope = diff(parse_term(text, NAMES), X)
    assert truths(defined(slope), {X: fmpq(at)}) is not Truths.TRUE


def test_no_rule_for_a_maximum_or_a_whole_exponent():
    for text in ("max(x, y)", "1 + min(x, 1)"):
        with pytest.raises(UnableError):
            diff(parse_term(text, NAMES), X)
    assert diff(parse_term("max(y, 1)", NAMES), X) is Number(0)
    with pytest.raises(UnableError):
        diff(parse_term("2**n", NAMES, INTEGERS), NAMES["n"])


def test_only_exact_zeros_and_ones_are_left_out():
    assert plus(Number(0), X, Number(0)) is X and plus() is Number(0)
    assert product(Number(1), X) is X and product(X, Number(0)) is Number(0)
    assert over(Number(0), X) is Number(0) and over(X, Number(1)) is X
    assert str(diff(X - X, X)) == "1 - 1"
