"""Claims that were easy and UNKNOWN: the points of a search, and what the second reader makes of them."""

import pytest
from flint import fmpq

from tests.confirm.claims import claim
from tests.paper import read
from theory.language.formula import Atom
from theory.language.term import Call, Number, Product, Variable
from verify.confirm.equal import Alike
from verify.confirm.quotients import Algebra
from verify.confirm.span import Span
from verify.confirm.truth import UNDEFINED, decided
from verify.judge import Limits


@pytest.mark.parametrize(
    ("conclusion", "given", "real", "integer", "word"),
    [
        ("n >= 3", ("n >= exp(1)",), "", "n", "HOLDS"),
        ("n == 2", ("n > sqrt(2)", "n < exp(1)"), "", "n", "HOLDS"),
        ("n >= 4", ("n >= exp(1)",), "", "n", "FAILS"),
        ("x != 0", ("x**y == 0",), "x y", "", "FAILS"),
        ("1/(log(6) - log(2) - log(3)) > 0", (), "x", "", "FAILS"),
        ("W0(exp(1)) == 1", (), "x", "", "HOLDS"),
        ("max(m, m)**2 != 3*min(n, n) + 2", (), "", "m n", "HOLDS"),
        ("n == 3", ("n**n == 27",), "", "n", "HOLDS"),
    ],
)
def test_it_is_decided(conclusion, given, real, integer, word):
    assert read(claim(conclusion, *given, real=real, integer=integer), Limits()).verdict.word == word


@pytest.mark.parametrize(
    ("branch", "w", "right"),
    [("W0", 1, 1), ("W0", 2, 2), ("W0", -1, 1), ("Wm1", -1, 1), ("Wm1", -2, 1), ("W0", -2, 0), ("Wm1", 1, 0)],
)
def test_w_of_a_number_times_its_exponential_is_that_number_on_its_branch(branch, w, right):
    value = Call(branch, Product(Number(w), Call("exp", Number(w))))
    assert Algebra().zero(value - Number(w)) is bool(right)
    assert not Algebra().zero(Call(branch, Product(Number(w), Call("exp", Number(w + 1)))) - Number(w))


def test_a_divisor_that_algebra_shows_to_be_0_leaves_the_comparison_undefined():
    x = Variable("x")
    hidden = Call("exp", x) * Call("exp", -x) - Number(1)
    at = {x: Span(fmpq(1, 3), fmpq(1, 2))}
    assert decided(Atom(">", 1 / hidden, Number(0)), at, Alike()) == {UNDEFINED}
    assert decided(Atom(">", Call("log", hidden), Number(0)), at, Alike()) == {UNDEFINED}
    assert decided(Atom(">", 1 / (hidden + x), Number(0)), at, Alike()) != {UNDEFINED}
    assert UNDEFINED not in decided(Atom(">=", Call("sqrt", x) * hidden, Number(0)), at, Alike())
