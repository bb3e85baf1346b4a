"""The losses over arrays against raw rows; both methods against scipy, torch and what they promise."""

import numpy as np
import pytest
from scipy.optimize import minimize

from tests.ascent.grid.samples import parameters
from tests.ascent.solve.test_block import loss_and_gradient
from tests.ascent.solve.test_block import rows as block_rows
from theory.ascent.objectives import LOSSES
from verify.ascent.grid import optimise
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.losses import inner, losses
from verify.ascent.grid.minima import minima
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.grid.optimise import CONVERGED, DIVERGING, OUT, descend, newton
from verify.ascent.solve import descent


def column(**values):
    return {name: np.array([float(v)]) for name, v in values.items()}


@pytest.mark.parametrize("which", LOSSES)
@pytest.mark.parametrize("counts", [(8, 4, 5, 2), (1, 1, 1, 1), (3, 7, 2, 5)], ids=str)
def test_a_loss_on_an_axis_is_the_loss_of_raw_rows(which, counts):
    r, f, n, m = counts
    data = descent.rows(*counts)
    weights, margins = descent.signs(data, which), data.x * data.y[:, None]
    at = losses(AXIS, which, column(alpha=m / n, phi=f / r, share=n / r, lam=0.3))
    for w in (-0.7, 0.0, 1.3):
        raw = lambda v: weights @ np.exp(-margins @ np.array([v, 0.0])) + 0.15 * v * v  # noqa: E731
        here = [np.array([w])]
        assert at.value(here)[0] - at.value([np.zeros(1)])[0] == pytest.approx(raw(w) - raw(0.0), abs=1e-13)
        slope = at.gradient(here, at.pulls(here))[0][0]
        assert slope == pytest.approx((raw(w + 1e-5) - raw(w - 1e-5)) / 2e-5, abs=1e-8)


@pytest.mark.parametrize("which", LOSSES)
@pytest.mark.parametrize("counts", [(8, 4, 5, 2), (1, 2, 1, 1), (3, 7, 2, 5)], ids=str)
def test_a_loss_in_a_block_is_the_loss_of_raw_rows(which, counts):
    r, f, n, m = counts
    x, keep = block_rows(n, m, 0.4, r, f)
    at = losses(BLOCK, which, column(alpha=m / n, phi=f / r, share=n / r, lam=0.3, eps=0.4))
    for w in ([0.0, 0.0], [0.5, -0.8], [-1.0, 2.0]):
        here = [np.array([c]) for c in w]
        _, slope = loss_and_gradient(x, keep, which, 0.3, np.array([*w, 0.0]))
        assert np.allclose(np.ravel(at.gradient(here, at.pulls(here))), slope[:2], rtol=1e-13, atol=1e-14)


def test_the_loss_with_the_forget_samples_added_is_another_one():
    mutant = {"alpha": 0.5, "phi": -0.5, "share": 0.6, "lam": 0.3}
    right, wrong = (losses(AXIS, "DA", column(**v)) for v in (mutant | {"phi": 0.5}, mutant))
    assert not np.allclose(right.factors[0], wrong.factors[0])


@pytest.mark.parametrize("problem", [AXIS, BLOCK], ids=["axis", "block"])
def test_descent_never_lets_the_loss_rise(problem):
    values = parameters(problem, 400, 3)
    for which in LOSSES:
        at = losses(problem, which, values)
        here = [np.ones(400), -np.ones(400)][: 1 if problem is AXIS else 2]
        for _ in range(60):
            now = at.value(here)
            pulls = at.pulls(here)
            step = optimise.descent_step(at, here, pulls, at.gradient(here, pulls))
            here = [c + s for c, s in zip(here, step, strict=True)]
            terms = sum(np.abs(p) for p in pulls) + at.lam * inner(here, here)
            assert np.all(at.value(here) <= now + 1e-14 * terms)


def test_a_step_three_times_as_long_lets_the_loss_rise():
    at = losses(AXIS, "D", parameters(AXIS, 400, 3))
    here = [newton(at, [np.zeros(400)]).w[0] + 0.01]
    pulls = at.pulls(here)
    longer = [3 * s for s in optimise.descent_step(at, here, pulls, at.gradient(here, pulls))]
    assert np.any(at.value([here[0] + longer[0]]) > at.value(here))


