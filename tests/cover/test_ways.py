"""A claim as questions: undefined somewhere, settled in no way of writing it; defined, in some way."""

import pytest

from tests.cover.questions import asked, plain, settled, settles
from verify.cover.ways import ways

UNDEFINED = (
    ("x/x == 1", (), {}),
    ("0*log(x) == 0", ("x >= 0",), {}),
    ("exp(log(x)) == x", (), {}),
    ("log(x**2) == 2*log(abs(x))", (), {}),
    ("sqrt(x)**2 == x", (), {}),
    ("x**(1/2)*x**(1/2) == x", (), {}),
    ("x**y*x**(0 - y) == 1", ("x >= 0",), {}),
    ("x**y - x**y == 0", ("x >= 0",), {}),
    ("1/x - 1/x == 0 or y > 0", (), {}),
    ("log(x) > 0 or log(x) <= 0", (), {}),
    ("max(1/x, 0) >= 0", (), {}),
    ("y >= 0", ("sqrt(x**2*y) >= 0",), {}),
    ("x**y >= 0", ("x >= 0",), {"integers": "y"}),
    ("x >= 1", ("sqrt(x**2*(x - 1)) >= 0",), {}),
)


@pytest.mark.parametrize(("conclusion", "hypotheses", "more"), UNDEFINED, ids=[c for c, *_ in UNDEFINED])
def test_a_conclusion_undefined_somewhere_is_never_settled(conclusion, hypotheses, more):
    assert not any(settled(way) for way in ways(plain(conclusion, *hypotheses, **more)))


DEFINED = (
    ("x/x == 1", ("x != 0",), {}),
    ("x != 0", ("x/x == 1",), {}),
    ("x > 0 or x < 0", ("x*(1/x) >= 0",), {}),
    ("log(exp(x)) == x", (), {}),
    ("x**(1/2)*x**(1/2) == x", ("x > 0",), {}),
    ("x**2/x**2 >= 0 or x == 0", (), {}),
    ("x**y >= 0", ("x >= 0", "y >= 0"), {"integers": "y"}),
    ("x**y >= 0", ("x >= 0", "y > 0"), {}),
    ("x**y >= 1", ("x >= 1", "y >= 0"), {}),
    ("y*y >= 0", ("y == log(x)",), {}),
    ("x != 0", ("max(1/x, 0) >= 0",), {}),
    ("x <= 1", ("x < 0 or sqrt(1 - x) >= 0",), {}),
)


@pytest.mark.parametrize(("conclusion", "hypotheses", "more"), DEFINED, ids=[c for c, *_ in DEFINED])
def test_a_conclusion_defined_wherever_the_hypotheses_are_true_is_settled(conclusion, hypotheses, more):
    assert any(settled(way) for way in ways(plain(conclusion, *hypotheses, **more)))


def test_the_conditions_of_one_part_of_an_or_are_not_asked_of_another():
    found = asked("x <= 1", "sqrt(0 - x**2 - 1) >= 0 or x <= 1")
    assert len(found.given) == 1 and settles(found)


def test_ways_differ_and_those_of_few_variables_come_first():
    found = ways(plain("x*exp(y/x) >= x + y", "x > 0", "y > 0"))
    sizes = [len(way.box) for way in found]
    assert sizes == sorted(sizes) and sizes[0] == 1 and len({(*w.box, w.goals) for w in found}) == len(found) > 3
