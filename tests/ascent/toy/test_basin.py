"""Where the flow ends: against an integrator on the raw loss; fences that must be refused."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from tests.ascent.toy.raw import RawLoss
from theory.ascent import toy
from theory.errors import UnableError
from verify.ascent.toy import basin
from verify.ascent.toy.basin import descent_step, enclosed_by, flow_end, inside
from verify.ascent.toy.stationary import BITS, landscape
from verify.ascent.toy.surface import Balls

LAND = landscape(toy.REPRODUCING.loss("R"))
START = landscape(toy.REPRODUCING.loss("DA")).least.point
HIGH, LOW = LAND.minima[1], LAND.minima[0]


def middle(box):
    return np.array([float(side) for side in box])


def ball(a, b):
    return arb(a), arb(b)


def rectangle(left, right, low, high):
    left, right, low, high = (Fraction(side) for side in (left, right, low, high))
    return (left, low), (right, low), (right, high), (left, high)


@pytest.mark.parametrize("convention", toy.CONVENTIONS, ids=lambda c: c.name)
def test_an_integrator_ends_where_the_fence_says(convention):
    land = landscape(convention.loss("R"))
    start = landscape(convention.loss("DA")).least.point
    raw = RawLoss("R", convention.name.split("-"))
    end = raw.flow(middle(start), 4000 if convention.mean else 400)
    assert np.hypot(*(end - middle(flow_end(land, start).end.point))) < 1e-4


@pytest.mark.parametrize(
    ("point", "end"), [(("3.5", "-1.6"), "high"), (("3.9", "-1.2"), "low"), (("4.2", "-2"), "high")]
)
def test_other_starts_end_in_the_basin_that_the_integrator_finds(point, end):
    raw = RawLoss("R", ("sum", "half", "signed"))
    found = raw.flow(np.array([float(c) for c in point]), 400)
    expected = HIGH if end == "high" else LOW
    assert np.hypot(*(found - middle(expected.point))) < 1e-4
    with ctx.workprec(BITS):
        try:
            assert flow_end(LAND, ball(*point)).end is expected
        except UnableError as error:
            assert "no fence below the saddles" in str(error) and raw(np.array([float(c) for c in point])) > 9.6666


def test_a_start_above_the_saddle_is_not_decided():
    with pytest.raises(UnableError, match="no fence"):
        flow_end(LAND, ball("2", "-2"))


def test_a_fence_around_both_minima_is_refused(monkeypatch):
    monkeypatch.setattr(basin, "_proposed", lambda *_: rectangle(-6, 8, -7, 6))
    with pytest.raises(UnableError, match="no fence"):
        flow_end(LAND, START)


def test_a_fence_around_the_other_minimum_is_refused(monkeypatch):
    """The basin off by one minimum: a sound fence, but the start lies outside."""
    right = basin._proposed
    monkeypatch.setattr(basin, "_proposed", lambda balls, _, level: right(balls, LOW.point, level))
    with pytest.raises(UnableError, match="no fence"):
        flow_end(LAND, START)


def test_a_fence_that_dips_below_the_start_is_refused():
    with ctx.workprec(BITS):
        balls = Balls(LAND.loss)
        level = balls.value(START)
        good = flow_end(LAND, START).fence
        lowest = enclosed_by(balls, good, level)
        assert lowest is not None and lowest > level
        cut = (*good[:3], tuple(Fraction(round(c * 64), 64) for c in middle(HIGH.point)), *good[5:])
        assert enclosed_by(balls, cut, level) is None
        assert enclosed_by(balls, good, level + arb("0.05")) is None


def test_inside_counts_crossings_and_refuses_to_guess():
    square = rectangle(0, 2, 0, 2)
    assert inside(square, ball("1", "1")) and not inside(square, ball("3", "1")) and not inside(square, ball("-1", "1"))
    assert not inside(square, ball("1", "5"))
    notch = tuple((Fraction(x), Fraction(y)) for x, y in ((0, 0), (4, 0), (4, 3), (2, 1), (0, 3)))
    assert inside(notch, ball("0.5", "2")) and not inside(notch, ball("2", "2"))
    for on_the_border in (ball("0", "1"), ball("1", "2"), (arb("1", "1.5"), arb("1"))):
        with pytest.raises(UnableError):
            inside(square, on_the_border)


def test_the_step_bound_holds_and_is_not_absurdly_small():
    """Observed in 20000 samples: the raw loss's steepest curvature stays below the bound, within a factor of 8."""
    raw, bound = RawLoss("R", ("sum", "half", "signed")), 1 / float(descent_step(Balls(LAND.loss)))
    draw, worst = np.random.default_rng(3), 0.0
    for w in draw.uniform(-6, 6, (20000, 2)):
        direction = np.array([1.0, 4.0]) / 17**0.5
        worst = max(
            worst, abs((raw.gradient(w + 1e-5 * direction) - raw.gradient(w - 1e-5 * direction)) @ direction) / 2e-5
        )
    assert bound / 8 < worst < bound


def test_descent_with_the_claimed_step_stays_in_the_trap():
    raw, w = RawLoss("R", ("sum", "half", "signed")), middle(START)
    for _ in range(20000):
        w = w - raw.gradient(w) / 101
    assert np.hypot(*(w - middle(HIGH.point))) < 1e-6
