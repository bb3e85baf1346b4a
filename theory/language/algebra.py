"""Terms as quotients of polynomials over opaque parts: when two terms are equal by algebra, and other forms of a term.

Every form here is *equal to the term wherever the term is defined*, and defined there. The converse is not promised:
``x/x`` has the form 1. Whoever uses a form has to ask apart where the term itself is defined (``meaning.defined``).

The rules, all valid where both sides are defined: those of fields; exp of a sum is a product of powers, exp(k log a) =
a^k, log(exp a) = a, log of a positive rational is a sum over its primes; sqrt(a)^2 = a and so for other roots;
|a|^2 = a^2, |-a| = |a|; W0(r e^r) = r for a rational r >= -1, W-1(r e^r) = r for r <= -1. Products of polynomials are
FLINT's, exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx, fmpz

from theory.errors import UnableError
from theory.language.term import ROOT, WHOLE, Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant

MOST_TERMS = 4000  # addends of a polynomial
MOST_POWER = 400  # of an opaque part
PRIMES = 10**12  # numbers up to this size are split in a logarithm
Monomial = tuple[tuple[Term, int], ...]


class Nowhere(UnableError):
    """A term that divides by 0 wherever it stands: it is defined nowhere, and has no normal form."""


@dataclass(frozen=True)
class Polynomial:
    """A sum of coefficients times monomials in opaque parts, sorted."""

    terms: tuple[tuple[Monomial, Fraction], ...]

    @property
    def constant(self) -> Fraction | None:
        """The number that it is, if it is one."""
        if not self.terms:
            return Fraction(0)
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    def as_term(self) -> Term:
        addends = [_addend(coefficient, monomial) for monomial, coefficient in self.terms]
        return Sum(*addends)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Ratio:
    """``above``/``below`` in lowest terms; ``below`` has whole coefficients without a common factor."""

    above: Polynomial
    below: Polynomial

    def as_term(self) -> Term:
        above = self.above.as_term()
        return above if self.below.constant == 1 else Quotient(above, self.below.as_term())


@cache
def normal(term: Term) -> Ratio:
    """The normal form of ``term``: equal for terms that the rules make equal.

    Errors: ``UnableError`` where polynomials grow beyond ``MOST_TERMS``; ``Nowhere`` where it divides by 0.
    """
    gens: dict[Term, int] = {}
    _gather(term, gens)
    order = sorted(gens, key=str)
    index = {gen: k for k, gen in enumerate(order)}
    context = fmpq_mpoly_ctx.get([f"g{k}" for k in range(max(len(order), 1))], "lex")
    above, below = _reduced(*_value(term, index, context), order, index, context)
    return Ratio(*_canonical(above, below, order))


def equal(a: Term, b: Term) -> bool:
    """Whether the rules show that ``a`` and ``b`` are equal wherever both are defined."""
    try:
        return not normal(a - b).above.terms
    except UnableError:
        return False


def expanded(term: Term) -> Term:
    """The normal form as a term: a sum over one denominator. ``term`` itself where it is too large."""
    try:
        return normal(term).as_term()
    except UnableError:
        return term


@cache
def factored(term: Term) -> Term:
    """A product of powers of irreducible factors, those of the denominator with negative exponents as a quotient.
    ``term`` itself where it is too large."""
    try:
        ratio = normal(term)
    except UnableError:
        return term
    unit, above = _factors(ratio.above)
    below_unit, below = _factors(ratio.below)
    top = _joined(unit / below_unit, above)
    return Quotient(top, _joined(Fraction(1), below)) if below else top


def coefficients(term: Term, name: Variable) -> list[Term] | None:
    """``[c0, c1, ...]`` with numerator = c0 + c1 name + ..., free of ``name``; None where ``name`` also occurs in an
    opaque part. The numerator is 0 exactly where ``term`` is, wherever that is defined."""
    try:
        ratio = normal(term)
    except UnableError:
        return None
    found: dict[int, list[Term]] = {}
    for monomial, coefficient in ratio.above.terms:
        degree, rest = 0, []
        for gen, k in monomial:
            if gen is name:
                degree = k
            elif gen.has(name):
                return None
            else:
                rest.append((gen, k))
        found.setdefault(degree, []).append(_addend(coefficient, tuple(rest)))
    if any(gen.has(name) and gen is not name for monomial, _ in ratio.below.terms for gen, _ in monomial):
        return None
    return [Sum(*found.get(k, [])) for k in range(max(found, default=0) + 1)]


def factors(term: Term) -> tuple[Term, ...]:
    """The factors of the numerator of ``term`` that are no numbers, each once: ``term`` is 0 where one of them is, and,
    where it is defined, only there."""
    return tuple(base for base, _ in _factors(normal(term).above)[1])


class _Opaque(Term):
    """A part that is a variable of the polynomials: its only argument."""

    __slots__ = ()

    def __new__(cls, part: Term) -> Any:
        return cls._node(None, (part,))


@cache
def _opened(node: Term) -> Term:
    """A root, function or power in opaque parts in normal form."""
    match node:
        case Power(base, exponent):
            return _opened_power(node, base, exponent)
        case Call("exp", (a,)):
            return _opened_exp(normal(a))
        case Call("log", (a,)):
            return _opened_log(normal(a))
        case Call("sqrt", (a,)):
            return _opened_root(normal(a).as_term(), 2, 1)
        case Call("abs", (a,)):
            return _opened_abs(normal(a))
        case Call("max" | "min" as which, args):
            return _opened_extreme(which, args)
        case Call("W0" | "Wm1" as which, (a,)):
            return _opened_w(which, normal(a))
    raise TypeError(f"{node}: no opaque part")


def _opened_power(node: Power, base: Term, exponent: Term) -> Term:
    q = constant(exponent)
    inner = normal(base).as_term()
    if q is not None and node.kind == ROOT:
        return _opened_root(inner, q.denominator, q.numerator)
    if q is not None and node.kind == WHOLE:  # too large to be multiplied out
        return _Opaque(Power(inner, Number(q), WHOLE))
    return _Opaque(Power(inner, normal(exponent).as_term(), node.kind))


def _opened_exp(a: Ratio) -> Term:
    if a.below.constant is None and len(a.above.terms) > 1:  # each addend in lowest terms
        below = a.below.as_term()
        parts = [normal(Quotient(_addend(c, monomial), below)) for monomial, c in a.above.terms]
        return Product(*map(_opened_exp, parts))  # type: ignore[no-any-return]
    product: list[Term] = []
    below = a.below.as_term()
    for monomial, c in a.above.terms:
        plain = a.below.constant == 1
        if plain and len(monomial) == 1 and monomial[0][1] == 1 and c.denominator == 1 and abs(c) <= MOST_POWER:
            gen = monomial[0][0]
            if isinstance(gen, Call) and gen.function == "log":
                product.append(Power(gen.args[0], Number(c), WHOLE))
                continue
        times = c.numerator if abs(c.numerator) <= MOST_POWER else 1
        one = _addend(c / times, monomial)
        product.append(Power(_Opaque(Call("exp", one if plain else Quotient(one, below))), Number(times), WHOLE))
    return Product(*product)  # type: ignore[no-any-return]


def _opened_log(a: Ratio) -> Term:
    above, below = a.above, a.below
    if above.constant is not None and below.constant is not None:
        q = above.constant / below.constant
        if q > 0 and max(q.numerator, q.denominator) <= PRIMES:
            logs = [
                Number(sign * k) * _Opaque(Call("log", Number(int(p))))
                for sign, n in ((1, q.numerator), (-1, q.denominator))
                for p, k in fmpz(n).factor()
            ]
            return Sum(*logs)  # type: ignore[no-any-return]
    if len(above.terms) == len(below.terms) == 1 and above.terms[0][1] == below.terms[0][1] == 1:
        powers = [*above.terms[0][0], *((gen, -k) for gen, k in below.terms[0][0])]
        if all(isinstance(gen, Call) and gen.function == "exp" for gen, _ in powers):
            return Sum(*(Number(k) * gen.args[0] for gen, k in powers))  # type: ignore[no-any-return]
    return _Opaque(Call("log", a.as_term()))  # type: ignore[no-any-return]


def _opened_root(a: Term, n: int, k: int) -> Term:
    """The ``n``-th root of ``a`` to the power ``k``."""
    q = constant(a)
    if q is not None and q >= 0:
        above, below = fmpz(q.numerator).root(n), fmpz(q.denominator).root(n)
        if above**n == q.numerator and below**n == q.denominator:
            return Power(Number(Fraction(int(above), int(below))), Number(k), WHOLE)  # type: ignore[no-any-return]
    root = Call("sqrt", a) if n == 2 else Power(a, Number(Fraction(1, n)), ROOT)
    return Power(_Opaque(root), Number(k), WHOLE)  # type: ignore[no-any-return]


def _opened_abs(a: Ratio) -> Term:
    if a.above.constant is not None and a.below.constant is not None:
        return Number(abs(a.above.constant / a.below.constant))
    turned = a.above.terms[0][1] < 0
    inner = Polynomial(tuple((m, -c) for m, c in a.above.terms)) if turned else a.above
    return _Opaque(Call("abs", Ratio(inner, a.below).as_term()))  # type: ignore[no-any-return]


def _opened_extreme(which: str, args: tuple[Term, ...]) -> Term:
    inner = sorted({normal(a).as_term() for a in args}, key=str)
    numbers = [q for q in map(constant, inner) if q is not None]
    if len(numbers) > 1:
        best = Number(max(numbers) if which == "max" else min(numbers))
        inner = sorted([best, *(a for a in inner if constant(a) is None)], key=str)
    return inner[0] if len(inner) == 1 else _Opaque(Call(which, *inner))


def _opened_w(which: str, a: Ratio) -> Term:
    """W at r e^r, which is c e^(1/q)^k with c = k/q."""
    if not a.above.terms:
        return Number(0) if which == "W0" else _Opaque(Call(which, Number(0)))
    if len(a.above.terms) == 1 and len(a.below.terms) == 1:
        (over, c), (under, d) = a.above.terms[0], a.below.terms[0]
        r = c / d
        powers = [(g, k) for g, k in over] + [(g, -k) for g, k in under]
        if len(powers) == 1 and isinstance(powers[0][0], Call) and powers[0][0].function == "exp":
            unit = constant(powers[0][0].args[0])
            fits = unit is not None and unit * powers[0][1] == r
            if fits and (r >= -1 if which == "W0" else r <= -1):
                return Number(r)
    return _Opaque(Call(which, a.as_term()))  # type: ignore[no-any-return]


def _plain(node: Term) -> bool:
    """Whether polynomials express the operation at the root of ``node``."""
    if isinstance(node, Power):
        q = constant(node.exponent)
        return q is not None and node.kind == WHOLE and abs(q) <= MOST_POWER and not _explodes(node.base, int(q))
    return isinstance(node, Sum | Product | Quotient)


@cache
def _explodes(base: Term, k: int) -> bool:
    if abs(k) < 2 or isinstance(base, Variable | Number | _Opaque):
        return False
    ratio = normal(base)
    return any(math.comb(len(p.terms) + abs(k) - 1, abs(k)) > MOST_TERMS for p in (ratio.above, ratio.below))


def _gather(node: Term, gens: dict[Term, int]) -> None:
    """Adds the opaque parts of ``node``, and those in what their powers stand for."""
    seen: set[Term] = set()
    stack = [node]
    while stack:
        part = stack.pop()
        if part in seen:
            continue
        seen.add(part)
        if isinstance(part, Variable):
            gens[part] = 0
        elif isinstance(part, _Opaque):
            (inner,) = part.args
            gens[inner] = 0
            if (order := _order(inner)) is not None:
                stack.append(order[1])
        elif _plain(part):
            stack += part.args
        elif not isinstance(part, Number):
            stack.append(_opened(part))


def _order(gen: Term) -> tuple[int, Term] | None:
    """(n, a) if the n-th power of the opaque part is a."""
    match gen:
        case Call("sqrt", (a,)):
            return 2, _marked(a)
        case Call("abs", (a,)):
            return 2, _marked(a) ** 2
        case Power(a, Number(q), "root"):
            return q.denominator, _marked(a)
    return None


def _marked(canonical: Term) -> Term:
    return canonical


def _value(node: Term, index: dict[Term, int], context: Any) -> tuple[Any, Any]:
    """Numerator and denominator."""
    known: dict[Term, tuple[Any, Any]] = {}

    def visit(part: Term) -> tuple[Any, Any]:
        if part not in known:
            known[part] = compute(part)
        return known[part]

    one = context.from_dict({(0,) * context.nvars(): 1})

    def compute(part: Term) -> tuple[Any, Any]:
        match part:
            case Number(q):
                return one * fmpq(q.numerator, q.denominator), one
            case Variable():
                return context.gens()[index[part]], one
            case _Opaque():
                return context.gens()[index[part.args[0]]], one
        if not _plain(part):
            return visit(_opened(part))
        if isinstance(part, Power):
            k = int(constant(part.exponent) or 0)
            a, b = visit(part.base)
            if k < 0:
                a, b, k = *_inverse(part, a, b), -k
            return a**k, b**k
        values = [visit(a) for a in part.args]
        if isinstance(part, Quotient):
            (a, b), (c, d) = values
            c, d = _inverse(part, c, d)
            return _cancelled(_times(a, c), _times(b, d))
        above, below = values[0]
        for a, b in values[1:]:
            if isinstance(part, Product):
                above, below = _cancelled(_times(above, a), _times(below, b))
            elif b == below:
                above = above + a
            else:
                above, below = _cancelled(_times(above, b) + _times(a, below), _times(below, b))
        return _cancelled(above, below)

    return visit(node)


def _inverse(part: Term, above: Any, below: Any) -> tuple[Any, Any]:
    if above == 0:
        raise Nowhere(f"{part}: it divides by 0 everywhere")
    return below, above


def _times(a: Any, b: Any) -> Any:
    if len(a) * len(b) > 50 * MOST_TERMS:
        raise UnableError(f"a product of sums of {len(a)} and {len(b)} addends is not multiplied out")
    product = a * b
    if len(product) > MOST_TERMS:
        raise UnableError(f"a sum of {len(product)} addends is not multiplied out further")
    return product


def _cancelled(above: Any, below: Any) -> tuple[Any, Any]:
    if len(below) == 1 and below.total_degree() == 0:
        return above, below
    common = above.gcd(below)
    if common.total_degree() == 0:
        return above, below
    return above / common, below / common


def _reduced(
    above: Any, below: Any, order: list[Term], index: dict[Term, int], context: Any
) -> tuple[Any, Any]:
    """With powers of roots at or above their order replaced by what they stand for."""
    rules = {k: rule for k, gen in enumerate(order) if (rule := _order(gen)) is not None}
    changed = bool(rules)
    while changed:
        changed = False
        for k, (n, inner) in rules.items():
            if max(above.degrees()[k], below.degrees()[k]) < n:
                continue
            top, bottom = _value(inner, index, context)
            (a, i), (b, j) = (_lowered(p, k, n, top, bottom, context) for p in (above, below))
            above, below = _times(a, bottom**j), _times(b, bottom**i)
            if below == 0:
                raise Nowhere("it divides by 0 everywhere")
            above, below = _cancelled(above, below)
            changed = True
    return above, below


def _lowered(p: Any, k: int, n: int, top: Any, bottom: Any, context: Any) -> tuple[Any, int]:
    """``p`` with the n-th power of part k replaced by top/bottom, times bottom**i; and i."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for monomial, c in p.to_dict().items():
        high, low = divmod(monomial[k], n)
        parts.setdefault(high, {})[(*monomial[:k], low, *monomial[k + 1 :])] = c
    most = max(parts, default=0)
    total = context.from_dict({})
    for high, found in parts.items():
        total = total + _times(_times(context.from_dict(found), top**high), bottom ** (most - high))
    return total, most


