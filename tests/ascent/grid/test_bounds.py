"""Proven radii against enclosures by ball arithmetic, and the proof that there is no minimum, close to the fold."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from tests.ascent.grid.samples import parameters
from theory.ascent.objectives import LOSSES
from theory.errors import UnableError
from theory.lambert import enclose_w0
from theory.language.algebra import equal
from theory.language.term import Variable
from verify.ascent.grid import bounds, in_block
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.minima import minima
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.solve import block, block_curve


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


def test_no_minimum_is_proved_just_beyond_the_fold_and_never_before_it_on_an_axis():
    values = parameters(AXIS, 800, 6)
    with ctx.workprec(200):
        for k in range(800):
            phi, lam, share = (exact(values[name][k]) for name in ("phi", "lam", "share"))
            fold = arb(phi) * (1 + arb(lam) / (arb(1).exp() * arb(share)))
            values["alpha"][k] = float(fold.mid()) * (1 + (-1) ** k * 1e-14)
    assert np.array_equal(AXIS.no_minimum(values), np.arange(800) % 2 == 0)


def fold_in_block(values):
    at = [values[name] for name in ("phi", "eps")]
    b = values["share"] / values["lam"]
    turn = block_curve.fold(at[0], b, at[1])
    return np.exp(block_curve.log_alpha("DA", at[0], b, at[1], turn))


def test_no_minimum_is_proved_close_beyond_the_fold_and_never_before_it_in_a_block():
    values = parameters(BLOCK, 600, 6)
    values["eps"] = np.where(np.arange(600) % 5 == 0, 0.0, values["eps"] * 0.97)
    turn = fold_in_block(values)
    usual = (turn > 1e-300) & (values["share"] / values["lam"] < 30)
    for factor, expected in ((1 - 1e-9, False), (1 + 1e-4, True)):
        found = BLOCK.no_minimum(values | {"alpha": turn * factor})
        assert np.all(found[usual] == expected)
        assert expected or not found.any()


def test_a_bound_with_the_ends_of_the_bracket_exchanged_says_no_too_early(monkeypatch):
    values = parameters(BLOCK, 200, 6)
    values["eps"] *= 0.9
    monkeypatch.setattr(in_block, "AROUND_FOLD", 2.0**-8)
    before = values | {"alpha": fold_in_block(values) * (1 - 1e-3)}
    assert not BLOCK.no_minimum(before).any()
    monkeypatch.setattr(in_block, "LOWER", in_block.UPPER)
    monkeypatch.setattr(in_block, "UPPER", Variable("q_lower"))
    assert BLOCK.no_minimum(before).sum() == 0  # the signs of turn are then refused


def test_the_gradient_is_differentiated_from_the_losses_of_the_data_sets():
    from theory.ascent import two_axes
    from verify.ascent.grid.setting import RATIOS

    for which in LOSSES:
        derived = two_axes.data_set().gradient(which, (*bounds.PLACE, two_axes.OTHER), bounds.LAM)[:2]
        for ours, theirs in zip(bounds.gradient(BLOCK, which), derived, strict=True):
            assert equal(ours, theirs.subs(RATIOS)) and not equal(ours, theirs)
