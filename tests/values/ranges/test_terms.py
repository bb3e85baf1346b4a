"""Balls and ranges against values of 1000 digits: random expressions of the grammar, no enclosure misses the truth.

The 1000-digit values come from mpmath, which shares no code with Arb.
"""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx, fmpq, fmpz

from theory.errors import UnableError
from theory.language.grammar import parse_term
from theory.language.term import INTEGER, REAL, Call, Number, Power, Product, Quotient, Sum, Variable, exp, w0, wm1
from verify.cover.forms import forms
from verify.values.evaluate import value
from verify.values.ranges import arithmetic, functions
from verify.values.ranges import terms as rules
from verify.values.ranges.arithmetic import INFINITY, Range, Undefined, both
from verify.values.ranges.terms import range_over
from verify.values.sides import Side

DIGITS = 1000
BITS = 3600
NAMES = tuple(map(Variable, "xyz"))
WHOLE_NUMBER = Variable("n")
POOL = 120  # expressions over one box, each built from two of the earlier ones
LARGEST = 1e6
NEAR = mpmath.mpf(10) ** -20
BINARY = {
    "+": (Sum, lambda a, b: a + b), "-": (lambda a, b: a - b, lambda a, b: a - b),
    "*": (Product, lambda a, b: a * b), "/": (Quotient, lambda a, b: a / b),
    "max": (lambda a, b: Call("max", a, b), max), "min": (lambda a, b: Call("min", a, b), min),
}  # fmt: skip
UNARY = {
    "exp": (exp, mpmath.exp), "log": (lambda a: Call("log", a), mpmath.log),
    "sqrt": (lambda a: Call("sqrt", a), mpmath.sqrt), "abs": (lambda a: Call("abs", a), abs),
    "square": (lambda a: a**2, lambda a: a**2), "inverse cube": (lambda a: a**-3, lambda a: a**-3),
    "cube root": (lambda a: a ** Fraction(1, 3), mpmath.cbrt),
    "power -3/4": (lambda a: a ** Fraction(-3, 4), lambda a: a ** mpmath.mpf("-0.75")),
    "power 5/2": (lambda a: a ** Fraction(5, 2), lambda a: a ** mpmath.mpf("2.5")),
    "W0": (w0, mpmath.lambertw),
    "W-1": (lambda a: wm1(-exp(-1 - Call("abs", a))), lambda a: mpmath.lambertw(-mpmath.exp(-1 - abs(a)), -1)),
}  # fmt: skip
POSITIVE = ("log", "sqrt", "inverse cube", "cube root", "power -3/4", "power 5/2")


def random_side(rng):
    """A side and a rational in it; a quarter of the sides are infinite, a quarter a single number."""
    at = Fraction(int(rng.integers(-40, 41)), int(rng.integers(1, 9)))
    reach = Fraction(10) ** int(rng.integers(-9, 2))
    low, high = at - reach * int(rng.integers(0, 3)), at + reach * int(rng.integers(1, 3))
    ends = [None if rng.random() < 0.25 else fmpq(e.numerator, e.denominator) for e in (low, high)]
    point = fmpq(at.numerator, at.denominator)
    if rng.random() < 0.25:
        ends = [point, point]
    return Side(
        *ends, below=ends[0] is not None and ends[0] < point, above=ends[1] is not None and ends[1] > point
    ), point


def grown(rng, pool, n):
    """A random expression on top of two of the pool, with its value; None where it is undefined or too large. ``n``:
    the value of the integer."""
    (a, va), (b, vb) = pool[rng.integers(len(pool))], pool[rng.integers(len(pool))]
    name = rng.choice([*BINARY, "**", "**n", *UNARY, *UNARY])
    if name in BINARY:
        if name == "/" and abs(vb) < NEAR:
            return None
        term, exact = BINARY[name][0](a, b), BINARY[name][1](va, vb)
    elif name == "**":
        if va < NEAR or abs(vb * mpmath.log(va)) > 14:
            return None
        term, exact = Power(a, b, REAL), va**vb
    elif name == "**n":
        if (n < 0 and abs(va) < NEAR) or (va and abs(n * mpmath.log(abs(va))) > 14):
            return None
        term, exact = Power(a, WHOLE_NUMBER, INTEGER), va**n
    else:
        if (name == "exp" and va > 14) or (name in POSITIVE and va < NEAR):
            return None
        if (name == "W0" and va < -mpmath.exp(-1) + NEAR) or (name == "W-1" and not NEAR < abs(va) < 30):
            return None
        term, exact = UNARY[name][0](a), mpmath.re(UNARY[name][1](va))
    return (term, exact) if abs(exact) < LARGEST and term.size < 40 else None


