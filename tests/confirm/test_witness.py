"""Witnesses: the true ones are confirmed, each wrong one is not, for the reason that it is wrong."""

from fractions import Fraction

import pytest

from tests.confirm.claims import claim, with_point
from verify.confirm import confirm
from verify.confirm.refutation import confirm_witness
from verify.verdict import Grade, Truth, Verdict, Witness

F = Fraction


def read(asked, enclosures=None, **parameters):
    return confirm_witness(asked, {n: F(q) for n, q in parameters.items()}, enclosures or {})


TRUE_ONES = [
    (claim("x < 1", "x > 0"), {"x": "2", "y": 0}),
    (claim("x**2*y < 1", real="x y"), {"x": "1", "y": 1}),
    (claim("log(x) > -5", "x < 1"), {"x": "0", "y": 0}),  # undefined there
    (claim("sqrt(x**2*y) == x*sqrt(y)", "y >= 0"), {"x": "-1", "y": 1}),
    (claim("exp(x)*exp(-x) > 1"), {"x": "1/3", "y": 0}),  # exactly equal, by algebra
    (claim("sqrt(2)*sqrt(2) != 2*x"), {"x": 1, "y": 0}),
    (claim("log(6) > log(2) + log(3)"), {"x": 1, "y": 0}),
    (claim("n*x != 6", integer="n", real="x"), {"x": "3/2", "n": 4}),
    (claim("x/x == 1"), {"x": 0, "y": 0}),
    (claim("1/x > 5 or x < 1", "x > 0"), {"x": 1, "y": 0}),
    (claim("(-8)**(1/3) == -2"), {"x": 0, "y": 0}),
    (claim("x < 10**50*10**50"), {"x": F(10) ** 301, "y": 0}),
    (claim("exp(x) < y", "x > 1000"), {"x": 10**9, "y": 10**9}),
]


@pytest.mark.parametrize("asked,point", TRUE_ONES, ids=lambda case: getattr(case, "conclusion", ""))
def test_a_true_witness_is_confirmed(asked, point):
    assert read(asked, **point) == ""


WRONG = [
    (claim("x < 1", "x > 0"), {"x": "1/2", "y": 0}, "may be true"),
    (claim("x < 1", "x > 3"), {"x": "2", "y": 0}, "not certainly true"),
    (claim("x < 1", "log(x) < 5 or y > 0"), {"x": "-1", "y": 0}, "may be true|not certainly true"),
    (claim("1/x > 5 or y == 0", "x > -1"), {"x": 0, "y": 0}, "may be true"),  # an or is true by one part
    (claim("n < 1", integer="n", real=""), {"n": "3/2"}, "whole"),
    (claim("x < 1"), {"x": "2"}, "each of x, y"),
    (claim("x < 1", real="x"), {"x": "2", "z": 0}, "each of x"),
    (claim("x < 1", "x*exp(1) == y"), {"x": "2", "y": "5.43656"}, "not certainly true"),
    (claim("sqrt(x**2*y) == abs(x)*sqrt(y)", "y >= 0"), {"x": "-1", "y": 2}, "may be true"),
    (claim("exp(x) > 0"), {"x": -(10**12), "y": 0}, "may be true"),
]


@pytest.mark.parametrize("asked,point,why", WRONG, ids=lambda case: getattr(case, "conclusion", ""))
def test_a_wrong_witness_is_not(asked, point, why):
    said = read(asked, **point)
    assert said and any(part in said for part in why.split("|"))


ROOT = with_point("w < 1/2", "a > 0", "b > 0", weight="a", lam="b")


def test_an_enclosed_variable_needs_a_change_of_sign():
    assert read(ROOT, {"w": ("0.567", "0.568")}, a=1, b=1) == ""
    assert "no solution" in read(ROOT, {"w": ("0.568", "0.569")}, a=1, b=1)  # a shifted enclosure
    assert "no solution" in read(ROOT, {"w": ("0.5", "0.56")}, a=1, b=1)
    assert "may be true" in read(ROOT, {"w": ("0.4", "0.6")}, a=1, b=1)  # contains the solution, decides nothing
    assert "empty" in read(ROOT, {"w": ("0.6", "0.5")}, a=1, b=1)
    assert "no exact number" in read(ROOT, {"w": ("nan", "1")}, a=1, b=1)


def test_a_change_of_sign_across_a_pole_shows_nothing():
    asked = claim("y > 5", "1/y == 0")
    assert "no solution" in read(asked, {"y": ("-1", "2")}, x=0)


def test_a_closed_form():
    asked = claim("y < 1", "y == exp(x)")
    assert read(asked, {"y": ("2.718", "2.719")}, x=1) == ""
    assert "no solution" in read(asked, {"y": ("2.719", "2.72")}, x=1)
    later = claim("x > -0.6", "x == y**2 - 1", "y*exp(y) == z", real="x y z")
    assert read(later, {"y": ("0.567", "0.568"), "x": ("-0.68", "-0.67")}, z=1) == ""
    assert "no solution" in read(later, {"y": ("0.567", "0.568"), "x": ("-0.7", "-0.68")}, z=1)


def test_where_no_rational_point_is_a_witness():
    asked = claim("log(x) != 1", real="x")
    assert "may be true" in read(asked, {}, x="2.718281828")
    meets = claim("x > 3", "log(x) == 1", real="x")
    assert read(meets, {"x": ("2.7182818", "2.7182819")}) == ""


