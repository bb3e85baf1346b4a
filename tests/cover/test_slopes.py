"""Slopes: differences of a term lie in the range of its slope, over kinks too."""

import numpy as np
import pytest
from flint import arb, fmpq

from tests.cover.terms import N, X, Y, known, read
from verify.cover.slopes import slope
from verify.values.ranges.arithmetic import Undefined
from verify.values.ranges.terms import range_over
from verify.values.sides import Side

SMOOTH = (
    "x**3 - x", "abs(x) - x/2", "max(x, 1 - x)", "max(x**2, abs(x - 1), 1/2)", "min(x, x*y)*y", "abs(abs(x) - 1)",
    "exp(max(x, 0))", "sqrt(2 + x)", "(2 + x)**(5/2)", "(3 + x)**n", "(3 + x)**y", "log(3 + abs(x))", "x/(x**2 + 1)",
    "W0(x + 3)", "max(x, y)*abs(x - y)",
)  # fmt: skip


@pytest.mark.parametrize("text", SMOOTH)
def test_differences_lie_in_the_range_of_the_slope(text):
    """The mean value theorem, for kinks too: any corner counts as every slope between those beside it."""
    term = read(text)
    steep, kinks = slope(term, X)
    switches = [v for some in kinks.values() for v in some]
    rng = np.random.default_rng(5)
    for _ in range(60):
        left = fmpq(int(rng.integers(-8, 8)), 4)
        right = left + fmpq(int(rng.integers(1, 8)), 4)
        at = {Y: fmpq(int(rng.integers(-2, 3))), N: fmpq(int(rng.integers(0, 4)))}
        box = {v: Side(q, q) for v, q in at.items()} | {X: Side(left, right, True, True)}
        box |= dict.fromkeys(switches, Side(fmpq(0), fmpq(1)))
        try:
            found = range_over(steep, {v: side.range() for v, side in box.items()})
        except Undefined:
            continue
        a, b = known(term, {**at, X: left}), known(term, {**at, X: right})
        if found.continuous and a is not None and b is not None:
            mean = (arb(b) - arb(a)) / arb(right - left)
            assert not mean < found.lo and not mean > found.hi, (left, right, at)


def test_a_slope_of_a_slope_has_switches_of_its_own():
    first, kinks = slope(read("abs(x)*abs(x)"), X)
    switches, more = ([v for some in k.values() for v in some] for k in (kinks, slope(first, X)[1]))
    assert switches and not set(more) & set(switches) and len(set(more)) == len(more)
