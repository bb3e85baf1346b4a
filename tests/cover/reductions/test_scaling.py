"""One variable fewer where only ratios matter, and never where more than ratios does."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq

from tests.cover import questions
from theory.language.formula import Atom
from theory.language.term import Variable
from verify.cover import forms
from verify.cover.reductions.scaling import scaled
from verify.values.evaluate import excess, holds, value


def asked(conclusion):
    return questions.asked(conclusion, "a > 0", "b > 0", names="ab")


HOMOGENEOUS = (
    "(a - b)/(a + b) <= 1", "a*log(a/b) >= a - b", "a**3 + b**3 >= a**2*b", "log(a) - log(b) <= a/b - 1",
    "(a + b)*log((a + b)/2) <= a*log(a) + b*log(b)", "sqrt(a*b) <= (a + b)/2", "max(a, b) >= abs(a - b)",
    "a**(3/2)/b >= sqrt(b)", "exp(a/b) >= 1 + a/b", "max(a - b, 0) <= a", "(a/b)**(a/b) >= 1/2", "W0(a/b) <= a/b",
    "a/(1 + (log(a) - log(b))**2) <= a",
)  # fmt: skip
OTHERS = (
    "a*b <= a + b", "exp(a) >= b", "a**2 + b >= 0", "log(a) + log(b) <= a*b", "a**b >= 1", "log(a)*log(b) >= 1",
    "W0(a) <= b", "max(a, 1) >= b",
)  # fmt: skip


@pytest.mark.parametrize("text", HOMOGENEOUS)
def test_a_ratio_remains(text):
    found = scaled(asked(text))
    assert found is not None and len(found.box) == 1


@pytest.mark.parametrize("text", HOMOGENEOUS)
def test_the_ratio_decides_as_the_variables_do(text):
    plain = asked(text)
    fewer = scaled(plain)
    rng = np.random.default_rng(1)
    for _ in range(20):
        a, b = (fmpq(int(k), int(m)) for k, m in rng.integers(1, 9, (2, 2)))
        known = {Variable("a"): a, Variable("b"): b}
        (name,) = fewer.box
        top, bottom = name.name.split("/")
        ratio = {name: known[Variable(top)] / known[Variable(bottom)]}
        for goal, other in zip(plain.goals, fewer.goals, strict=True):
            assert sign(goal, known) == sign(other, ratio)


def sign(formula, point):
    if not isinstance(formula, Atom):
        return holds(formula, point)
    gap = excess(formula, point)
    return 1 if gap > 0 else -1 if gap < 0 else 0


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_not_homogeneous_is_left_and_never_multiplied_out_for_long(text, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST", 0)
    assert scaled(asked(text)) is None


def test_the_variables_come_back_from_the_ratio():
    plain = asked("(a - b)/(a + b) <= 1")
    fewer = scaled(plain)
    (name,) = fewer.box
    at = {name: fmpq(3)}
    for old, term in reversed(fewer.solved):
        at[old] = value(term, at)
    a, b = at[Variable("a")], at[Variable("b")]
    assert Fraction(int((a / b).p), int((a / b).q)) in (3, Fraction(1, 3))


def test_only_what_is_homogeneous_loses_a_variable():
    assert len(scaled(questions.plain("sqrt(x*y) <= (x + y)/2", "x > 0", "y > 0")).box) == 1
    assert scaled(questions.plain("x*y <= (x + y)/2", "x > 0", "y > 0")) is None
    assert scaled(questions.plain("x <= y", "x > 0", "y > 1")) is None
