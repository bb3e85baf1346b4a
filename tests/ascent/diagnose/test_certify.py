"""The gradient's error bound and the radius around minimisers, against balls of 300 bits; each with mutants."""

from dataclasses import replace

import numpy as np
import pytest
from flint import arb, ctx
from scipy import sparse

from tests.ascent.diagnose import exact
from tests.ascent.diagnose.cases import problem
from verify.ascent.diagnose import certify
from verify.ascent.diagnose.certify import enclosed, radius
from verify.ascent.diagnose.losses import LOSSES
from verify.ascent.diagnose.minimise import Curvature, minimiser, shift
from verify.ascent.diagnose.problem import Problem, Ridge
from verify.values.intervals.interval import Interval

SEEDS = range(40)


def inside(case, w, which=("D", "R", "F", "DA")):
    """Whether the exact gradients lie within their error bounds."""
    found = enclosed(case, w, which)
    with ctx.workprec(exact.BITS):
        good = []
        for name in which:
            g = exact.derivatives(case, name, exact.balls(w))[0]
            gap = sum(
                ((v - exact.number(float(m))) ** 2 for v, m in zip(g, found[name].mid.ravel(), strict=True)), arb(0)
            )
            good.append(bool(gap <= exact.number(found[name].error) ** 2))
    return all(good)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_exact_gradient_is_enclosed(seed):
    case = problem(seed)
    assert inside(case, np.random.default_rng(seed).normal(size=case.shape))


def cancelling_scores(loss):
    """x . w is tiny, its terms are huge."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(6, 40)) * 1e7
    x[:, 20:] = -x[:, :20] * (1 + 1e-9 * rng.normal(size=(6, 20)))
    y = np.where(np.arange(6) % 2 == 0, 1.0, -1.0)[:, None]
    case = Problem(x, y, np.arange(6) < 2, LOSSES[loss], Ridge(1e-9))
    return case, np.tile(rng.normal(size=(1, 20)), 2)


def long_sums():
    """Scores and slopes are exact; 0.1 is added 2048 times, each time with the same error."""
    y = np.where(np.arange(2048) % 2 == 0, 1.0, -1.0)[:, None]
    return Problem(sparse.csr_array(0.1 * y), y, np.arange(2048) < 9, LOSSES["squared"], Ridge(1e-9)), np.zeros((1, 1))


DIRECTED = {
    "scores-squared": cancelling_scores("squared"),
    "scores-logistic": cancelling_scores("logistic"),
    "sums": long_sums(),
}


@pytest.mark.parametrize("name", DIRECTED)
def test_cancellation_is_within_the_bound(name):
    assert inside(*DIRECTED[name])


def no_score_error(monkeypatch):
    monkeypatch.setattr(certify, "score_error", lambda problem, w, rows: 0.0)


def no_width(monkeypatch):
    for kind in (type(LOSSES["logistic"]), type(LOSSES["squared"])):
        whole = kind.slope_within

        def middle(self, z, y, whole=whole):
            found = whole(self, z, y)
            mid = (found.lo + found.hi) / 2
            return Interval(mid, mid)

        monkeypatch.setattr(kind, "slope_within", middle)


def no_gamma(monkeypatch):
    monkeypatch.setattr(certify, "gamma", lambda k: 0.0)


@pytest.mark.parametrize(
    ("mutant", "name"),
    [
        (no_score_error, "scores-squared"),
        (no_score_error, "scores-logistic"),
        (no_width, "scores-logistic"),
        (no_gamma, "scores-squared"),
        (no_gamma, "sums"),
    ],
    ids=lambda v: getattr(v, "__name__", v),
)
def test_a_missing_term_is_rejected(monkeypatch, mutant, name):
    mutant(monkeypatch)
    assert not inside(*DIRECTED[name])


@pytest.mark.parametrize("which", ["D", "R"])
@pytest.mark.parametrize("seed", SEEDS)
def test_minimisers_lie_within_their_radius(seed, which):
    case = problem(seed)
    found = minimiser(case, which)
    assert exact.distance(exact.balls(found.w), exact.stationary(case, which, found.w)) <= found.radius < 1e-6


def sloppy(case, w, which):
    """The radius at a point that is not converged, and the true distance of it."""
    found = radius(case, enclosed(case, w, [which])[which]) + shift(case, w)
    return found, float(exact.distance(exact.balls(w), exact.stationary(case, which, minimiser(case, which).w)))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_radius_holds_far_from_the_minimum_too(seed):
    case = problem(seed)
    moved = np.random.default_rng(seed).normal(size=case.shape) * 1e-6
    if case.intercept and case.k > 1:
        moved[:, -1] -= moved[:, -1].mean()
    found, true = sloppy(case, minimiser(case, "R").w + moved, "R")
    assert true <= found


def flat():
    """The second feature is absent: there L_R curves by lambda alone."""
    case = problem(1, "exponential", False, n=8, p=2, lam=0.25)
    return replace(case, x=np.column_stack([np.ones(8), np.zeros(8)]), weights=None)


def test_without_an_intercept_the_radius_is_tight():
    w = minimiser(flat(), "R").w + np.array([[0.0, 0.5]])
    found, true = sloppy(flat(), w, "R")
    assert true <= found <= true * (1 + 1e-9)


def leaning():
    """The intercept and the feature, always 30, hardly differ: a soft direction."""
    case = problem(1, "logistic", True, n=10, p=1, lam=1e-3)
    y = np.where(np.arange(10) < 5, 1.0, -1.0)[:, None]
    return replace(case, x=np.full((10, 1), 30.0), y=y, weights=None, forget=np.arange(10) % 5 == 0)


def test_a_soft_direction_of_the_intercept_is_within_the_radius():
    case = leaning()
    w = minimiser(case, "R").w
    soft = np.linalg.eigh(Curvature(case, "R", case.scores(w)).matrix())[1][:, 0]
    w = w + 1e-6 * soft[None, :]
    found, true = sloppy(case, w, "R")
    assert true <= found < 8 * true
    at = enclosed(case, w, ["R"])["R"]
    assert radius(case, replace(at, lean=np.zeros(1))) < true  # the mutant without the mean feature vector


def test_too_large_a_gradient_is_refused_with_an_intercept():
    from theory.errors import UnableError

    case = leaning()
    with pytest.raises(UnableError, match="too large"):
        radius(case, enclosed(case, np.array([[0.3, 4.0]]), ["R"])["R"])
