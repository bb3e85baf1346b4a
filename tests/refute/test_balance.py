"""The scale that a search climbs: its sign is that of the violation, and it tells apart what relative gaps do not."""

import numpy as np
import pytest

from theory.language.grammar import parse_formula
from theory.language.term import Variable
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import claim
from verify.refute.balance import balance
from verify.refute.implicit_search import ImplicitSearch
from verify.values.floating import column

NAMES = {name: Variable(name) for name in "xy"}


TEXTS = {
    "x**2 <= y": lambda x, y: x**2 <= y,
    "x > exp(y)": lambda x, y: x > np.exp(y),
    "(x - y)*(x + 1) >= x": lambda x, y: (x - y) * (x + 1) >= x,
    "x < 1 and y < 2": lambda x, y: (x < 1) & (y < 2),
    "x < 1 or y < 2": lambda x, y: (x < 1) | (y < 2),
    "x != y": lambda x, y: x != y,
    "x == y": lambda x, y: x == y,
    "log(x) < y": lambda x, y: np.log(x) < y,
}


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_above_0_exactly_where_the_formula_fails(text):
    x, y = np.random.default_rng(7).normal(0, 3, (2, 4000)).round(1)
    found = balance(parse_formula(text, NAMES), {"x": x, "y": y}, 4000)
    with np.errstate(all="ignore"):
        fails = ~TEXTS[text](x, y)
    sure = np.abs(found) > 1e-9
    if "log" in text:
        assert np.all(found[x <= 0] == -np.inf)
        sure &= x > 0
    assert np.array_equal(found[sure] > 0, fails[sure]) and sure.sum() > 1900


def test_it_rises_towards_a_violation_where_the_relative_gap_is_the_same():
    x = np.array([1.0, 10.0, 20.0, 30.0])
    gap = np.exp(-x) - 1e-6
    found = balance(parse_formula("exp(-x) >= 1/10**6", NAMES), {"x": x}, 4)
    assert np.all(np.diff(found) > 0) and np.array_equal(found > 0, gap < 0)


def test_a_violation_far_out_along_one_variable_is_found():
    entry = Entry(
        "far", {"x": "real", "q": "real"}, "x**2 + x + q*exp(-x**2 - 9/x**2) >= -1000", ("x > 0",)
    )  # at x^2 = 3 the exponent is least, and q has to be below -1000 e^6
    witness = ImplicitSearch(claim(entry)).look().witness
    assert witness is not None and witness.parameters["q"] < -400_000


def test_a_large_power_of_a_sum_is_weighed_as_it_is_written(monkeypatch):
    names = {name: Variable(name) for name in "xyz"}
    gap = parse_formula("(x + y + z)**60 >= 27*x*y*z*(x + y + z)**57", names)
    counted = []
    monkeypatch.setattr("verify.refute.balance.column", lambda term, *rest: counted.append(term) or column(term, *rest))
    balance(gap, {name: np.ones(2) for name in names}, 2)
    assert len(counted) < 10