def _canonical(above: Any, below: Any, order: list[Term]) -> tuple[Polynomial, Polynomial]:
    bottom = _terms(below, order)
    scale = Fraction(math.lcm(*(c.denominator for _, c in bottom)), 1)
    scale /= math.gcd(*(int(c * scale) for _, c in bottom))
    if bottom[0][1] < 0:
        scale = -scale
    top = _terms(above, order)
    return Polynomial(tuple((m, c * scale) for m, c in top)), Polynomial(tuple((m, c * scale) for m, c in bottom))


def _terms(p: Any, order: list[Term]) -> list[tuple[Monomial, Fraction]]:
    """Highest first, by the order of the parts' texts; so that it is the same in every context."""
    found = []
    for exponents, c in p.to_dict().items():
        monomial = tuple((gen, int(k)) for gen, k in zip(order, exponents, strict=False) if k)
        found.append((monomial, Fraction(int(c.p), int(c.q))))
    return sorted(found, key=lambda t: (-sum(k for _, k in t[0]), [(str(g), -k) for g, k in t[0]]))


def _addend(coefficient: Fraction, monomial: Monomial) -> Term:
    powers = [gen if k == 1 else Power(gen, Number(k), WHOLE) for gen, k in monomial]
    if coefficient == 1 and powers:
        return Product(*powers)  # type: ignore[no-any-return]
    return Product(Number(coefficient), *powers)  # type: ignore[no-any-return]