def as_ball(exact):
    """The 1000-digit value as a ball that holds the true one."""
    sign, mantissa, exponent, _ = exact._mpf_
    centre = arb(fmpz((-1) ** sign * int(mantissa))) * arb(2) ** int(exponent)
    return centre + arb(0, (abs(centre) + arb(10) ** -60) * arb(10) ** (-DIGITS + 100))


def missed(term, exact, box, point):
    """Which enclosure of ``term`` misses its value, if any does: the ball, the range, or the range of another form."""
    with ctx.workprec(BITS):
        truth = as_ball(exact)
    with ctx.workprec(64):
        try:
            ball = value(term, point)
        except UnableError:
            ball = arb(0, "inf")
        here = {name: side.range() for name, side in box.items()}
        found = [("range", range_over(term, here)), *((f"form {f}", range_over(f, here)) for f in forms(term))]
    with ctx.workprec(BITS):
        if not arb(ball).overlaps(truth):
            return "ball"
        for which, r in found:
            inside = not truth < r.lo and not truth > r.hi
            hollow = (r.below and truth == r.lo) or (r.above and truth == r.hi)
            if not inside or hollow:
                return which
    return None


def misses(count, seed, enough=10):
    """The expressions among ``count`` random ones whose enclosures miss the truth, at most ``enough`` of them."""
    rng = np.random.default_rng(seed)
    wrong, tried = [], 0
    with mpmath.workdps(DIGITS):
        while tried < count and len(wrong) < enough:
            sides = {name: random_side(rng) for name in NAMES}
            box = {name: side for name, (side, _) in sides.items()}
            point = {name: at for name, (_, at) in sides.items()}
            pool = [(name, mpmath.mpf(int(at.p)) / int(at.q)) for name, at in point.items()]
            pool += [(Number(Fraction(int(p), 7)), mpmath.mpf(int(p)) / 7) for p in rng.integers(-30, 30, 2)]
            n = int(rng.integers(-4, 5))
            box[WHOLE_NUMBER] = Side(*(fmpq(n + s * int(rng.integers(0, 3))) for s in (-1, 1)), integer=True)
            point[WHOLE_NUMBER] = fmpq(n)
            for _ in range(POOL):
                new = grown(rng, pool, n)
                if new is not None and tried < count:
                    tried += 1
                    pool.append(new)
                    which = missed(*new, box, point)
                    if which:
                        wrong.append((which, str(new[0]), {str(n): str(s) for n, s in box.items()}))
    return wrong


def test_no_enclosure_misses_the_truth_on_random_expressions():
    assert misses(800, 1) == []


@pytest.mark.slow
def test_no_enclosure_misses_the_truth_on_more_random_expressions():
    assert misses(4000, 2) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(100, 120))
def test_no_enclosure_misses_the_truth_on_a_million_random_expressions(seed):
    assert misses(50_000, seed) == []


@pytest.mark.parametrize(
    "name",
    [
        *("exponential", "logarithm", "principal", "lower_branch", "root", "inverse", "rational_power"),
        *("real_power", "integer_power"),
    ],
)
def test_a_range_that_is_a_little_too_narrow_is_seen(monkeypatch, name):
    where = functions if hasattr(functions, name) else arithmetic
    right = getattr(where, name)

    def narrow(*parts):
        r = right(*parts)
        if not (r.lo.is_finite() and r.hi.is_finite()):
            return r
        return Range((r.lo + (r.hi - r.lo) / 100).upper(), r.hi, r.below, r.above, r.continuous)

    monkeypatch.setattr(where, name, narrow)
    rules._plan.cache_clear()
    found = misses(4000, 1, enough=1)
    rules._plan.cache_clear()
    assert any(which != "ball" for which, *_ in found)


def read(text, **kinds):
    names = {n: Variable(n) for n in "xyzn"}
    return parse_term(text, names, frozenset({"n"}))


@pytest.mark.parametrize(
    ("term", "side", "shown"),
    [
        ("1/x", Side(fmpq(0), None, True), Range(arb(0), INFINITY, True, True)),
        ("x**2", Side(fmpq(-1), fmpq(2)), Range(arb(0), arb(4))),
        ("exp(-x)", Side(fmpq(0), None), Range(arb(0), arb(1), True, False)),
        ("abs(x)", Side(fmpq(-1), fmpq(1), True, True), Range(arb(0), arb(1), False, True)),
        ("sqrt(x)", Side(fmpq(-1), fmpq(4), False, True), Range(arb(0), arb(2), False, True)),
        ("x**(3/2)", Side(fmpq(0), fmpq(4), True), Range(arb(0), arb(8), True, False)),
        ("x**(-1/2)", Side(fmpq(0), fmpq(1, 4)), Range(arb(2), INFINITY, False, True)),
    ],
)
def test_ranges_are_tight_and_know_which_ends_are_open(term, side, shown):
    found = range_over(read(term), {NAMES[0]: side.range()})
    assert (found.lo, found.hi, found.below, found.above) == shown[:4]


