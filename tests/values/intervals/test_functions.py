"""Functions and terms over intervals: against ball arithmetic at the edges, and what must stay open."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from theory.errors import DomainError
from theory.language.grammar import parse_formula, parse_term
from theory.language.term import Variable
from verify.values.evaluate import decide
from verify.values.intervals import functions as of
from verify.values.intervals.interval import Interval, points
from verify.values.intervals.terms import FAILS, HOLDS, OPEN, Terms

DRAW = np.random.default_rng(9)
WIDE = 10.0 ** DRAW.uniform(-300, 300, 1500)
NEAR_BRANCH = -np.exp(-1) * (1 - 10.0 ** DRAW.uniform(-15.9, 0, 1500))
CASES = {
    "exp": (of.exp, lambda t: t.exp(), np.concatenate([DRAW.uniform(-700, 700, 1500), [0.0, 700.0, -700.0, 5e-324]])),
    "log": (of.log, lambda t: t.log(), np.concatenate([WIDE, [1.0, 1e-304, 1e304, np.nextafter(1, 2)]])),
    "W0": (of.lambert_0, lambda t: t.lambertw(0), np.concatenate([WIDE, NEAR_BRANCH, [0.0, of.BRANCH, 1e-320]])),
    "Wm1": (of.lambert_m1, lambda t: t.lambertw(-1), np.concatenate([-1 / WIDE[WIDE > 3], NEAR_BRANCH, [of.BRANCH]])),
    "sqrt": (of.square_root, lambda t: t.sqrt(), np.concatenate([WIDE, [0.0, 4.0]])),
}


def misses(found, function, x):
    wrong = 0
    with ctx.workprec(200):
        for low, high, at in zip(found.lo, found.hi, x, strict=True):
            value = function(arb(float(at)))
            wrong += not (bool(arb(float(low)) <= value) and bool(value <= arb(float(high))))
    return wrong


@pytest.mark.parametrize("name", CASES)
def test_a_function_contains_its_values_and_is_narrow(name):
    function, ball, x = CASES[name]
    x = x[(x >= of.BRANCH) | (name not in ("W0", "Wm1"))]
    found = function(points(x))
    assert misses(found, ball, x) == 0
    usual = (np.abs(x) > 1e-290) & (np.abs(x + np.exp(-1)) > 1e-3)
    width = (found.hi - found.lo)[usual] / np.maximum(np.abs(found.lo[usual]), 0.05)
    assert np.max(width) < 3e-12


@pytest.mark.parametrize("name", ["exp", "log", "W0", "Wm1", "sqrt"])
def test_a_function_of_a_wide_interval_covers_both_ends(name):
    function, _, x = CASES[name]
    x = np.sort(x[(x >= of.BRANCH) | (name not in ("W0", "Wm1"))])
    wide, low, high = function(Interval(x[:-1], x[1:])), function(points(x[:-1])), function(points(x[1:]))
    assert np.all(wide.lo <= np.minimum(low.hi, high.hi)) and np.all(wide.hi >= np.maximum(low.lo, high.lo))


def test_a_guess_that_is_not_checked_misses(monkeypatch):
    _, ball, x = CASES["W0"]
    x = x[x >= of.BRANCH]
    monkeypatch.setattr(of, "_moved", lambda guess, way, proven: guess * (1 + way * 1e-17))
    assert misses(of.lambert_0(points(x)), ball, x) > 50


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        (of.log, -1.0, 2.0), (of.log, 0.0, 1.0), (of.log, 5e-324, 1.0), (of.log, 1.0, 1.7e308),
        (of.lambert_0, -0.4, 1.0), (of.lambert_m1, -0.4, -0.1), (of.lambert_m1, -0.1, 0.0), (of.square_root, -1.0, 1.0),
        (of.reciprocal, -1.0, 1.0), (of.exp, 0.0, 800.0),
    ],
)  # fmt: skip
def test_where_a_function_may_be_undefined_nothing_is_enclosed(function, low, high):
    with np.errstate(all="ignore"):
        found = function(Interval(np.array([low]), np.array([high])))
    assert np.isnan(found.lo[0]) or np.isnan(found.hi[0])


@pytest.mark.parametrize("k", [-3, -2, -1, 0, 1, 2, 3, 7])
def test_powers_contain_the_exact_ones(k):
    x = np.concatenate([DRAW.normal(size=300), [2.0, -2.0, 1.0]])
    found = of.power(points(x), k)
    for low, high, at in zip(found.lo, found.hi, x, strict=True):
        assert Fraction(float(low)) <= Fraction(float(at)) ** k <= Fraction(float(high))
    straddling = of.power(Interval(np.array([-2.0]), np.array([1.0])), 2)
    assert straddling.lo[0] <= 0 and straddling.hi[0] >= 4


X, Y = Variable("x"), Variable("y")
NAMES = {"x": X, "y": Y}
FORMULAS = (
    "x**2 - x*y + y**2 >= 0", "exp(x) >= 1 + x", "W0(x**2) <= log(1 + x**2)", "max(x, y) < abs(x) + abs(y)",
    "1/(1 + x**2) > y or x > y", "not x*y < 1 and min(x, y) <= 1", "sqrt(1 + x**2)*exp(-y) != 3/7", "x - y == 0",
    "(1 + x**2)**(1/3) > y", "Wm1(-exp(-1 - x**2)) < -1 - y",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_truths_over_arrays_are_those_of_ball_arithmetic(text):
    formula = parse_formula(text, NAMES)
    x, y = np.round(DRAW.normal(size=(2, 200)) * 4) / 4
    found = Terms({X: points(x), Y: points(y)}).truth(formula)
    settled = 0
    for truth, a, b in zip(found, x, y, strict=True):
        with ctx.workprec(100):
            known = decide(formula, {X: arb(float(a)), Y: arb(float(b))})
        settled += truth != OPEN
        assert truth == OPEN or known is None or known == (truth == HOLDS)
    assert settled > 150 or "==" in text or "Wm1" in text


def test_over_a_box_only_what_holds_on_all_of_it_is_said_to():
    box = Terms({X: Interval(np.array([1.0, 1.0, 3.0]), np.array([2.0, 3.0, 4.0]))})
    found = box.truth(parse_formula("x < 5/2", NAMES))
    assert list(found) == [HOLDS, OPEN, FAILS]


def test_slack_is_right_minus_left_with_the_weakest_part():
    at = Terms({X: points(np.array([1.0, 4.0]))})
    assert np.allclose(at.slack(parse_formula("x <= 3 and x > 0", NAMES)), [1, -1])
    assert np.allclose(at.slack(parse_formula("x <= 3 or x > 0", NAMES)), [2, 4])


def test_a_variable_without_a_value_is_refused():
    at = Terms({X: points(np.ones(1))})
    with pytest.raises(DomainError, match="y: a variable without a value"):
        at.value(X + Y)
    third = at.value(parse_term("1/3", {}))
    assert third.lo[0] < third.hi[0]


UNDEFINED = (  # at x = 0 or x = -1, y = 1
    "0*(1/x) == 0", "(1/x)**0 == 1", "1/(1/x) == x", "x/x == 1", "sqrt(x - 1) >= 0", "max(y, log(x)) >= 1",
    "sqrt(x**2*y)/x > -10", "x**(-1/2) > 0", "(x - 1)**(1/3) < 1", "(x - 1)**(3/2) < 1", "x**x == 1 and x <= 0",
    "Wm1(x) < 0", "1/x < 2 and y > 0", "exp(log(x)) == x", "y/(2 - 2*y) < 0 or y/(2 - 2*y) >= 0", "1/(1 - 1) > 0",
    "W0(x - 2) < 3 or x > 3",
)  # fmt: skip


@pytest.mark.parametrize("text", UNDEFINED)
def test_what_may_be_undefined_is_never_said_to_hold(text):
    x = Interval(np.array([0.0, -1.0, -1.0]), np.array([0.0, 1.0, 0.0]))
    found = Terms({X: x, Y: points(np.ones(3))}).truth(parse_formula(text, NAMES))
    assert not np.any(found == HOLDS)


def test_a_part_that_is_undefined_decides_nothing_that_another_part_decides():
    at = Terms({X: points(np.zeros(1)), Y: points(np.ones(1))})
    assert list(at.truth(parse_formula("1/x > 0 or y > 0", NAMES))) == [HOLDS]
    assert list(at.truth(parse_formula("1/x > 0 and y < 0", NAMES))) == [FAILS]
    assert list(at.truth(parse_formula("1/x > 0 and y > 0", NAMES))) == [OPEN]
    assert list(at.slack(parse_formula("1/x > 0 or y > 0", NAMES))) == [1]


def test_a_product_of_quotients_is_divided_once_and_a_root_starts_at_zero():
    at = Terms({X: Interval(np.array([0.0]), np.array([4.0])), Y: points(np.array([3.0]))})
    apart, once = (at.value(parse_term(text, NAMES)) for text in ("(x/y)*(1/y)*(1/y)", "x/(y*y*y)"))
    assert (apart.lo, apart.hi) == (once.lo, once.hi)
    root = at.value(parse_term("x**(3/2)", NAMES))
    assert -1e-300 < root.lo[0] <= 0 and 8 <= root.hi[0] < 8 + 1e-13
