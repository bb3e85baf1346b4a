"""Linear comparisons: an equation or a bound says what it said."""

import pytest
from flint import fmpq

from theory.language.formula import Atom
from theory.language.grammar import parse_formula
from theory.language.term import Number, Variable
from verify.cover.linear import constant_bound, linear_in, linear_parts
from verify.values.evaluate import truths

NAMES = {n: Variable(n) for n in "xyzab"}
X, Y = NAMES["x"], NAMES["y"]

EQUATIONS = ("x*y == x", "x*y + y == 3*x", "(x + 1)/(y - 2) == 3", "x*exp(y) == y", "x/y - y/x == 0", "x - x == y")


@pytest.mark.parametrize("text", EQUATIONS)
def test_a_linear_equation_says_what_it_said(text):
    equation = parse_formula(text, NAMES)
    for name, factor, rest in linear_parts(equation, (X, Y)):
        other = Atom("==", factor * name + rest, Number(0))
        assert not factor.has(name) and not rest.has(name)
        for x in range(-3, 4):
            for y in range(-3, 4):
                point = {X: fmpq(x), Y: fmpq(y, 2)}
                before = truths(equation, point)
                assert before.name == "UNDEFINED" or before == truths(other, point)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("3*x - 6", (3, "-6")), ("x/2 + y", ("1/2", "y")), ("x*(1 + y)/(1 + y) - y", (1, "-y")), ("x*y", None),
     ("x**2", None), ("x - x", None), ("exp(x)", None), ("(x*y + 1)/y", (1, "1/y"))],
)  # fmt: skip
def test_a_bound_is_linear_with_a_number_as_slope(text, shown):
    found = linear_in(parse_formula(f"{text} >= 0", NAMES).left, X)
    assert found == shown if shown is None else (str(found[0]), str(found[1])) == tuple(map(str, shown))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1 - 2*x > 0", "x < 1/2"), ("x + y - y >= -3", "x >= -3"), ("4 == 2*y", "y == 2"), ("x >= y", None),
     ("x**2 <= 1", None), ("1 <= 2", None)],
)  # fmt: skip
def test_a_bound_by_a_number_keeps_its_direction(text, shown):
    found = constant_bound(parse_formula(text, NAMES))
    assert (None if found is None else " ".join(map(str, found))) == shown
