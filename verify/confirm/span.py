"""The second reader's intervals: what values a term has on a box, and where it is certainly defined.

Ends are exact rationals, or None for infinity, so that a point is a box like any other and equality at it is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import reduce
from itertools import product
from typing import NamedTuple

from flint import arb, fmpq, fmpz

from theory.language.term import Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant

ZERO, ONE = fmpq(0), fmpq(1)
FAR = 2**15  # magnitudes beyond 2^FAR or below 2^-FAR are not told apart from infinity and 0
MOST_ROOT = 2**10
POINT_BITS, SIDE_BITS = 2**17, 512  # longer ends are rounded outwards


class Nowhere(Exception):
    """The term is defined at no point of the box."""


class Span(NamedTuple):
    """From ``lo`` to ``hi``; ``below``, ``above``: that end is certainly not a value. ``sure``: the term is certainly
    defined, and continuous, at every point of the box. Every value at a point where it is defined lies inside."""

    lo: fmpq | None
    hi: fmpq | None
    below: bool = False
    above: bool = False
    sure: bool = True

    @property
    def exact(self) -> bool:
        return self.lo is not None and self.lo == self.hi

    @property
    def positive(self) -> bool:
        return self.lo is not None and (self.lo > 0 or (self.lo == 0 and self.below))

    @property
    def negative(self) -> bool:
        return opposite(self).positive

    @property
    def zero_free(self) -> bool:
        return self.positive or self.negative


Box = Mapping[Variable, Span]
LINE = Span(None, None, True, True)


def point(q: fmpq) -> Span:
    return Span(q, q)


def opposite(a: Span) -> Span:
    lo, hi = (None if x is None else -x for x in (a.hi, a.lo))
    return Span(lo, hi, a.above, a.below, a.sure)


def plus(a: Span, b: Span) -> Span:
    lo = None if a.lo is None or b.lo is None else a.lo + b.lo
    hi = None if a.hi is None or b.hi is None else a.hi + b.hi
    return _short(Span(lo, hi, a.below or b.below, a.above or b.above, a.sure and b.sure))


def times(a: Span, b: Span) -> Span:
    """By corners; 0 times infinity is 0, the limit along that side."""
    corners = []
    for (i, x, x_open), (j, y, y_open) in product(_ends(a), _ends(b)):
        x_zero, y_zero = i == 0 and x == 0, j == 0 and y == 0
        if x_zero or y_zero:
            corners.append((0, ZERO, not ((x_zero and not x_open) or (y_zero and not y_open))))
        elif i or j:
            sign = (i or (1 if x > 0 else -1)) * (j or (1 if y > 0 else -1))
            corners.append((sign, ZERO, True))
        else:
            corners.append((0, x * y, x_open or y_open))
    i, lo, below = min(corners)
    j, hi, hollow = max((k, q, not is_open) for k, q, is_open in corners)
    sure = a.sure and b.sure
    return _short(Span(None if i else lo, None if j else hi, bool(i) or below, bool(j) or not hollow, sure))


def _ends(a: Span) -> tuple[tuple[int, fmpq, bool], tuple[int, fmpq, bool]]:
    low = (-1, ZERO, True) if a.lo is None else (0, a.lo, a.below)
    return low, ((1, ZERO, True) if a.hi is None else (0, a.hi, a.above))


def inverse(a: Span) -> Span:
    if (a.lo == 0 and a.hi == 0) or (a.lo is not None and a.hi is not None and a.lo > a.hi):
        raise Nowhere
    if a.negative or (a.hi is not None and a.hi <= 0):
        return opposite(inverse(opposite(a)))
    if a.lo is None or a.lo < 0:
        return LINE._replace(sure=False)
    high = None if a.lo == 0 else 1 / a.lo
    low = ZERO if a.hi is None else 1 / a.hi
    return Span(low, high, a.above or a.hi is None, a.below or a.lo == 0, a.sure and a.positive)


def power(a: Span, k: int) -> Span:
    if k < 0:
        return inverse(power(a, -k))
    if k == 0:
        return Span(ONE, ONE, sure=a.sure)
    a = magnitude(a) if k % 2 == 0 else a
    lo, hi = (None if x is None else _raised(x, k, up) for x, up in ((a.lo, False), (a.hi, True)))
    return _short(a._replace(lo=lo, hi=hi))


def _raised(x: fmpq, k: int, up: bool) -> fmpq | None:
    return x**k if _bits(x) * k <= POINT_BITS else end(arb(x) ** k, up)


def magnitude(a: Span) -> Span:
    if a.lo is not None and a.lo >= 0:
        return a
    if a.hi is not None and a.hi <= 0:
        return opposite(a)
    if a.lo is None or a.hi is None:
        return Span(ZERO, None, False, True, a.sure)
    (hi, closed) = max((-a.lo, not a.below), (a.hi, not a.above))
    return Span(ZERO, hi, False, not closed, a.sure)


def largest(a: Span, b: Span) -> Span:
    low = max(_ends(a)[0], _ends(b)[0])
    high = max((i, x, not is_open) for i, x, is_open in (_ends(a)[1], _ends(b)[1]))
    lo, hi = (None if x[0] else x[1] for x in (low, high))
    return Span(lo, hi, low[2], not high[2], a.sure and b.sure)


def rising(a: Span, f: Callable[[arb], arb], known: Callable[[fmpq], fmpq | None] = lambda _: None) -> Span:
    """An increasing function at the ends; ``known`` gives its exact values. An infinite end stays one."""
    lo, hi = (None if x is None else e if (e := known(x)) is not None else end(f(arb(x)), up)
              for x, up in ((a.lo, False), (a.hi, True)))  # fmt: skip
    return Span(lo, hi, a.below or lo is None, a.above or hi is None, a.sure)


def end(ball: arb, up: bool) -> fmpq | None:
    """The upper or lower end of a ball."""
    x = ball.upper() if up else ball.lower()
    if not x.is_finite():
        return None
    mantissa, exponent = x.man_exp()
    size = int(exponent) + int(abs(mantissa)).bit_length()
    sign = 1 if x > 0 else -1
    if mantissa != 0 and size > FAR:
        return None if (sign > 0) == up else fmpq(sign * 2**FAR)
    if mantissa != 0 and size < -FAR:
        return fmpq(sign, 2**FAR) if (sign > 0) == up else ZERO
    return x.fmpq()


def _bits(x: fmpq) -> int:
    return max(int(x.p).bit_length(), int(x.q).bit_length())


def _short(a: Span) -> Span:
    most = POINT_BITS if a.exact else SIDE_BITS
    if all(x is None or _bits(x) <= most for x in (a.lo, a.hi)):
        return a
    lo, hi = (None if x is None else end(arb(x), up) for x, up in ((a.lo, False), (a.hi, True)))
    return a._replace(lo=lo, hi=hi, below=a.below or lo is None, above=a.above or hi is None)


def exponential(a: Span) -> Span:
    found = rising(a, lambda x: x.exp(), lambda x: ONE if x == 0 else None)
    lo = found.lo if found.lo is not None and found.lo > 0 else ZERO
    return found._replace(lo=lo, below=found.below or lo == 0)


def logarithm(a: Span) -> Span:
    if a.hi is not None and (a.hi < 0 or (a.hi == 0)):
        raise Nowhere
    inside = a.positive
    if not inside or a.lo == 0:
        a = a._replace(lo=None, below=True)
    found = rising(a, lambda x: x.log(), lambda x: ZERO if x == 1 else None)
    return found._replace(sure=a.sure and inside)


def root(a: Span, n: int) -> Span:
    if a.negative:
        raise Nowhere
    inside = a.lo is not None and a.lo >= 0
    a = a if inside else a._replace(lo=ZERO, below=False)

    def exactly(x: fmpq) -> fmpq | None:
        above, below = fmpz(x.p).root(n), fmpz(x.q).root(n)
        return fmpq(above, below) if above**n == x.p and below**n == x.q else None

    found = rising(a, lambda x: x.root(n), exactly)
    lo = found.lo if found.lo is not None and found.lo > 0 else ZERO
    return found._replace(lo=lo, sure=a.sure and inside)


def lambert(a: Span, branch: int) -> Span:
    """W0 rises from -1 at -1/e; W-1 falls from there to minus infinity at 0, and is -(the rising -W-1)."""
    edge = -arb(-1).exp()
    if (a.hi is not None and arb(a.hi) < edge) or (branch and a.lo is not None and a.lo >= 0):
        raise Nowhere
    inside = a.lo is not None and bool(arb(a.lo) > edge)
    low = a if inside else a._replace(lo=None)
    if branch == 0:
        found = rising(low, lambda x: x.lambertw(0), lambda x: ZERO if x == 0 else None)
        lo = fmpq(-1) if found.lo is None else max(found.lo, fmpq(-1))
        hi = found.hi if found.hi is not None or a.hi is None or a.hi > 0 else ZERO
        return Span(lo, hi, a.below and inside, hi is None or (a.above and found.hi is not None), a.sure and inside)
    below_zero = a.hi is not None and (a.hi < 0 or (a.hi == 0 and a.above))
    top = low._replace(hi=a.hi if a.hi is not None and a.hi < 0 else None)
    found = rising(top, lambda x: -x.lambertw(-1))
    lo = ONE if found.lo is None else max(found.lo, ONE)
    return opposite(Span(lo, found.hi, False, found.above or found.hi is None, a.sure and inside and below_zero))


def raised(a: Span, e: Span) -> Span:
    """a ** e, the power of a real exponent: a > 0, or a = 0 and e > 0."""
    if a.negative or (a.hi == 0 and e.hi is not None and e.hi <= 0):
        raise Nowhere
    sure = a.sure and e.sure and (a.positive or (a.lo == 0 and e.positive))
    if a.hi == 0:
        return Span(ZERO, ZERO, sure=sure)
    above_zero = a if a.positive else a._replace(lo=ZERO, below=True)
    found = exponential(times(e, logarithm(above_zero)))
    return found._replace(sure=sure) if a.positive else found._replace(lo=ZERO, below=False, sure=sure)


def values(term: Term, box: Box) -> Span:
    """The values of ``term`` on ``box``, at the working precision. Errors: ``Nowhere``."""
    known: dict[Term, Span] = {}
    for node in term.nodes():
        known[node] = _value(node, [known[a] for a in node.args], box)
    return known[term]


def _value(node: Term, parts: list[Span], box: Box) -> Span:
    match node:
        case Number(q):
            return point(fmpq(q.numerator, q.denominator))
        case Variable():
            return box[node]
        case Sum():
            return reduce(plus, parts)
        case Product(args):
            by_part = dict(zip(args, parts, strict=True))
            return reduce(times, (power(by_part[a], k) for a, k in Counter(args).items()))
        case Quotient():
            return times(parts[0], inverse(parts[1]))
        case Power(_, exponent, kind):
            k = constant(exponent)
            if kind == "root" and k is not None and k.denominator <= MOST_ROOT:
                return power(root(parts[0], k.denominator), k.numerator)
            if kind != "integer":
                return raised(*parts)
            return power(parts[0], int(k)) if k is not None and k.denominator == 1 else _integer_power(*parts)
        case Call("exp"):
            return exponential(parts[0])
        case Call("log"):
            return logarithm(parts[0])
        case Call("sqrt"):
            return root(parts[0], 2)
        case Call("abs"):
            return magnitude(parts[0])
        case Call("max"):
            return reduce(largest, parts)
        case Call("min"):
            return opposite(reduce(largest, map(opposite, parts)))
    return lambert(parts[0], 0 if node.data == "W0" else -1)


def _integer_power(a: Span, n: Span) -> Span:
    """a ** n, n a whole number at every point."""
    if n.exact and n.lo is not None and n.lo.q == 1:
        return power(a, int(n.lo.p))._replace(sure=a.sure and n.sure and (n.lo >= 0 or a.zero_free))
    sure = a.sure and n.sure and (a.zero_free or (n.lo is not None and n.lo >= 0))
    if a.positive:
        return exponential(times(n, logarithm(a)))._replace(sure=sure)
    size = magnitude(a)
    if size.hi == 0:
        if n.hi is not None and n.hi < 0:
            raise Nowhere
        return Span(ZERO, ONE, sure=sure)
    hi = exponential(times(n, logarithm(size if size.positive else size._replace(lo=ZERO, below=True)))).hi
    return Span(None if hi is None else -hi, hi, hi is None, hi is None, sure)
