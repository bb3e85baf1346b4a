"""Lemma 1: exact distributions against counting by hand and against scipy; what the decisions must reject."""

from fractions import Fraction
from math import comb, exp

import numpy as np
import pytest
from flint import fmpq
from scipy import stats

from tests.paper import decide_label
from theory.ascent import random_sets
from theory.errors import LedgerError, UnableError
from verify.ascent.checks import random_sets as checks
from verify.ascent.random_sets import distributions, tails
from verify.verdict import Truth

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    "gap",
    [
        random_sets.population_gap(4, Fraction(1, 3)),
        random_sets.test_set_gap(2, 3, Fraction(2, 5)),
        random_sets.fixed_classifier_gap(6, 2, 3),
        random_sets.axes_gap(2, 2, [frozenset({0}), frozenset({1, 2})]),
    ],
    ids=["population", "test set", "fixed classifier", "axes"],
)
def test_a_distribution_sums_to_one(gap):
    assert sum(gap.values()) == 1 and all(isinstance(v, Fraction) and 0 <= v <= 1 for v in gap)


def test_the_binomial_by_outcomes_is_the_binomial_by_formula():
    p = Fraction(2, 7)
    for k in range(6):
        assert random_sets.outcomes(5, p)[Fraction(k, 5)] == comb(5, k) * p**k * (1 - p) ** (5 - k)


def test_subsets_give_the_hypergeometric():
    gap = random_sets.fixed_classifier_gap(7, 3, 4)
    for eps in (Fraction(1, 28), Fraction(1, 14), Fraction(3, 7)):
        by_scipy = sum(stats.hypergeom(7, 3, 4).pmf(k) for k in range(5) if abs(Fraction(k, 4) - Fraction(3, 7)) >= eps)
        assert float(random_sets.at_least(gap, eps)) == pytest.approx(by_scipy, abs=1e-14)


def test_the_oracle_of_the_axes_by_descent_on_raw_samples():
    """Orthonormal samples, two retained: descent on the raw loss leaves the forgotten coordinate at 0."""
    kept, w = np.eye(3)[:2], np.zeros(3)
    for _ in range(2000):
        w -= 0.5 * (0.1 * w - kept.T @ np.exp(-kept @ w) / 2)
    assert w[0] > 0.1 and w[1] > 0.1 and w[2] == 0 and w.sum() > 0
    assert random_sets.axes_gap(2, 1, [frozenset({0, 1, 2})]) == {Fraction(1): Fraction(1)}


@pytest.mark.parametrize("f", [1, 2, 7, 31, 200])
def test_tails_by_polynomials_by_outcomes_and_by_scipy(f):
    rng = np.random.default_rng(f)
    for k in {1, (f + 1) // 2, f}:
        p = Fraction(int(rng.integers(1, 100)), 100)
        exact = tails.tail(f, k, fmpq(p.numerator, p.denominator))
        assert float(exact) == pytest.approx(stats.binom(f, float(p)).sf(k - 1), rel=1e-9)
        if f < 8:
            assert exact == random_sets.at_least(random_sets.outcomes(f, p), Fraction(k, f))
        if p <= Fraction(k, f):
            assert float(exact) <= float(tails.constants(f)[k - 1]) * exp(-2 * f * (k / f - float(p)) ** 2) * (
                1 + 1e-12
            )


def test_a_larger_exponent_than_hoeffdings_is_rejected():
    assert tails.mismatches(3) == []
    assert len(tails.mismatches(3, quarter=5)) == 6


def test_the_constants_are_attained_and_cannot_be_lowered():
    """At p just below k/f the tail exceeds 0.999 of the constant times the bound."""
    for f, k in ((2, 1), (5, 3), (40, 20)):
        near = fmpq(k, f) - fmpq(1, 10**6)
        assert float(tails.tail(f, k, near)) > 0.999 * float(tails.constants(f)[k - 1])
    assert tails.constants(2) == (Fraction(3, 4), Fraction(1))


def test_the_bound_without_its_factor_is_refuted_by_a_fair_coin():
    witness = distributions.first_violation(distributions.populations(), factor=1)
    assert witness is not None and witness.parameters == {"f": 1, "p": HALF, "eps": HALF}
    assert distributions.first_violation(distributions.populations()) is None


def test_the_smallest_witnesses():
    found = {
        label: decide_label(f"lem-random-sets-{label}").witness.parameters
        for label in ("test-set", "fixed-population", "fixed-data")
    }
    assert found["test-set"] == {"f": 1, "t": 1, "p": HALF, "eps": 1}
    assert found["fixed-population"] == {"r": 1, "f": 1, "eps": 1}
    assert found["fixed-data"] == {"r": 2, "f": 1, "eps": Fraction(2, 3)}
    assert (
        distributions.first_violation(iter([({"f": 1}, random_sets.axes_gap(1, 1, [frozenset({0}), frozenset({1})]))]))
        is None
    )


def test_a_larger_size_than_f_t_over_f_plus_t_is_refuted_by_enumeration():
    with pytest.raises(LedgerError, match="exceeds the bound"):
        distributions.enumerated(distributions.two_samples(), distributions.forget_size)
    with pytest.raises(LedgerError, match="exceeds the bound"):
        distributions.enumerated(distributions.populations(), lambda parameters: 2 * Fraction(parameters["f"]))


def test_a_list_without_a_violation_decides_nothing():
    with pytest.raises(UnableError, match="enumerate more samples"):
        distributions.refuted(distributions.populations())


def test_a_gap_that_is_not_certain_is_refused():
    with pytest.raises(LedgerError, match="for each draw"):
        distributions.certain(distributions.given_data(), "1")


def test_the_slack_is_unknown_if_a_constant_differs(monkeypatch):
    monkeypatch.setattr(checks.tails, "constants", lambda f: (Fraction(4, 5),) * (f - 1) + (Fraction(1),))
    assert checks.slack().truth is Truth.UNKNOWN


def test_probabilities_that_do_not_sum_to_one_are_reported(monkeypatch):
    monkeypatch.setattr(tails, "comb", lambda f, k: comb(f, k) + (f == 3 and k == 2))
    assert tails.mismatches(4) == [(3, 0)]
    with pytest.raises(LedgerError, match=r"identity at \(f, k\) in \[\(3, 0\)\]"):
        checks.all_tails()