def test_coupled_equations_by_krawczyk():
    asked = claim("x > y + 1", "x**2 + y**2 == 4", "x*exp(y) == 2 + y")
    root = solve_two()
    tight = {n: (str(F(v) - F(1, 10**6)), str(F(v) + F(1, 10**6))) for n, v in root.items()}
    assert read(asked, tight) == ""
    shifted = {n: (str(F(lo) + F(1, 10**4)), str(F(hi) + F(1, 10**4))) for n, (lo, hi) in tight.items()}
    assert "no solution" in read(asked, shifted)
    assert "each of" in read(asked, {"x": tight["x"]})


def solve_two():
    """A root of x^2 + y^2 = 4, x e^y = 2 + y, by Newton's method in doubles."""
    from math import exp

    x, y = 0.9, 1.7
    for _ in range(50):
        f, g = x * x + y * y - 4, x * exp(y) - 2 - y
        a, b, c, d = 2 * x, 2 * y, exp(y), x * exp(y) - 1
        det = a * d - b * c
        x, y = x - (d * f - b * g) / det, y - (a * g - c * f) / det
    return {"x": f"{x:.12f}", "y": f"{y:.12f}"}


def test_two_roots_of_one_equation_are_one():
    two = claim("x != y", "x*exp(x) == z", "y*exp(y) == z", real="x y z")
    assert read(two, {n: ("0.567", "0.568") for n in "xy"}, z=1) == ""
    signs = claim("x + y == 0", "x**2 == z", "y**2 == z", real="x y z")
    assert "may be true" in read(signs, {"x": ("1", "2"), "y": ("-2", "-1")}, z=2)  # two roots of one equation
    apart = claim("x != y", "x*exp(x) == z", "2*y*exp(y) == z", real="x y z")
    assert "may be true" in read(apart, {"x": ("0.5", "0.6"), "y": ("0.3", "0.6")}, z=1)


def test_one_equation_does_not_fix_two_variables():
    assert "no solution" in read(claim("x > 5", "x == y"), {"x": ("0", "1"), "y": ("0", "1")})


def test_the_verdict_is_read():
    witness = Witness({"x": F(2), "y": F(0)}, "1", "not <", Grade.EXACT)
    wrong = Witness({"x": F(0), "y": F(0)}, "1", "not <", Grade.EXACT)
    verdict = Verdict("test", Truth.FAILS, Grade.EXACT, "", "", witness=witness)
    assert confirm(claim("x < 1"), verdict).confirmed
    assert not confirm(claim("x < 1"), Verdict("test", Truth.FAILS, Grade.EXACT, "", "", witness=wrong)).confirmed
    assert not confirm(claim("x < 1"), Verdict("test", Truth.FAILS, Grade.EXACT, "", "")).confirmed
    assert not confirm(claim("x < 1"), Verdict("test", Truth.HOLDS, Grade.EXACT, "", "")).confirmed
    assert confirm(claim("x < 1"), Verdict("test", Truth.UNKNOWN, Grade.EXACT, "", "")).confirmed


def test_equality_at_a_point_that_an_equation_chooses():
    def chosen(asked, where, enclosures, **parameters):
        return confirm_witness(asked, {n: F(q) for n, q in parameters.items()}, enclosures, where)

    root = {"x": ("1.41421356237", "1.41421356238")}
    double = claim("(x**2 - 2)**2 > 0", real="x")
    assert chosen(double, ["x**2 - 2 == 0"], root) == ""
    assert "no solution" in chosen(double, [], root)
    assert "no solution" in chosen(double, ["x**2 - 2 == 0"], {"x": ("1", "1.4")})
    assert "may be true" in chosen(double, ["x**2 - 2 == 1/10**15"], root)
    assert "may be true" in chosen(claim("(x**2 - 2)**2 + x > 1", real="x"), ["x**2 - 2 == 0"], root)
    two = claim("(x**2 - 2)**2 + (y**3 - 3)**2*x > 0")
    both = {**root, "y": ("1.4422495703", "1.4422495704")}
    assert chosen(two, ["x**2 - 2 == 0", "y**3 == 3"], both) == ""
    least = claim("x*log(x) > -exp(-1)", "x > 0", real="x")
    assert chosen(least, ["x == exp(-1)"], {"x": ("0.36787944", "0.36787945")}) == ""
    assert chosen(claim("log(x) != 1", "x > 0", real="x"), ["x == exp(1)"], {"x": ("2.7182818", "2.7182819")}) == ""
    assert "may be true" in chosen(least, ["x == exp(-2)"], {"x": ("0.13", "0.14")})
    assert "not certainly true" in chosen(claim("x < 0", "(x**2 - 2)*x == 1/9", real="x"), ["x**2 - 2 == 0"], root)
    assert chosen(claim("x < 0", "(x**2 - 2)*x == 0", real="x"), ["x**2 - 2 == 0"], root) == ""
    assert "cannot be read" in chosen(double, ["x**2 - z == 0"], root)


def test_constants_are_compared_by_algebra():
    assert read(claim("max(exp(1), 2718/1000) > exp(1)", real="x"), x=0) == ""
    assert read(claim("W0(-exp(-1)*(1 - x*y)) + 1 > 0"), x=0, y=3) == ""
    assert read(claim("Wm1(-exp(-1)) != -1", real="x"), x=0) == ""
    assert read(claim("exp(x)*exp(-x) != 1", real="x"), x="563/1000") == ""
    assert "may be true" in read(claim("max(exp(1), 2719/1000) > exp(1)", real="x"), x=0)