@pytest.mark.parametrize("problem", [AXIS, BLOCK], ids=["axis", "block"])
@pytest.mark.parametrize("which", ["D", "R"])
def test_both_methods_end_where_scipy_does(problem, which):
    values = parameters(problem, 24, 11)
    pair = minima(problem, values)[which]
    assert np.all(pair.second_order.status == CONVERGED)
    for k in range(24):
        at = losses(problem, which, {name: c[k : k + 1] for name, c in values.items()})
        dims = len(pair.second_order.w)

        def both(w, at=at):
            here = [np.array([c]) for c in w]
            scale = 1 / at.lam[0]
            return scale * at.value(here)[0], scale * np.ravel(at.gradient(here, at.pulls(here)))

        truth = minimize(both, np.zeros(dims), jac=True, method="BFGS", options={"gtol": 1e-10}).x
        for outcome in pair:
            assert np.allclose([c[k] for c in outcome.w], truth, atol=2e-6 * (1 + np.abs(truth).max()))


def test_each_way_to_stop_is_said(monkeypatch):
    values = {name: np.array(column) for name, column in {
        "alpha": [0.1, 4.0, 0.1], "phi": [0.5] * 3, "share": [1.0] * 3, "lam": [1.0, 1.0, 1e-3],
    }.items()}  # fmt: skip
    monkeypatch.setattr(optimise, "DESCENT_BUDGET", 20)
    monkeypatch.setattr(optimise, "FAR", 1.5)
    found = descend(losses(AXIS, "DA", values), [np.zeros(3)])
    assert list(found.status) == [CONVERGED, DIVERGING, OUT]
    assert found.w[0][1] < -1.5 and found.steps[2] == 20


def test_descent_ascent_keeps_the_least_distance_to_the_oracle_between_iterates_too():
    values = column(alpha=1.0, phi=0.5, share=1.0, lam=1.0)
    at = losses(AXIS, "DA", values)
    found = descend(at, [np.array([0.6])], [np.array([0.43])])
    assert found.w[0][0] < 0.43 and found.nearest[0] == pytest.approx(0, abs=1e-12)
    past = descend(at, [np.array([0.6])], [np.array([0.9])])
    assert past.nearest[0] == pytest.approx(0.3, abs=1e-12)


@pytest.mark.parametrize("device", ["cpu", "cuda"])
@pytest.mark.parametrize("problem", [AXIS, BLOCK], ids=["axis", "block"])
def test_torch_gives_what_numpy_gives(problem, device):
    torch = pytest.importorskip("torch", reason="torch is an optional extra")
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("torch finds no CUDA device here")
    values = parameters(problem, 3000, 5)
    ours, theirs = minima(problem, values), minima(problem, values, device)
    for which in LOSSES:
        for mine, other in zip(ours[which], theirs[which], strict=True):
            assert np.array_equal(mine.status, other.status)
            done = mine.status == CONVERGED
            for a, b in zip(mine.w, other.w, strict=True):
                assert np.allclose(a[done], b[done], rtol=1e-7, atol=1e-9)


def test_blocks_and_the_second_pass_change_nothing(monkeypatch):
    values = parameters(BLOCK, 700, 8)
    at, start = losses(BLOCK, "DA", values), [np.full(700, 0.5)] * 2
    whole = newton(at, start), descend(at, start, [np.zeros(700)] * 2)
    monkeypatch.setattr(optimise, "FIRST_POINTS", 64)
    monkeypatch.setattr(optimise, "FIRST_STEPS", 16)
    for one, other in zip(whole, (newton(at, start), descend(at, start, [np.zeros(700)] * 2)), strict=True):
        assert np.array_equal(one.status, other.status)
        assert all(np.array_equal(a, b) for a, b in zip(one.w, other.w, strict=True))
    assert np.array_equal(whole[1].nearest, descend(at, start, [np.zeros(700)] * 2).nearest)


def test_inner_products_are_taken_point_by_point():
    a, b = [np.array([1.0, 2.0]), np.array([3.0, 4.0])], [np.array([5.0, 6.0]), 2]
    assert list(inner(a, b)) == [11.0, 20.0]
