"""Data that meet the theory's assumptions give its closed forms, and small sets give scikit-learn's models, each within
the proven bounds; and the identity of the three objectives holds for all data."""

import mpmath
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from tests.ascent.diagnose.cases import axes, problem
from tests.slow import slow
from verify.ascent.diagnose.certify import enclosed, radius
from verify.ascent.diagnose.ending import _polished, certified_radius
from verify.ascent.diagnose.losses import LOSSES
from verify.ascent.diagnose.minimise import minimiser, shift
from verify.ascent.diagnose.problem import Problem, Ridge


def closed(loss, share, lam):
    """lambda w = share e^-w, or share/(1 + e^w), to 40 digits; the local minimum of descent-ascent."""
    with mpmath.workdps(40):
        a = share / mpmath.mpf(lam)
        if loss == "exponential":
            return mpmath.lambertw(a).real
        low, high = min(a, 0), max(a, 0)  # w (1 + e^w) increases
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if middle * (1 + mpmath.exp(middle)) < a else (low, middle)
        return low


def random_axes(seed):
    rng = np.random.default_rng([seed, 3])
    loss = ("exponential", "logistic")[seed % 2]
    counts = [tuple(int(v) for v in rng.integers(0, 6, 2)) for _ in range(int(rng.integers(1, 4)))]
    counts = [(n + (n + m == 0), m) for n, m in counts]
    lam = float(10 ** rng.uniform(-3, 1.5))
    return counts, loss, lam, axes([*counts, (1 + seed % 3, 1 + seed % 2)], loss, lam)


@pytest.mark.parametrize("seed", range(200))
def test_closed_forms(seed):
    counts, loss, lam, case = random_axes(seed)
    r, f = case.r, case.f
    with mpmath.workdps(40):
        for which in ("D", "R"):
            share = {"D": lambda n, m: mpmath.mpf(n + m) / (r + f), "R": lambda n, m: mpmath.mpf(n) / r}[which]
            exact = [closed(loss, share(n, m), lam) for n, m in counts]
            found = minimiser(case, which)
            gap = mpmath.sqrt(sum((mpmath.mpf(float(w)) - e) ** 2 for w, e in zip(found.w[0], exact, strict=True)))
            assert gap <= found.radius < 1e-8
        shares = [mpmath.mpf(n) / r - mpmath.mpf(m) / f for n, m in counts]
        if loss == "exponential" and any(s / mpmath.mpf(lam) < -0.9 / mpmath.e for s in shares):
            return
        exact = [closed(loss, s, lam) for s in shares]
        w = _polished(case, np.array([[float(e) for e in exact]]))
        gap = mpmath.sqrt(sum((mpmath.mpf(float(v)) - e) ** 2 for v, e in zip(w[0], exact, strict=True)))
        assert gap <= certified_radius(case, w) < 1e-7


@pytest.mark.parametrize("seed", [*range(20), *map(slow, range(20, 200))])
def test_scikit_learn_agrees_within_both_bounds(seed):
    rng = np.random.default_rng([seed, 4])
    n, p, k = int(rng.integers(8, 40)), int(rng.integers(1, 5)), 2 + seed % 2
    x, labels = rng.normal(size=(n, p)), np.concatenate([np.arange(k), rng.integers(0, k, n - k)])
    forget = np.arange(n) >= n - 2
    c, intercept = float(10 ** rng.uniform(-2, 1)), bool(seed // 2 % 2)
    y = np.where(labels == 1, 1.0, -1.0)[:, None] if k == 2 else labels
    case = Problem(
        x, y, forget, LOSSES["logistic" if k == 2 else "softmax"], Ridge(1 / (c * n)), 1 if k == 2 else k, intercept
    )
    for which, rows in (("D", slice(None)), ("R", ~forget)):
        if len(np.unique(labels[rows])) < k:
            continue
        of_r = c if which == "D" else c * n / (n - 2)  # lambda stays the same
        theirs = LogisticRegression(C=of_r, fit_intercept=intercept, tol=1e-10, max_iter=10_000).fit(
            x[rows], labels[rows]
        )
        w = (
            np.hstack([theirs.coef_, (theirs.intercept_ - theirs.intercept_.mean() * (k > 2))[:, None]])
            if intercept
            else theirs.coef_
        )
        bound = radius(case, enclosed(case, w, [which])[which]) + shift(case, w)
        found = minimiser(case, which)
        assert np.linalg.norm(found.w - w) <= (found.radius + bound) * (1 + 1e-12) and bound < 1e-2


@pytest.mark.parametrize("seed", range(40))
def test_the_identity_of_the_objectives(seed):
    """L_DA = (d/f)(L_R - L_D) + (lambda/2)|w|^2, and its gradient."""
    case = problem(seed)
    w = np.random.default_rng(seed).normal(size=case.shape)
    share = case.n / case.f
    ridge = float((case.ridges * w * w).sum()) / 2
    assert case.value("DA", w) == pytest.approx(
        share * (case.value("R", w) - case.value("D", w)) + ridge, rel=1e-9, abs=1e-9
    )
    slope = share * (case.gradient("R", w) - case.gradient("D", w)) + case.ridges * w
    assert case.gradient("DA", w) == pytest.approx(slope, rel=1e-9, abs=1e-9)
