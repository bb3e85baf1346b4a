"""Terms in forms that ranges judge well: only where each form has the term's value."""

import pytest

from tests.cover.questions import asked
from tests.cover.terms import POINTS, differs
from theory.language.term import Variable
from verify.cover.reductions import tidy
from verify.cover.reductions.tidy import tidied
from verify.values.evaluate import decide

FORMS = (
    ("log(x*y) >= 1", ("x > 0", "y > 0"), "log(x) + log(y) >= 1"),
    ("log(x*y) >= 1", ("x*y > 0",), "log(x*y) >= 1"),
    ("W0(x*exp(x)) >= 1", ("x >= -1",), "x >= 1"),
    ("W0(x*exp(x)) >= 1", ("x >= -2",), "W0(x*exp(x)) >= 1"),
    ("Wm1(x*exp(x)) >= 1", ("x <= -1",), "x >= 1"),
    ("x**y >= 2", ("x > 0",), "exp(log(x)*y) >= 2"),
)


@pytest.mark.parametrize(("then", "given", "shown"), FORMS, ids=[f"{then}, {given[0]}" for then, given, _ in FORMS])
def test_functions_are_split_only_where_the_box_allows_it(then, given, shown):
    assert str(asked(then, *given).reduced(tidied).goals[-1]) == shown


def wrong(then, *given):
    """A point of the box at which a goal and its form have different values."""
    before = asked(then, *given)
    after = before.reduced(tidied)
    met = [p for p in POINTS if all(decide(g, p) is True for g in before.given)]
    left = before.goals[-1].left, after.goals[-1].left
    return differs(*left, met)


def test_a_logarithm_split_where_a_factor_may_be_negative_would_be_undefined(monkeypatch):
    case = "log(x*y) >= 1", "x*y > 0"
    assert wrong(*case) is None
    monkeypatch.setattr(tidy, "_positive", lambda *_: True)
    assert wrong(*case) is not None


def test_a_question_that_is_tidy_is_left():
    found = asked("exp(x) >= 1 + x", names="x").reduced(tidied)
    assert tidied(found) is None and set(found.box) == {Variable("x")}
