"""Values of terms and formulas at a point: exactly where algebra allows, else enclosed by balls."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp
from flint import arb, ctx, fmpq

from theory.errors import DomainError, LedgerError, UnableError
from theory.formula import UNDEFINED, And, Atom, Formula, Implies, Or, put_in
from theory.lambert import W0, Wm1, enclose_w0, enclose_wm1

Value = fmpq | arb
Point = Mapping[sp.Symbol, Value]
PRECISIONS = (64, 256, 1024, 4096, 16384)
SHORT, LONG = 32, 200  # bits of a number, operations of a term, that are put together exactly
MOST_BITS = 2**20  # in an exact power; beyond it a ball will do


def value(term: sp.Expr, point: Point) -> Value:
    """The value of ``term`` at ``point``: an exact rational where it is algebraic and the point
    rational, else a ball that contains it.

    Errors: ``DomainError`` where the term is undefined at the point, ``UnableError`` where that is
    not decided at the working precision.
    """
    if term.is_Symbol:
        return point[term]
    if term.is_Rational:
        return fmpq(int(term.p), int(term.q))
    if term.is_Add or term.is_Mul:
        parts = [value(a, point) for a in term.args]
        total = parts[0]
        for part in parts[1:]:
            total = _plus(total, part) if term.is_Add else _times(total, part)
        return total
    if isinstance(term, sp.exp) or term is sp.E:
        inner = value(term.args[0], point) if term.args else fmpq(1)
        return fmpq(1) if inner == 0 and isinstance(inner, fmpq) else _ball(inner).exp()
    if isinstance(term, sp.Pow):
        return _power(term, point)
    if isinstance(term, sp.Abs):
        inner = value(term.args[0], point)
        if isinstance(inner, fmpq):
            return -inner if inner < 0 else inner
        return abs(inner)
    if isinstance(term, sp.Max | sp.Min):
        return _extreme([value(a, point) for a in term.args], isinstance(term, sp.Max))
    if len(term.args) == 1:
        return _function(term.func, value(term.args[0], point))
    if term in UNDEFINED:
        raise DomainError(f"{term}: undefined")
    raise UnableError(f"{term}: no rule for it")


def rational(term: sp.Expr, point: Point) -> fmpq:
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


def _power(term: sp.Pow, point: Point) -> Value:
    base, exponent = value(term.base, point), value(term.exp, point)
    if isinstance(exponent, fmpq) and exponent.q == 1:
        k = int(exponent.p)
        if k < 0 and not _separated(base):
            raise (
                DomainError(f"{term}: division by zero")
                if isinstance(base, fmpq)
                else UnableError(f"{term}: not separated from zero")
            )
        if isinstance(base, fmpq) and abs(k) * (int(base.p).bit_length() + int(base.q).bit_length()) > MOST_BITS:
            base = arb(base) if base != 0 else base
        if isinstance(base, fmpq):
            return base**k if base != 0 else fmpq(k == 0)
        return _repeated(base, k) if k > 0 else base**k
    if exponent == fmpq(1, 2) and isinstance(base, fmpq) and base >= 0:
        return arb(base).sqrt() if base > 0 else fmpq(0)
    if _ball(base) > 0:
        return (_ball(exponent) * _ball(base).log()).exp() if exponent != fmpq(1, 2) else _ball(base).sqrt()
    raise DomainError(f"{term}: the base must be > 0") if _ball(base) <= 0 else UnableError(f"{term}: sign of the base")


def _repeated(base: arb, k: int) -> arb:
    """base^k by products: ``**`` is NaN for a ball that contains 0."""
    power, square = arb(1), base
    while k:
        power, square, k = power * square if k & 1 else power, square * square, k >> 1
    return power


def _separated(x: Value) -> bool:
    return x != 0 if isinstance(x, fmpq) else not x.contains(0)


def _extreme(values: list[Value], largest: bool) -> Value:
    if all(isinstance(v, fmpq) for v in values):
        return max(values) if largest else min(values)
    best = _ball(values[0])
    for v in values[1:]:
        best = best.max(_ball(v)) if largest else best.min(_ball(v))
    return best


def _function(function: type, inner: Value) -> Value:
    if function is sp.log:
        if isinstance(inner, fmpq) and inner == 1:
            return fmpq(0)
        if _ball(inner) > 0:
            return _ball(inner).log()
        if _ball(inner) <= 0:
            raise DomainError(f"log at {_ball(inner).str(10)}: the argument must be > 0")
        raise UnableError(f"log at {_ball(inner).str(10)}: not separated from 0")
    if function is W0:
        return fmpq(0) if isinstance(inner, fmpq) and inner == 0 else enclose_w0(_ball(inner))
    if function is Wm1:
        return enclose_wm1(_ball(inner))
    raise UnableError(f"{function}: no rule for it")


def excess(atom: Atom, point: Point) -> Value:
    """``left - right`` at ``point``; exactly 0 where the two sides are the same expression, in symbols or once short
    rationals are put in for them."""
    difference = atom.left - atom.right
    if difference == 0:
        return fmpq(0)
    try:
        gap = _plus(value(atom.left, point), _times(fmpq(-1), value(atom.right, point)))
    except UnableError:
        return value(_with_short(difference, point), point)
    return fmpq(0) if isinstance(gap, arb) and gap.contains(0) and _with_short(difference, point) == 0 else gap


def _with_short(term: sp.Expr, point: Point) -> sp.Expr:
    """``term`` with the short rationals of ``point`` in the place of their names, as SymPy adds it up in exact
    arithmetic: where sides that touch become the same term. W at r e^r is r, on its branch. A long term stays."""
    at = {
        name: sp.Rational(int(x.p), int(x.q))
        for name in term.free_symbols
        if isinstance(x := point[name], fmpq) and max(int(x.p).bit_length(), int(x.q).bit_length()) <= SHORT
    }
    if term.count_ops() > LONG:
        return term
    return put_in(term, at).replace(W0, _at_branch(W0)).replace(Wm1, _at_branch(Wm1))


def _at_branch(branch: type) -> Callable[[sp.Expr], sp.Expr]:
    """W(z) as r where z is r e^r, r a rational on the side of -1 where the branch has its values."""

    def solved(z: sp.Expr) -> sp.Expr:
        factor, power = z.as_coeff_Mul()
        r = sp.Integer(1) if power is sp.E else power.args[0] if isinstance(power, sp.exp) else None
        on_branch = r is not None and r == factor and r.is_Rational and (r >= -1 if branch is W0 else r <= -1)
        return r if on_branch else branch(z)

    return solved


def decide_atom(atom: Atom, point: Point) -> bool | None:
    """Whether ``atom`` certainly holds (True), certainly fails (False), or neither is shown.

    Undefined counts as failing. Equality holds only by exact arithmetic.
    """
    try:
        gap = excess(atom, point)
    except DomainError:
        return False
    except UnableError:
        return None
    less, more = bool(gap < 0), bool(gap > 0)
    zero = isinstance(gap, fmpq) and gap == 0
    match atom.op:
        case "<":
            return True if less else False if more or zero else None
        case "<=":
            return True if less or zero else False if more else None
        case ">":
            return True if more else False if less or zero else None
        case ">=":
            return True if more or zero else False if less else None
        case "==":
            return True if zero else False if less or more else None
        case _:
            return False if zero else True if less or more else None


def decide(formula: Formula, point: Point) -> bool | None:
    """Three-valued truth of ``formula`` at ``point`` at the working precision."""
    match formula:
        case Atom():
            return decide_atom(formula, point)
        case And(parts):
            truths = [decide(p, point) for p in parts]
            return False if False in truths else None if None in truths else True
        case Or(parts):
            truths = [decide(p, point) for p in parts]
            return True if True in truths else None if None in truths else False
        case Implies(given, then):
            premise = decide(given, point)
            return True if premise is False else decide(then, point) if premise else None


def holds(formula: Formula, point: Point) -> bool | None:
    """``decide`` at rising precision: None only if undecided at the highest (16384 bits)."""
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            truth = decide(formula, point)
        if truth is not None:
            return truth
    return None
