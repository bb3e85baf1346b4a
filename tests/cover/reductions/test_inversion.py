"""Variables that range to infinity, inverted."""

import pytest

from tests.cover.questions import asked
from verify.cover.reductions.inversion import inverted


@pytest.mark.parametrize(
    ("given", "shown"),
    [("x >= 2", "(0, 1/2]"), ("x > 2", "(0, 1/2)"), ("x > 0", "(0, oo)")],
)
def test_a_half_line_becomes_what_1_over_it_ranges_over(given, shown):
    found = inverted(asked("x > 1", given, names="x"))
    assert {str(n): str(s) for n, s in found.box.items()} == {"1/x": shown}
    assert [str(goal) for goal in found.goals] == ["1/1/x > 1"] or len(found.goals) == 1


@pytest.mark.parametrize("given", [("x >= 0",), ("x >= -1",), ("x >= 1", "x <= 2"), ()])
def test_what_may_be_0_or_is_bounded_is_left(given):
    assert inverted(asked("x > 1", *given, names="x")) is None


def test_integers_are_left():
    assert inverted(asked("n > 1", "n >= 1", names="n", integers="n")) is None
