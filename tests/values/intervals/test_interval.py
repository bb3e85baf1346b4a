"""Interval-rounded arrays against ball arithmetic: containment, and no useless width."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq, fmpq_poly

from verify.values.intervals.interval import (
    REACH,
    Interval,
    PolynomialRange,
    constant,
    exponential,
    logistic,
    points,
    root,
)

DRAW = np.random.default_rng(20)
EDGES = [0.0, -0.0, 5e-324, 1.0, -1.0, 1 / 128, -1 / 128, 1 / 64, 63.9921875, REACH, -REACH, np.nextafter(REACH, 0)]
VALUES = np.concatenate(
    [EDGES, DRAW.uniform(-REACH, REACH, 1500), DRAW.normal(size=1500) * 10.0 ** DRAW.uniform(-9, 1)]
)


def exactly(x):
    return arb(fmpq(*Fraction(float(x)).as_integer_ratio()))


def contained(intervals, exact):
    with ctx.workprec(200):
        return all(
            exactly(lo) <= value and value <= exactly(hi)
            for lo, hi, value in zip(np.ravel(intervals.lo), np.ravel(intervals.hi), exact, strict=True)
        )


def test_exponential_contains_exp_and_is_tight():
    found = exponential(VALUES)
    with ctx.workprec(200):
        assert contained(found, [exactly(x).exp() for x in VALUES])
    assert np.all((found.hi - found.lo) <= 2.0**-46 * found.hi)


def test_logistic_contains_the_logistic_function_far_out_too():
    far = np.concatenate([VALUES, [200.0, -200.0, 800.0, -800.0, 1e6, -1e6]])
    found = logistic(points(far))
    with ctx.workprec(6000):
        exact = [1 / (1 + (-exactly(x)).exp()) if abs(x) < 1000 else arb(int(x > 0)) for x in far]
    assert contained(found, exact)
    assert np.all((found.lo >= 0) & (found.hi <= 1) & (found.hi - found.lo < 1e-13))


def test_logistic_of_a_wide_interval_covers_its_ends():
    found = logistic(Interval(np.array([-800.0, -1.0]), np.array([-750.0, 2.0])))
    assert found.lo[0] == 0 and 0 < found.hi[0] < 1e-50
    assert found.lo[1] < 0.2690 and found.hi[1] > 0.8807


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__mul__"])
def test_arithmetic_contains_the_exact_results(operation):
    ends = np.sort(DRAW.normal(size=(4, 400, 2)) * 10.0 ** DRAW.integers(-8, 8, (4, 400, 1)), axis=2)
    x, y = (Interval(e[:, 0], e[:, 1]) for e in ends[:2])
    found = getattr(x, operation)(y)
    for p in (x.lo, x.hi):
        for q in (y.lo, y.hi):
            exact = [getattr(Fraction(float(a)), operation)(Fraction(float(b))) for a, b in zip(p, q, strict=True)]
            assert all(Fraction(float(lo)) <= e <= Fraction(float(hi)) for lo, hi, e in zip(*found, exact, strict=True))


def test_a_rounding_to_nearest_would_be_noticed():
    """1/3 + 1/3 + 1/3 in plain doubles misses the exact sum of the same doubles or not; outward never does."""
    x = DRAW.normal(size=2000)
    near = Interval(x * x * x, x * x * x)
    assert not contained(near, [exactly(v) ** 3 for v in x])
    cube = points(x) * points(x) * points(x)
    assert contained(cube, [exactly(v) ** 3 for v in x])


def test_constants_and_roots():
    for value in (Fraction(1, 3), Fraction(-2, 7), Fraction(1, 4), Fraction(0)):
        found = constant(value)
        assert Fraction(float(found.lo)) <= value <= Fraction(float(found.hi))
        assert (found.lo == found.hi) == (value.denominator & (value.denominator - 1) == 0)
    x = np.abs(DRAW.normal(size=500))
    with ctx.workprec(200):
        assert contained(root(points(x)), [exactly(v).sqrt() for v in x])


@pytest.mark.parametrize("degree", [1, 3, 4])
def test_ranges_of_polynomials_contain_all_values_and_are_sharp(degree):
    for _ in range(5):
        coefficients = [Fraction(int(c), 4) for c in DRAW.integers(-40, 40, degree + 1)]
        p = fmpq_poly([fmpq(c.numerator, c.denominator) for c in reversed(coefficients)])
        ends = np.sort(DRAW.uniform(size=(60, 2)), axis=1)
        found = PolynomialRange(p).over(Interval(ends[:, 0], ends[:, 1]))
        inner = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.linspace(0, 1, 400)
        values = np.polyval([float(c) for c in coefficients], inner)
        assert np.all(found.lo <= values.min(axis=1) + 1e-12) and np.all(found.hi >= values.max(axis=1) - 1e-12)
        assert np.all(found.hi - values.max(axis=1) < 1e-2) and np.all(values.min(axis=1) - found.lo < 1e-2)


def test_a_range_without_its_critical_points_would_be_noticed():
    hill = PolynomialRange(fmpq_poly([0, 1, -1]))
    whole = Interval(np.array([0.0]), np.array([1.0]))
    assert hill.over(whole).hi[0] >= 0.25
    hill.critical = []
    assert hill.over(whole).hi[0] < 0.01
