"""Fuzzing finds what is false at the edges, certifies it, and finds nothing where nothing is false;
strategies that miss an edge miss what is false there."""

import doctest
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.paper import FORMAL
from theory.ascent.claims.axis import axis_claim
from theory.ascent.unknowns import BlockPoint
from theory.errors import DomainError
from theory.language.claim import Claim, symbol
from verify.ascent import strategies
from verify.ascent.strategies import points
from verify.refute import fuzz as fuzzing
from verify.refute.context import certify
from verify.refute.fuzz import fuzz
from verify.verdict import Truth

DOCS = Path(__file__).parents[2] / "docs"
FALSE = [
    "lem-divergence-main-text",
    "lem-divergence-always",
    "lem-divergence-one-dimensional-with-zeros",
    "lem-original-2d-x-lower",
    "lem-original-2d-y-upper",
]
TRUE = ["lem-divergence-appendix", "lem-distance-growth", "res-original-2d-x-lower"]


@pytest.mark.parametrize("label", FALSE)
def test_a_false_claim_of_the_paper_is_refuted_by_a_small_certified_witness(label):
    claim = FORMAL[label]
    result = fuzz(claim, points(claim), 200, seed=0)
    assert result.truth is Truth.FAILS
    assert certify(claim, result.witness.parameters) == result.witness
    assert sum(abs(v.numerator) + v.denominator - 1 for v in result.witness.parameters.values()) <= 20


@pytest.mark.parametrize("label", TRUE)
def test_a_true_claim_of_the_paper_is_met_often_and_never_refuted(label):
    result = fuzz(FORMAL[label], points(FORMAL[label]), 60, seed=1)
    assert (result.witness, result.truth, result.examples) == (None, Truth.UNKNOWN, 60)
    assert result.met >= 15


def planted(conclusion, variables, *hypotheses, unknowns=()):
    words = dict.fromkeys(("label", "source", "statement", "reading"), "planted")
    return Claim(
        kind="result", conclusion=conclusion, variables=variables, hypotheses=hypotheses, unknowns=unknowns, **words
    )


def on_an_axis(conclusion, *hypotheses):
    return axis_claim("res-planted", "planted", "", "", conclusion, hypotheses, solve=("DA",))


def drawn_from(claim):
    """A claim and what is drawn of it."""
    return claim, points(claim)


BLOCK = {"phi": "real", "bR": "real", "eps": "real", "alpha": "real"}
INSIDE = ("phi > 0", "bR > 0", "0 < eps < 1", "alpha > 0")
UNLEARNED = (BlockPoint("x_DA", "y_DA", "DA", *map(symbol, BLOCK)),)
CURVATURE = (  # the determinant of DA's second derivative in a block, up to a factor: 0 at the fold
    "(1 + (1 + eps**2)*bR*exp(-x_DA))*(1 - (1 + eps**2)*alpha*bR/phi*exp(-y_DA))"
    " + 4*eps**2*bR*exp(-x_DA)*alpha*bR/phi*exp(-y_DA)"
)
LARGE = ("n > 100", "m > 100", "10*n < 9*r")
FAR = ("phi > 1/1000", "phi < 1000", "bR > 1/1000", "bR < 1000", "eps < 99/100")


def plain_counts():
    return st.fixed_dictionaries({k: strategies.counts(1).map(Fraction) for k in ("r", "f", "n", "m")})


