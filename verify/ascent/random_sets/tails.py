"""Binomial tails against Hoeffding's bound for every accuracy p at once, in exact polynomial arithmetic.

``T_k(p) = P(K >= k)`` for K binomial(f, p) is a polynomial with integer coefficients. The derivative of
``T_k(p) exp(2 f (k/f - p)^2)`` has the sign of ``T_k' - 4 (k - f p) T_k``, and

    p (1 - p) T_k' = (k - f p) T_k + sum_{j > k} T_j,

so that on 0 < p < k/f it is at least ``(k - fp) T_k (1/(p(1-p)) - 4) >= 0``: the ratio of the tail to the
bound is largest at p = k/f. Nothing here knows of moments or exponentials.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import comb

from flint import fmpq, fmpz, fmpz_poly

P, ONE_MINUS_P = fmpz_poly([0, 1]), fmpz_poly([1, -1])


def mismatches(most: int, quarter: int = 4) -> list[tuple[int, int]]:
    """The (f, k) with 1 <= k <= f <= ``most`` at which the identity above does not hold as polynomials,
    or ``1 - quarter p (1-p)`` is negative somewhere; (f, 0) where all probabilities do not sum to 1.

    The latter is a square for ``quarter`` = 4, twice Hoeffding's exponent; a larger one is a mutant.
    """
    gap = fmpz_poly([1]) - quarter * P * ONE_MINUS_P
    certain = gap == fmpz_poly([1, -2]) ** 2
    return [(f, k) for f in range(1, most + 1) for k in _wrong(f) or ([] if certain else range(1, f + 1))]


def _wrong(f: int) -> list[int]:
    powers = [fmpz_poly([1])]
    for _ in range(f):
        powers.append(powers[-1] * ONE_MINUS_P)
    found = []
    tail, above = fmpz_poly([0]), fmpz_poly([0])
    for k in range(f, 0, -1):
        above += tail
        tail += comb(f, k) * (fmpz_poly([0] * k + [1]) * powers[f - k])
        if P * ONE_MINUS_P * tail.derivative() != fmpz_poly([k, -f]) * tail + above:
            found.append(k)
    return found if tail + powers[f] == fmpz_poly([1]) else [0, *found]


@cache
def constants(f: int) -> tuple[Fraction, ...]:
    """P(K >= k) at p = k/f for k = 1..f, exact: the largest ratio of the tail to the bound, over p <= k/f."""
    return tuple(tail(f, k, fmpq(k, f)) for k in range(1, f + 1))


def tail(f: int, k: int, p: fmpq) -> Fraction:
    """P(K >= k), K binomial(f, p), exact. Domain: 0 <= k <= f, p in [0, 1] rational."""
    right, wrong = fmpz(p.p), fmpz(p.q - p.p)
    total = fmpz(0)
    for j in range(k, f + 1):
        total += comb(f, j) * right**j * wrong ** (f - j)
    return Fraction(int(total), int(fmpz(p.q) ** f))
