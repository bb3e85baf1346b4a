"""Random terms, points at which they are compared, and where two of them differ."""

import itertools
from fractions import Fraction

import numpy as np
from flint import arb, ctx, fmpq

from theory.errors import DomainError, UnableError
from theory.language.grammar import parse_term
from theory.language.term import (
    INTEGER,
    REAL,
    Call,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
    exp,
    log,
    sqrt,
    w0,
)
from verify.values.evaluate import value

X, Y, N = map(Variable, "xyn")
HERE = (*(fmpq(k) for k in (0, 1, -1, 2)), fmpq(1, 2), fmpq(-3, 2), fmpq(4))
POINTS = [{X: x, Y: y, N: fmpq(n)} for x, y, n in itertools.product(HERE, HERE, (-1, 0, 2))]
SAMPLES = [POINTS[k] for k in np.random.default_rng(3).permutation(len(POINTS))[:24]]

LEAVES = (X, Y, X, Y, N, Number(2), Number(-1), Number(0), Number(Fraction(1, 4)))


def read(text):
    return parse_term(text, {"x": X, "y": Y, "n": N}, frozenset({"n"}))


def random_term(rng, depth):
    if depth == 0 or rng.random() < 0.15:
        return LEAVES[int(rng.integers(len(LEAVES)))]
    a, b = random_term(rng, depth - 1), random_term(rng, depth - 1)
    rules = [
        lambda: Sum(a, b), lambda: a - b, lambda: Product(a, b), lambda: Product(a, b), lambda: Quotient(a, b),
        lambda: a ** int(rng.integers(-3, 4)), lambda: Power(a, b, REAL), lambda: Power(a, N, INTEGER),
        lambda: a ** Fraction(int(rng.choice([1, 2, -1])), 3), lambda: a ** Fraction(int(rng.choice([1, 3, -1])), 2),
        lambda: sqrt(a), lambda: exp(a), lambda: log(a), lambda: Call("abs", a), lambda: Call("max", a, b),
        lambda: Call("min", a, b, Number(1)), lambda: w0(a), lambda: Product(a, a), lambda: exp(log(a)), lambda: a - a,
    ]  # fmt: skip
    return rules[int(rng.integers(len(rules)))]()


def known(term, point):
    """Its value; None where it is undefined, NaN where that is not decided."""
    try:
        with ctx.workprec(200):
            return value(term, point)
    except DomainError:
        return None
    except UnableError:
        return arb("nan")


def differs(term, form, points=SAMPLES):
    """A point at which ``term`` is defined and ``form`` is not, or has another value."""
    for point in points:
        right = known(term, point)
        if right is None or not arb(right).is_finite() or abs(arb(right)) > 10**9:
            continue
        found = known(form, point)
        if found is None or (arb(found).is_finite() and not arb(found).overlaps(arb(right))):
            return point
    return None


def sign(v):
    """1, 0 or -1; None where that is not decided."""
    return 0 if v == 0 else 1 if v > 0 else -1 if v < 0 else None
