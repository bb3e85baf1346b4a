"""Hypothesis strategies for parameters of claims: whole counts and rational numbers, exact, and biased to the edges."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

LARGEST = 10**9
Point = dict[str, Fraction]


@cache
def powers(low: int, high: int) -> SearchStrategy[Fraction]:
    """10^k with ``low`` <= k <= ``high``; simplest near 1."""
    return st.integers(low, high).map(lambda k: Fraction(10) ** k)


@cache
def counts(least: int = 0, largest: int = LARGEST) -> SearchStrategy[int]:
    """Whole numbers from ``least`` to ``largest``: often among the first or the last, often up to 60."""
    first = [st.integers(least, min(least + k, largest)) for k in (3, 60)]
    return st.one_of(*first, st.integers(least, largest), st.integers(0, 3).map(lambda k: max(largest - k, least)))


@cache
def positives() -> SearchStrategy[Fraction]:
    """Positive numbers: simple ones, and of every size from 1e-12 to 1e12."""
    simple = st.sampled_from(["1", "2", "1/2", "3", "1/3", "10", "1/10"]).map(Fraction)
    return st.one_of(simple, st.fractions(Fraction(1, 1000), 1000, max_denominator=1000), powers(-12, 12))


@cache
def shares(*, ends: bool = True) -> SearchStrategy[Fraction]:
    """Numbers from 0 to 1, often within 1e-12 of either; without 0 and 1 themselves unless ``ends``."""
    least = 0 if ends else Fraction(1, 1000)
    close = powers(-12, -1)
    return st.one_of(
        st.sampled_from(["1/2", "1/3", "2/3"]).map(Fraction),
        st.fractions(least, 1 - least, max_denominator=1000),
        close,
        close.map(lambda q: 1 - q),
        *([st.sampled_from([Fraction(0), Fraction(1)])] if ends else []),
    )


@cache
def reals() -> SearchStrategy[Fraction]:
    """Numbers of either sign, often 0, 1 or -1."""
    simple = st.sampled_from([Fraction(0), Fraction(1), Fraction(-1)])
    spread = st.fractions(-50, 50, max_denominator=1000)
    return st.one_of(simple, spread, positives(), positives().map(lambda q: -q))


def near(value: Fraction) -> SearchStrategy[Fraction]:
    """``value`` itself, or up to a tenth above or below it, down to 1e-12, relatively."""
    offset = powers(-12, -1)
    return st.one_of(st.just(value), offset.map(lambda q: value * (1 - q)), offset.map(lambda q: value * (1 + q)))
