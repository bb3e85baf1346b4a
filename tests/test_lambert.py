"""W in double precision, symbolically and enclosing: the defining property, edges, tightness."""

import math

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx

from theory.errors import DomainError, UnableError
from theory.lambert import W0, Wm1, enclose_w0, enclose_wm1, w0, wm1
from theory.lambert.double import branch_series

RNG = np.random.default_rng(7)
N = 4000
INV_E = 0.36787944117144233


def ulps(z, values, branch):
    """The largest error in units in the last place against ball arithmetic at 250 bits."""
    worst = 0.0
    with ctx.workprec(250):
        for x, value in zip(z, values, strict=True):
            truth = arb(float(x)).lambertw(branch)
            assert math.isfinite(value), x
            worst = max(worst, abs(float((arb(float(value)) - truth).mid())) / np.spacing(abs(float(truth.mid()))))
    return worst


def near_branch():
    steps = [-INV_E]
    for _ in range(200):
        steps.append(np.nextafter(steps[-1], 0))
    spread = -INV_E + 10 ** RNG.uniform(-16.2, -0.45, N)
    return np.concatenate([steps[1:], spread[spread < 0]])


def test_w0_is_accurate_near_the_branch_point():
    z = near_branch()
    assert ulps(z, w0(z), 0) <= 4


def test_wm1_is_accurate_near_the_branch_point():
    z = near_branch()
    assert ulps(z, wm1(z), -1) <= 4


@pytest.mark.parametrize(("low", "high", "sign"), [(-323, 308, 1), (-3, 3, 1), (-323, -0.44, -1)])
def test_w0_is_accurate_elsewhere(low, high, sign):
    z = sign * 10 ** RNG.uniform(low, high, N)
    assert ulps(z, w0(z), 0) <= 4


def test_wm1_is_accurate_elsewhere():
    z = -(10 ** RNG.uniform(-323, -0.44, N))
    assert ulps(z, wm1(z), -1) <= 4


def test_ends_of_the_domain():
    assert w0(-np.exp(-1)) == -1 and wm1(-np.exp(-1)) == -1
    assert w0(0.0) == 0 and w0(np.inf) == np.inf and wm1(0.0) == -np.inf
    assert np.isnan(w0([-0.4, -1.0, -1e300, np.nan])).all()
    assert np.isnan(wm1([-0.4, -1.0, 0.1, np.nan])).all()
    assert w0(5e-324) == 5e-324


def test_the_series_solves_its_equation():
    """(u - 1) e^u = p^2/2 - 1 for u = 1 + W, in exact power series."""
    p = sp.Symbol("p")
    u = sum(sp.Rational(c.numerator, c.denominator) * p**k for k, c in enumerate(branch_series(7)))
    assert sp.series((u - 1) * sp.exp(u) - (p**2 / 2 - 1), p, 0, 7).removeO() == 0


def test_the_symbolic_derivative_matches_the_enclosures():
    z = sp.Symbol("z", real=True)
    for branch, enclose, at in ((W0, enclose_w0, "1/2"), (Wm1, enclose_wm1, "-1/5")):
        slope = sp.diff(branch(z), z)
        with ctx.workprec(200):
            x = arb(*map(int, [at.split("/")[0]])) / int(at.split("/")[1])
            h = arb(2) ** -60
            w = enclose(x)
            quotient = (enclose(x + h) - enclose(x - h)) / (2 * h)
            value = 1 / (w.exp() * (1 + w))
            assert abs(quotient - value) < arb("1e-30")
        assert slope == 1 / (sp.exp(branch(z)) * (1 + branch(z)))
        assert branch(sp.Integer(0)).func is branch  # never evaluates itself


def test_enclosures_contain_and_are_tight_on_wide_balls():
    with ctx.workprec(100):
        wide = enclose_w0(arb(5, 5))
        assert wide.contains(arb(0)) and wide.contains(arb(10).lambertw(0)) and wide < arb("1.75")
        lower = enclose_wm1(arb("-0.2", "0.1"))
        assert lower.contains(arb("-0.3").lambertw(-1).mid()) and lower.contains(arb("-0.1").lambertw(-1).mid())
        assert lower.rad() < 1


def test_enclosures_refuse_what_they_cannot_decide():
    with pytest.raises(DomainError, match="-1/e"):
        enclose_w0(arb("-0.4"))
    with pytest.raises(DomainError):
        enclose_wm1(arb(1))
    with pytest.raises(UnableError, match="precision"):
        enclose_w0(-arb(-1).exp())
    with pytest.raises(UnableError):
        enclose_wm1(arb("-0.1", "0.2"))
