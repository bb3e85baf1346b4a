"""The exact refutation of "80 models are enough": against every outcome gone through, simulation and mutants."""

from fractions import Fraction
from itertools import product
from math import factorial

import numpy as np
import pytest

from experiments import exact_floor
from experiments.exact_floor import AT_MORE, AT_STABLE, exceeds
from experiments.klom import klom


def outcomes(models):
    """Every count of zeros, ones and twos, with its probability."""
    for x, y in product(range(models + 1), repeat=2):
        if x + y <= models:
            ways = factorial(models) // (factorial(x) * factorial(y) * factorial(models - x - y))
            yield [0.0] * x + [1.0] * y + [2.0] * (models - x - y), Fraction(ways * 2 ** (models - x - y), 4**models)


@pytest.mark.parametrize("models", [3, 8, 14])
@pytest.mark.parametrize("threshold", [Fraction(1, 20), Fraction(1, 3), Fraction(1)], ids=str)
def test_the_bounds_hold_the_probability_that_all_outcomes_give(models, threshold):
    """With the program's own KLoM in the paper's convention, which knows nothing of coins."""
    sides = list(outcomes(models))
    assert sum(p for _, p in sides) == 1
    pairs = list(product(sides, repeat=2))
    unlearned, oracle = (np.array([pair[i][0] for pair in pairs]).T for i in (0, 1))
    over = klom(unlearned, oracle).per_point >= float(threshold)
    exact = sum((p * q for ((_, p), (_, q)), far in zip(pairs, over, strict=True) if far), Fraction(0))
    low, high = exceeds(models, threshold)
    assert low <= exact <= high and low < high


def test_the_bounds_are_tight_at_80_and_the_quantiles_are_those_of_a_simulation():
    low, high = exceeds(80, AT_STABLE)
    assert 0 < high - low < Fraction(1, 1000) and low > Fraction(1, 20)
    rng = np.random.default_rng(0)
    draws = [rng.choice([0.0, 1.0, 2.0], (80, 20_000), p=[0.25, 0.25, 0.5]) for _ in range(2)]
    assert klom(*draws).p95 == pytest.approx(0.101, abs=0.003)


def test_that_80_models_are_enough_is_refuted_exactly():
    exact_floor.refuted.cache_clear()
    assert exact_floor.refuted() and Fraction(118, 100) < AT_STABLE / AT_MORE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [("AT_STABLE", Fraction(103, 1000)), ("AT_MORE", Fraction(79, 1000)), ("STABLE", 84), ("MORE", 95), ("REACH", 2)],
)
def test_a_claim_that_says_more_or_leaves_more_out_is_not_proved(monkeypatch, name, value):
    monkeypatch.setattr(exact_floor, name, value)
    exact_floor.refuted.cache_clear()
    assert not exact_floor.refuted()
    exact_floor.refuted.cache_clear()
