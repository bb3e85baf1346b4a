"""The second reader's polynomials, on dicts: sums, products, exact quotients."""

from __future__ import annotations

from flint import fmpq

from theory.errors import UnableError

Monomial = tuple[tuple[int, int], ...]  # (index of a part, exponent > 0), by index
Polynomial = dict[Monomial, fmpq]
UNIT: Polynomial = {(): fmpq(1)}
MOST_TERMS = 20_000


def add(a: Polynomial, b: Polynomial, scale: fmpq | int = 1) -> Polynomial:
    total = dict(a)
    for m, c in b.items():
        total[m] = total.get(m, 0) + c * scale
        if total[m] == 0:
            del total[m]
    return total


def multiply(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > MOST_TERMS * 20:
        raise UnableError("the second reader's polynomials grow too large")
    total: Polynomial = {}
    for m, c in a.items():
        for n, d in b.items():
            mn = joined(m, n)
            total[mn] = total.get(mn, 0) + c * d
    if len(total) > MOST_TERMS:
        raise UnableError("the second reader's polynomials grow too large")
    return {m: c for m, c in total.items() if c != 0}


def joined(m: Monomial, n: Monomial, sign: int = 1) -> Monomial:
    powers = dict(m)
    for g, k in n:
        powers[g] = powers.get(g, 0) + sign * k
    return tuple(sorted((g, k) for g, k in powers.items() if k))


def divided(a: Polynomial, b: Polynomial) -> Polynomial | None:
    """a/b, if that is a polynomial; by leading monomials in the lexicographic order."""
    gens = sorted({g for p in (a, b) for m in p for g, _ in m})

    def order(m: Monomial) -> tuple[int, ...]:
        powers = dict(m)
        return tuple(powers.get(g, 0) for g in gens)

    lead = max(b, key=order)
    found: Polynomial = {}
    left = a
    while left:
        top = max(left, key=order)
        step = joined(top, lead, -1)
        if any(k < 0 for _, k in step) or len(found) > MOST_TERMS // 10:
            return None
        found[step] = left[top] / b[lead]
        left = add(left, multiply({step: found[step]}, b), -1)
    return found


def common(m: Monomial, n: Monomial) -> Monomial:
    other = dict(n)
    return tuple((g, min(k, other[g])) for g, k in m if g in other)
