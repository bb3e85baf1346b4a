"""Truth values on a box: they contain those at its points."""

import numpy as np
import pytest
from flint import fmpq

from tests.cover.terms import N, X, Y
from theory.language.formula import Atom
from theory.language.grammar import parse_formula
from theory.language.meaning import spelt
from theory.language.term import Number, exp
from verify.cover.truths import certainly_true, truths_over
from verify.values.evaluate import truths
from verify.values.sides import Side

FORMULAS = (
    "x < y", "x/y >= 1", "log(x) <= 1 or x <= 0", "not (sqrt(x) > y)", "x > 0 and 1/x > y", "x**n >= 1", "x - x == 0",
    "x/x == 1", "max(1/x, 0) >= 0", "y != 0 or 1/y > 0",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_the_possible_truth_values_on_a_box_contain_those_at_its_points(text):
    formula = parse_formula(text, {"x": X, "y": Y, "n": N}, frozenset({"n"}))
    rng = np.random.default_rng(11)
    for _ in range(150):
        box, point = {}, {}
        for name in (X, Y, N):
            low, high = sorted(int(k) for k in rng.integers(-2, 3, 2))
            box[name] = Side(fmpq(low), fmpq(high), integer=name is N)
            point[name] = fmpq(int(rng.integers(low, high + 1)))
        here = {name: side.range() for name, side in box.items()}
        for written in (formula, spelt(formula)):
            at = truths(written, point)
            assert at in truths_over(written, here) or truths_over(written, here) & at == at, (text, box, point)


def test_what_is_certainly_true_at_a_point_is_decided_with_more_bits_than_it_starts_with():
    near = 1 + X - Number(1) / 2**200  # exp(x) exceeds it by 2**-200 at 0
    assert certainly_true(Atom(">", exp(X), near), {X: fmpq(0)})
    assert not certainly_true(Atom("<", exp(X), near), {X: fmpq(0)})
    assert not certainly_true(Atom(">", exp(X) - exp(X), Number(0)), {X: fmpq(1)})
