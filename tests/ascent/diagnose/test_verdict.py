"""Each verdict on data where it is known by construction, and the rules that give it; with mutants."""

from math import e

import mpmath
import numpy as np
import pytest

import affirm
from tests.ascent.diagnose.cases import axes
from verify.ascent.diagnose.ending import DIVERGES, MINIMUM, OUT
from verify.ascent.diagnose.verdict import decide

LAM = 0.1


def positions(n, m, r, f, lam=LAM):
    """w_D, w_R and w_DA on one axis, by the closed forms."""
    w = lambda a: float(mpmath.lambertw(a / lam).real)  # noqa: E731
    return w((n + m) / (r + f)), w(n / r), w(n / r - m / f)


def asked(n, m, r, f, **given):
    case = axes([(n, m), (r - n, f - m)])
    given = {"loss": "exponential", "ridge": LAM, "steps": 400} | given
    return affirm.diagnose(case.x, case.y[:, 0], case.forget, **given)


def test_helps():
    n, m, r, f = 2, 2, 4, 20  # f/d > 1/sqrt(2)
    d, oracle, da = positions(n, m, r, f)
    assert abs(da - oracle) < abs(d - oracle)
    found = asked(n, m, r, f)
    assert found.verdict == "helps" and found.status == 0
    assert abs(found.to_dict()["distance"]["descent_ascent"]["mid"] - abs(da - oracle)) < 1e-9


def test_helps_until_a_step_then_harms():
    n, m, r, f = 9, 6, 10, 6
    d, oracle, da = positions(n, m, r, f, 1.0)
    assert d > oracle > da and abs(da - oracle) > abs(d - oracle)
    found = asked(n, m, r, f, ridge=1.0)
    path, until = found.columns()["distance"], found.found.verdict.helps_until
    assert found.verdict == f"helps until step {until}, then harms" and found.status == 1
    assert (path[1 : until + 1] < abs(d - oracle)).all() and (path[until + 1 :] > abs(d - oracle)).all()


def test_harmful_from_the_first_step():
    n, m, r, f = 10, 4, 20, 10
    d, oracle, da = positions(n, m, r, f)
    assert f * f / (r * (r + 2 * f)) < m / n < f / r and (da - d) * (d - oracle) > 0  # inside Lemma 3's range
    found = asked(n, m, r, f)
    assert found.verdict == "harmful from the first step" and found.status == 1
    assert found.to_dict()["first_step"] == "away"


def test_diverges_past_the_fold():
    n, m, r, f = 1, 8, 10, 8
    assert (n / r - m / f) / LAM < -1 / e  # no stationary point
    found = asked(n, m, r, f)
    document = found.to_dict()
    assert found.verdict == "diverges" and found.status == 1
    assert document["distance"]["descent_ascent"] is None and "diverges" in document["reasons"]["descent_ascent"]


def test_cannot_tell_where_forgetting_changes_nothing():
    """Each sample stands there with both labels, in R and in F: all minimisers are 0."""
    x, y = np.repeat([[1.0, 2.0], [3.0, -1.0]], 2, axis=0), np.array([1, -1, 1, -1])
    found = affirm.diagnose(np.vstack([x, x]), np.tile(y, 2), np.arange(8) >= 4, ridge=0.1)
    assert found.verdict == "cannot tell" and found.status == 3
    assert found.to_dict()["first_step"] == "cannot tell" and "duplicates" in found.to_dict()["warnings"]


def test_harmful_where_the_original_model_is_the_oracle():
    """R is two copies of F: w_D = w_R, and every step leaves it."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(8, 3)), np.tile([1, -1], 4)
    found = affirm.diagnose(np.tile(x, (3, 1)), np.tile(y, 3), np.arange(24) >= 16, ridge=0.1)
    assert found.verdict == "harmful from the first step" and found.to_dict()["first_step"] == "cannot tell"


NEAR, FAR = [1.0, 0.9, 0.8], [1.0, 1.1, 1.2]
TABLE = [
    (NEAR, MINIMUM, (0.5, 0.0), "helps"),
    (FAR, MINIMUM, (0.5, 0.0), "helps"),
    (NEAR, MINIMUM, (1.5, 0.0), "helps until step 2, then harms"),
    (FAR, MINIMUM, (1.5, 0.0), "harmful from the first step"),
    (NEAR, MINIMUM, (1.0, 0.1), "cannot tell"),
    (NEAR, DIVERGES, None, "diverges"),
    (FAR, OUT, None, "harmful from the first step"),
    ([1.0, 0.9, 1.2], OUT, None, "helps until step 1, then harms"),
    (NEAR, OUT, None, "cannot tell"),
    ([1.0, 1.0, 1.2], OUT, None, "cannot tell"),
    ([1.0], MINIMUM, (1.5, 0.0), "harmful from the first step"),
]


@pytest.mark.parametrize(("path", "end", "last", "word"), TABLE)
def test_the_rules(path, end, last, word):
    assert decide((1.0, 0.01), np.array(path), np.full(len(path), 0.01), end, last).word == word


def test_what_is_within_the_errors_is_not_told():
    for last, word in (((0.97, 0.01), "helps"), ((0.99, 0.01), "cannot tell"), ((1.01, 0.01), "cannot tell")):
        assert decide((1.0, 0.01), np.array(FAR), np.full(3, 0.01), MINIMUM, last).word == word
    assert decide((1.0, 0.01), np.array(FAR), np.full(3, 0.15), MINIMUM, (1.5, 0.0)).word == "cannot tell"
