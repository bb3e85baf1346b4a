"""Random claims and formulas against the second evaluator, and that it notices wrong verdicts."""

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb

from tests.judge import random_values
from tests.judge.random_claims import SMALL, ball_of, decided, points, random_claim, wrong
from theory.language.meaning import Truths
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import judged
from verify.judge import Limits, undecided
from verify.values.ranges import functions
from verify.values.ranges.terms import _plan
from verify.verdict import Grade, Truth, Witness

QUICK = Limits(boxes=40)


@pytest.mark.parametrize("seed", range(2))
def test_a_few_random_claims(seed):
    tally: Counter[str] = Counter()
    assert list(decided(1000 + seed, 10, SMALL, tally)) == []
    assert tally["HOLDS"] and tally["FAILS"]


@pytest.mark.parametrize("seed", range(2))
def test_a_few_random_formulas(seed):
    tally: Counter[str] = Counter()
    assert list(random_values.faults(1000 + seed, 60, tally)) == []
    assert tally["points decided"] > 0.9 * tally["points"] and tally["boxes shown"] > 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_claims(seed):
    tally: Counter[str] = Counter()
    assert list(decided(seed, 60, SMALL, tally)) == []
    assert tally["HOLDS"] > 5 and tally["FAILS"] > 10 and tally["VACUOUS"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_formulas(seed):
    assert list(random_values.faults(seed, 600, Counter())) == []


def entry(hypotheses: list[str], conclusion: str, **kinds: str) -> Entry:
    return Entry("tried", kinds or {"x": "real"}, conclusion, tuple(hypotheses))


def said(claimed: Entry, truth: Truth, vacuity: str | None = None, witness: Witness | None = None):
    """A made-up verdict."""
    from verify.claims_file.user_claims import claim

    found = undecided(claim(claimed), "made up")
    return replace(found, verdict=replace(found.verdict, truth=truth, vacuity=vacuity, witness=witness))


def at(x: Fraction | int) -> Witness:
    return Witness({"x": Fraction(x)}, "[1 +/- 0]", "made up", Grade.EXACT)


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [
        (entry([], "x/x == 1"), (Truth.HOLDS,)),
        (entry(["sqrt(x) >= 0"], "x > 0"), (Truth.HOLDS,)),
        (entry(["x**2 <= 2*x - 1"], "x < 1"), (Truth.HOLDS,)),
        (entry(["W0(x) >= -1"], "x > -exp(-1)"), (Truth.HOLDS,)),
        (entry(["n > 0"], "2*n >= 3", n="integer"), (Truth.HOLDS,)),
        (entry(["x*log(x) == 0"], "x > 5"), (Truth.UNKNOWN, "vacuous")),
        (entry(["x >= 2"], "x <= x**2"), (Truth.HOLDS, "degenerate")),
        (entry(["x > 2"], "x > 3"), (Truth.FAILS, None, at(4))),
        (entry(["x > 2"], "x > 3"), (Truth.FAILS, None, at(1))),
        (entry(["log(x) < 2"], "x > 3"), (Truth.FAILS, None, at(-1))),
        (entry(["x > 2"], "x > 3"), (Truth.FAILS,)),
    ],
)
def test_a_wrong_verdict_is_noticed(claimed, verdict):
    rng = random.Random(0)
    assert wrong(claimed, said(claimed, *verdict), rng) is not None
    assert wrong(claimed, judged(claimed, QUICK), rng) is None


def test_a_verdict_with_a_fault_is_noticed():
    claimed = entry([], "x == x")
    fault = replace(said(claimed, Truth.UNKNOWN), fault=True)
    assert wrong(claimed, said(claimed, Truth.UNKNOWN), random.Random(0)) is None
    assert wrong(claimed, fault, random.Random(0)) is not None


def test_points_lie_on_equations_and_around_the_numbers_of_a_claim():
    found = list(points(random.Random(0), entry(["y == exp(x)"], "x < 7", x="real", y="real")))
    assert sum(p["y"] == 1 or getattr(p["y"], "parts", ((0,),))[0][0] != 0 for p in found) > 50
    assert {Fraction(7), 7 - Fraction(1, 10**9)} & {p["x"] for p in found}
    one = ball_of("[1.5 +/- 0.1]")
    assert one.lo < 1.41 and one.hi > 1.59 and one.lo > 1.39


def test_the_claims_are_of_many_kinds():
    rng = random.Random(5)
    found = [random_claim(rng, "r") for _ in range(60)]
    texts = " ".join(text for e in found for text in (*e.hypotheses, e.conclusion))
    for word in ("exp", "log", "sqrt", "abs", "max", "min", "W0", "Wm1", "**", "/", "not", " and ", " or ", "=="):
        assert word in texts, word
    assert any("integer" in e.variables.values() for e in found)


@pytest.mark.parametrize(
    ("where", "name", "wrong_rule"),
    [
        (functions, "logarithm", lambda a: a._replace(continuous=True)),
        (random_values, "truths_over", lambda formula, here: Truths.TRUE),
        (random_values.formulas, "truths", lambda formula, point: Truths.FALSE),
        (random_values.terms, "_function", lambda function, inner: arb(1)),
        (random_values.Prover, "shows", lambda self, goal, box, depth: True),
    ],
)
def test_a_wrong_value_or_range_is_noticed(where, name, wrong_rule, monkeypatch):
    _plan.cache_clear()
    monkeypatch.setattr(where, name, wrong_rule)
    try:
        assert any(True for _ in random_values.faults(7, 60, Counter()))
    finally:
        _plan.cache_clear()
