"""The judge on claims with known truth: refuted, vacuous, degenerate, must stay unknown; and its own faults."""

from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from tests.paper import DECISIONS, FORMAL, LIBRARY, decide_all, decide_label, search, whole
from tests.paper import decide as ledger_decide
from theory.errors import LedgerError
from theory.language.claim import Assertion, Claim
from theory.language.grammar import parse_formula
from theory.language.term import Variable
from verify.ascent.solve.boxes import INSIDE, enclose
from verify.ledger import decided as ledger
from verify.refute.context import certify
from verify.values.evaluate import decide
from verify.verdict import Evidence, Finding, Grade, Truth


def claim(conclusion, hypotheses=(), **variables):
    return Claim(
        label="test",
        kind="result",
        source="test",
        statement="",
        reading="",
        variables=variables or {"x": "real"},
        conclusion=conclusion,
        hypotheses=tuple(hypotheses),
    )


def test_truth_is_not_a_bool():
    with pytest.raises(TypeError):
        bool(Truth.HOLDS)
    assert min(Grade.EXACT, Grade.SAMPLED) is Grade.SAMPLED


def test_samples_alone_are_unknown():
    own = ledger_decide(claim("x**2 + 1 > x"))
    assert (
        own.truth is Truth.UNKNOWN
        and own.grade is Grade.SAMPLED
        and "no proof" in own.reason
        and "points" in own.reason
    )


def test_a_false_claim_is_refuted_by_its_smallest_listed_witness():
    own = ledger_decide(claim("n*m != 6", ("n >= 1", "m >= 1"), n="integer", m="integer"))
    assert own.truth is Truth.FAILS and own.witness.parameters == {"n": 2, "m": 3}


def test_an_undefined_conclusion_fails_with_the_reason():
    own = ledger_decide(claim("log(x) <= x"))
    assert own.truth is Truth.FAILS and "undefined" in own.witness.why


def test_a_violation_in_rounding_noise_is_not_a_witness():
    assert search(claim("(exp(x) - 1)*(exp(-x) - 1) <= 0")).witness is None


def test_contradictory_hypotheses_are_vacuous_not_true():
    own = ledger_decide(claim("x > 5", ("x > 1", "x < 0")), lambda p: p.conclude())
    assert own.truth is Truth.UNKNOWN and own.vacuity == "vacuous" and own.word == "VACUOUS"


def test_a_proof_and_a_witness_together_are_the_projects_fault(monkeypatch):
    false = claim("x >= 0")
    monkeypatch.setattr(LIBRARY, "prove", lambda *_: (object(), ""))
    assert search(false).witness is not None
    assert "contradicts itself" in ledger_decide(false).reason
    monkeypatch.setitem(LIBRARY.claims, "test", false)
    monkeypatch.setitem(LIBRARY.statements, "test", false)
    with pytest.raises(LedgerError, match="proved, and refuted at x = -1"):
        decide_label("test")


def test_a_witness_needs_its_hypotheses_and_whole_counts():
    main = FORMAL["lem-divergence-main-text"]
    good = {"r": Fraction(1), "f": Fraction(3), "n": Fraction(1), "m": Fraction(1), "lam": Fraction(1)}
    assert certify(main, good) is not None
    assert certify(main, good | {"m": Fraction(1, 2)}) is None
    assert certify(main, good | {"n": Fraction(2)}) is None
    assert certify(FORMAL["lem-divergence-appendix"], good) is None


def test_a_strict_inequality_fails_at_exact_equality():
    own = decide_label("rem-farthest-end-strict")
    assert own.truth is Truth.FAILS and own.grade is Grade.EXACT and own.witness.violation == "[0 +/- 0]"


def test_a_box_is_never_called_all():
    found = enclose(FORMAL["lem-distance-growth"], INSIDE)
    assert found.truth is Truth.UNKNOWN and found.grade is Grade.ENCLOSED and "outside the box open" in found.detail
    assert found.detail.startswith("holds on all of")


@pytest.mark.parametrize(
    "conclusion", ["(w_DA - w_D)*(w_D - w_R) >= 1", "(w_DA - w_D)*(w_D - w_R) < 0", "(w_DA - w_R)*(w_D - w_R) <= 0"]
)
def test_enclosure_rejects_wrong_conclusions(conclusion):
    wrong = replace(FORMAL["lem-divergence-appendix"], conclusion=conclusion)
    assert "undecided" in enclose(wrong, INSIDE, most=50).detail