def _factors(p: Polynomial) -> tuple[Fraction, list[tuple[Term, int]]]:
    """A number and irreducible factors with their powers."""
    if p.constant is not None:
        return p.constant, []
    gens = sorted({gen for monomial, _ in p.terms for gen, _ in monomial}, key=str)
    context = fmpq_mpoly_ctx.get([f"g{k}" for k in range(len(gens))], "lex")
    place = {gen: k for k, gen in enumerate(gens)}
    table = {}
    for monomial, c in p.terms:
        exponents = [0] * len(gens)
        for gen, k in monomial:
            exponents[place[gen]] = k
        table[tuple(exponents)] = fmpq(c.numerator, c.denominator)
    unit, found = context.from_dict(table).factor()
    number = Fraction(int(fmpq(unit).p), int(fmpq(unit).q))
    result = []
    for base, k in found:
        top, _ = _canonical(context.from_dict({(0,) * len(gens): 1}), base, gens)[::-1]
        scale = _ratio_of(base, top, gens)
        number *= scale ** int(k)
        result.append((top.as_term(), int(k)))
    return number, sorted(result, key=lambda f: (f[0].size, str(f[0])))


def _ratio_of(base: Any, top: Polynomial, gens: list[Term]) -> Fraction:
    return _terms(base, gens)[0][1] / top.terms[0][1]


def _joined(unit: Fraction, parts: Iterable[tuple[Term, int]]) -> Term:
    powers = [base if k == 1 else Power(base, Number(k), WHOLE) for base, k in parts]
    return Product(*([Number(unit)] if unit != 1 or not powers else []), *powers)  # type: ignore[no-any-return]


def addends(term: Term) -> Iterator[Term]:
    """The addends of the numerator in normal form, each over the denominator."""
    ratio = normal(term)
    below = ratio.below.as_term()
    for monomial, c in ratio.above.terms:
        one = _addend(c, monomial)
        yield one if ratio.below.constant == 1 else Quotient(one, below)
