"""The exponential that is the same everywhere, against 40 digits."""

import mpmath
import numpy as np
import pytest

from verify.values import portable


def check_within_two_ulp():
    x = np.concatenate([np.random.default_rng(5).uniform(-700, 700, 3000), [0.0, -0.0, 1.0, 1e-300, -700.0, 700.0]])
    with mpmath.workdps(40):
        truth = [mpmath.exp(mpmath.mpf(float(v))) for v in x]
        gap = [
            abs(mpmath.mpf(float(y)) - t) / np.spacing(float(t)) for y, t in zip(portable.exp(x), truth, strict=True)
        ]
    assert max(gap) <= 2


def test_it_is_within_two_ulp():
    check_within_two_ulp()


def test_a_logarithm_of_two_in_one_part_is_rejected(monkeypatch):
    monkeypatch.setattr(portable, "LN2_LOW", 0.0)
    with pytest.raises(AssertionError):
        check_within_two_ulp()


def test_its_ends():
    with np.errstate(all="ignore"):
        found = portable.exp(np.array([-np.inf, -750.0, 750.0, np.inf, np.nan]))
    assert list(found[:2]) == [0, 0] and np.all(np.isposinf(found[2:4])) and np.isnan(found[4])
