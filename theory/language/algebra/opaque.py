"""Functions, roots and powers in opaque parts: what the rules of the algebra make of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpz

from theory.language.algebra.polynomial import Polynomial, Ratio, addend
from theory.language.term import INTEGER, ROOT, Call, Number, Power, Product, Quotient, Sum, Term, constant

MOST_POWER = 400  # of an opaque part
PRIMES = 10**12  # numbers up to this size are split in a logarithm


class Opaque(Term):
    """A part that is a variable of the polynomials: its only argument."""

    __slots__ = ()

    def __new__(cls, part: Term) -> Any:
        return cls._node(None, (part,))


def opened(node: Term, args: tuple[Ratio, ...]) -> Term:
    """A root, function or power, ``args`` its arguments in normal form, as a term in opaque parts: equal to ``node``
    wherever that is defined, and defined there."""
    match node:
        case Power():
            return _opened_power(node, *args)
        case Call("exp"):
            return _opened_exp(args[0])
        case Call("log"):
            return _opened_log(args[0])
        case Call("sqrt"):
            return _opened_root(args[0].as_term(), 2, 1)
        case Call("abs"):
            return _opened_abs(args[0])
        case Call("max" | "min" as which):
            return _opened_extreme(which, args)
        case Call("W0" | "Wm1" as which):
            return _opened_w(which, args[0])
    raise TypeError(f"{node}: no opaque part")


def _opened_power(node: Power, base: Ratio, exponent: Ratio) -> Term:
    q = constant(node.exponent)
    inner = base.as_term()
    if q is not None and node.kind == ROOT:
        return _opened_root(inner, q.denominator, q.numerator)
    if q is not None and node.kind == INTEGER:  # too large to be multiplied out
        return Opaque(Power(inner, Number(q), INTEGER))  # type: ignore[no-any-return]
    return Opaque(Power(inner, exponent.as_term(), node.kind))  # type: ignore[no-any-return]


def _opened_exp(a: Ratio) -> Term:
    if a.below.constant is None and len(a.above.terms) > 1:  # each addend in lowest terms
        below = a.below.as_term()
        parts = [Call("exp", Quotient(addend(c, monomial), below)) for monomial, c in a.above.terms]
        return Product(*parts)  # type: ignore[no-any-return]
    product: list[Term] = []
    below = a.below.as_term()
    for monomial, c in a.above.terms:
        plain = a.below.constant == 1
        if plain and len(monomial) == 1 and monomial[0][1] == 1 and c.denominator == 1 and abs(c) <= MOST_POWER:
            gen = monomial[0][0]
            if isinstance(gen, Call) and gen.function == "log":
                product.append(Power(gen.args[0], Number(c), INTEGER))
                continue
        times = c.numerator if abs(c.numerator) <= MOST_POWER else 1
        one = addend(c / times, monomial)
        product.append(Power(Opaque(Call("exp", one if plain else Quotient(one, below))), Number(times), INTEGER))
    return Product(*product)  # type: ignore[no-any-return]


def _opened_log(a: Ratio) -> Term:
    above, below = a.above, a.below
    if above.constant is not None and below.constant is not None:
        q = above.constant / below.constant
        if q > 0 and max(q.numerator, q.denominator) <= PRIMES:
            logs = [
                Number(sign * k) * Opaque(Call("log", Number(int(p))))
                for sign, n in ((1, q.numerator), (-1, q.denominator))
                for p, k in fmpz(n).factor()
            ]
            return Sum(*logs)  # type: ignore[no-any-return]
    if len(above.terms) == len(below.terms) == 1 and above.terms[0][1] == below.terms[0][1] == 1:
        powers = [*above.terms[0][0], *((gen, -k) for gen, k in below.terms[0][0])]
        if all(isinstance(gen, Call) and gen.function == "exp" for gen, _ in powers):
            return Sum(*(Number(k) * gen.args[0] for gen, k in powers))  # type: ignore[no-any-return]
    return Opaque(Call("log", a.as_term()))  # type: ignore[no-any-return]


def _opened_root(a: Term, n: int, k: int) -> Term:
    """The ``n``-th root of ``a`` to the power ``k``."""
    q = constant(a)
    if q is not None and q >= 0:
        above, below = fmpz(q.numerator).root(n), fmpz(q.denominator).root(n)
        if above**n == q.numerator and below**n == q.denominator:
            return Power(Number(Fraction(int(above), int(below))), Number(k), INTEGER)  # type: ignore[no-any-return]
    root = Call("sqrt", a) if n == 2 else Power(a, Number(Fraction(1, n)), ROOT)
    return Power(Opaque(root), Number(k), INTEGER)  # type: ignore[no-any-return]


def _opened_abs(a: Ratio) -> Term:
    if a.above.constant is not None and a.below.constant is not None:
        return Number(abs(a.above.constant / a.below.constant))
    turned = a.above.terms[0][1] < 0
    inner = Polynomial(tuple((m, -c) for m, c in a.above.terms)) if turned else a.above
    return Opaque(Call("abs", Ratio(inner, a.below).as_term()))  # type: ignore[no-any-return]


def _opened_extreme(which: str, args: tuple[Ratio, ...]) -> Term:
    inner = sorted({a.as_term() for a in args}, key=str)
    numbers = [q for q in map(constant, inner) if q is not None]
    if len(numbers) > 1:
        best = Number(max(numbers) if which == "max" else min(numbers))
        inner = sorted([best, *(a for a in inner if constant(a) is None)], key=str)
    return inner[0] if len(inner) == 1 else Opaque(Call(which, *inner))


def _opened_w(which: str, a: Ratio) -> Term:
    """W at r e^r, which is c e^(1/q)^k with c = k/q."""
    if not a.above.terms:
        return Number(0) if which == "W0" else Opaque(Call(which, Number(0)))
    if len(a.above.terms) == 1 and len(a.below.terms) == 1:
        (over, c), (under, d) = a.above.terms[0], a.below.terms[0]
        r = c / d
        powers = [(g, k) for g, k in over] + [(g, -k) for g, k in under]
        if len(powers) == 1 and isinstance(powers[0][0], Call) and powers[0][0].function == "exp":
            unit = constant(powers[0][0].args[0])
            fits = unit is not None and unit * powers[0][1] == r
            if fits and (r >= -1 if which == "W0" else r <= -1):
                return Number(r)
    return Opaque(Call(which, a.as_term()))  # type: ignore[no-any-return]
