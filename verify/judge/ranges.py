"""Ranges of terms over boxes whose sides may be infinite or open: interval arithmetic with Arb's rounded ends.

A range contains every value that the term has at points of the box where it is defined. An end is *open* if no such
point attains it: that is what makes ``x > 0`` give ``1/x > 0`` on all of a half-line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import sympy as sp
from flint import arb, fmpq

from theory.lambert import W0, Wm1

INFINITY = arb("inf")
ZERO = arb(0)
ONE = arb(1)


class Range(NamedTuple):
    """From ``lo`` to ``hi``, exact or infinite ends; ``below``, ``above``: the end is open. ``whole``: the term is
    certainly defined, and continuous, at every point of the box."""

    lo: arb
    hi: arb
    below: bool = False
    above: bool = False
    whole: bool = True


class Undefined(Exception):
    """The term is defined nowhere in the box."""


class Unranged(Exception):
    """No rule gives a range of this term."""


def point(value: fmpq) -> Range:
    """The range of a rational."""
    ball = arb(value)
    return Range(ball.lower(), ball.upper())


def side(lo: fmpq | None, hi: fmpq | None, below: bool, above: bool) -> Range:
    """The range of a variable; None for an infinite end."""
    low = arb(lo).lower() if lo is not None else -INFINITY
    high = arb(hi).upper() if hi is not None else INFINITY
    return Range(low, high, below or lo is None, above or hi is None)


LINE = Range(-INFINITY, INFINITY, True, True)


def add(a: Range, b: Range) -> Range:
    lo, hi = a.lo + b.lo, a.hi + b.hi
    return Range(
        lo.lower() if lo.is_finite() else -INFINITY,
        hi.upper() if hi.is_finite() else INFINITY,
        a.below or b.below,
        a.above or b.above,
        a.whole and b.whole,
    )


def negative(a: Range) -> Range:
    return Range(-a.hi, -a.lo, a.above, a.below, a.whole)


def multiply(a: Range, b: Range) -> Range:
    """Corners: an end is open unless some corner attains it. 0 times infinity is 0, the limit along that side."""
    low: tuple[arb, bool] | None = None
    high: tuple[arb, bool] | None = None
    for x, open_x in ((a.lo, a.below), (a.hi, a.above)):
        for y, open_y in ((b.lo, b.below), (b.hi, b.above)):
            corner, hollow = _corner(x, open_x, y, open_y)
            least, most = (corner.lower(), corner.upper()) if corner.is_finite() else (corner, corner)
            if low is None or least < low[0] or (least == low[0] and not hollow):
                low = least, hollow
            if high is None or most > high[0] or (most == high[0] and not hollow):
                high = most, hollow
    assert low is not None and high is not None
    return Range(low[0], high[0], low[1], high[1], a.whole and b.whole)


def _corner(x: arb, open_x: bool, y: arb, open_y: bool) -> tuple[arb, bool]:
    if x == 0 or y == 0:
        return ZERO, (x != 0 or open_x) and (y != 0 or open_y)
    return x * y, open_x or open_y


def inverse(a: Range) -> Range:
    """1/a where a is not 0."""
    if a.lo == 0 and a.hi == 0:
        raise Undefined
    if a.lo < 0 < a.hi:
        return LINE._replace(whole=False)
    if a.hi <= 0:
        return negative(inverse(negative(a)))
    high = (ONE / a.lo).upper() if a.lo > 0 else INFINITY
    low = (ONE / a.hi).lower() if a.hi.is_finite() else ZERO
    return Range(low, high, a.above, a.below or a.lo == 0, a.whole and (a.lo > 0 or a.below))


def power(a: Range, k: int) -> Range:
    if k < 0:
        return inverse(power(a, -k))
    if k == 0:
        return Range(ONE, ONE, whole=a.whole)
    if k % 2 == 0:
        a = absolute(a)
    return Range(_raised(a.lo, k, False), _raised(a.hi, k, True), a.below, a.above, a.whole)


def _raised(x: arb, k: int, up: bool) -> arb:
    if not x.is_finite():
        return -INFINITY if x < 0 and k % 2 else INFINITY
    ball = x**k
    return ball.upper() if up else ball.lower()


def absolute(a: Range) -> Range:
    if a.lo >= 0:
        return a
    if a.hi <= 0:
        return negative(a)
    left, right = -a.lo, a.hi
    if left > right:
        return Range(ZERO, left, False, a.below, a.whole)
    return Range(ZERO, right, False, a.above and (a.below or left < right), a.whole)


def exponential(a: Range) -> Range:
    low = a.lo.exp().lower() if a.lo.is_finite() else ZERO
    high = a.hi.exp().upper() if a.hi.is_finite() else INFINITY
    low = low if low.is_finite() and low > 0 else ZERO
    return Range(
        low, high if high.is_finite() else INFINITY, a.below or low == 0, a.above or not high.is_finite(), a.whole
    )


def logarithm(a: Range) -> Range:
    if a.hi <= 0:
        raise Undefined
    low = a.lo.log().lower() if a.lo > 0 else -INFINITY
    high = a.hi.log().upper() if a.hi.is_finite() else INFINITY
    return Range(low, high, a.below or a.lo <= 0, a.above, a.whole and (a.lo > 0 or (a.lo == 0 and a.below)))


def root(a: Range) -> Range:
    if a.hi < 0 or (a.hi == 0 and a.above):
        raise Undefined
    low = a.lo.sqrt().lower() if a.lo > 0 else ZERO
    high = a.hi.sqrt().upper() if a.hi.is_finite() else INFINITY
    return Range(low, high, a.below and a.lo >= 0, a.above, a.whole and a.lo >= 0)


def principal(a: Range) -> Range:
    """W0, which increases."""
    edge = -((-ONE).exp())
    if a.hi < edge:
        raise Undefined
    inside = bool(a.lo >= edge)
    low = a.lo.lambertw(0).lower() if a.lo > edge else -ONE
    high = a.hi.lambertw(0).upper() if a.hi.is_finite() and a.hi > edge else (INFINITY if a.hi > edge else ZERO)
    low = low if low.is_finite() else -ONE
    high = high if high.is_finite() or a.hi > 0 else ZERO
    return Range(low, high, a.below and inside and a.lo > edge, a.above and a.hi > edge, a.whole and inside)


def lower_branch(a: Range) -> Range:
    """W-1, which decreases from -1 at -1/e to -infinity at 0."""
    edge = -((-ONE).exp())
    if a.hi < edge or a.lo >= 0:
        raise Undefined
    inside = bool(a.lo >= edge)
    high = a.lo.lambertw(-1).upper() if a.lo > edge else -ONE
    high = high if high.is_finite() else -ONE
    low = a.hi.lambertw(-1).lower() if a.hi < 0 and a.hi > edge else -INFINITY
    low = low if low.is_finite() else -INFINITY
    return Range(
        low, high, a.above or not low.is_finite(), a.below and a.lo > edge,
        a.whole and inside and (a.hi < 0 or (a.hi == 0 and a.above)),
    )  # fmt: skip


def largest(parts: list[Range]) -> Range:
    best = parts[0]
    for p in parts[1:]:
        lo, below = (best.lo, best.below) if _after(best.lo, best.below, p.lo, p.below) else (p.lo, p.below)
        hi, above = best.hi, best.above
        if p.hi > hi or (p.hi == hi and not p.above):
            hi, above = p.hi, p.above
        best = Range(lo, hi, below, above, best.whole and p.whole)
    return best


def _after(x: arb, open_x: bool, y: arb, open_y: bool) -> bool:
    """Whether the lower end x is the higher of the two."""
    return bool(x > y or (x == y and (open_x or not open_y)))


def least(parts: list[Range]) -> Range:
    return negative(largest([negative(p) for p in parts]))


FUNCTIONS: dict[Any, Callable[[Range], Range]] = {
    sp.exp: exponential, sp.log: logarithm, W0: principal, Wm1: lower_branch, sp.Abs: absolute,
    sp.sign: lambda a: Range(-ONE, ONE), sp.Heaviside: lambda a: Range(ZERO, ONE),
}  # fmt: skip


@cache
def _plan(term: sp.Expr) -> tuple[tuple[Any, ...], ...]:
    """The parts of ``term``, inner ones first, each once: (kind, what, indices of its arguments)."""
    order: list[tuple[Any, ...]] = []
    index: dict[sp.Expr, int] = {}

    def visit(part: sp.Expr) -> int:
        if part in index:
            return index[part]
        if part.is_Symbol:
            entry: tuple[Any, ...] = ("symbol", part, ())
        elif part.is_Rational:
            entry = ("rational", fmpq(int(part.p), int(part.q)), ())
        elif part is sp.E:
            entry = ("exp", None, (visit(sp.Integer(1)),))
        elif part.is_Add or part.is_Mul or isinstance(part, sp.Max | sp.Min):
            entry = (type(part).__name__.lower(), None, tuple(visit(a) for a in part.args))
        elif isinstance(part, sp.Pow) and part.exp.is_Integer:
            entry = ("power", int(part.exp), (visit(part.base),))
        elif isinstance(part, sp.Pow) and part.exp.is_Rational and part.exp.q == 2:
            entry = ("root", int(part.exp.p), (visit(part.base),))
        elif isinstance(part, sp.Pow):
            entry = ("raise", None, (visit(part.base), visit(part.exp)))
        elif part.func in FUNCTIONS:
            entry = ("call", FUNCTIONS[part.func], (visit(part.args[0]),))
        else:
            entry = ("none", part, ())
        order.append(entry)
        index[part] = len(order) - 1
        return index[part]

    visit(term)
    return tuple(order)


def over(term: sp.Expr, box: Mapping[sp.Symbol, Range]) -> Range:
    """The range of ``term`` over ``box`` at the working precision (``flint.ctx.prec``).

    Errors: ``Undefined`` where no point of the box has a value, ``Unranged`` for a term without a rule.
    """
    values: list[Range] = []
    for kind, what, inner in _plan(term):
        parts = [values[k] for k in inner]
        match kind:
            case "symbol":
                found = box[what]
            case "rational":
                found = point(what)
            case "add" | "mul":
                found = parts[0]
                for part in parts[1:]:
                    found = add(found, part) if kind == "add" else multiply(found, part)
            case "power":
                found = power(parts[0], what)
            case "root":
                found = power(root(parts[0]), what)
            case "raise":
                found = exponential(multiply(parts[1], logarithm(parts[0])))
            case "exp":
                found = exponential(parts[0])
            case "max":
                found = largest(parts)
            case "min":
                found = least(parts)
            case "call":
                found = what(parts[0])
            case _:
                raise Unranged(str(what))
        values.append(found)
    return values[-1]
