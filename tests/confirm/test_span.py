"""Intervals, conditions, quotients and derivatives of the second reader, against the engines' at random points."""

import itertools
import random
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from tests.slow import slow
from theory.errors import DomainError, UnableError
from theory.language.calculus import diff
from theory.language.formula import And
from theory.language.meaning import defined
from theory.language.term import Call, Number, Power, Product, Quotient, Sum, Variable, power
from verify.confirm.calculus import needs, slope
from verify.confirm.quotients import Algebra
from verify.confirm.span import Nowhere, Span, inverse, values
from verify.values.evaluate import truths, value
from verify.values.ranges import arithmetic

X, Y = Variable("x"), Variable("y")


def term(rng, depth):
    if depth == 0 or rng.random() < 0.15:
        return rng.choice([X, Y, Number(Fraction(rng.randint(-4, 4), rng.randint(1, 3)))])
    a, b = term(rng, depth - 1), term(rng, depth - 1)
    whole, root = rng.choice([2, 3, -1, -2, 0]), Fraction(rng.choice([1, 3, -1, 2]), rng.choice([2, 3]))
    one = rng.choice(["exp", "log", "sqrt", "abs", "W0", "Wm1"])
    makes = [
        lambda: Sum(a, b), lambda: Product(a, b), lambda: Quotient(a, b), lambda: power(a, whole),
        lambda: power(a, root), lambda: power(a, b), lambda: Call(rng.choice(["max", "min"]), a, b),
        lambda: Call(one, a), lambda: Call(one, a),
    ]  # fmt: skip
    return rng.choice(makes)()


def number(rng):
    return fmpq(rng.randint(-6, 6), rng.choice([1, 1, 2, 3, 5]))


def side(rng):
    """A side, possibly open or infinite, and a number on it, often an end."""
    a, b = sorted((number(rng), number(rng)))
    below, above = (a < b and rng.random() < 0.3 for _ in "ab")
    lo, hi = (None if rng.random() < 0.15 else end for end in (a, b))
    inner = [(a + b) / 2, *([a] if not below else []), *([b] if not above else [])]
    outer = ([a - 10] if lo is None else []) + ([b + 1000] if hi is None else [])
    return Span(lo, hi, below or lo is None, above or hi is None), rng.choice(inner + outer)


@pytest.mark.parametrize("seed", range(8))
def test_a_span_contains_the_values(seed):
    rng, bounded = random.Random(seed), 0
    for _ in range(600):
        t, sides = term(rng, rng.choice([1, 2, 3])), {v: side(rng) for v in (X, Y)}
        box, at = {v: s for v, (s, _) in sides.items()}, {v: q for v, (_, q) in sides.items()}
        try:
            span = values(t, box)
        except Nowhere:
            span = None
        try:
            with ctx.workprec(200):
                exact = value(t, at)
        except DomainError:
            assert span is None or not span.sure, (t, box, at)
            continue
        except UnableError:
            continue
        assert span is not None, (t, box, at)
        bounded += span.lo is not None or span.hi is not None
        ball = arb(exact)
        assert span.lo is None or not ball < arb(span.lo), (t, box, at)
        assert span.hi is None or not ball > arb(span.hi), (t, box, at)
        if isinstance(exact, fmpq):
            assert not (span.below and exact == span.lo) and not (span.above and exact == span.hi), (t, box, at)
    assert bounded > 200


@pytest.mark.parametrize("seed", range(4))
def test_conditions_and_derivatives_agree_with_the_engines(seed):
    rng, compared = random.Random(seed), 0
    for _ in range(500):
        t, at = term(rng, rng.choice([1, 2, 3])), {v: number(rng) for v in (X, Y)}
        with ctx.workprec(200):
            mine, theirs = truths(And(needs(t)), at), truths(defined(t), at)
            assert not (mine.certainly_true and theirs.certainly_not_true), (t, at)
            assert not (theirs.certainly_true and mine.certainly_not_true), (t, at)
            try:
                one, other = (arb(value(f(t, X), at)) for f in (slope, diff))
            except (DomainError, UnableError):
                continue
        assert one.overlaps(other), (t, at)
        compared += 1
    assert compared > 200


@pytest.mark.parametrize("seed", [0, *map(slow, range(1, 4))])
def test_what_is_zero_by_algebra_is_zero(seed):
    rng, zeros = random.Random(seed), 0
    for _ in range(300):
        a, b = term(rng, 2), term(rng, 1)
        for t in (a * b + b - b * (1 + a), (a + b) ** 2 - a**2 - 2 * a * b - b**2, a / b - a * b**-1, a - b, a - a * b):
            if not Algebra().zero(t):
                continue
            with ctx.workprec(200):
                try:
                    found = value(t, {X: number(rng), Y: number(rng)})
                except (DomainError, UnableError):
                    continue
            assert arb(found).contains(0), (t, found)
            zeros += 1
    assert zeros > 200


def test_identities():
    cubes = (X + Y) ** 3 - X**3 - 3 * X**2 * Y - 3 * X * Y**2 - Y**3
    for t in (cubes, X / Y / (X / Y) - 1, Call("exp", X + Y) - Call("exp", X) * Call("exp", Y)):
        assert Algebra().zero(t)
    assert not Algebra().zero(Call("sqrt", X**2) - X)
    assert not Algebra().zero(Call("abs", X) - X)


def test_no_value_has_no_inverse():
    """A side whose ends contradict each other, as in an empty part of a cover, is turned over without end otherwise."""
    with pytest.raises(Nowhere):
        inverse(Span(fmpq(1), fmpq(-1)))
    with pytest.raises(arithmetic.Undefined):
        arithmetic.inverse(arithmetic.Range(arb(1), arb(-1)))


def test_a_whole_power_of_what_may_be_negative_is_between_those_of_its_size():
    whole = Power(X, Y, "integer")
    far = values(whole, {X: Span(None, fmpq(-64)), Y: Span(None, fmpq(-64))})
    assert far.sure and far.hi == -far.lo and 0 < far.hi < fmpq(1, 64)
    near = values(whole, {X: Span(fmpq(-2), fmpq(1)), Y: Span(fmpq(0), fmpq(3))})
    assert near.sure and near.lo <= -8 and 8 <= near.hi < 9
    assert not values(whole, {X: Span(fmpq(-2), fmpq(1)), Y: Span(fmpq(-1), fmpq(3))}).sure
    for a, n in itertools.product(range(-3, 4), range(-3, 4)):
        for down, up in itertools.product(range(3), repeat=2):
            exact = fmpq(a) ** n if a or n >= 0 else None
            try:
                seen = values(whole, {X: Span(fmpq(a - down), fmpq(a + up)), Y: Span(fmpq(n - up), fmpq(n + down))})
            except Nowhere:
                assert exact is None
                continue
            assert exact is None or ((seen.lo is None or seen.lo <= exact) and (seen.hi is None or exact <= seen.hi))
            assert exact is not None or not seen.sure