def test_a_false_premise_leaves_the_whole_unknown():
    verdicts = decide_all(["fact-w0-increasing"])
    assert whole("fact-w0-increasing", verdicts)[::2] == (Truth.HOLDS, ("def-w0",))
    broken = verdicts | {"fact-xexp-increasing": replace(verdicts["fact-xexp-increasing"], truth=Truth.FAILS)}
    assert whole("fact-w0-increasing", broken)[0] is Truth.UNKNOWN
    assert broken["fact-w0-increasing"].truth is Truth.HOLDS


def test_circles_are_refused():
    verdicts = decide_all(["fact-exp-increasing"])
    verdicts["fact-exp-increasing"] = replace(verdicts["fact-exp-increasing"], uses=("fact-exp-increasing",))
    with pytest.raises(LedgerError, match="circular"):
        whole("fact-exp-increasing", verdicts)


@pytest.mark.parametrize(
    ("finding", "rule"),
    [
        (Finding(Truth.HOLDS, Grade.SAMPLED, "", (Evidence("m", Truth.HOLDS, Grade.SAMPLED, "here", ""),)), "evidence"),
        (Finding(Truth.HOLDS, Grade.EXACT, "", (Evidence("m", Truth.HOLDS, Grade.ENCLOSED, "here", ""),)), "evidence"),
        (Finding(Truth.HOLDS, Grade.EXACT, "", (Evidence("m", Truth.HOLDS, Grade.EXACT, "there", ""),)), "covers"),
        (Finding(Truth.FAILS, Grade.EXACT, "", (Evidence("m", Truth.FAILS, Grade.EXACT, "here", ""),)), "witness"),
    ],
    ids=["samples", "grade above its evidence", "evidence elsewhere", "no witness"],
)
def test_a_finding_that_decides_too_much_is_refused(finding, rule, monkeypatch):
    assertion = Assertion(
        label="res-x", kind="result", source="", statement="", reading="", domain="here", assertion="something"
    )
    monkeypatch.setitem(DECISIONS, "res-x", lambda: finding)
    with pytest.raises(LedgerError, match=rule):
        ledger.settle(assertion, LIBRARY)


def test_a_finding_with_its_evidence_is_a_verdict(monkeypatch):
    assertion = Assertion(
        label="res-x", kind="result", source="", statement="", reading="", domain="here", assertion="something"
    )
    finding = Finding(Truth.HOLDS, Grade.ENCLOSED, "so", (Evidence("m", Truth.HOLDS, Grade.EXACT, "here", ""),))
    monkeypatch.setitem(DECISIONS, "res-x", lambda: finding)
    assert (ledger.settle(assertion, LIBRARY).truth, ledger.settle(assertion, LIBRARY).grade) == (
        Truth.HOLDS,
        Grade.ENCLOSED,
    )


@pytest.mark.parametrize(
    ("text", "x", "truth"),
    [
        ("x*exp(-x) < exp(-1)", fmpq(1), False), ("x*exp(-x) == exp(-1)", fmpq(1), True),
        ("x*exp(-x) < exp(-1)", fmpq(10**9 + 1, 10**9), True), ("sqrt(x) < (x + 1)/2", fmpq(1), False),
        ("x*exp(-x) < exp(-1)", 1 + fmpq(1, 2**200), None), ("sqrt(exp(x) - exp(1)) == 0", fmpq(1), True),
        ("sqrt(exp(x) - exp(1)) == 0", 1 + fmpq(1, 2**200), None),
    ],
)  # fmt: skip
def test_sides_that_cancel_once_a_rational_is_put_in_are_equal(text, x, truth):
    name = Variable("x")
    with ctx.workprec(64):
        assert decide(parse_formula(text, {"x": name}), {name: x}) is truth


def test_sides_cancel_beside_a_number_that_is_only_enclosed():
    x, y = Variable("x"), Variable("y")
    formula = parse_formula("x*y < y", {"x": x, "y": y})
    with ctx.workprec(64):
        ball = arb(2).sqrt()
        assert decide(formula, {x: fmpq(1), y: ball}) is False
        assert decide(formula, {x: fmpq(1, 2), y: ball}) is True
