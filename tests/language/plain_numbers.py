"""Numbers of the second evaluator: sums of c e^q with rational c and q, exact; else intervals at 80 digits.

A sum of powers of e with different rational exponents and coefficients other than 0 is not 0 (Lindemann and
Weierstrass), so that the sign of an exact number is always found by enough digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

MP = mpmath.mp.clone()
MP.dps = 80
MOST_PARTS, MOST_BITS, LARGEST = 6, 20_000, 10**6


class Undefined(Exception):
    """The operation has no value there."""


class Unclear(Exception):
    """The intervals do not tell."""


@dataclass(frozen=True)
class Exact:
    """The sum of c e^q over its ``parts`` (q, c), each q once, no c 0."""

    parts: tuple[tuple[Fraction, Fraction], ...]

    @property
    def rational(self) -> Fraction | None:
        if not self.parts:
            return Fraction(0)
        return self.parts[0][1] if len(self.parts) == 1 and self.parts[0][0] == 0 else None


@dataclass(frozen=True)
class Ball:
    """Some number from ``lo`` to ``hi``."""

    lo: Any
    hi: Any


Number = Exact | Ball


def exact(value: Fraction | int) -> Exact:
    return Exact(((Fraction(0), Fraction(value)),) if value else ())


ZERO, ONE = exact(0), exact(1)


def _gathered(parts: list[tuple[Fraction, Fraction]]) -> Exact | None:
    """None where the sum is too long to be kept exact."""
    found: dict[Fraction, Fraction] = {}
    for q, c in parts:
        found[q] = found.get(q, Fraction(0)) + c
    kept = tuple(sorted((q, c) for q, c in found.items() if c))
    long = any(max(x.numerator.bit_length(), x.denominator.bit_length()) > MOST_BITS for pair in kept for x in pair)
    return None if len(kept) > MOST_PARTS or long else Exact(kept)


def _ball(lo: Any, hi: Any) -> Ball:
    """With room for the rounding of some operations."""
    if not (MP.isfinite(lo) and MP.isfinite(hi)):
        raise Unclear("beyond what is computed")
    slack = MP.ldexp(1, 30 - MP.prec)
    return Ball(lo - abs(lo) * slack, hi + abs(hi) * slack)


def _mpf(q: Fraction) -> Any:
    return MP.mpf(q.numerator) / q.denominator


def ball(value: Number) -> Ball:
    """An interval that contains ``value``."""
    if isinstance(value, Ball):
        return value
    lo = hi = MP.mpf(0)
    for q, c in value.parts:
        if abs(q) > LARGEST:
            raise Unclear("a large exponent")
        one = MP.exp(_mpf(q)) * _mpf(c)
        part = _ball(one, one)
        lo, hi = lo + part.lo, hi + part.hi
    return Ball(lo, hi) if len(value.parts) == 1 else _ball(lo, hi)


def sign(value: Number) -> frozenset[int]:
    """The signs that ``value`` may have; one for an exact number."""
    if isinstance(value, Ball):
        low, high = int(MP.sign(value.lo)), int(MP.sign(value.hi))
        return frozenset(range(low, high + 1))
    if len(value.parts) <= 1:
        return frozenset({(value.parts[0][1] > 0) - (value.parts[0][1] < 0) if value.parts else 0})
    for digits in (80, 400, 2000):
        with MP.workdps(digits):
            found = sign(ball(value))
        if len(found) == 1:
            return found
    raise Unclear("a sum of powers of e close to 0")


def _needs(value: Number, *allowed: int) -> None:
    """Errors: ``Undefined`` where the sign of ``value`` is certainly none of ``allowed``, ``Unclear`` if it may be."""
    found = sign(value)
    if not found & set(allowed):
        raise Undefined
    if not found <= set(allowed):
        raise Unclear("a sign")


def add(a: Number, b: Number) -> Number:
    if isinstance(a, Exact) and isinstance(b, Exact) and (found := _gathered([*a.parts, *b.parts])):
        return found
    x, y = ball(a), ball(b)
    return _wide(x, y, x.lo + y.lo, x.hi + y.hi)


def _wide(x: Ball, y: Ball, lo: Any, hi: Any) -> Ball:
    """A sum, with room for what is lost where large parts cancel."""
    loss = MP.ldexp(abs(x.lo) + abs(x.hi) + abs(y.lo) + abs(y.hi), 30 - MP.prec)
    return _ball(lo - loss, hi + loss)


def times(a: Number, k: int) -> Number:
    return multiply(a, exact(k))


def multiply(a: Number, b: Number) -> Number:
    if ZERO in (a, b):
        return ZERO
    if isinstance(a, Exact) and isinstance(b, Exact):
        found = _gathered([(q + r, c * d) for q, c in a.parts for r, d in b.parts])
        if found is not None:
            return found
    x, y = ball(a), ball(b)
    ends = [p * q for p in (x.lo, x.hi) for q in (y.lo, y.hi)]
    return _ball(min(ends), max(ends))


def divide(a: Number, b: Number) -> Number:
    _needs(b, -1, 1)
    if a == ZERO:
        return ZERO
    if isinstance(a, Exact) and isinstance(b, Exact) and len(b.parts) == 1:
        ((r, d),) = b.parts
        found = _gathered([(q - r, c / d) for q, c in a.parts])
        if found is not None:
            return found
    x, y = ball(a), ball(b)
    if y.lo <= 0 <= y.hi:
        raise Unclear("a small denominator")
    ends = [p / q for p in (x.lo, x.hi) for q in (y.lo, y.hi)]
    return _ball(min(ends), max(ends))


def whole_power(a: Number, k: int) -> Number:
    if k < 0:
        return divide(ONE, whole_power(a, -k)) if _nonzero(a) else ZERO
    if k > 10_000:
        raise Unclear("a large power")
    if isinstance(a, Ball) and k:
        ends = [a.lo**k, a.hi**k]
        if k % 2 == 0 and a.lo < 0 < a.hi:
            ends.append(MP.mpf(0))
        return _ball(min(ends), max(ends))
    found: Number = ONE
    for _ in range(k if len(getattr(a, "parts", ())) > 1 else 0):
        found = multiply(found, a)
    if isinstance(a, Exact) and len(a.parts) <= 1:
        if not a.parts:
            return ZERO if k else ONE
        ((q, c),) = a.parts
        if k * max(c.numerator.bit_length(), c.denominator.bit_length()) > MOST_BITS:
            return whole_power(ball(a), k)
        return Exact(((q * k, c**k),))
    return found


def _nonzero(a: Number) -> bool:
    _needs(a, -1, 1)
    return True


def root(a: Number, q: Fraction) -> Number:
    """a ** q for a q that is not whole, or any q where a > 0."""
    _needs(a, *((0, 1) if q > 0 else (1,)))
    if a == ZERO:
        return ZERO
    if isinstance(a, Exact) and len(a.parts) == 1 and abs(q.numerator) < 1000:
        ((r, c),) = a.parts
        above, below = _whole_root(c.numerator, q.denominator), _whole_root(c.denominator, q.denominator)
        if above is not None and below is not None:
            return whole_power(Exact(((r / q.denominator, Fraction(above, below)),)), q.numerator)
    x = ball(a)
    power = _mpf(q)
    if x.lo <= 0 and q < 0:
        raise Unclear("a small base")
    ends = [MP.mpf(0) if e <= 0 else MP.exp(_bounded(power * MP.log(e))) for e in (x.lo, x.hi)]
    return _ball(min(ends), max(ends))


def _bounded(x: Any) -> Any:
    if abs(x) > LARGEST:
        raise Unclear("beyond what is computed")
    return x


def _whole_root(value: int, n: int) -> int | None:
    if value.bit_length() > 4000:
        return None
    lo, hi = 0, 1 << (value.bit_length() // n + 1)
    while lo < hi:
        middle = (lo + hi + 1) // 2
        lo, hi = (middle, hi) if middle**n <= value else (lo, middle - 1)
    return lo if lo**n == value else None


def raised(a: Number, t: Number) -> Number:
    """a ** t for an exponent that is neither constant nor whole."""
    base = sign(a)
    if base == {-1}:
        raise Undefined
    if base == {0}:
        _needs(t, 1)
        return ZERO
    if base != {1}:
        raise Unclear("the sign of a base")
    if a == ONE or t == ZERO:
        return ONE
    if isinstance(t, Exact) and t.rational is not None:
        if t.rational.denominator == 1 and abs(t.rational) <= 10_000:
            return whole_power(a, t.rational.numerator)
        if t.rational.denominator <= 1000:
            return root(a, t.rational)
    return exponential(multiply(t, logarithm(a)))


def exponential(a: Number) -> Number:
    if isinstance(a, Exact) and a.rational is not None:
        return Exact(((a.rational, Fraction(1)),))
    x = ball(a)
    return _ball(MP.exp(_bounded(x.lo)), MP.exp(_bounded(x.hi)))


def logarithm(a: Number) -> Number:
    _needs(a, 1)
    if isinstance(a, Exact) and len(a.parts) == 1:
        ((q, c),) = a.parts
        whole = exact(q)
        if c == 1:
            return whole
        value = MP.log(_mpf(c))
        return add(whole, _wide(Ball(value, value), Ball(MP.mpf(1), MP.mpf(1)), value, value))
    x = ball(a)
    if x.lo <= 0:
        raise Unclear("a small argument")
    lo, hi = MP.log(x.lo), MP.log(x.hi)
    unit = Ball(MP.mpf(1), MP.mpf(1))
    return _wide(Ball(lo, hi), unit, lo, hi)


def absolute(a: Number) -> Number:
    if isinstance(a, Exact):
        return times(a, -1) if sign(a) == {-1} else a
    return Ball(max(a.lo, -a.hi, MP.mpf(0)), max(-a.lo, a.hi))


def extreme(values: list[Number], largest: bool) -> Number:
    best = values[0]
    for v in values[1:]:
        if isinstance(best, Exact) and isinstance(v, Exact):
            greater = sign(add(v, times(best, -1))) == {1}
            best = v if greater is largest else best
            continue
        x, y = ball(best), ball(v)
        pick = max if largest else min
        best = Ball(pick(x.lo, y.lo), pick(x.hi, y.hi))
    return best


def lambert(a: Number, principal: bool) -> Number:
    """The larger (``principal``) or the smaller solution w of w e^w = a."""
    _needs(add(a, Exact(((Fraction(-1), Fraction(1)),))), 0, 1)
    if not principal:
        _needs(a, -1)
    if a == ZERO:
        return ZERO
    if isinstance(a, Exact) and len(a.parts) == 1 and a.parts[0][0] == a.parts[0][1]:
        w = a.parts[0][1]
        if w >= -1 if principal else w <= -1:
            return exact(w)
    x = ball(a)
    ends = sorted([_solution(x.lo, principal), _solution(x.hi, principal)], key=lambda b: b.lo)
    return Ball(ends[0].lo, ends[1].hi)


def _solution(x: Any, principal: bool) -> Ball:
    """An interval around w, widened until w e^w at its ends is on either side of ``x``."""
    w = MP.lambertw(x, 0 if principal else -1)
    if getattr(w, "imag", 0) != 0:
        raise Unclear("close to the branch point")
    w = MP.re(w)
    room = MP.ldexp(1 + abs(w), 60 - MP.prec)
    for _ in range(200):
        lo, hi = w - room, w + room
        inside = (lo >= -1) if principal else (hi <= -1)
        if not inside:
            raise Unclear("close to the branch point")
        slack = abs(x) * MP.ldexp(1, 30 - MP.prec)
        at_lo, at_hi = lo * MP.exp(lo), hi * MP.exp(hi)
        if (at_lo < x - slack and at_hi > x + slack) if principal else (at_lo > x + slack and at_hi < x - slack):
            return Ball(lo, hi)
        room *= 2
    raise Unclear("close to the branch point")
