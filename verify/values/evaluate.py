"""Values of terms and truth values of formulas at a point: exactly where algebra allows, else enclosed by balls."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache, reduce

from flint import arb, ctx, fmpq, fmpz

from theory.errors import DomainError, LedgerError, UnableError
from theory.lambert import enclose_w0, enclose_wm1
from theory.language.algebra import expanded
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.meaning import ANY, Truths, conjunction, defined, disjunction
from theory.language.term import INTEGER, ROOT, Call, Number, Power, Product, Quotient, Sum, Term, Variable

Value = fmpq | arb
Point = Mapping[Variable, Value]
PRECISIONS = (64, 256, 1024, 4096, 16384)
SHORT, LONG = 32, 200  # bits of a number, nodes of a term, that are put together exactly
MOST_BITS = 2**20  # in an exact power; beyond it a ball will do
TRUE, FALSE, UNDEFINED = Truths.TRUE, Truths.FALSE, Truths.UNDEFINED


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


def _ball(x: Value) -> arb:
    return x if isinstance(x, arb) else arb(x)


def _plus(a: Value, b: Value) -> Value:
    return a + b if type(a) is type(b) else _ball(a) + _ball(b)


def _times(a: Value, b: Value) -> Value:
    if (a == 0 and isinstance(a, fmpq)) or (b == 0 and isinstance(b, fmpq)):
        return fmpq(0)
    return a * b if type(a) is type(b) else _ball(a) * _ball(b)


def _over(term: Term, a: Value, b: Value) -> Value:
    if not _separated(b, term):
        raise DomainError(f"{term}: division by zero")
    if isinstance(a, fmpq) and a == 0:
        return a
    return a / b if type(a) is type(b) else _ball(a) / _ball(b)


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
        return _whole_power(term, base, exponent)
    if isinstance(base, fmpq) and base == 0:
        sign = _sign(exponent)
        if sign is None:
            raise UnableError(f"{term}: sign of the exponent")
        if sign > 0:
            return fmpq(0)
        raise DomainError(f"{term}: 0 has no such power")
    if _ball(base) < 0:
        raise DomainError(f"{term}: the base is negative")
    if term.kind == ROOT and isinstance(exponent, fmpq):
        return _root(term, base, exponent)
    if not _ball(base) > 0:
        raise UnableError(f"{term}: sign of the base")
    if isinstance(base, fmpq) and isinstance(exponent, fmpq) and exponent.q == 1:
        return _whole_power(term, base, exponent)
    return (_ball(exponent) * _ball(base).log()).exp()


def _whole_power(term: Power, base: Value, exponent: fmpq) -> Value:
    k = int(exponent.p)
    if k < 0 and not _separated(base, term):
        raise DomainError(f"{term}: division by zero")
    if isinstance(base, fmpq):
        if base == 0:
            return fmpq(k == 0)
        if abs(k) * (int(base.p).bit_length() + int(base.q).bit_length()) <= MOST_BITS:
            return base**k
        base = arb(base)
    return _repeated(base, k) if k >= 0 else base**k


def _repeated(base: arb, k: int) -> arb:
    """base^k, k >= 0, by products: ``**`` is NaN for a ball that contains 0."""
    power, square = arb(1), base
    while k:
        power, square, k = power * square if k & 1 else power, square * square, k >> 1
    return power


def _root(term: Term, base: Value, exponent: fmpq) -> Value:
    """base ** exponent for a constant exponent and a base that is not certainly negative."""
    n, k = int(exponent.q), int(exponent.p)
    if isinstance(base, fmpq):
        above, below = fmpz(base.p).root(n), fmpz(base.q).root(n)
        if above**n == base.p and below**n == base.q:
            return fmpq(above, below) ** k
    ball = _ball(base)
    if not ball.is_finite() or not (ball > 0 if k < 0 else ball >= 0):
        raise UnableError(f"{term}: sign of the base")
    return (ball.sqrt() if n == 2 else ball.root(n)) ** k if ball > 0 else _from_zero(ball, n, k)


def _from_zero(ball: arb, n: int, k: int) -> arb:
    """The root of a ball that is >= 0 and may be 0: from 0 to its value at the upper end."""
    top = ball.upper().root(n) ** k
    return arb(0).union(top)


def _sign(x: Value) -> int | None:
    return 1 if x > 0 else -1 if x < 0 else 0 if isinstance(x, fmpq) else None


def _extreme(values: list[Value], largest: bool) -> Value:
    if all(isinstance(v, fmpq) for v in values):
        return max(values) if largest else min(values)
    best = _ball(values[0])
    for v in values[1:]:
        best = best.max(_ball(v)) if largest else best.min(_ball(v))
    return best


def _function(function: str, inner: Value) -> Value:
    match function:
        case "exp":
            return fmpq(1) if isinstance(inner, fmpq) and inner == 0 else _ball(inner).exp()
        case "abs":
            return abs(inner) if isinstance(inner, arb) else -inner if inner < 0 else inner
        case "sqrt":
            if _ball(inner) < 0:
                raise DomainError(f"sqrt at {_ball(inner).str(10)}: the argument must be >= 0")
            return fmpq(0) if isinstance(inner, fmpq) and inner == 0 else _root(Call("sqrt", 0), inner, fmpq(1, 2))
        case "log":
            if isinstance(inner, fmpq) and inner == 1:
                return fmpq(0)
            if _ball(inner) > 0:
                return _ball(inner).log()
            if _ball(inner) <= 0:
                raise DomainError(f"log at {_ball(inner).str(10)}: the argument must be > 0")
            raise UnableError(f"log at {_ball(inner).str(10)}: not separated from 0")
        case "W0":
            return fmpq(0) if isinstance(inner, fmpq) and inner == 0 else enclose_w0(_ball(inner))
        case "Wm1":
            return enclose_wm1(_ball(inner))
    raise UnableError(f"{function}: no rule for it")


def excess(atom: Atom, point: Point) -> Value:
    """``left - right`` at ``point``; exactly 0 where algebra makes the two sides equal, in variables or once short
    rationals are put in for them.

    Errors: ``DomainError`` where a side is undefined, ``UnableError`` where that is not decided.
    """
    try:
        left, right = value(atom.left, point), value(atom.right, point)
    except UnableError:
        known = _sides_defined(atom, point)
        if known.certainly_not_true:
            raise DomainError(f"{atom}: a side is undefined") from None
        if known is not TRUE:
            raise
        return value(_with_short(atom.left - atom.right, point), point)
    return _gap(atom, left, right, point)


def _gap(atom: Atom, left: Value, right: Value, point: Point) -> Value:
    """``left - right``, the values of the sides; exactly 0 where algebra makes the sides equal."""
    gap = _plus(left, _times(fmpq(-1), right))
    if isinstance(gap, arb) and gap.contains(0):
        difference = _with_short(atom.left - atom.right, point)
        return fmpq(0) if difference is Number(0) else gap
    return gap


def _with_short(term: Term, point: Point) -> Term:
    """``term`` in normal form with the short rationals of ``point`` in the place of their names: where sides that touch
    become 0. A long term stays."""
    if term.size > LONG:
        return term
    at = {
        name: Number(Fraction(int(x.p), int(x.q)))
        for name in term.variables
        if isinstance(x := point[name], fmpq) and max(int(x.p).bit_length(), int(x.q).bit_length()) <= SHORT
    }
    return expanded(term.subs(at))


def truths(formula: Formula, point: Point) -> Truths:
    """The truth values that ``formula`` may have at ``point``, as far as the working precision shows."""
    match formula:
        case Atom():
            return _compared(formula, point)
        case And(parts):
            return reduce(conjunction, (truths(p, point) for p in parts), TRUE)
        case Or(parts):
            return reduce(disjunction, (truths(p, point) for p in parts), FALSE)
        case Implies(given, then):
            premise = truths(given, point)
            if premise.certainly_not_true:
                return TRUE
            found = truths(then, point)
            return found if premise is TRUE or found is TRUE else ANY


def _compared(atom: Atom, point: Point) -> Truths:
    try:
        gap = excess(atom, point)
    except DomainError:
        return UNDEFINED
    except UnableError:
        known = _sides_defined(atom, point)
        return UNDEFINED if known.certainly_not_true else TRUE | FALSE if known is TRUE else ANY
    return by_sign(atom.op, gap)


def _sides_defined(atom: Atom, point: Point) -> Truths:
    """Whether the sides of ``atom`` are defined. What they ask comes inner parts first, each comparison defined where
    those before it are true: none is asked again whether it is defined, which would double the work with each part."""
    sure = True
    for need in dict.fromkeys((*defined(atom.left).parts, *defined(atom.right).parts)):
        found = _asked(need, point, sure)
        if found.certainly_not_true:
            return FALSE
        sure = sure and found is TRUE
    return TRUE if sure else TRUE | FALSE


def _asked(need: Formula, point: Point, sure: bool) -> Truths:
    """The truth values of what a side asks; ``sure``: its comparisons are certainly defined."""
    match need:
        case And(parts):
            return reduce(conjunction, (_asked(p, point, sure) for p in parts), TRUE)
        case Or(parts):
            return reduce(disjunction, (_asked(p, point, sure) for p in parts), FALSE)
        case Atom(op, left, right):
            try:
                return by_sign(op, _gap(need, value(left, point), value(right, point), point))
            except DomainError:
                return UNDEFINED
            except UnableError:
                return _by_form(need, point) if sure else ANY
    return ANY


def _by_form(atom: Atom, point: Point) -> Truths:
    """The truth values of a comparison whose sides are defined, by the normal form of their difference."""
    try:
        return by_sign(atom.op, value(_with_short(atom.left - atom.right, point), point))
    except (DomainError, UnableError):
        return TRUE | FALSE


def by_sign(op: str, gap: Value) -> Truths:
    """The truth values of ``gap op 0``."""
    less, more = bool(gap < 0), bool(gap > 0)
    zero = isinstance(gap, fmpq) and gap == 0
    can_be_less, can_be_zero, can_be_more = not (more or zero), not (less or more), not (less or zero)
    if isinstance(gap, arb) and gap.is_finite():
        can_be_less, can_be_more = not bool(gap >= 0), not bool(gap <= 0)
    true = {
        "<": (can_be_less,), "<=": (can_be_less, can_be_zero), ">": (can_be_more,), ">=": (can_be_more, can_be_zero),
        "==": (can_be_zero,), "!=": (can_be_less, can_be_more),
    }  # fmt: skip
    false = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}[op]
    return (TRUE if any(true[op]) else Truths(0)) | (FALSE if any(true[false]) else Truths(0))


def decide(formula: Formula, point: Point) -> bool | None:
    """Whether ``formula`` is certainly true (True), certainly not true, that is false or undefined (False), or neither
    is shown at the working precision."""
    found = truths(formula, point)
    return True if found.certainly_true else False if found.certainly_not_true else None


def holds(formula: Formula, point: Point) -> bool | None:
    """``decide`` at rising precision: None only if undecided at the highest (16384 bits)."""
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            found = decide(formula, point)
        if found is not None:
            return found
    return None
