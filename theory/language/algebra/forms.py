"""Other forms of a term: expanded, in factors, as a polynomial in one variable; and whether two terms are equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from theory.errors import UnableError
from theory.language.algebra.normal_form import normal
from theory.language.algebra.polynomial import Polynomial, addend, canonical, terms_of
from theory.language.term import INTEGER, Number, Power, Product, Quotient, Sum, Term, Variable


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


@lru_cache(2**15)
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
        found.setdefault(degree, []).append(addend(coefficient, tuple(rest)))
    if any(gen.has(name) and gen is not name for monomial, _ in ratio.below.terms for gen, _ in monomial):
        return None
    return [Sum(*found.get(k, [])) for k in range(max(found, default=0) + 1)]


def factors(term: Term) -> tuple[Term, ...]:
    """The factors of the numerator of ``term`` that are no numbers, each once: ``term`` is 0 where one of them is, and,
    where it is defined, only there."""
    return tuple(base for base, _ in _factors(normal(term).above)[1])


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
        top, _ = canonical(context.from_dict({(0,) * len(gens): 1}), base, gens)[::-1]
        scale = _ratio_of(base, top, gens)
        number *= scale ** int(k)
        result.append((top.as_term(), int(k)))
    return number, sorted(result, key=lambda f: (f[0].size, str(f[0])))


def _ratio_of(base: Any, top: Polynomial, gens: list[Term]) -> Fraction:
    return terms_of(base, gens)[0][1] / top.terms[0][1]


def _joined(unit: Fraction, parts: Iterable[tuple[Term, int]]) -> Term:
    powers = [base if k == 1 else Power(base, Number(k), INTEGER) for base, k in parts]
    return Product(*([Number(unit)] if unit != 1 or not powers else []), *powers)  # type: ignore[no-any-return]


def addends(term: Term) -> Iterator[Term]:
    """The addends of the numerator in normal form, each over the denominator."""
    ratio = normal(term)
    below = ratio.below.as_term()
    for monomial, c in ratio.above.terms:
        one = addend(c, monomial)
        yield one if ratio.below.constant == 1 else Quotient(one, below)
