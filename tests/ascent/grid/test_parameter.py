"""Ranges: the doubles they give, and the text they refuse."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from theory.errors import DomainError
from verify.ascent.grid.parameter import grid_range, random_range
from verify.ascent.grid.ratios import ALPHA, EPS, LAM, PHI, SHARE

PARAMETERS = {parameter.name: parameter for parameter in (ALPHA, PHI, LAM, SHARE, EPS)}


def nearest(values, exact):
    """Whether each double is the nearest one to its exact value."""
    return all(abs(Fraction(v) - e) <= abs(Fraction(n) - e) for v, e in zip(values, exact, strict=True)
               for n in (np.nextafter(v, -np.inf), np.nextafter(v, np.inf)))  # fmt: skip


@pytest.mark.parametrize("text", ["0:2:101", "1/3:2/3:97", "1e-300:1e300:13", "0.1:0.3:1000", "1:1000000:999999"])
def test_equal_steps_are_the_nearest_doubles(text):
    low, high, number = (Fraction(part) for part in text.split(":"))
    k = np.unique(np.linspace(0, int(number) - 1, 400).round().astype(int))
    values = grid_range(text, ALPHA).at(k)
    assert nearest(values, [low + (high - low) * int(j) / (int(number) - 1) for j in k])


def test_numpy_linspace_would_not_be():
    low, high = Fraction(1, 3), Fraction(2, 3)
    assert not nearest(np.linspace(1 / 3, 2 / 3, 97), [low + (high - low) * k / 96 for k in range(97)])


def test_equal_ratios_agree_with_another_library_and_meet_both_ends():
    values = grid_range("1e-6:3/7:1000:log", LAM).at(np.arange(1000))
    with mpmath.workdps(40):
        low, high = mpmath.mpf("1e-6"), mpmath.mpf(3) / 7
        truth = [float(low * (high / low) ** (mpmath.mpf(k) / 999)) for k in range(1000)]
    assert values.tolist() == truth and values[0] == 1e-6 and values[-1] == 3 / 7


def test_a_list_keeps_its_order_and_a_value_is_the_nearest_double():
    assert grid_range("1/3, 0.1,2", ALPHA).at(np.array([0, 1, 2, 0])).tolist() == [1 / 3, 0.1, 2.0, 1 / 3]
    assert grid_range(" 1/3 ", ALPHA).at(np.zeros(2, dtype=int)).tolist() == [1 / 3, 1 / 3]


@pytest.mark.parametrize("text", ["0:2:101", "1/3:2/3:97:log", "1/3,2,3e-5"])
def test_a_range_written_is_read_back(text):
    assert str(grid_range(str(grid_range(text, ALPHA)), ALPHA)) == str(grid_range(text, ALPHA))


@pytest.mark.parametrize("text", ["1e-300:1e300:log", "0.25:0.75", "1e-6:1:log", "0.1:0.1000001:log"])
def test_drawn_values_stay_within_their_bounds_and_reach_both(text):
    drawn = random_range(text, LAM)
    values = drawn.at(np.linspace(0, 1, 10001))
    assert values.min() >= float(drawn.low) and values.max() <= float(drawn.high)
    middle = drawn.at(np.array([0.5]))[0]
    want = np.exp(np.log([float(drawn.low), float(drawn.high)]).mean()) if drawn.log else (values[0] + values[-1]) / 2
    assert np.isclose(middle, want, rtol=1e-12) and np.all(np.diff(values) >= 0)


BAD = [
    ("alpha", "", "empty"),
    ("alpha", "1,,2", "not an exact number"),
    ("alpha", "0:2", "not a range"),
    ("alpha", "0:2:3:lin", "not a range"),
    ("alpha", "0:2:3:log:log", "not a range"),
    ("alpha", "2:0:5", "empty or reversed"),
    ("alpha", "1:1:5", "empty or reversed"),
    ("alpha", "0:2:0", "N >= 2"),
    ("alpha", "0:2:1", "N >= 2"),
    ("alpha", "0:2:-3", "whole number"),
    ("alpha", "0:2:2.5", "whole number"),
    ("alpha", "0:2:5:log", "cannot meet zero"),
    ("alpha", "-1:2:5:log", "cannot meet zero"),
    ("alpha", "-1:2:5", "must be >= 0"),
    ("alpha", "nan", "not an exact number"),
    ("alpha", "0:inf:5", "not an exact number"),
    ("alpha", "1e999", "1e308"),
    ("alpha", "0.1,1/10", "one double"),
    ("alpha", "1:1.000000000000001:100", "distinct doubles"),
    ("alpha", "1:1.000000000000001:100:log", "distinct doubles"),
    ("phi", "0", "must be > 0"),
    ("phi", "0:1:5", "must be > 0"),
    ("lam", "-1/10", "must be > 0"),
    ("lam", "-2:-1:5:log", "must be > 0"),
    ("share", "0:1:5", "in (0, 1]"),
    ("share", "3/2", "in (0, 1]"),
    ("share", "0.5:1.0001:5", "in (0, 1]"),
    ("eps", "1", "in [0, 1)"),
    ("eps", "0:1:5", "in [0, 1)"),
    ("eps", "-0.1", "in [0, 1)"),
    ("eps", "0.99999999999999999999", "as a double"),
]


@pytest.mark.parametrize(("name", "text", "says"), BAD, ids=[f"{n}={t}" for n, t, _ in BAD])
def test_a_bad_range_is_refused_with_value_rule_and_next_step(name, text, says):
    with pytest.raises(DomainError, match="--" + name) as caught:
        grid_range(text, PARAMETERS[name])
    message = str(caught.value)
    assert says in message and "\n" not in message and ";" in message and len(message) < 250


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0:2:5", "leave the number out"),
        ("1,2", "leave the number out"),
        ("2:1", "reversed"),
        ("0:1:log", "cannot meet zero"),
        ("1:1.00000000000000000001", "one double"),
        ("-1:1", "must be >= 0"),
        ("", "empty"),
    ],
)
def test_bad_bounds_are_refused(text, says):
    with pytest.raises(DomainError, match="--alpha") as caught:
        random_range(text, ALPHA)
    assert says in str(caught.value)


def test_every_domain_has_a_value_on_either_side_of_its_ends():
    edges = {"alpha": ("0", "-1e-300"), "phi": ("1e-300", "0"), "lam": ("1e-300", "0"), "share": ("1", "1.0000001"),
             "eps": ("0", "1")}  # fmt: skip
    assert edges.keys() == PARAMETERS.keys()
    for name, (inside, outside) in edges.items():
        assert len(grid_range(inside, PARAMETERS[name])) == 1
        with pytest.raises(DomainError):
            grid_range(outside, PARAMETERS[name])
