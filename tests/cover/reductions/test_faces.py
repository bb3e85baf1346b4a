"""Bounds by other variables as faces of the box."""

from tests.cover.questions import asked, plain, settled
from theory.language.term import Variable
from verify.cover.reductions import faces
from verify.cover.reductions.faces import placed, shifted
from verify.cover.reductions.tidy import tidied


def test_bounds_become_sides_and_relations_become_faces():
    found = asked("x >= 0", "y >= 2", "x >= y")
    assert found.box[Variable("y")].lo == 2
    assert all(side.lo in (0, 2) and side.hi is None for side in shifted(found).box.values())


def test_a_variable_gets_one_lower_face_from_another_and_keeps_it():
    """r >= n and r >= 1 used to take turns, n + r', then 1 - n + r'', without an end."""
    shift = shifted(plain("r >= n - 1", "r >= 1", "n >= 1", "n <= r", names="rn", integers="rn"))
    assert {str(name): str(side.lo) for name, side in shift.box.items()} == {"n": "1", "r'": "0"}
    assert [str(term) for _, term in shift.solved] == ["n + r'"]


def test_a_variable_between_two_edges_is_placed_between_them():
    found = placed(asked("x <= y", "x >= 0", "x < y", "y >= 1"))
    assert {str(name): str(side) for name, side in found.box.items()} == {"y": "[1, oo)", "x'": "[0, 1)"}
    assert [str(term) for _, term in found.solved] == ["x'*y"]
    assert shifted(asked("x <= 1", "x >= 0", "x**2 != y")) is None is placed(asked("x <= 1", "x**2 < y**2"))


def test_a_bound_that_is_taken_for_granted_is_noticed(monkeypatch):
    """y <= x and y >= 1: with x = y + x' the bound x >= 0 follows; with y in [3, 5] and x = y - x' it does not."""
    false = asked("x >= 4", "x >= 0", "x <= y", "3 <= y", "y <= 5")
    assert not settled(false.reduced(shifted, tidied))
    wrong = asked("y <= 4", "x <= 4", "x >= y", "y >= 0", "y <= 5")
    assert settled(wrong.reduced(shifted, tidied))
    monkeypatch.setattr(faces, "entails", lambda *_: True)
    assert not settled(asked("y <= 4", "x <= 4", "x >= y", "y >= 0", "y <= 5").reduced(shifted, tidied))


def test_an_integer_stays_one_only_beside_an_integer():
    whole = shifted(asked("r >= n", "r >= n", names="rn", integers="rn"))
    mixed = shifted(asked("r >= x", "r >= x/2", "x >= 0", names="rx", integers="rx"))
    assert whole.box[Variable("r'")].integer and not mixed.box[Variable("r'")].integer


def test_a_strict_bound_stays_strict():
    found = [shifted(asked("x >= 0", bound)).box for bound in ("x > y", "x >= y")]
    assert [str(next(s for n, s in box.items() if n.name.endswith("'"))) for box in found] == ["(0, oo)", "[0, oo)"]
