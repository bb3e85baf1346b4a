"""Polynomials in opaque parts, and their quotients."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.errors import UnableError
from theory.language.term import INTEGER, Number, Power, Product, Quotient, Sum, Term

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

    @property
    def bits(self) -> int:
        """The length of the longest number in its coefficients."""
        return max((max(c.numerator.bit_length(), c.denominator.bit_length()) for _, c in self.terms), default=0)

    @property
    def degree(self) -> int:
        return max((sum(k for _, k in monomial) for monomial, _ in self.terms), default=0)

    def as_term(self) -> Term:
        addends = [addend(coefficient, monomial) for monomial, coefficient in self.terms]
        return Sum(*addends)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Ratio:
    """``above``/``below`` in lowest terms; ``below`` has whole coefficients without a common factor."""

    above: Polynomial
    below: Polynomial

    def as_term(self) -> Term:
        above = self.above.as_term()
        return above if self.below.constant == 1 else Quotient(above, self.below.as_term())


def addend(coefficient: Fraction, monomial: Monomial) -> Term:
    powers = [gen if k == 1 else Power(gen, Number(k), INTEGER) for gen, k in monomial]
    if coefficient == 1 and powers:
        return Product(*powers)  # type: ignore[no-any-return]
    return Product(Number(coefficient), *powers)  # type: ignore[no-any-return]


def canonical(above: Any, below: Any, order: list[Term]) -> tuple[Polynomial, Polynomial]:
    bottom = terms_of(below, order)
    scale = Fraction(math.lcm(*(c.denominator for _, c in bottom)), 1)
    scale /= math.gcd(*(int(c * scale) for _, c in bottom))
    if bottom[0][1] < 0:
        scale = -scale
    top = terms_of(above, order)
    return Polynomial(tuple((m, c * scale) for m, c in top)), Polynomial(tuple((m, c * scale) for m, c in bottom))


def terms_of(p: Any, order: list[Term]) -> list[tuple[Monomial, Fraction]]:
    """Highest first, by the order of the parts' texts; so that it is the same in every context."""
    found = []
    for exponents, c in p.to_dict().items():
        monomial = tuple((gen, int(k)) for gen, k in zip(order, exponents, strict=False) if k)
        found.append((monomial, Fraction(int(c.p), int(c.q))))
    return sorted(found, key=lambda t: (-sum(k for _, k in t[0]), [(str(g), -k) for g, k in t[0]]))
