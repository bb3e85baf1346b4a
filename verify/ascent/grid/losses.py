"""The raw losses over arrays of parameters: sums of exponentials with a ridge, one problem a point.

    L(w) = sum_k a_k exp(-<z_k, w>) + lam/2 |w|^2

z_k are the margins that occur and a_k their factors, both read off the data sets of ``theory`` with r = 1, f = phi,
|R_j| = share and |F_j| = alpha share (only ratios of counts enter; checked). Works on arrays of NumPy and of torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import add, mul
from typing import Any

from array_api_compat import array_namespace

from theory.ascent import two_axes
from theory.errors import LedgerError
from theory.language.algebra import factored
from theory.language.claim import symbol
from theory.language.term import Number, Power, Product, Quotient, Sum, Term, Variable
from verify.ascent.grid.set_up import SetUp

Array = Any  # of NumPy or torch, by the array API


@cache
def exponentials(set_up: SetUp, which: str) -> tuple[tuple[tuple[Term, ...], Term], ...]:
    """Margins and factor of each exponential in the loss ``which`` of a set-up, in alpha, phi, share, eps.

    Errors: ``LedgerError`` if a factor depends on more than ratios of counts.
    """
    found = []
    for margins, factor in set_up.data_set.terms(which, set_up.coordinates).items():
        ratio = factored(factor.subs(set_up.substitution))
        if ratio.has(two_axes.R):
            raise LedgerError(f"the factor {factor} of L_{which} depends on more than ratios of counts")
        if ratio is not Number(0):
            found.append((margins, ratio))
    return tuple(found)


def _valued(term: Term, at: Mapping[Term, Array]) -> Array:
    """A rational function of arrays of any namespace; a number where it has no variables.

    Errors: ``LedgerError`` for another term.
    """
    match term:
        case Variable():
            return at[term]
        case Number(q):
            return q.numerator / q.denominator
        case Sum(parts):
            return reduce(add, (_valued(a, at) for a in parts))
        case Product(parts):
            return reduce(mul, (_valued(a, at) for a in parts))
        case Quotient(above, below):
            return _valued(above, at) / _valued(below, at)
        case Power(base, Number(q), "integer"):
            return _valued(base, at) ** int(q)
    raise LedgerError(f"{term}: a factor of a loss is a rational function of the ratios of counts")


@dataclass(frozen=True)
class Losses:
    """One of the losses at n points. ``margins[k][i]``: coordinate i of z_k, an array of n or a number; ``factors[k]``:
    a_k and ``lam``: arrays of n. A point w is a sequence of arrays of n, one a coordinate."""

    margins: tuple[tuple[Array, ...], ...]
    factors: tuple[Array, ...]
    lam: Array
    xp: Any  # the arrays' namespace

    def exponents(self, w: Sequence[Array]) -> list[Array]:
        """<z_k, w> for each k."""
        return [inner(z, w) for z in self.margins]

    def pulls(self, w: Sequence[Array]) -> list[Array]:
        """a_k exp(-<z_k, w>) for each k."""
        return [a * self.xp.exp(-z) for a, z in zip(self.factors, self.exponents(w), strict=True)]

    def gradient(self, w: Sequence[Array], pulls: Sequence[Array]) -> list[Array]:
        """lam w - sum_k pulls_k z_k."""
        return [self.lam * c - inner(pulls, [z[i] for z in self.margins]) for i, c in enumerate(w)]

    def curvature(self, pulls: Sequence[Array]) -> Array:
        """lam + sum_k max(pulls_k, 0) |z_k|^2, at least the largest eigenvalue of the second derivative."""
        return self.lam + sum((p + abs(p)) / 2 * inner(z, z) for p, z in zip(pulls, self.margins, strict=True))

    def value(self, w: Sequence[Array]) -> Array:
        """L(w), the loss itself."""
        return sum(self.pulls(w)) + self.lam / 2 * inner(w, w)

    def take(self, index: Array) -> Losses:
        """The loss at the points of ``index``."""
        return Losses(
            tuple(tuple(c if isinstance(c, (int, float)) else c[index] for c in z) for z in self.margins),
            tuple(a[index] for a in self.factors),
            self.lam[index],
            self.xp,
        )


def inner(a: Sequence[Array], b: Sequence[Array]) -> Array:
    """<a, b> at each point."""
    total = a[0] * b[0]
    for left, right in zip(a[1:], b[1:], strict=True):
        total = total + left * right
    return total


def losses(set_up: SetUp, which: str, points: Mapping[str, Array]) -> Losses:
    """The loss "D", "R" or "DA" of a set-up at ``points``: alpha, phi, share, lam and, in a block, eps."""
    at: dict[Term, Array] = {symbol(name): column for name, column in points.items()}
    found = exponentials(set_up, which)
    blank = 0 * points["lam"]
    return Losses(
        tuple(tuple(_valued(z, at) for z in margins) for margins, _ in found),
        tuple(_valued(factor, at) + blank for _, factor in found),
        points["lam"],
        array_namespace(points["lam"]),
    )
