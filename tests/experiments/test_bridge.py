"""The theory on features: gradients as derived, solutions in closed form, the norm of the matrix written out."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq

from experiments import bridge
from theory.ascent.objectives import DataSet, Samples
from theory.lambert import w0
from theory.language.term import Number, Variable
from verify.ascent.solve.descent import Rows
from verify.values.evaluate import value


def exact(x):
    """The rational that a double is."""
    return Number(Fraction(float(x)))


def random_rows(seed=0, points=30, features=4):
    rng = np.random.default_rng(seed)
    return Rows(rng.standard_normal((points, features)), rng.choice([-1.0, 1.0], points), np.arange(points) >= 6)


@pytest.mark.parametrize("which", ["D", "R", "DA"])
def test_the_gradient_is_that_of_the_papers_loss(which):
    data, lam = random_rows(points=8, features=2), 0.3
    groups = [
        Samples(tuple(map(exact, x)), int(y), Number(int(kept)), Number(1 - int(kept)))
        for x, y, kept in zip(data.x, data.y, data.retain, strict=True)
    ]
    w = Variable("w_1"), Variable("w_2")
    derived = DataSet(groups).gradient(which, w, exact(lam))
    at = np.array([0.4, -0.7])
    point = {name: fmpq(*float(x).as_integer_ratio()) for name, x in zip(w, at, strict=True)}
    expected = [float(value(d, point)) for d in derived]
    np.testing.assert_allclose(bridge.gradient(data, which, at, lam), expected, rtol=1e-12)


def axis(r=8, f=4, n=5, m=2):
    x = np.concatenate([np.arange(r) < n, np.arange(f) < m]).astype(float)[:, None]
    return Rows(x, np.ones(r + f), np.arange(r + f) < r)


def test_on_one_axis_the_solutions_are_the_closed_form():
    data, lam = axis(), 0.1
    for which, share in (("D", 7 / 12), ("R", 5 / 8), ("DA", 5 / 8 - 2 / 4)):
        assert bridge.point(data, which, lam)[0] == pytest.approx(float(w0(np.array(share / lam))), abs=1e-6)


def test_where_descent_ascent_has_no_stationary_point_there_is_none():
    assert bridge.point(axis(n=1, m=4), "DA", 0.1) is None


def test_the_spectral_norm_is_that_of_the_matrix_written_out():
    data, lam = random_rows(), 0.2
    w = bridge.point(data, "D", lam)
    pull = np.exp(-data.y * (data.x @ w))
    hessian = (data.x.T * pull) @ data.x / len(pull) + lam * np.eye(4)
    signed = data.x * (data.y * pull)[:, None]
    matrix = signed[data.retain] @ np.linalg.inv(hessian) @ signed[~data.retain].T
    expected = np.linalg.norm(matrix, 2) / np.sqrt(data.retain.sum() * (~data.retain).sum())
    assert bridge.cross_influence(data, w, lam) == pytest.approx(expected, rel=1e-9)


def test_cross_influence_is_the_first_order_effect_on_losses():
    """Weighting forget point j more by h moves w_D by h H^-1 e_j y_j x_j / d, and the loss of i as the entry says."""
    data, lam, h = random_rows(), 0.2, 1e-5
    w = bridge.point(data, "D", lam)
    pull = np.exp(-data.y * (data.x @ w))
    inverse = np.linalg.inv((data.x.T * pull) @ data.x / len(pull) + lam * np.eye(4))
    signed = data.x * (data.y * pull)[:, None]
    moved = w + h * inverse @ signed[0]
    change = (np.exp(-data.y * (data.x @ moved)) - pull) / h
    np.testing.assert_allclose(change, -signed @ inverse @ signed[0], rtol=1e-3, atol=1e-4)


def test_a_studys_bridge_has_a_row_of_finite_numbers(finished):
    for name in ("random-5", "pc1-top-4"):
        row = bridge.related(finished, name)
        assert row["distance_D_R"] > 0 and -1 <= row["first_step"] <= 1 and row["spectral_norm"] > 0
    x, y = bridge.features(finished)
    assert x.shape == (120, 32) and (x**2).sum(1).mean() == pytest.approx(1) and set(y) == {-1.0, 1.0}
