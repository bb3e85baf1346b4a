"""Random terms over intervals against exact values: what is enclosed, what is undefined, what is said to be true."""

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from theory.errors import DomainError, UnableError
from theory.language.formula import Atom
from theory.language.term import Call, Number, Product, Quotient, Sum, Variable, power
from verify.values.evaluate import holds, value
from verify.values.intervals.interval import Interval, points
from verify.values.intervals.terms import HOLDS, OPEN, Terms

X, Y = Variable("x"), Variable("y")
ROWS = list(product([Fraction(a, b) for a in (-3, -1, 0, 1, 2) for b in (1, 2)], repeat=2))
COLUMNS = np.array([[float(q) for q in row] for row in ROWS]).T
EXACT = [{v: fmpq(q.numerator, q.denominator) for v, q in zip((X, Y), row, strict=True)} for row in ROWS]
EXPONENTS = (-2, -1, 0, 2, 3, *(Fraction(q) for q in ("1/2", "-1/2", "1/3", "3/2")))
TERMS = 80


def drawn(rng, depth):
    if depth == 0:
        return rng.choice([X, X, Y, Y, Number(Fraction(rng.randint(-3, 3), rng.randint(1, 3)))])

    def part():
        return drawn(rng, depth - 1)

    return rng.choice([
        lambda: Sum(part(), part()), lambda: Product(part(), part()), lambda: Quotient(part(), part()),
        lambda: power(part(), Number(rng.choice(EXPONENTS))), lambda: power(part(), part()),
        lambda: Call(rng.choice(["exp", "log", "sqrt", "abs", "W0", "Wm1"]), part()),
        lambda: Call(rng.choice(["max", "min"]), part(), part()),
    ])()  # fmt: skip


def exact(term, point):
    """The value at ``point``; None where it is undefined."""
    with ctx.workprec(128):
        try:
            return arb(value(term, point))
        except DomainError:
            return None


@pytest.mark.parametrize("seed", range(4))
def test_every_value_is_enclosed_and_where_there_is_none_nothing_is(seed):
    rng = random.Random(seed)
    narrow = {X: points(COLUMNS[0]), Y: points(COLUMNS[1])}
    wide = {v: Interval(box.lo - 0.25, box.hi + 0.5) for v, box in narrow.items()}
    undefined = 0
    for _ in range(TERMS):
        term = drawn(rng, rng.randint(1, 4))
        for box in (Terms(narrow).value(term), Terms(wide).value(term)):
            for k in rng.sample(range(len(ROWS)), 8):
                low, high = box.lo[k], box.hi[k]
                try:
                    at = exact(term, EXACT[k])
                except UnableError:
                    continue
                if at is None:
                    undefined += 1
                    assert np.isnan(low) and np.isnan(high), (term, EXACT[k])
                else:
                    assert not arb(float(low)) > at and not arb(float(high)) < at, (term, EXACT[k])
    assert undefined > 20


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
def test_truths_are_the_exact_ones_or_open(op):
    rng = random.Random(op)
    settled = 0
    for _ in range(TERMS // 2):
        atom = Atom(op, drawn(rng, rng.randint(1, 3)), drawn(rng, 1))
        found = Terms({X: points(COLUMNS[0]), Y: points(COLUMNS[1])}).truth(atom)
        for k in rng.sample(range(len(ROWS)), 5):
            known = holds(atom, EXACT[k])
            assert found[k] == OPEN or known is None or known == (found[k] == HOLDS), (atom, EXACT[k])
            settled += found[k] != OPEN
    assert settled > 40
