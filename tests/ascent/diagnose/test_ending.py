"""Certified ends: local minima, divergence along a ray, eigenvalues; each with what must be refused."""

import mpmath
import numpy as np
import pytest
from flint import arb, ctx

from tests.ascent.diagnose import exact
from tests.ascent.diagnose.cases import axes, problem
from verify.ascent.diagnose import definite, ending, ray
from verify.ascent.diagnose.definite import least_eigenvalue
from verify.ascent.diagnose.ending import DIVERGES, MINIMUM, certified_radius
from verify.ascent.diagnose.minimise import minimiser
from verify.ascent.diagnose.path import follow, rate
from verify.ascent.diagnose.ray import falls_without_end

SEEDS = range(60)


def ended(case, steps=60):
    w, oracle = minimiser(case, "D").w, minimiser(case, "R").w
    return ending.ending(case, follow(case, "descent_ascent", w, oracle, steps, rate(case, w)))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_end_is_what_it_says(seed):
    case = problem(seed)
    found = ended(case)
    if found.kind == MINIMUM:
        true = exact.stationary(case, "DA", found.w)
        assert exact.distance(exact.balls(found.w), true) <= found.radius < 1e-3
        with ctx.workprec(exact.BITS):
            h = np.array([[float(v) for v in row] for row in exact.derivatives(case, "DA", true)[1]])
        if case.intercept and case.k > 1:
            h += ending.gauge(case)
        assert np.linalg.eigvalsh(h)[0] > 0
    elif found.kind == DIVERGES:
        assert falling(case, found.w, found.direction)


def falling(case, w, v):
    """Whether d/dt L_DA(w + t v) < 0 at many t, in balls; the last ones far out."""
    with ctx.workprec(exact.BITS):
        start, way = exact.balls(w), exact.balls(v)
        for t in [0, *np.geomspace(1e-3, 300, 12)]:
            here = [
                [a + exact.number(float(t)) * b for a, b in zip(p, q, strict=True)]
                for p, q in zip(start, way, strict=True)
            ]
            slope = sum(
                (
                    g * b
                    for g, b in zip(exact.derivatives(case, "DA", here)[0], [b for q in way for b in q], strict=True)
                ),
                arb(0),
            )
            if not slope < 0:
                return False
    return True


def test_all_kinds_of_ends_occur():
    kinds = {(case.loss.name, case.intercept, ended(case).kind) for case in map(problem, SEEDS)}
    for loss in ("logistic", "softmax"):
        assert (loss, False, MINIMUM) in kinds and (loss, True, DIVERGES) in kinds
        assert (loss, False, DIVERGES) not in kinds  # the ridge grows faster than the loss
    assert ("exponential", False, DIVERGES) in kinds and ("squared", False, DIVERGES) in kinds
    assert ("squared", False, MINIMUM) in kinds


FOLD = axes([(1, 1), (1, 0)], "exponential", 0.1)  # one axis; a = 1/2 - 1 = -1/2


def past_the_fold(excess):
    """One axis whose argument of W is -(1 + excess)/e: no stationary point if excess > 0."""
    return axes([(1, 1), (1, 0)], "exponential", 0.5 * float(mpmath.e) / (1 + excess))


def test_past_the_fold_no_minimum_is_certified(monkeypatch):
    case = past_the_fold(1e-3)
    grid = [np.array([[w]]) for w in np.linspace(-1.5, 0.5, 201)]
    assert not any(np.isfinite(certified_radius(case, w)) for w in grid)
    monkeypatch.setattr(type(case.loss), "concordance", 0.0)  # the mutant to whom the second derivative is constant
    assert any(np.isfinite(certified_radius(case, w)) for w in grid)


def test_before_the_fold_the_minimum_is_certified_and_the_maximum_is_not():
    case = past_the_fold(-0.1)
    with mpmath.workdps(30):
        z = -0.5 / mpmath.mpf(case.ridge.value)
        low, high = (float(mpmath.lambertw(z, k).real) for k in (0, -1))
    assert certified_radius(case, np.array([[low]])) < 1e-9
    assert not np.isfinite(certified_radius(case, np.array([[high]])))


