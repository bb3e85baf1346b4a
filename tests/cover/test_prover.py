"""Each rule of the prover, tempted: a false claim that a careless version of the rule would show, and that version."""

import pytest
from flint import fmpq

from theory.language.claim import Claim
from theory.language.term import Variable
from verify.cover import prover
from verify.cover.division import Budget, cover
from verify.cover.question import bounded, question, shifted, undischarged
from verify.cover.reductions import substitution
from verify.cover.reductions.scaling import scaled
from verify.cover.reductions.substitution import inverted, named
from verify.cover.reductions.tidy import tidied
from verify.values.sides import Side

X = Variable("x")


def asked(conclusion, *hypotheses, **variables):
    claim = Claim(
        label="test", kind="claim", source="", statement="", reading="", variables=variables or {"x": "real"},
        conclusion=conclusion, hypotheses=hypotheses,
    )  # fmt: skip
    return undischarged(question(claim))


def settles(question, boxes=12):
    return cover(question, Budget(boxes)).complete


FALSE = [
    ("1/x <= 1", ("x != 0", "-1 <= x", "x <= 2"), {}),
    ("sqrt(max(x, 0)) >= x + 1/100", ("-1 <= x", "x <= 1/2"), {}),
    ("abs(x) >= x/2 + 1/10", ("-1 <= x", "x <= 1"), {}),
    ("Wm1(x) < 0", ("x >= -exp(-1)",), {}),
    ("log(x) <= log(y)/2", ("x > 1", "y > 1"), {"x": "real", "y": "real"}),
    ("x**2 >= y**2", ("x >= y",), {"x": "real", "y": "real"}),
    ("x/y >= 1", ("x >= y", "y != 0"), {"x": "real", "y": "real"}),
    ("n*m >= n + m", ("n >= 1", "m >= 1"), {"n": "integer", "m": "integer"}),
    ("exp(x) > x*exp(1)", (), {}),
    ("3*x <= y", ("exp(x) == y*x", "x > 0"), {"x": "real", "y": "real"}),
    ("x < 1", ("0 < x", "x <= 1"), {}),
    ("x**3 > 0", ("x >= 0",), {}),
]


@pytest.mark.parametrize(("conclusion", "hypotheses", "variables"), FALSE, ids=[c for c, _, _ in FALSE])
def test_no_way_of_writing_a_false_claim_is_settled(conclusion, hypotheses, variables):
    plain = asked(conclusion, *hypotheses, **variables)
    ways = [plain, shifted(plain, False), shifted(plain, True), named(plain)]
    ways += [fewer for way in ways if (fewer := scaled(way)) is not None]
    for way in (*ways, *map(inverted, ways)):
        assert not settles(tidied(way)), str(way)


def test_monotone_without_continuity_would_cross_a_pole(monkeypatch):
    false = asked("1/x <= 1", "x**3 != 0", "-1 <= x", "x <= 2")
    assert not settles(false)
    monkeypatch.setattr(prover, "_continuous", lambda *_: True)
    right = prover.over
    monkeypatch.setattr(prover, "over", lambda term, here: right(term, here)._replace(whole=True))
    assert settles(false)


def test_an_open_end_is_not_a_closed_one():
    assert settles(asked("x < 1", "0 < x", "x < 1")) and not settles(asked("x < 1", "0 < x", "x <= 1"))
    assert settles(asked("x*exp(-x) > 0", "x > 0")) and not settles(asked("x*exp(-x) > 0", "x >= 0"))


def test_a_branch_of_w_is_named_only_where_it_is_defined(monkeypatch):
    assert named(asked("Wm1(x) <= -1", "x >= -exp(-1)")).box.keys() == {X}
    assert X not in named(asked("Wm1(x) < -1/2", "-exp(-1) <= x", "x < 0")).box
    monkeypatch.setattr(substitution, "entails", lambda *_: True)
    assert X not in named(asked("Wm1(x) <= -1", "x >= -exp(-1)")).box


def test_only_what_is_homogeneous_loses_a_variable():
    both = {"x": "real", "y": "real"}
    assert len(scaled(asked("sqrt(x*y) <= (x + y)/2", "x > 0", "y > 0", **both)).box) == 1
    assert scaled(asked("x*y <= (x + y)/2", "x > 0", "y > 0", **both)) is None
    assert scaled(asked("x <= y", "x > 0", "y > 1", **both)) is None


def test_sides_of_whole_numbers_are_whole():
    assert Side(fmpq(1, 2), fmpq(7, 2), integer=True).rounded() == Side(fmpq(1), fmpq(3), integer=True)
    assert Side(fmpq(1), fmpq(2), True, True, True).rounded().empty


def test_bounds_become_sides_and_relations_become_faces():
    plain = bounded(asked("x >= 0", "y >= 2", "x >= y", x="real", y="real"))
    assert plain.box[Variable("y")].lo == 2
    assert all(side.lo in (0, 2) and side.hi is None for side in shifted(plain, False).box.values())


def test_a_variable_gets_one_lower_face_from_another_and_keeps_it():
    """r >= n and r >= 1 used to take turns, n + r', then 1 - n + r'', without an end."""
    whole = {"r": "integer", "n": "integer"}
    shift = shifted(bounded(asked("r >= n - 1", "r >= 1", "n >= 1", "n <= r", **whole)), False)
    assert {str(name): str(side.lo) for name, side in shift.box.items()} == {"n": "1", "r'": "0"}
    assert [str(term) for _, term in shift.solved] == ["n + r'"]


TIGHT = [
    ("x > W0(1)", ("x >= 0.56714329040978387300",), True),
    ("x > W0(1)", ("x >= 0.56714329040978387299",), False),
    ("exp(1) + x > 2.7182818284590452353602874713526624977572", ("x >= 0",), True),
    ("exp(1) + x > 2.7182818284590452353602874713526624977573", ("x >= 0",), False),
    ("abs(log(2) - 0.69314718055994530942) == log(2) - 0.69314718055994530941", ("x >= 0",), False),
    ("abs(log(2) - 0.69314718055994530942) == 0.69314718055994530942 - log(2)", ("x >= 0",), True),
    ("Wm1(x*exp(x)) == x", ("x <= -1",), True),
    ("Wm1(x*exp(x)) == x", ("x <= 0",), False),
    ("W0(x*exp(x)) == x", ("x >= -1",), True),
    ("W0(x*exp(x)) == x", ("x >= -2",), False),
    ("x**x >= exp(-exp(-1))", ("x > 0",), True),
    ("x**x >= exp(-exp(-1)) + 1/10**12", ("x > 0",), False),
    ("log(x) < x - 1", ("x > 0", "x != 1"), True),
    ("log(x) < x - 1", ("x > 0", "x != 2"), False),
]


@pytest.mark.parametrize(("conclusion", "hypotheses", "holds"), TIGHT, ids=[f"{c}, {h[-1]}" for c, h, _ in TIGHT])
def test_what_is_tight_is_settled_and_a_little_more_is_not(conclusion, hypotheses, holds):
    plain = asked(conclusion, *hypotheses)
    assert any(settles(tidied(way), 40) for way in (plain, named(plain))) == holds
