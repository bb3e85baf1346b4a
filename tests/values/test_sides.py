"""Sides of a box: their ends, and what a bound cuts off."""

import pytest
from flint import fmpq

from verify.values.sides import Side, cut, middle


def test_ends_of_an_integer_are_integers_that_belong_to_the_side():
    assert Side(fmpq(1, 2), fmpq(7, 2), integer=True).rounded() == Side(fmpq(1), fmpq(3), integer=True)
    assert Side(fmpq(1), fmpq(2), True, True, True).rounded().empty


@pytest.mark.parametrize(
    ("op", "value", "shown"),
    [(">", 1, "(1, 4)"), (">=", 1, "[1, 4)"), ("<=", 1, "[0, 1]"), ("<", 1, "[0, 1)"), ("==", 1, "1"),
     ("!=", 1, "[0, 4)"), (">=", -1, "[0, 4)"), (">", 0, "(0, 4)"), ("<=", 4, "[0, 4)")],
)  # fmt: skip
def test_a_bound_cuts_off_what_it_excludes_and_no_more(op, value, shown):
    assert str(cut(Side(fmpq(0), fmpq(4), False, True), op, fmpq(value))) == shown


@pytest.mark.parametrize(
    "side", [Side(), Side(fmpq(0)), Side(fmpq(1, 3)), Side(None, fmpq(-2)), Side(fmpq(-9), fmpq(7))]
)
def test_the_middle_is_inside(side):
    at = middle(side)
    assert (side.lo is None or at > side.lo) and (side.hi is None or at < side.hi)
