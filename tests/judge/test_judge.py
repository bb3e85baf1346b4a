"""Verdicts on claims that nobody here wrote: proved, refuted, vacuous, and what has to stay unknown."""

import json
from fractions import Fraction

import pytest

from tests.paper import read
from theory.language.claim import Claim
from verify.claims_file.entries import read as entries_of
from verify.claims_file.user_claims import document, judged
from verify.judge import Limits
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
    return read(claim(conclusion, *hypotheses, **variables), Limits(boxes=boxes)).verdict


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
    first, again = (read(claim("n**2 != 2*m**2", "n >= 1", "m >= 1", **n_m), Limits(boxes=40)) for _ in range(2))
    assert first.tried == again.tried and first.verdict == again.verdict


def test_a_proof_beside_a_witness_is_the_projects_fault_and_no_verdict(monkeypatch):
    from verify import judge as strategy
    from verify.prove.proposals import Reasoned

    monkeypatch.setattr(strategy, "reason", lambda *_: Reasoned(object(), 1))
    found = read(claim("x >= 0"), Limits(boxes=20))
    assert found.fault and found.verdict.truth is Truth.UNKNOWN and found.verdict.grade is Grade.SAMPLED
    assert found.verdict.reason.startswith("affirm contradicts itself: proved, and refuted at x = ")


def test_an_error_of_the_project_ends_its_own_claim_only(monkeypatch):
    from theory.errors import LedgerError
    from verify.claims_file import user_claims as reader
    from verify.claims_file.entries import Entry

    def broken(*_):
        raise LedgerError("two precisions contradict each other")

    monkeypatch.setattr(reader, "decide", broken)
    found = reader.judged(Entry("test", {"x": "real"}, "x > 0"), Limits())
    assert found.fault and found.verdict.truth is Truth.UNKNOWN and "contradict" in found.verdict.reason


@pytest.mark.parametrize(
    ("conclusion", "hypotheses", "word"),
    [
        ("x <= 0 or log(x) < x", (), "HOLDS"),
        ("not (x < 3)", ("x == 3",), "DEGENERATE"),
        ("not (max(0, x - 10**50) < 0)", (), "HOLDS"),
        ("max(0, x - 10**50) >= 0", (), "HOLDS"),
        ("x == 3", ("x == 3",), "HOLDS"),
    ],
)
def test_degenerate_is_what_is_proved_to_hold_by_equality_alone(conclusion, hypotheses, word):
    assert verdict(conclusion, *hypotheses).word == word


@pytest.mark.parametrize(
    ("conclusion", "hypotheses", "why"),
    [
        ("log(x) > 0 or not (log(x) > 0)", (), "undefined: x > 0 does not hold"),
        ("x/x == 1", (), "undefined: x != 0 does not hold"),
        ("exp(log(x)) == x", (), "undefined: x > 0 does not hold"),
        ("x > 0 or 1/x < 0", (), "not > and undefined: x != 0 does not hold"),
    ],
)
def test_a_conclusion_that_is_undefined_fails_and_says_why(conclusion, hypotheses, why):
    own = verdict(conclusion, *hypotheses)
    assert own.truth is Truth.FAILS and own.witness.why == why


TOUCHING = [
    ("(x**2-2)**2 > 0", (), {}), ("(x**2-2)**2 + (y**3-3)**2 > 0", (), XY), ("x*log(x) > -exp(-1)", ("x > 0",), {}),
    ("x + y < sqrt(2)", ("x**2 + y**2 == 1",), XY), ("x**4 != 4", ("x**2 == 2",), {}), ("log(x) != 1", ("x > 0",), {}),
    ("(x**5 - x - 1)**2 > 0", (), {}),
]  # fmt: skip


@pytest.mark.parametrize(("conclusion", "hypotheses", "variables"), TOUCHING, ids=[c for c, _, _ in TOUCHING])
def test_a_strict_inequality_fails_by_equality_at_a_point_that_is_not_rational(conclusion, hypotheses, variables):
    own = verdict(conclusion, *hypotheses, **variables)
    assert own.truth is Truth.FAILS and own.grade is Grade.EXACT and own.witness.violation == "[0 +/- 0]"
    assert own.witness.unknowns and not own.witness.parameters


@pytest.mark.parametrize(
    ("conclusion", "hypotheses", "variables"),
    [
        ("x == 2", ("x*y == 2*y",), XY), ("y == 0", ("x*exp(y) == x",), XY), ("x == 1", ("x == sqrt(x)",), {}),
        ("y >= 1", ("sqrt((31*x-17)**2*(y-1)) >= 0",), XY), ("x >= 1", ("sqrt(x**2*(x-1)) >= 0",), {}),
        ("q == -1", ("q*a + a == 0",), {"q": "integer", "a": "integer"}),
        ("x <= 10**60 or x > 10**60 + 1/10**30", ("x > 10**60", "x <= 10**60 + 1/10**30"), {}),
        ("n != 10**20 + 1", ("n > 10**20", "n < 10**20 + 2"), {"n": "integer"}),
        ("max(exp(1), 2718/1000) > exp(1)", (), {}),
    ],
)  # fmt: skip
def test_where_a_factor_is_0_or_the_domain_is_thin_a_witness_is_found(conclusion, hypotheses, variables):
    assert verdict(conclusion, *hypotheses, boxes=20, **variables).truth is Truth.FAILS


def test_a_claim_with_the_label_of_a_fact_is_not_taken_for_that_fact(tmp_path):
    """Each is proved by an instance of the ledger's fact that has the other's label, and a third by ``def-w0``."""
    file = tmp_path / "labels.toml"
    file.write_text(
        '[claim.fact-exp-tangent]\nvariables = { x = "real" }\nhypotheses = ["x > 0"]\n'
        'conclusion = "log(x) <= x - 1/2"\n'
        '[claim.fact-log-tangent]\nvariables = { x = "real" }\nconclusion = "exp(x) >= 1/2 + x"\n'
        '[claim.def-w0]\nvariables = { x = "real" }\nconclusion = "x > 5"\n'
        '[claim.w]\nvariables = { x = "real" }\nhypotheses = ["x >= 0"]\nconclusion = "W0(x) >= 0"\n'
        '[claim.v]\nvariables = { x = "real" }\nhypotheses = ["x > 6"]\nconclusion = "x > 5"\nuses = ["def-w0"]\n'
    )
    entries = entries_of(file).entries
    found = {entry.label: judged(entry, Limits(boxes=60)) for entry in entries}
    whole = {c["label"]: (c["whole"], c["given"]) for c in json.loads(document(entries, found))["claims"]}
    assert whole == {
        "fact-exp-tangent": ("holds", []), "fact-log-tangent": ("holds", []), "def-w0": ("fails", []),
        "w": ("holds", ["def-w0"]), "v": ("unknown", []),
    }  # fmt: skip
