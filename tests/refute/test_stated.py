"""The search for a witness of a statement like the paper's: the smallest listed one, certified, and none of noise."""

from fractions import Fraction

from tests.paper import FORMAL, decide, search, verdict
from theory.language.claim import Claim
from verify.refute.context import certify
from verify.verdict import Grade, Truth


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


def test_samples_alone_are_unknown():
    own = decide(claim("x**2 + 1 > x"))
    assert (
        own.truth is Truth.UNKNOWN
        and own.grade is Grade.SAMPLED
        and "no proof" in own.reason
        and "points" in own.reason
    )


def test_a_false_claim_is_refuted_by_its_smallest_listed_witness():
    own = decide(claim("n*m != 6", ("n >= 1", "m >= 1"), n="integer", m="integer"))
    assert own.truth is Truth.FAILS and own.witness.parameters == {"n": 2, "m": 3}


def test_an_undefined_conclusion_fails_with_the_reason():
    own = decide(claim("log(x) <= x"))
    assert own.truth is Truth.FAILS and "undefined" in own.witness.why


def test_a_violation_in_rounding_noise_is_not_a_witness():
    assert search(claim("(exp(x) - 1)*(exp(-x) - 1) <= 0")).witness is None


def test_contradictory_hypotheses_are_vacuous_not_true():
    own = decide(claim("x > 5", ("x > 1", "x < 0")), lambda p: p.conclude())
    assert own.truth is Truth.UNKNOWN and own.vacuity == "vacuous" and own.word == "VACUOUS"


def test_a_witness_needs_its_hypotheses_and_whole_counts():
    main = FORMAL["lem-divergence-main-text"]
    good = {"r": Fraction(1), "f": Fraction(3), "n": Fraction(1), "m": Fraction(1), "lam": Fraction(1)}
    assert certify(main, good) is not None
    assert certify(main, good | {"m": Fraction(1, 2)}) is None
    assert certify(main, good | {"n": Fraction(2)}) is None
    assert certify(FORMAL["lem-divergence-appendix"], good) is None


def test_a_strict_inequality_fails_at_exact_equality():
    own = verdict("rem-farthest-end-strict")
    assert own.truth is Truth.FAILS and own.grade is Grade.EXACT and own.witness.violation == "[0 +/- 0]"