CLOSED, OPEN, LINE = Side(fmpq(0), fmpq(1)), Side(fmpq(0), fmpq(1), True), Side()


@pytest.mark.parametrize(
    ("term", "x", "n", "continuous"),
    [
        ("1/x", CLOSED, LINE, False), ("1/x", OPEN, LINE, True), ("x**(1/3)", CLOSED, LINE, True),
        ("x**(1/3)", LINE, LINE, False), ("x**(-1/3)", CLOSED, LINE, False), ("x**(-1/3)", OPEN, LINE, True),
        ("x**n", LINE, CLOSED, True), ("x**n", LINE, LINE, False), ("x**n", OPEN, LINE, True),
        ("x**(n/2)", CLOSED, CLOSED, False), ("x**(n/2)", CLOSED, OPEN, True), ("x**(n/2)", OPEN, LINE, True),
        ("log(x)", CLOSED, LINE, False), ("sqrt(x)", LINE, LINE, False), ("x**0", LINE, LINE, True),
    ],
)  # fmt: skip
def test_a_term_is_certainly_defined_on_a_box_exactly_where_its_meaning_says(term, x, n, continuous):
    assert range_over(read(term), {NAMES[0]: x.range(), WHOLE_NUMBER: n.range()}).continuous == continuous


@pytest.mark.parametrize(
    ("term", "x", "n", "ends"),
    [
        ("x**n", Side(fmpq(0), fmpq(0)), Side(fmpq(0), fmpq(0)), (1, 1)),
        ("x**n", Side(fmpq(0), fmpq(0)), Side(fmpq(1), None), (0, 0)),
        ("x**n", Side(fmpq(0), fmpq(0)), Side(fmpq(0), fmpq(2)), (0, 1)),
        ("x**n", Side(fmpq(-2), fmpq(1)), Side(fmpq(3), fmpq(3)), (-8, 1)),
        ("x**(n*x)", Side(fmpq(0), fmpq(0)), Side(fmpq(1), fmpq(1)), None),
        ("x**(n/2)", Side(fmpq(0), fmpq(0)), Side(fmpq(1), fmpq(1)), (0, 0)),
        ("x**(n/2)", Side(fmpq(0), fmpq(0)), Side(fmpq(-1), fmpq(0)), None),
        ("x**(n/2)", Side(fmpq(-2), fmpq(-1)), Side(fmpq(1), fmpq(1)), None),
        ("x**(1/3)", Side(fmpq(-2), fmpq(-1)), LINE, None),
        ("1/(x-x)", Side(fmpq(1), fmpq(1)), LINE, None),
        ("0*log(x)", Side(fmpq(0), fmpq(0)), LINE, None),
    ],
)
def test_powers_of_zero_and_of_negative_numbers_mean_what_the_language_says(term, x, n, ends):
    box = {NAMES[0]: x.range(), WHOLE_NUMBER: n.range()}
    if ends is None:
        with pytest.raises(Undefined):
            range_over(read(term), box)
    else:
        found = range_over(read(term), box)
        assert (found.lo, found.hi) == ends


@pytest.mark.parametrize("power", [Power(NAMES[0], WHOLE_NUMBER, INTEGER), Power(NAMES[0], WHOLE_NUMBER, REAL)])
def test_powers_of_a_variable_exponent_contain_every_value(power):
    rng = np.random.default_rng(7)
    for _ in range(400):
        low, step = int(rng.integers(-3, 3)), int(rng.integers(0, 3))
        left, width = fmpq(int(rng.integers(-12, 12)), 4), fmpq(int(rng.integers(0, 8)), 4)
        box = {NAMES[0]: Side(left, left + width), WHOLE_NUMBER: Side(fmpq(low), fmpq(low + step), integer=True)}
        here = {name: side.range() for name, side in box.items()}
        for k in range(low, low + step + 1):
            for part in range(5):
                point = {NAMES[0]: left + width * fmpq(part, 4), WHOLE_NUMBER: fmpq(k)}
                try:
                    exact = value(power, point)
                except Exception as error:
                    assert "DomainError" in type(error).__name__
                    assert not _continuous(power, here)
                    continue
                found = range_over(power, here)
                assert not arb(exact) < found.lo and not arb(exact) > found.hi, (str(power), box, point)


def _continuous(term, here):
    try:
        return range_over(term, here).continuous
    except Undefined:
        return False


def test_what_is_in_two_ranges():
    a, b = Side(fmpq(0), fmpq(2), True).range(), Side(fmpq(0), fmpq(1), False, True).range()
    assert both(a, b) == Range(arb(0), arb(1), True, True)
    with pytest.raises(Undefined):
        both(Side(fmpq(0), fmpq(1), False, True).range(), Side(fmpq(1), fmpq(2)).range())
