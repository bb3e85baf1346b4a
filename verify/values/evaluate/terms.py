"""Values of terms at a point: exactly where algebra allows, else enclosed by balls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, reduce

from flint import arb, fmpq, fmpz

from theory.errors import DomainError, LedgerError, UnableError
from theory.lambert import enclose_w0, enclose_wm1
from theory.language.term import INTEGER, ROOT, Call, Number, Power, Product, Quotient, Sum, Term, Variable
from verify.values.balls import integer_power

Value = fmpq | arb
Point = Mapping[Variable, Value]
MOST_BITS = 2**20  # in an exact power; beyond it a ball will do


def value(term: Term, point: Point) -> Value:
    """The value of ``term`` at ``point``: an exact rational where it is algebraic and the point rational, else a ball
    that contains it.

    Errors: ``DomainError`` where the term is undefined at the point (``theory.language.meaning``), ``UnableError``
    where that is not decided at the working precision.
    """
    known: dict[Term, Value] = {}
    for node in _in_order(term):
        known[node] = point[node] if isinstance(node, Variable) else _computed(node, [known[a] for a in node.args])
    return known[term]


@lru_cache(2**12)
def _in_order(term: Term) -> tuple[Term, ...]:
    """The parts of ``term``, each once, parts first."""
    return tuple(term.nodes())


def _computed(node: Term, parts: list[Value]) -> Value:
    """The value of ``node`` from those of its parts."""
    match node:
        case Number(q):
            return fmpq(q.numerator, q.denominator)
        case Sum():
            return reduce(_plus, parts)
        case Product():
            return reduce(_times, parts)
        case Quotient():
            return _over(node, *parts)
        case Power():
            return _power(node, *parts)
        case Call("max" | "min" as which):
            return _extreme(parts, which == "max")
        case Call(function):
            return _function(function, parts[0])
    raise UnableError(f"{node}: no rule for it")


def rational(term: Term, point: Point) -> fmpq:
    """The exact value of a rational function at a rational point.

    Errors: ``DomainError`` at a pole, ``LedgerError`` where the value is only enclosed.
    """
    exact = value(term, point)
    if not isinstance(exact, fmpq):
        raise LedgerError(f"{term}: expected a rational function at a rational point, but its value is only enclosed")
    return exact


def ball(x: Value) -> arb:
    """``x`` as a ball; an exact value rounded to the working precision."""
    return x if isinstance(x, arb) else arb(x)


def _plus(a: Value, b: Value) -> Value:
    return a + b if type(a) is type(b) else ball(a) + ball(b)


def _times(a: Value, b: Value) -> Value:
    if (a == 0 and isinstance(a, fmpq)) or (b == 0 and isinstance(b, fmpq)):
        return fmpq(0)
    return a * b if type(a) is type(b) else ball(a) * ball(b)


def difference(a: Value, b: Value) -> Value:
    """a - b."""
    return _plus(a, _times(fmpq(-1), b))


def _over(term: Term, a: Value, b: Value) -> Value:
    if not _separated(b, term):
        raise DomainError(f"{term}: division by zero")
    if isinstance(a, fmpq) and a == 0:
        return a
    return a / b if type(a) is type(b) else ball(a) / ball(b)


def _separated(x: Value, term: Term) -> bool:
    """Whether ``x`` is not 0. Errors: ``UnableError`` where a ball contains 0."""
    if isinstance(x, fmpq):
        return bool(x != 0)
    if not x.is_finite() or x.contains(0):
        raise UnableError(f"{term}: not separated from zero")
    return True


def _power(term: Power, base: Value, exponent: Value) -> Value:
    if term.kind == INTEGER:
        if not (isinstance(exponent, fmpq) and exponent.q == 1):
            raise UnableError(f"{term}: the exponent is not known to be a whole number here")
        return _integer_power(term, base, exponent)
    if isinstance(base, fmpq) and base == 0:
        sign = _sign(exponent)
        if sign is None:
            raise UnableError(f"{term}: sign of the exponent")
        if sign > 0:
            return fmpq(0)
        raise DomainError(f"{term}: 0 has no such power")
    if ball(base) < 0:
        raise DomainError(f"{term}: the base is negative")
    if term.kind == ROOT and isinstance(exponent, fmpq):
        return _root(term, base, exponent)
    if not ball(base) > 0:
        raise UnableError(f"{term}: sign of the base")
    if isinstance(base, fmpq) and isinstance(exponent, fmpq) and exponent.q == 1:
        return _integer_power(term, base, exponent)
    return (ball(exponent) * ball(base).log()).exp()


def _integer_power(term: Power, base: Value, exponent: fmpq) -> Value:
    k = int(exponent.p)
    if k < 0 and not _separated(base, term):
        raise DomainError(f"{term}: division by zero")
    if isinstance(base, fmpq):
        if base == 0:
            return fmpq(k == 0)
        if abs(k) * (int(base.p).bit_length() + int(base.q).bit_length()) <= MOST_BITS:
            return base**k
        base = arb(base)
    return integer_power(base, k) if k >= 0 else base**k


def _root(term: Term, base: Value, exponent: fmpq) -> Value:
    """base ** exponent for a constant exponent and a base that is not certainly negative."""
    n, k = int(exponent.q), int(exponent.p)
    if isinstance(base, fmpq):
        above, below = fmpz(base.p).root(n), fmpz(base.q).root(n)
        if above**n == base.p and below**n == base.q:
            return fmpq(above, below) ** k
    wide = ball(base)
    if not wide.is_finite() or not (wide > 0 if k < 0 else wide >= 0):
        raise UnableError(f"{term}: sign of the base")
    return (wide.sqrt() if n == 2 else wide.root(n)) ** k if wide > 0 else _from_zero(wide, n, k)


def _from_zero(wide: arb, n: int, k: int) -> arb:
    """The root of a ball that is >= 0 and may be 0: from 0 to its value at the upper end."""
    top = wide.upper().root(n) ** k
    return arb(0).union(top)


def _sign(x: Value) -> int | None:
    return 1 if x > 0 else -1 if x < 0 else 0 if isinstance(x, fmpq) else None


def _extreme(values: list[Value], largest: bool) -> Value:
    if all(isinstance(v, fmpq) for v in values):
        return max(values) if largest else min(values)
    best = ball(values[0])
    for v in values[1:]:
        best = best.max(ball(v)) if largest else best.min(ball(v))
    return best


def _function(function: str, inner: Value) -> Value:
    match function:
        case "exp":
            return fmpq(1) if isinstance(inner, fmpq) and inner == 0 else ball(inner).exp()
        case "abs":
            return abs(inner) if isinstance(inner, arb) else -inner if inner < 0 else inner
        case "sqrt":
            if ball(inner) < 0:
                raise DomainError(f"sqrt at {ball(inner).str(10)}: the argument must be >= 0")
            return fmpq(0) if isinstance(inner, fmpq) and inner == 0 else _root(Call("sqrt", 0), inner, fmpq(1, 2))
        case "log":
            if isinstance(inner, fmpq) and inner == 1:
                return fmpq(0)
            if ball(inner) > 0:
                return ball(inner).log()
            if ball(inner) <= 0:
                raise DomainError(f"log at {ball(inner).str(10)}: the argument must be > 0")
            raise UnableError(f"log at {ball(inner).str(10)}: not separated from 0")
        case "W0":
            return fmpq(0) if isinstance(inner, fmpq) and inner == 0 else enclose_w0(ball(inner))
        case "Wm1":
            return enclose_wm1(ball(inner))
    raise UnableError(f"{function}: no rule for it")
