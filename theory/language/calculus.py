"""Derivatives of terms, by the rules of calculus. A derivative holds where it and the term are defined."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from theory.errors import UnableError
from theory.language.term import (
    INTEGER,
    ROOT,
    Call,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Term,
    Variable,
    constant,
    exp,
    log,
)

ZERO, ONE = Number(0), Number(1)


@lru_cache(2**15)
def diff(term: Term, name: Variable) -> Term:
    """The derivative of ``term`` by ``name``.

    Guarantee: wherever ``term`` and the result are defined, ``term`` is differentiable in ``name`` and the result is
    its derivative. So |a|' = a' a/|a|, which is undefined at 0. Only exact zeros and ones are left out.
    Errors: ``UnableError`` for max and min.
    """
    if not term.has(name):
        return ZERO
    match term:
        case Variable():
            return ONE
        case Sum(parts):
            return plus(*(diff(p, name) for p in parts))
        case Product(parts):
            return plus(*(times(*parts[:k], diff(p, name), *parts[k + 1 :]) for k, p in enumerate(parts)))
        case Quotient(above, below):
            if not below.has(name):
                return times(diff(above, name), Quotient(ONE, below))
            fall = times(Number(-1), above, diff(below, name))
            if not above.has(name):
                return Quotient(fall, below**2)  # type: ignore[no-any-return]
            return Quotient(plus(times(diff(above, name), below), fall), below**2)  # type: ignore[no-any-return]
        case Power():
            return _power(term, name)
        case Call("exp", (a,)):
            return times(diff(a, name), term)
        case Call("log", (a,)):
            return over(diff(a, name), a)
        case Call("sqrt", (a,)):
            return over(diff(a, name), times(Number(2), term))
        case Call("abs", (a,)):
            return times(diff(a, name), Quotient(a, term))
        case Call("W0" | "Wm1", (a,)):
            return over(diff(a, name), times(exp(term), plus(ONE, term)))
    raise UnableError(f"{term}: no rule gives its derivative by {name}; write the cases apart")


def _power(term: Power, name: Variable) -> Term:
    base, exponent, q = term.base, term.exponent, constant(term.exponent)
    slope = diff(base, name)
    if q is not None and term.kind in (INTEGER, ROOT):
        if q == 0:
            return ZERO
        kind = INTEGER if q.denominator == 1 else ROOT
        lower = ONE if q == 1 else base if q == 2 else Power(base, Number(q - 1), kind)
        return times(Number(q), lower, slope)
    if not exponent.has(name):
        lower = Power(base, plus(exponent, Number(-1)), term.kind)
        return times(exponent, lower, slope)
    if term.kind == INTEGER:
        raise UnableError(f"{term}: an exponent that is a whole number has no derivative; write it another way")
    return times(term, plus(times(diff(exponent, name), log(base)), over(times(exponent, slope), base)))


def plus(*parts: Term) -> Term:
    """The sum without the parts that are the number 0."""
    return Sum(*(p for p in parts if p is not ZERO))  # type: ignore[no-any-return]


def times(*parts: Term) -> Term:
    """The product with its numbers as one in front, which is left out if it is 1; 0 where a part is the number 0."""
    if any(p is ZERO for p in parts):
        return ZERO
    number, rest = Fraction(1), []
    for p in (q for part in parts for q in (part.args if isinstance(part, Product) else (part,))):
        if isinstance(p, Number):
            number *= p.value
        else:
            rest.append(p)
    return Product(*([Number(number)] if number != 1 else []), *rest)  # type: ignore[no-any-return]


def over(above: Term, below: Term) -> Term:
    """The quotient; 0 where ``above`` is the number 0."""
    return above if above is ZERO or below is ONE else Quotient(above, below)
