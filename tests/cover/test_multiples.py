"""Positive multiples of terms: they have the term's sign, and need what they say."""

import itertools

import pytest
from flint import fmpq

from tests.cover.terms import POINTS, X, Y, known, read, sign
from verify.cover.multiples import multiples

MULTIPLES = (
    "log(x) - log(y)", "log(x) - x + 1", "x - log(y)", "x*log(x) - y*log(x) + y", "exp(x) - x - 1",
    "exp(x*y) - exp(x)*y", "exp(x) - y**x", "exp(x)*x - 2*y*exp(y)", "log(x) + log(y) - log(2)",
    "sqrt(x)*exp(y) - x", "y*exp(-x) - 1",
)  # fmt: skip


@pytest.mark.parametrize("text", MULTIPLES)
def test_a_positive_multiple_has_the_sign_wherever_the_term_is_defined_and_what_it_needs_is_positive(text):
    term = read(text)
    found = multiples(term)
    assert found
    for (form, needs, *_), point in itertools.product(found, POINTS):
        right = known(term, point)
        if right is None or any((v := known(need, point)) is None or not v > 0 for need in needs):
            continue
        other = known(form, point)
        assert other is not None, (str(form), point)
        assert None in (sign(right), sign(other)) or sign(right) == sign(other), (str(form), point)


def test_what_a_multiple_needs_is_needed():
    """log(x)*y + 1 divided by y: where y < 0 the sign turns."""
    ((form, needs, *_),) = [m for m in multiples(read("log(x)*y + 1")) if m[1] == (Y,)]
    assert needs == (Y,)
    at = {X: fmpq(2), Y: fmpq(-2)}
    assert sign(known(read("log(x)*y + 1"), at)) != sign(known(form, at))
