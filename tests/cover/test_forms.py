"""Other forms of terms against the terms' values: equal wherever the term is defined, and defined there."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from theory.errors import DomainError, UnableError
from theory.language.grammar import parse_formula, parse_term
from theory.language.meaning import spelt
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
from verify.cover import like_terms as collecting
from verify.cover.forms import expanded, factored, multiples, slope
from verify.cover.like_terms import collected
from verify.cover.truth import truth
from verify.values.evaluate import truths, value
from verify.values.over import over
from verify.values.ranges import Undefined
from verify.values.sides import Side

X, Y, N = map(Variable, "xyn")
HERE = (*(fmpq(k) for k in (0, 1, -1, 2)), fmpq(1, 2), fmpq(-3, 2), fmpq(4))
POINTS = [{X: x, Y: y, N: fmpq(n)} for x, y, n in itertools.product(HERE, HERE, (-1, 0, 2))]
SAMPLES = [POINTS[k] for k in np.random.default_rng(3).permutation(len(POINTS))[:24]]

TERMS = 150
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


@pytest.mark.parametrize("seed", range(4))
def test_forms_are_equal_to_the_term_wherever_it_is_defined_and_defined_there(seed):
    rng = np.random.default_rng(seed)
    for _ in range(TERMS):
        term = random_term(rng, 3)
        for form in (collected(term), collected(collected(term)), factored(term), expanded(term)):
            assert differs(term, form) is None, (str(term), str(form), differs(term, form))


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("x - x", "0"), ("(x - 1)**2 + x - x", "(-1 + x)**2"), ("2*(x + y) - 2*x", "2*y"), ("x*y - y*x", "0"),
        ("x/x", "1"), ("exp(log(y*exp(y)))", "y*exp(y)"),
        ("sqrt(x)*sqrt(x)", "x"), ("exp(x)*exp(-x)*y", "y"), ("(1/(1/x))**2", "x**2"),
        ("0*log(x)", "0"), ("sqrt(x**2)", "sqrt(x**2)"), ("abs(-2*x)", "2*abs(x)"), ("sqrt(4*x**3)", "2*x**(3/2)"),
        ("exp(2*log(x))", "x**2"),
        ("(x**2)**(1/3)", "(x**2)**(1/3)"), ("sqrt(x**2*y)", "sqrt(x**2*y)"), ("sqrt(abs(x)**2)", "sqrt(abs(x)**2)"),
        ("max(x, 1, x, 3)", "max(x, 3)"), ("(x + y)**2 - x**2", "(x + y)**2 - x**2"),
    ],
)  # fmt: skip
def test_like_terms_are_collected_and_nothing_else_is_done(term, shown):
    assert str(collected(read(term))) == shown


def test_the_root_of_an_even_power_is_not_a_power(monkeypatch):
    monkeypatch.setattr(collecting, "_splits", lambda *_: True)
    collected.cache_clear()
    assert differs(read("sqrt(x**2)"), collected(read("sqrt(x**2)"))) is not None
    collected.cache_clear()


MULTIPLES = (
    "log(x) - log(y)", "log(x) - x + 1", "x - log(y)", "x*log(x) - y*log(x) + y", "exp(x) - x - 1",
    "exp(x*y) - exp(x)*y", "exp(x) - y**x", "exp(x)*x - 2*y*exp(y)", "log(x) + log(y) - log(2)",
    "sqrt(x)*exp(y) - x", "y*exp(-x) - 1",
)  # fmt: skip


def sign(v):
    return 0 if v == 0 else 1 if v > 0 else -1 if v < 0 else None


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
            found = over(steep, {v: side.range() for v, side in box.items()})
        except Undefined:
            continue
        a, b = known(term, {**at, X: left}), known(term, {**at, X: right})
        if found.whole and a is not None and b is not None:
            mean = (arb(b) - arb(a)) / arb(right - left)
            assert not mean < found.lo and not mean > found.hi, (left, right, at)


def test_a_slope_of_a_slope_has_switches_of_its_own():
    first, kinks = slope(read("abs(x)*abs(x)"), X)
    switches, more = ([v for some in k.values() for v in some] for k in (kinks, slope(first, X)[1]))
    assert switches and not set(more) & set(switches) and len(set(more)) == len(more)


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
            assert at in truth(written, here) or truth(written, here) & at == at, (text, box, point)
