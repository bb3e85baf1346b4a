"""Other forms of a term: like terms combined, as a sum, as a product.

A form is equal to the term wherever the term is defined, and defined there. The second reader's algebra is its own,
``verify.confirm.quotients``; the two share no code on purpose.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from theory.language import algebra
from theory.language.term import Call, Number, Power, Product, Quotient, Term
from verify.cover.like_terms import combined

LARGEST = 300  # parts of a term that is rewritten at all
KEPT = 2**14
ONE = Number(1)


@lru_cache(KEPT)
def as_product(term: Term) -> Term:
    """``term`` over one denominator, in factors, like terms combined; only that where it is long."""
    return combined(algebra.factored(term)) if term.size <= LARGEST else combined(term)


@lru_cache(KEPT)
def as_sum(term: Term) -> Term:
    """``term`` multiplied out, like terms combined; only that where it is long."""
    return combined(algebra.expanded(term)) if term.size <= LARGEST else combined(term)


@lru_cache(KEPT)
def forms(term: Term) -> tuple[Term, ...]:
    """``term`` with like terms combined, multiplied out, and in factors; each form once."""
    return tuple(dict.fromkeys((combined(term), as_sum(term), as_product(term))))


def power_factors(term: Term) -> list[tuple[Term, Term]]:
    """(base, exponent) of each factor of ``term``."""
    match term:
        case Product(parts):
            return [f for p in parts for f in power_factors(p)]
        case Quotient(above, below):
            return [*power_factors(above), *((base, -power) for base, power in power_factors(below))]
        case Power(base, exponent):
            return [(base, exponent)]
        case Call("sqrt", (base,)):
            return [(base, Number(Fraction(1, 2)))]
    return [(term, ONE)]
