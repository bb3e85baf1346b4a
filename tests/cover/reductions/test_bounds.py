"""Constant bounds as ends of sides."""

from flint import fmpq

from tests.cover.questions import asked
from theory.language.term import Variable
from verify.cover.reductions import bounds
from verify.cover.reductions.bounds import bounded

X = Variable("x")


def test_a_bound_keeps_its_direction_and_its_edge():
    box = asked("x >= 0", "1 - 2*x > 0", "x + y - y >= -3").box
    assert str(box[X]) == "[-3, 1/2)"


def test_a_hole_is_no_bound_and_stays():
    found = asked("x > 0", "x != 2", "x >= 1")
    assert str(found.box[X]) == "[1, oo)" and len(found.given) == 1 and bounded(found) is None


def test_an_end_that_is_moved_is_noticed(monkeypatch):
    right = bounds.cut
    monkeypatch.setattr(bounds, "cut", lambda side, op, value: right(side, op, value + fmpq(1)))
    assert str(asked("x > 0", "x >= 0").box[X]) != "[0, oo)"
