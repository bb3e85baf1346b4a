"""Equations solved for a variable: what they must not lose, and what they must not divide by."""

import pytest

from tests.cover.questions import asked, plain, settled, settles, unsolved
from theory.language.formula import Atom
from theory.language.term import Number, Variable
from verify.cover import ways as posing
from verify.cover.reductions import elimination
from verify.cover.reductions.elimination import eliminated
from verify.cover.reductions.tidy import tidied
from verify.cover.ways import ways

X = Variable("x")


def test_what_makes_a_solved_equation_defined_stays():
    found = asked("x != 0", "y == 1/x")
    assert set(found.box) == {X} and Atom("!=", X, Number(0)) in found.given
    assert settles(found)


def test_without_what_makes_it_defined_the_equation_would_be_lost(monkeypatch):
    goal = "x != 0", "y == 1/x"
    assert settled(asked(*goal).reduced(tidied))
    monkeypatch.setattr(posing, "spelt", lambda formula: formula)
    monkeypatch.setattr(elimination, "entails", lambda *_: True)
    assert asked(*goal).given == ()


LOST = (
    ("x == 0", ("x*y == x",)),
    ("y == 1", ("x*y == x",)),
    ("x == 2", ("x*y == 2*y",)),
    ("x == 1", ("x == sqrt(x)",)),
    ("y == 0", ("x*exp(y) == x",)),
    ("x == y", ("x*(x - y) == 0",)),
)


@pytest.mark.parametrize(("conclusion", "hypotheses"), LOST, ids=[c for c, _ in LOST])
def test_an_equation_is_not_divided_by_what_may_be_0(conclusion, hypotheses):
    assert not any(settled(way) for way in ways(plain(conclusion, *hypotheses)))


def test_divided_by_what_may_be_0_it_would_lose_a_solution(monkeypatch):
    monkeypatch.setattr(elimination, "entails", lambda *_: True)
    assert settled(asked("x == 0", "x*y == x").reduced(tidied))


def test_divided_by_what_is_not_0_it_is_solved():
    assert set(asked("y == 1", "x*y == x", "x != 0").box) == {X}


def test_an_integer_is_not_replaced_by_what_may_be_none():
    """2n = m says that m is even, and m = 2n keeps that; 2n = 3m says more than n = 3m/2 and than m = 2n/3."""
    assert [str(term) for _, term in asked("n >= m", "2*n == m", names="nm", integers="nm").solved] == ["2*n"]
    assert asked("n >= m", "2*n == 3*m", names="nm", integers="nm").solved == ()


def test_the_bounds_of_what_is_replaced_stay():
    bounded = unsolved("x <= 1", "y == x**2", "y <= 1")
    assert settles(eliminated(bounded)) and not settles(asked("x <= 1", "y == x**2"))