def test_the_radius_holds_where_it_is_not_converged(monkeypatch):
    case = past_the_fold(-0.5)
    with mpmath.workdps(30):
        true = float(mpmath.lambertw(-0.5 / mpmath.mpf(case.ridge.value)).real)
    for off in (1e-3, -1e-3, 1e-5):
        assert abs(off) <= certified_radius(case, np.array([[true + off]])) < 4 * abs(off)
    monkeypatch.setattr(ending, "least_eigenvalue", lambda matrix, error: 4 * definite.least_eigenvalue(matrix, error))
    assert certified_radius(case, np.array([[true + 1e-3]])) < 1e-3


@pytest.mark.parametrize("seed", range(30))
def test_eigenvalues_are_bounded_from_below(seed):
    rng = np.random.default_rng([seed, 5])
    size = int(rng.integers(1, 7))
    half = rng.integers(-9, 10, (size, int(rng.integers(1, size + 1))))
    half[0, 0] = 5
    matrix = (half @ half.T).astype(float)  # singular in many cases
    with mpmath.workdps(60):
        true = min(mpmath.eigsy(mpmath.matrix(matrix.tolist()), eigvals_only=True))
        found = least_eigenvalue(matrix, 0.0)
        assert found <= true + mpmath.mpf("1e-40") and found >= true - 1e-6 * np.trace(matrix)
    assert least_eigenvalue(matrix, 0.5) <= found - 0.5


def test_a_guess_at_an_eigenvalue_is_no_bound():
    """The mutant that believes LAPACK says of some singular matrix that it is positive definite."""
    rng = np.random.default_rng(8)
    half = [rng.integers(-9, 10, (6, 5)) for _ in range(50)]
    assert any(np.linalg.eigvalsh((h @ h.T).astype(float))[0] > 0 for h in half)
    assert all(least_eigenvalue((h @ h.T).astype(float), 0.0) <= 0 for h in half)


def test_only_the_lower_triangle_is_read():
    matrix = np.array([[2.0, np.nan], [1.0, 2.0]])
    matrix[0, 1] = 1e9
    assert 0.99 < least_eigenvalue(matrix, 0.0) <= 1


def test_an_error_is_subtracted_and_what_is_not_finite_proves_nothing():
    assert least_eigenvalue(np.eye(2), 0.25) <= 0.75 and least_eigenvalue(np.full((2, 2), np.nan), 0.0) == -np.inf


def straight(forget_margin, retain_margin, lam=0.01):
    """One feature: a retain and a forget sample; along -1 their losses grow at these rates."""
    case = axes([(1, 1), (0, 0)], "exponential", lam)
    y = np.ones((2, 1))
    case = type(case)(np.array([[retain_margin], [forget_margin]]), y, np.array([False, True]), case.loss, case.ridge)
    return case, np.array([[-3.0]]), np.array([[-1.0]])


def test_a_ray_that_falls_is_proven():
    assert falls_without_end(*straight(1.0, 0.5)) and falling(*straight(1.0, 0.5))


@pytest.mark.parametrize(
    ("forget", "retain", "lam"),
    [(1.0, 1.1, 0.01), (0.5, 1.0, 0.01), (-1.0, -0.5, 0.01), (1.0, 0.5, 1e4), (1.0, 1.0, 0.01)],
)
def test_a_ray_that_does_not_fall_is_refused(forget, retain, lam):
    case = straight(forget, retain, lam)
    assert not falling(*case) and not falls_without_end(*case)


def test_a_retain_sample_that_is_faster_wins_in_the_end():
    """At the start the forget sample pulls more; its pace is 1, the retain sample's 1.1."""
    case, _, v = straight(1.0, 1.1, 1e-5)
    assert not falls_without_end(case, np.array([[3.0]]), v) and not falling(case, np.array([[3.0]]), v)


