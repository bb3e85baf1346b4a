"""Whole numbers: a polynomial that has no zero modulo some number has none at all."""

from __future__ import annotations

import itertools
import math

from theory.language.algebra import Polynomial
from theory.language.term import Variable

MOST_CASES = 20_000


def zero_free(polynomial: Polynomial, integers: frozenset[str], modulus: int) -> bool:
    """Whether ``polynomial``, times the common denominator of its coefficients, is not 0 modulo ``modulus`` for any
    whole numbers in the place of its variables, all of which must be among ``integers``. Goes through all residues;
    False where there are more than ``MOST_CASES``."""
    parts = sorted({part for monomial, _ in polynomial.terms for part, _ in monomial}, key=str)
    if modulus < 2 or not all(isinstance(p, Variable) and p.name in integers for p in parts):
        return False
    if modulus ** len(parts) > MOST_CASES:
        return False
    scale = math.lcm(*(c.denominator for _, c in polynomial.terms))
    place = {part: k for k, part in enumerate(parts)}
    terms = [(int(c * scale), [(place[part], power) for part, power in monomial]) for monomial, c in polynomial.terms]
    return all(
        sum(c * math.prod(pow(at[k], power, modulus) for k, power in powers) for c, powers in terms) % modulus
        for at in itertools.product(range(modulus), repeat=len(parts))
    )
