"""Verdicts on claims that nobody here wrote: proved, refuted, vacuous, and what has to stay unknown."""

from fractions import Fraction

import pytest

from theory.claims.model import Claim
from verify.judge.strategy import Limits, decide
from verify.verdict import Grade, Truth


def claim(conclusion, *hypotheses, **variables):
    return Claim(
        label="test",
        kind="claim",
        source="",
        statement="",
        reading="",
        variables=variables or {"x": "real"},
        conclusion=conclusion,
        hypotheses=hypotheses,
    )


def verdict(conclusion, *hypotheses, boxes=600, **variables):
    return decide(claim(conclusion, *hypotheses, **variables), Limits(boxes=boxes)).verdict


XY = {"x": "real", "y": "real"}
XYZ = XY | {"z": "real"}
TRUE = [
    ("x**2 + y**2 >= 2*x*y", (), XY),
    ("exp(x) >= 1 + x", (), {}),
    ("exp(x) > x**3", ("x >= 5",), {}),
    ("p*log(p) + (1-p)*log(1-p) >= -log(2)", ("0 < p", "p < 1"), {"p": "real"}),
    ("W0(x) <= log(1 + x)", ("x >= 0",), {}),
    ("W0(x) >= log(x)/2", ("x >= 1",), {}),
    ("w <= z", ("w*exp(w) == z", "w >= 0"), {"w": "real", "z": "real"}),
    ("x + y < 1", ("exp(x) + exp(y) == 3",), XY),
    ("2**n >= n**2", ("n >= 4",), {"n": "integer"}),
    ("n**2 + n != 13", (), {"n": "integer"}),
    ("abs(exp(sqrt(x))) >= 1 + sqrt(x)", ("x > 0",), {}),
    ("max(log(x) - log(y), 0) <= z + max(log(x) - log(y), 1)", ("0 < x", "x <= 1", "y > 0", "z >= 0"), XYZ),
    ("(x - y)/(log(x) - log(y)) >= sqrt(x*y)", ("x > y", "y > 0"), XY),
]


@pytest.mark.parametrize(("conclusion", "hypotheses", "variables"), TRUE, ids=[c for c, _, _ in TRUE])
def test_true_claims_are_proved_or_enclosed(conclusion, hypotheses, variables):
    own = verdict(conclusion, *hypotheses, **variables)
    assert own.word == "HOLDS" and own.grade > Grade.SAMPLED, own.reason


FALSE = [
    ("log(x) < x - 1", ("x > 0",), {}, {"x": 1}),
    ("x**2 > 1/10**40", ("x > 0",), {}, {"x": Fraction(1, 10**20)}),
    ("log(x) < 100", ("x > 0",), {}, {"x": 3 * 10**43}),
    ("x <= 999/1000", ("0 < x", "x < 1"), {}, {"x": Fraction(1000, 1001)}),
    ("n**2 != 2*m**2 + 1", ("n >= 2", "m >= 1"), {"n": "integer", "m": "integer"}, {"n": 3, "m": 2}),
    ("d >= 2*r", ("d == r + f", "r >= 1", "f >= 1"), dict.fromkeys("drf", "integer"), {"d": 3, "r": 2, "f": 1}),
    ("1/x > 0", (), {}, {"x": 0}),
    ("max(1/x, y) > 0", ("x == 0", "y > 0"), XY, {"x": 0, "y": 1}),
    ("max(log(x), y) > 0", ("x == 0",), XY, {"x": 0, "y": 0}),
    ("max(log(x), 0) <= max(log(x), 1) + y", ("0 <= x", "x <= 1", "y >= 0"), XY, {"x": 0, "y": 0}),
    ("W0(-exp(-1)*(1-x*y)) + 1 > 0", ("0 <= x", "x <= 1", "0 <= y", "y <= 1"), XY, {"x": 0, "y": 0}),
    ("w != Wm1(z)", ("w <= -1", "w*exp(w) == z"), {"w": "real", "z": "real"}, {"w": -1}),
]


@pytest.mark.parametrize(("conclusion", "hypotheses", "variables", "at"), FALSE, ids=[c for c, *_ in FALSE])
def test_false_claims_are_refuted_by_a_small_witness(conclusion, hypotheses, variables, at):
    own = verdict(conclusion, *hypotheses, **variables)
    assert own.truth is Truth.FAILS and own.witness.parameters == at


def test_a_variable_that_an_equation_defines_is_enclosed_at_the_witness():
    own = verdict("w <= z/2", "w*exp(w) == z", "w >= 0", w="real", z="real")
    assert own.truth is Truth.FAILS and own.witness.parameters == {"w": Fraction(1, 2)}
    assert own.witness.unknowns["z"].startswith("[0.8243606353500640")


def test_contradictory_hypotheses_are_vacuous():
    assert verdict("x > 5", "x > 1", "x < 0").word == "VACUOUS"
    assert verdict("x > 5", "exp(x) < x").word == "VACUOUS"


def test_an_inequality_that_is_always_an_equality_is_degenerate():
    assert verdict("x >= y", "x == y", **XY).word == "DEGENERATE"


@pytest.mark.parametrize(
    ("conclusion", "hypotheses", "variables"),
    [
        ("n**2 != 2*m**2", ("n >= 1", "m >= 1"), {"n": "integer", "m": "integer"}),
        ("x**y + y**x > 1", ("0 < x", "x < 1", "0 < y", "y < 1"), XY),
    ],
    ids=["square root of two", "tight at a corner"],
)
def test_what_is_out_of_reach_stays_unknown_with_a_place(conclusion, hypotheses, variables):
    own = verdict(conclusion, *hypotheses, boxes=12, **variables)
    assert own.truth is Truth.UNKNOWN and own.vacuity is None and " in " in own.reason


def test_verdicts_depend_on_boxes_not_on_time():
    n_m = {"n": "integer", "m": "integer"}
    first, again = (decide(claim("n**2 != 2*m**2", "n >= 1", "m >= 1", **n_m), Limits(boxes=40)) for _ in range(2))
    assert first.tried == again.tried and first.verdict == again.verdict


def test_a_proof_beside_a_witness_is_the_projects_fault(monkeypatch):
    from theory.errors import LedgerError
    from verify.judge import strategy
    from verify.judge.reason import Reasoned

    monkeypatch.setattr(strategy, "reason", lambda *_: Reasoned(object(), 1))
    with pytest.raises(LedgerError, match="one of the two is wrong"):
        verdict("x >= 0")
