"""Values of W and log named: only where they are defined."""

from tests.cover.questions import plain
from theory.language.term import Variable
from verify.cover.reductions import naming
from verify.cover.reductions.naming import named

X = Variable("x")


def test_a_branch_of_w_is_named_only_where_it_is_defined(monkeypatch):
    assert named(plain("Wm1(x) <= -1", "x >= -exp(-1)", names="x")) is None
    assert X not in named(plain("Wm1(x) < -1/2", "-exp(-1) <= x", "x < 0", names="x")).box
    monkeypatch.setattr(naming, "entails", lambda *_: True)
    assert X not in named(plain("Wm1(x) <= -1", "x >= -exp(-1)", names="x")).box


def test_a_value_lies_on_its_branch():
    found = named(plain("W0(x) >= -2", "x >= -exp(-1)", names="x"))
    (side,) = found.box.values()
    assert str(side) == "[-1, oo)"
