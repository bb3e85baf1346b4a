"""The block's systems: derived from the objectives, equal to the raw gradient, and one axis in both limits."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from theory.ascent import one_axis, two_axes
from theory.language.algebra import equal
from theory.language.term import Variable, exp
from verify.values.evaluate import value

AT = {
    two_axes.R: 7,
    two_axes.F: 5,
    two_axes.N: 4,
    two_axes.M: 3,
    two_axes.EPS: Fraction(2, 5),
    two_axes.LAM: Fraction(1, 3),
}
NUMBERS = {two_axes.PHI: Fraction(5, 7), two_axes.B_R: Fraction(12, 7), two_axes.ALPHA: Fraction(3, 4)}


def number(term):
    """The value of a term without variables, in double precision."""
    return float(arb(value(term, {})).mid())


def raw_loss(which, w_i, w_j):
    """The loss over the raw samples, as plain Python, without the samples outside the block."""
    r, f, n, m, eps, lam = 7, 5, 4, 3, 0.4, 1 / 3
    kept, gone = np.exp(-(w_i + eps * w_j)), np.exp(-(eps * w_i + w_j))
    ridge = lam / 2 * (w_i**2 + w_j**2)
    return {
        "D": (n * kept + m * gone) / (r + f),
        "R": n * kept / r,
        "DA": n * kept / r - m * gone / f,
    }[which] + ridge


@pytest.mark.parametrize("which", ["D", "R", "DA"])
def test_the_gradient_is_that_of_the_raw_loss(which):
    rng = np.random.default_rng(7)
    for _ in range(5):
        w_i, w_j = rng.normal(size=2)
        h = 1e-6
        g_i = (raw_loss(which, w_i + h, w_j) - raw_loss(which, w_i - h, w_j)) / (2 * h)
        g_j = (raw_loss(which, w_i, w_j + h) - raw_loss(which, w_i, w_j - h)) / (2 * h)
        point = {two_axes.X: Fraction(w_i + 0.4 * w_j), two_axes.Y: Fraction(0.4 * w_i + w_j)}
        derived = [number(part.subs(AT | point)) for part in two_axes.gradient(which)]
        assert np.allclose(derived, [g_i + 0.4 * g_j, 0.4 * g_i + g_j], atol=1e-8)
        scaled = [number(part.subs(AT | NUMBERS | point)) for part in two_axes.system(which)]
        assert np.allclose(scaled, np.array(derived) * 3, atol=1e-8)


@pytest.mark.parametrize("which", ["D", "R", "DA"])
def test_uncorrelated_axes_are_two_single_axes(which):
    """At eps = 0: axis i without forget samples, axis j without retain samples."""
    for part, z, counts in zip(
        two_axes.gradient(which),
        (two_axes.X, two_axes.Y),
        ({one_axis.M: 0}, {one_axis.N: 0}),
        strict=True,
    ):
        single = one_axis.gradient(which).subs(counts | {one_axis.W: z})
        assert equal(part.subs({two_axes.EPS: 0}), single)


@pytest.mark.parametrize("which", ["D", "R", "DA"])
def test_collinear_axes_are_one_axis_with_twice_the_weight(which):
    """At eps = 1 with x = y: lam x = 2 a e^-x, a the weight of the axis that holds all the block's samples."""
    for part in two_axes.gradient(which):
        together = part.subs({two_axes.EPS: 1, two_axes.Y: two_axes.X})
        single = two_axes.LAM * two_axes.X - 2 * one_axis.weight(which) * exp(-two_axes.X)
        assert equal(together, single)


def test_the_pull_is_minus_half_the_rate_of_the_squared_distance():
    """Along -grad L_DA from w_D, by a finite difference in exact numbers' neighbourhood."""
    ends = {name: Fraction(at) for name, at in (("x_D", "0.3"), ("y_D", "0.2"), ("x_R", "0.7"), ("y_R", "0.5"))}
    point = {Variable(name): at for name, at in ends.items()}
    fixed = NUMBERS | {two_axes.EPS: Fraction(2, 5)}
    start = {two_axes.X: ends["x_D"], two_axes.Y: ends["y_D"]}
    slope = [-part.subs(fixed | start) for part in two_axes.system("DA")]
    h = Fraction(1, 10**9)
    oracle = (ends["x_R"], ends["y_R"])
    moved = (ends["x_D"] + h * slope[0], ends["y_D"] + h * slope[1])
    rise = [two_axes.squared_distance(end, oracle).subs(fixed) for end in (moved, (ends["x_D"], ends["y_D"]))]
    pull = number(two_axes.pull().subs(fixed | point))
    # (x, y) = M w, and the system is M times the gradient: so -system is the velocity of (x, y)
    assert abs(number((rise[1] - rise[0]) / (2 * h)) - pull) < 1e-6