def test_a_retain_sample_that_pulls_more_at_first_is_counted():
    case, _, v = straight(1.0, 0.9, 1e-5)
    assert not falls_without_end(case, np.array([[3.0]]), v) and not falling(case, np.array([[3.0]]), v)


def test_the_ridge_may_win_on_the_way():
    """e^s < 5 s for s about 1.5, at distance 11.5; at the start the ridge helps."""
    case, _, v = straight(1.0, 0.0, 5.0)
    slopes = [exact.derivatives(case, "DA", exact.balls(np.array([[10.0 - t]])))[0][0] for t in (0.0, 11.5)]
    assert slopes[0] > 0 and slopes[1] < 0  # along v = -1: falls, then rises
    assert not falls_without_end(case, np.array([[10.0]]), v)


def test_a_forget_sample_whose_loss_falls_counts_against_the_ray():
    """Two forget samples: the ray raises the loss of one, and lowers that of the other, which is larger at first."""
    case, _, v = straight(1.0, 0.0, 1e-5)
    x, y, forget = np.array([[0.0], [1.0], [-1.0]]), np.ones((3, 1)), np.array([False, True, True])
    case = type(case)(x, y, forget, case.loss, case.ridge)
    assert not falls_without_end(case, np.array([[3.0]]), v) and not falling(case, np.array([[3.0]]), v)
    assert falls_without_end(case, np.array([[-3.0]]), v) and falling(case, np.array([[-3.0]]), v)


def test_a_quadratic_that_falls_must_fall_at_once():
    """L_DA of the squared loss, bent down: the ray that begins by rising is refused, its opposite is proven."""
    case = problem(2, "squared", False, n=8, p=1, lam=1e-3)
    case = type(case)(np.array([[0.1], [1.0]]), np.ones((2, 1)), np.array([False, True]), case.loss, case.ridge)
    up, down = np.array([[1.0]]), np.array([[-1.0]])
    start = np.array([[3.0]])  # L_DA = (0.1 w - 1)^2/2 - (w - 1)^2/2 + ...: falls to the right of 1
    assert falls_without_end(case, start, up) and falling(case, start, up)
    assert not falls_without_end(case, start, down)
    convex = type(case)(np.array([[1.0], [0.9]]), np.ones((2, 1)), np.array([False, True]), case.loss, case.ridge)
    assert not falls_without_end(convex, start, down)


def test_an_intercept_falls_only_where_the_class_is_more_frequent_in_the_forget_set():
    y = np.array([1.0, 1.0, -1.0, 1.0, -1.0, -1.0])[:, None]
    case = type(problem(0))(
        np.zeros((6, 1)), y, np.arange(6) >= 3, problem(0, "logistic").loss, problem(0).ridge, 1, True
    )
    down, up = np.array([[0.0, -1.0]]), np.array([[0.0, 1.0]])
    for b, proven in ((9.0, (False, True)), (0.0, (False, False)), (-9.0, (False, False))):
        at = np.array([[0.0, b]])
        assert (falls_without_end(case, at, down), falls_without_end(case, at, up)) == proven
        assert not proven[1] or falling(case, at, up)


def test_a_ray_is_refused_where_only_the_ridge_stops_it(monkeypatch):
    case, w, v = straight(1.0, 0.5, 9.0)  # e^(3 + t) - e^(1.5 + t/2)/2 < 9 (3 + t) at first
    assert not falling(case, w, v) and not falls_without_end(case, w, v)
    monkeypatch.setattr(ray, "norm_above", lambda x: 0.0)
    monkeypatch.setattr(type(case), "ridges", property(lambda self: np.zeros(self.shape)))
    assert falls_without_end(case, w, v)  # the mutant that forgets the ridge


def test_a_logistic_loss_without_an_intercept_never_diverges():
    case = problem(0, "logistic", False)
    assert not falls_without_end(case, np.zeros(case.shape), np.ones(case.shape))
