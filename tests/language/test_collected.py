"""Sums over exponentials: how they are written, that they are the same sums, and what is not merged."""

import random
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from theory.language.algebra import equal
from theory.language.calculus import times
from theory.language.exponentials import collected
from theory.language.term import Number, Product, Variable, exp
from verify.values.evaluate import value

P, Q, R, W, V, LAM = (Variable(name) for name in ("p", "q", "r", "w", "v", "lam"))
WRITTEN = {
    "lam*w - p*exp(-w)": LAM * W - P * exp(-W),
    "lam*w - (p - q)*exp(-w)": LAM * W - P * exp(-W) + Q * exp(-W),
    "p*exp(-(v + w))/r": P / R * exp(-(W + V)),
    "p*q*exp(-2*w)": P * exp(-W) * Q * exp(-W),
    "(r*w + 1)/r": W + 1 / R,
    "exp(-w - p*exp(-w))": exp(-W - P * exp(-W)),
    "0": P * exp(W) - exp(W) * P,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_sum_over_exponentials_is_written_as_a_person_writes_it(text):
    found = collected(WRITTEN[text])
    assert equal(found, WRITTEN[text])
    assert str(found) == text


def test_powers_of_chosen_variables_are_apart():
    rise = LAM * W**2 / 2 + P / R - P / R * exp(-W)
    assert str(collected(rise, LAM)) == "lam*w**2/2 + p/r - p*exp(-w)/r"
    assert equal(collected(rise), rise)


@pytest.mark.parametrize("seed", range(20))
def test_values_agree_at_random_points(seed):
    draw = random.Random(seed)
    parts = (P, Q, R, W, V, exp(-W), exp(V), exp(-W - P * exp(-W)), exp(W / 2), exp(V / (R + 5)), 1 / (R + 4))
    total = sum(
        (Product(draw.randint(-3, 3), *draw.choices(parts, k=draw.randint(1, 4))) for _ in range(6)), start=Number(0)
    )
    at = {v: fmpq(draw.randint(-20, 20), 7) for v in (P, Q, R, W, V, LAM)}
    with ctx.workprec(150):
        a, b = arb(value(total, at)), arb(value(collected(total, P), at))
        assert abs(a - b) < arb("1e-35") * (1 + abs(a))


def test_exponentials_of_sums_over_one_denominator_are_products():
    w = (P * W - V) / (1 - R)
    assert equal(exp(w), exp(P * W / (1 - R)) * exp(-V / (1 - R)))
    assert equal(exp(-W + P * exp(-W)) * exp(W), exp(P * exp(-W)))
    assert not equal(exp(-W + P * exp(-W)), exp(P * exp(-W)))


def test_numbers_of_a_product_are_one_number():
    assert times(Number(-1), P, times(Number(-1), Q)) == P * Q
    assert times(Number(2), Number(Fraction(1, 2)), P) is P
    assert times(Number(3), P, Number(0)) == Number(0)
