"""The second derivative of L_DA is within its error of the exact one, in balls of 300 bits; with mutants."""

import numpy as np
import pytest
from flint import ctx

from tests.ascent.diagnose import exact
from tests.ascent.diagnose.cases import problem
from tests.ascent.diagnose.test_certify import DIRECTED
from verify.ascent.diagnose import ending
from verify.ascent.diagnose.ending import _second_derivative
from verify.values.intervals.interval import points


def gap(case, w):
    """The norm of exact minus computed, and the bound on it."""
    matrix, error = _second_derivative(case, w)
    with ctx.workprec(exact.BITS):
        true = exact.derivatives(case, "DA", exact.balls(w))[1]
        if case.intercept and case.loss.name == "softmax":
            marks = range(case.shape[1] - 1, len(true), case.shape[1])
            for i in marks:
                for j in marks:
                    true[i][j] += 1
        apart = [
            [float(a - exact.number(float(b))) for a, b in zip(p, q, strict=True)]
            for p, q in zip(true, matrix, strict=True)
        ]
    return float(np.linalg.norm(np.array(apart), 2)), error


@pytest.mark.parametrize("seed", range(40))
def test_the_exact_second_derivative_is_within_its_error(seed):
    case = problem(seed)
    off, error = gap(case, np.random.default_rng(seed).normal(size=case.shape))
    assert off <= error < 1e-6 * (1 + np.abs(case.lengths).max() ** 2)


def test_what_the_scores_leave_open_is_counted(monkeypatch):
    off, error = gap(*DIRECTED["scores-logistic"])
    assert off <= error
    monkeypatch.setattr(ending, "scores_within", lambda case, w, rows: points(case.scores(w, case.x[rows])))
    off, error = gap(*DIRECTED["scores-logistic"])
    assert off > error


def test_the_rounding_of_the_sums_is_counted(monkeypatch):
    case, w = DIRECTED["sums"]
    case = type(case)(case.x, case.y, np.arange(case.n) < 1, case.loss, case.ridge)
    off, error = gap(case, w)
    assert off <= error
    monkeypatch.setattr(ending, "gamma", lambda k: 0.0)
    off, error = gap(case, w)
    assert off > error
