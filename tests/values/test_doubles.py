"""Terms and formulas over arrays of doubles: defined where the language says, in three truth values, near the balls."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import arb, fmpq

from theory.errors import DomainError, UnableError
from theory.language.grammar import parse_formula, parse_term
from theory.language.term import Variable
from verify.values.doubles import compile_term, magnitude
from verify.values.evaluate import decide, value
from verify.values.floating import holds_float

NAMES = {name: Variable(name) for name in ("x", "y", "n")}
INTEGERS = frozenset({"n"})
X = [Fraction(v) for v in ("-8", "-1", "-3/10", "0", "1/4", "1", "7")]
N = [Fraction(v) for v in (-3, -1, 0, 1, 2)]
TERMS = (
    "1/x", "x/x", "0*(1/x)", "1/(1/x)", "(1/x)**0", "x**0", "x**5", "x**-3", "x**11", "x**-12", "x**(1/3)", "x**(-1/3)",
    "x**(3/2)", "x**n", "(x*y)**n", "x**y", "0**x", "1**(1/x)", "(1/x)**(y - y)", "log(x)", "log(x*y)", "sqrt(x)",
    "sqrt(x**2*y)", "abs(x) - 1/y", "max(x, 1/y)", "min(log(x), 0)", "W0(x)", "W0(-exp(1)**-1 + x**2)", "Wm1(x/10)",
    "exp(log(x))", "x + 1/(1 - 1)", "x*log(1 - 1)", "2**(1/2)*x", "x*(3 - 5)**(1/3)", "10**20*10**-20*x",
)  # fmt: skip
FORMULAS = (
    "1/x > 0 or y > 0", "1/x > 0 and y > 0", "not 1/x > 0", "log(x) < 0 or 1/y < 0", "x < y or sqrt(x) >= 0 and y != 1",
    "x**n > 0", "x != 1/y", "x == y or log(y) > 3",
)  # fmt: skip


def points():
    """Columns over all choices, and the exact point of each row."""
    rows = list(product(X, X, N))
    columns = {name: np.array([float(row[k]) for row in rows]) for k, name in enumerate(NAMES)}
    exact = [{v: fmpq(q.numerator, q.denominator) for v, q in zip(NAMES.values(), r, strict=True)} for r in rows]
    return columns, exact


COLUMNS, EXACT = points()


@pytest.mark.parametrize("text", TERMS)
def test_a_term_is_a_number_exactly_where_it_is_defined(text):
    term = parse_term(text, NAMES, INTEGERS)
    found = np.broadcast_to(compile_term(term)(COLUMNS), len(EXACT))
    decided = 0
    for double, point in zip(found, EXACT, strict=True):
        try:
            ball = arb(value(term, point))
        except DomainError:
            assert np.isnan(double), point
        except UnableError:
            continue
        else:
            assert abs(double - float(ball.mid())) <= 1e-13 * max(1, abs(float(ball.mid()))), point
        decided += 1
    assert decided > 0.8 * len(EXACT)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_holds_where_it_is_true_and_nowhere_else(text):
    formula = parse_formula(text, NAMES, INTEGERS)
    found = holds_float(formula, COLUMNS, len(EXACT))
    assert [bool(yes) for yes in found] == [decide(formula, point) for point in EXACT]
    assert 0 < found.sum() < len(EXACT)


def test_numbers_beyond_doubles_are_not_a_number_but_their_quotient_is_exact():
    huge = "*".join(["10**60"] * 6)
    assert np.all(np.isnan(compile_term(parse_term(f"x*({huge})", NAMES) + parse_term(huge, {}))(COLUMNS)))
    assert compile_term(parse_term(f"({huge})/(10**59*{'*'.join(['10**60'] * 5)})", {}))(COLUMNS) == 10


def test_a_magnitude_is_the_size_of_the_addends_that_cancel():
    term = parse_term("(x - 10**9)*(y + 10**9)/(n - 4) - 7", NAMES)
    at = {"x": np.array([1e9]), "y": np.array([-1e9]), "n": np.array([3.0])}
    assert compile_term(term)(at) == -7
    assert compile_term(magnitude(term))(at) == 4e18 + 7


def test_a_column_of_whole_numbers_takes_negative_powers():
    at = {"x": np.array([2, 4]), "n": np.array([-1, -2])}
    assert list(compile_term(parse_term("x**n", NAMES, INTEGERS))(at)) == [0.5, 0.0625]
