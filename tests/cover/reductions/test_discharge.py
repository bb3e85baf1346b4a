"""Goals left out because algebra shows them."""

from tests.cover.questions import asked, settled
from verify.cover.reductions import discharge
from verify.cover.reductions.discharge import discharged


def test_that_a_quotient_is_defined_is_left_out_where_a_hypothesis_says_it():
    question = asked("exp(1/x) >= 1", "x > 0", names="x")
    assert len(question.goals) == 2 and [str(g) for g in discharged(question).goals] == ["exp(1/x) >= 1"]
    assert discharged(asked("exp(x) >= 1 + x", names="x")) is None


def test_a_goal_that_does_not_follow_is_kept(monkeypatch):
    false = asked("x**2 >= x", "x >= 0", names="x")
    assert not settled(false.reduced(discharged))
    monkeypatch.setattr(discharge, "entails", lambda *_: True)
    assert settled(false.reduced(discharged))
