"""Each rule of the prover, tempted: a false claim that a careless version of the rule would show, and that version."""

import pytest

from tests.cover.questions import plain, settled
from verify.cover import prover
from verify.cover.reductions.naming import named
from verify.cover.reductions.powers import without_powers
from verify.cover.reductions.tidy import tidied
from verify.cover.ways import ways

ONE, XY, NM = {"names": "x"}, {"names": "xy"}, {"names": "nm", "integers": "nm"}
FALSE = [
    ("1/x <= 1", ("x != 0", "-1 <= x", "x <= 2"), ONE),
    ("sqrt(max(x, 0)) >= x + 1/100", ("-1 <= x", "x <= 1/2"), ONE),
    ("abs(x) >= x/2 + 1/10", ("-1 <= x", "x <= 1"), ONE),
    ("Wm1(x) < 0", ("x >= -exp(-1)",), ONE),
    ("log(x) <= log(y)/2", ("x > 1", "y > 1"), XY),
    ("x**2 >= y**2", ("x >= y",), XY),
    ("x/y >= 1", ("x >= y", "y != 0"), XY),
    ("n*m >= n + m", ("n >= 1", "m >= 1"), NM),
    ("exp(x) > x*exp(1)", (), ONE),
    ("3*x <= y", ("exp(x) == y*x", "x > 0"), XY),
    ("x < 1", ("0 < x", "x <= 1"), ONE),
    ("x**3 > 0", ("x >= 0",), ONE),
]


@pytest.mark.parametrize(("conclusion", "hypotheses", "more"), FALSE, ids=[c for c, _, _ in FALSE])
def test_no_way_of_writing_a_false_claim_is_settled(conclusion, hypotheses, more):
    for way in ways(plain(conclusion, *hypotheses, **more)):
        assert not settled(way, 12), str(way)


def test_monotone_without_continuity_would_cross_a_pole(monkeypatch):
    false = plain("1/x <= 1", "x**3 != 0", "-1 <= x", "x <= 2", names="x")
    assert not settled(false, 12)
    monkeypatch.setattr(prover, "_continuous", lambda *_: True)
    right = prover.range_over
    monkeypatch.setattr(prover, "range_over", lambda term, here: right(term, here)._replace(continuous=True))
    assert settled(false, 12)


@pytest.mark.parametrize(
    ("conclusion", "right", "wrong"),
    [("x < 1", ("0 < x", "x < 1"), ("0 < x", "x <= 1")), ("x*exp(-x) > 0", ("x > 0",), ("x >= 0",))],
)
def test_an_open_end_is_not_a_closed_one(conclusion, right, wrong):
    assert settled(plain(conclusion, *right, names="x"), 12)
    assert not settled(plain(conclusion, *wrong, names="x"), 12)


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
    question = plain(conclusion, *hypotheses, names="x")
    found = (question, question.reduced(without_powers, named))
    assert any(settled(way.reduced(tidied), 40) for way in found) == holds
