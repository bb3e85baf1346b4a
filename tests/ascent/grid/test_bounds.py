"""Proven radii against enclosures by ball arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from tests.ascent.grid.samples import parameters
from theory.ascent.objectives import LOSSES
from theory.errors import UnableError
from theory.lambert import enclose_w0
from theory.language.algebra import equal
from verify.ascent.grid import bounds
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.minima import minima
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.solve import block


def exact(x):
    ratio = Fraction(float(x))
    return fmpq(ratio.numerator, ratio.denominator)


def truth(problem, which, values, k):
    """The solution at point k by ball arithmetic, in w; None where L_DA has no minimum."""
    at = {name: exact(column[k]) for name, column in values.items()}
    b = at["share"] / at["lam"]
    if problem is AXIS:
        a = {"D": (1 + at["alpha"]) / (1 + at["phi"]), "R": fmpq(1), "DA": 1 - at["alpha"] / at["phi"]}[which]
        return [enclose_w0(arb(a * b))] if arb(a * b) * arb(1).exp() > -1 else None
    found = block.solutions(which, block.Ratios(at["phi"], b, at["eps"], at["alpha"]))
    if not found:
        return None
    x, y, eps = found[0].x, found[0].y, arb(at["eps"])
    return [(x - eps * y) / (1 - eps**2), (y - eps * x) / (1 - eps**2)]


def misses(problem, which, values, w, radius):
    """How many of the proven radii do not reach the solution, and how many were compared."""
    wrong = compared = 0
    with ctx.workprec(200):
        for k in np.flatnonzero(np.isfinite(radius)):
            try:
                known = truth(problem, which, values, k)
            except UnableError:
                continue
            gap = sum(((arb(float(c[k])) - t) ** 2 for c, t in zip(w, known, strict=True)), arb(0)).sqrt()
            compared += 1
            wrong += not gap <= arb(float(radius[k]))
    return wrong, compared


@pytest.mark.parametrize("which", LOSSES)
@pytest.mark.parametrize(("problem", "size"), [(AXIS, 2000), (BLOCK, 150)], ids=["axis", "block"])
def test_every_radius_reaches_the_solution(problem, size, which):
    values = parameters(problem, size, 17)
    for outcome in minima(problem, values)[which]:
        radius = bounds.radius(problem, which, values, outcome.w)
        wrong, compared = misses(problem, which, values, outcome.w, radius)
        assert wrong == 0 and compared > size / 3


def test_a_smaller_radius_misses_the_solution():
    values = parameters(AXIS, 500, 17)
    w = [minima(AXIS, values)["D"].second_order.w[0] * (1 + 1e-6)]
    radius = bounds.radius(AXIS, "D", values, w)
    assert misses(AXIS, "D", values, w, radius)[0] == 0
    assert misses(AXIS, "D", values, w, radius * 0.9)[0] > 100


def test_radii_are_tight_where_the_curvature_is_known():
    values = parameters(AXIS, 500, 17)
    exact_w = minima(AXIS, values)["D"].second_order.w[0]
    radius = bounds.radius(AXIS, "D", values, [exact_w * (1 + 1e-6)])
    assert np.all(radius < 1.01e-6 * exact_w)


@pytest.mark.parametrize("problem", [AXIS, BLOCK], ids=["axis", "block"])
def test_far_from_a_solution_nothing_is_proven_of_descent_ascent(problem):
    values = parameters(problem, 200, 4)
    w = [np.full(200, -30.0)] * (1 if problem is AXIS else 2)
    values["alpha"] = values["phi"] * 2
    assert np.all(np.isinf(bounds.radius(problem, "DA", values, w)))


def test_the_gradient_is_differentiated_from_the_losses_of_the_data_sets():
    from theory.ascent import two_axes
    from verify.ascent.grid.set_up import RATIOS

    for which in LOSSES:
        derived = two_axes.data_set().gradient(which, (*bounds.PLACE, two_axes.OTHER), bounds.LAM)[:2]
        for ours, theirs in zip(bounds.gradient(BLOCK, which), derived, strict=True):
            assert equal(ours, theirs.subs(RATIOS)) and not equal(ours, theirs)