EDGES = {  # a claim false only at an edge, and a strategy that never goes there
    "alpha = f/r": (on_an_axis("alpha != phi", *LARGE), "at_a_threshold", plain_counts),
    "alpha beside f/r": (
        on_an_axis("alpha == phi or abs(alpha - phi) > phi/1000", *LARGE), "at_a_threshold", plain_counts,
    ),
    "alpha at the low end": (on_an_axis("alpha != alpha_low", *LARGE), "at_a_threshold", plain_counts),
    "alpha at phi in a block": (
        planted("alpha == phi or abs(alpha - phi) > phi/1000", BLOCK, *INSIDE), "thresholds", lambda phi: [],
    ),
    "W near -1/e": (
        on_an_axis("w_DA < -101/100 or w_DA > -99/100"), "arguments", lambda positive: strategies.positives(),
    ),
    "the fold of a block": (
        planted(f"abs({CURVATURE}) > 1/100", BLOCK, *INSIDE, *FAR, unknowns=UNLEARNED), "near_the_fold",
        lambda phi, bR, eps: strategies.positives(),
    ),
    "eps near 1": (
        planted("eps <= 1 - 1/10**6", BLOCK, *INSIDE), "shares", lambda ends: st.fractions(0, 1, max_denominator=1000),
    ),
    "eps near 0": (
        planted("eps >= 1/10**6", BLOCK, *INSIDE), "shares", lambda ends: st.fractions(0, 1, max_denominator=1000),
    ),
    "a tiny ridge": (on_an_axis("lam > 1/10**50"), "ridges", lambda: strategies.positives()),
    "a huge ridge": (on_an_axis("lam < 10**50"), "ridges", lambda: strategies.positives()),
    "the smallest counts": (on_an_axis("r + f + n + m > 4"), "counts", lambda *_: st.integers(50, 10**9)),
}  # fmt: skip
EXAMPLES = 200


@pytest.mark.parametrize("edge", EDGES)
def test_what_is_false_only_at_an_edge_is_found(edge):
    claim, *_ = EDGES[edge]
    result = fuzz(claim, points(claim), EXAMPLES, seed=2)
    assert result.truth is Truth.FAILS and certify(claim, result.witness.parameters) is not None


@pytest.mark.parametrize("edge", EDGES)
def test_a_strategy_without_the_edge_does_not_find_it(edge, monkeypatch):
    claim, name, mutant = EDGES[edge]
    monkeypatch.setattr(strategies, name, mutant)
    assert fuzz(claim, points(claim), EXAMPLES, seed=2).witness is None


def test_a_planted_fault_shrinks_to_the_smallest_point():
    result = fuzz(*drawn_from(on_an_axis("alpha != phi")), 100, seed=3)
    assert result.witness.parameters == dict.fromkeys(("r", "f", "n", "m", "lam"), Fraction(1))


@pytest.mark.parametrize("conclusion", ["(v + 10**17) - 10**17 == v", "exp(v)*exp(-v) <= 1", "v**2 + 1/10**30 > v**2"])
def test_what_fails_in_doubles_only_is_never_reported(conclusion):
    result = fuzz(*drawn_from(planted(conclusion, {"v": "real"}, "v != 0")), 60, seed=4)
    assert result.witness is None and result.met >= 20


def test_points_that_miss_the_hypotheses_are_counted_as_such():
    result = fuzz(*drawn_from(planted("v > 0", {"v": "real"}, "v > 10**6", "v < -10**6")), 30, seed=5)
    assert (result.witness, result.examples, result.met) == (None, 30, 0)


@pytest.mark.parametrize("label", [label for label, c in FORMAL.items() if c.kind not in ("fact", "axiom")])
@settings(max_examples=5, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_points_are_exact_and_fit_their_claim(label, data):
    claim = FORMAL[label]
    point = data.draw(points(claim))
    assert set(point) == set(claim.variables) and all(isinstance(v, Fraction) for v in point.values())
    assert all(point[name].denominator == 1 for name, kind in claim.variables.items() if kind == "integer")
    for part, whole in (("n", "r"), ("m", "f"), ("n_k", "r")):
        if claim.variables.get(part) == claim.variables.get(whole) == "integer":
            assert point[part] <= point[whole]


def test_the_seed_decides_what_is_drawn(monkeypatch):
    drawn = []
    monkeypatch.setattr(fuzzing, "attempt", lambda claim, point: (drawn.append(point) is None, None))
    for seed in (1, 1, 2):
        fuzz(*drawn_from(on_an_axis("lam > 0")), 40, seed)
    first, again, other = drawn[:40], drawn[40:80], drawn[80:]
    assert first == again and first != other and len(other) == 40


def test_no_examples_are_refused():
    with pytest.raises(DomainError, match="examples = 0: must be >= 1"):
        fuzz(*drawn_from(on_an_axis("lam > 0")), 0)


def test_the_example_of_the_documentation_runs():
    failed, tried = doctest.testfile(str(DOCS / "fuzzing.md"), module_relative=False)
    assert tried >= 3 and failed == 0
