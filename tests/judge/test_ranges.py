"""Balls and ranges against values of 1000 digits: random expressions of the grammar, no enclosure misses the truth.

The 1000-digit values come from mpmath, which shares no code with Arb.
"""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx, fmpq, fmpz

from theory.errors import UnableError
from theory.grammar import MAX_POWER, absolute, as_real
from theory.lambert import W0, Wm1
from verify.evaluate import value
from verify.judge import ranges
from verify.judge.ranges import Range, over
from verify.judge.sides import Side

DIGITS = 1000
BITS = 3600
NAMES = sp.symbols("x y z", real=True)
POOL = 120  # expressions over one box, each built from two of the earlier ones
LARGEST = 1e6
BINARY = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}
EXTREME = {"max": (sp.Max, max), "min": (sp.Min, min)}
UNARY = {
    "exp": (sp.exp, mpmath.exp), "log": (sp.log, mpmath.log), "sqrt": (sp.sqrt, mpmath.sqrt), "abs": (absolute, abs),
    "square": (lambda a: a**2, lambda a: a**2), "inverse cube": (lambda a: a**-3, lambda a: a**-3),
    "W0": (W0, mpmath.lambertw),
    "W-1": (lambda a: Wm1(-sp.exp(-1 - absolute(a))), lambda a: mpmath.lambertw(-mpmath.exp(-1 - abs(a)), -1)),
}  # fmt: skip


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


def grown(rng, pool):
    """A random expression on top of two of the pool, with its value; None where it is undefined or too large."""
    (a, va), (b, vb) = pool[rng.integers(len(pool))], pool[rng.integers(len(pool))]
    name = rng.choice([*BINARY, *EXTREME, "**", *UNARY, *UNARY])
    near = mpmath.mpf(10) ** -20
    if name in BINARY:
        if name == "/" and abs(vb) < near:
            return None
        term, exact = BINARY[name](a, b), BINARY[name](va, vb)
    elif name == "**":
        if va < near or abs(vb * mpmath.log(va)) > 14:
            return None
        if b.is_Rational and max(abs(b.p), b.q) > MAX_POWER:  # the grammar refuses it
            return None
        term, exact = a**b, va**vb
    elif name in EXTREME:
        try:
            ordered = bool(rng.random() < 0.25) or not (a.free_symbols and b.free_symbols)  # SymPy's order takes long
            term, exact = EXTREME[name][0](a, b, evaluate=ordered), EXTREME[name][1](va, vb)
        except ValueError:  # SymPy does not see the order of two constants; the grammar refuses them
            return None
    else:
        if (name == "exp" and va > 14) or (name in ("log", "sqrt", "inverse cube") and va < near):
            return None
        if (name == "W0" and va < -mpmath.exp(-1) + near) or (name == "W-1" and not near < abs(va) < 30):
            return None
        term, exact = as_real(UNARY[name][0](a)), mpmath.re(UNARY[name][1](va))
    return (term, exact) if abs(exact) < LARGEST and sp.count_ops(term) < 40 else None


def as_ball(exact):
    """The 1000-digit value as a ball that holds the true one."""
    sign, mantissa, exponent, _ = exact._mpf_
    centre = arb(fmpz((-1) ** sign * int(mantissa))) * arb(2) ** int(exponent)
    return centre + arb(0, (abs(centre) + arb(10) ** -60) * arb(10) ** (-DIGITS + 100))


def missed(term, exact, box, point):
    """Which enclosure of ``term`` misses its value, if any does."""
    with ctx.workprec(BITS):
        truth = as_ball(exact)
    with ctx.workprec(64):
        try:
            ball = value(term, point)
        except UnableError:
            ball = arb(0, "inf")
        found = over(term, {name: side.range() for name, side in box.items()})
    with ctx.workprec(BITS):
        if not arb(ball).overlaps(truth):
            return "ball"
        inside = not truth < found.lo and not truth > found.hi
        hollow = (found.below and truth == found.lo) or (found.above and truth == found.hi)
        return None if inside and not hollow else "range"


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
            pool += [(sp.Rational(int(p), 7), mpmath.mpf(int(p)) / 7) for p in rng.integers(-30, 30, 2)]
            for _ in range(POOL):
                new = grown(rng, pool)
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


@pytest.mark.parametrize("name", ["exponential", "logarithm", "principal", "lower_branch", "root", "inverse"])
def test_a_range_that_is_a_little_too_narrow_is_seen(monkeypatch, name):
    right = getattr(ranges, name)

    def narrow(a):
        r = right(a)
        if not (r.lo.is_finite() and r.hi.is_finite()):
            return r
        return Range((r.lo + (r.hi - r.lo) / 100).upper(), r.hi, r.below, r.above, r.whole)

    monkeypatch.setattr(ranges, name, narrow)
    monkeypatch.setattr(ranges, "FUNCTIONS", {f: narrow if g is right else g for f, g in ranges.FUNCTIONS.items()})
    ranges._plan.cache_clear()
    found = misses(3000, 1, enough=1)
    ranges._plan.cache_clear()
    assert any(which == "range" for which, *_ in found)


@pytest.mark.parametrize(
    ("term", "side", "shown"),
    [
        ("1/x", Side(fmpq(0), None, True), Range(arb(0), ranges.INFINITY, True, True)),
        ("x**2", Side(fmpq(-1), fmpq(2)), Range(arb(0), arb(4))),
        ("exp(-x)", Side(fmpq(0), None), Range(arb(0), arb(1), True, False)),
        ("abs(x)", Side(fmpq(-1), fmpq(1), True, True), Range(arb(0), arb(1), False, True)),
    ],
)
def test_ranges_are_tight_and_know_which_ends_are_open(term, side, shown):
    x = NAMES[0]
    found = over(sp.sympify(term, locals={"x": x, "abs": sp.Abs}), {x: side.range()})
    assert (found.lo, found.hi, found.below, found.above) == shown[:4]
