"""Terms and formulas over arrays of intervals: the three-valued truth of a claim at many points at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, reduce

import numpy as np
import sympy as sp
from flint import arb, ctx

from theory.errors import DomainError
from theory.formula import And, Atom, Formula, Implies, Or
from theory.lambert import W0, Wm1
from verify.evaluate import value
from verify.outward import functions as of
from verify.outward.interval import Outward, down, points, up

HOLDS, OPEN, FAILS = 1, 0, -1
Facts = Mapping[tuple[str, sp.Expr, sp.Expr], np.ndarray]


class Terms:
    """Values of terms where each symbol is an array of intervals; subterms are computed once.

    ``facts``: comparisons whose truth is known better than from intervals.

    Guarantee: where a term is defined at every member of the intervals, the result contains its values; where that is
    not certain the ends are NaN, which no comparison accepts. Errors: ``DomainError`` for an unknown function.
    """

    def __init__(self, symbols: Mapping[sp.Symbol, Outward], facts: Facts | None = None) -> None:
        self.known: dict[sp.Expr, Outward] = dict(symbols)
        self.facts = dict(facts or {})
        self.like = next(iter(symbols.values())).lo

    def value(self, term: sp.Expr) -> Outward:
        """``term`` at all points."""
        found = self.known.get(term)
        if found is None:
            with np.errstate(all="ignore"):
                found = self._value(term)
            self.known[term] = found
        return found

    def _value(self, term: sp.Expr) -> Outward:
        if (constant := _constant(term)) is not None:
            return Outward(*(np.broadcast_to(end, self.like.shape) for end in constant))
        parts = term.args
        if isinstance(term, sp.Add):
            return reduce(Outward.__add__, (self.value(a) for a in parts))
        if isinstance(term, sp.Mul):
            return self._product(parts)
        if isinstance(term, sp.Pow) and term.exp.is_Integer:
            return of.power(self.value(term.base), int(term.exp))
        if isinstance(term, sp.Pow) and term.exp == sp.Rational(1, 2):
            return of.square_root(self.value(term.base))
        if isinstance(term, sp.Pow):
            return of.exp(self.value(term.exp) * of.log(self.value(term.base)))
        if isinstance(term, sp.Max):
            return reduce(of.largest, (self.value(a) for a in parts))
        if isinstance(term, sp.Min):
            return -reduce(of.largest, (-self.value(a) for a in parts))
        function = FUNCTIONS.get(term.func)
        if function is None:
            raise DomainError(f"{term}: neither a symbol with a value nor a function of the grammar")
        return function(self.value(parts[0]))

    def _product(self, parts: tuple[sp.Expr, ...]) -> Outward:
        """Numerators first, so that one division is left."""
        below = [p for p in parts if isinstance(p, sp.Pow) and p.exp.is_Integer and p.exp < 0]
        above = [self.value(p) for p in parts if p not in below]
        if parts[0] == -1:
            above = [-above[1], *above[2:]] if len(above) > 1 else above
        if below:
            above.append(of.reciprocal(reduce(Outward.__mul__, (self.value(1 / p) for p in below))))
        return reduce(Outward.__mul__, above)

    def truth(self, formula: Formula) -> np.ndarray:
        """``HOLDS`` where the formula certainly holds, ``FAILS`` where it certainly fails, else ``OPEN``."""
        match formula:
            case Atom():
                return self._compared(formula)
            case And(parts):
                return np.minimum.reduce([np.full(self.like.shape, HOLDS, np.int8), *map(self.truth, parts)])
            case Or(parts):
                return np.maximum.reduce([np.full(self.like.shape, FAILS, np.int8), *map(self.truth, parts)])
            case Implies(given, then):
                return np.maximum(-self.truth(given), self.truth(then))

    def _compared(self, atom: Atom) -> np.ndarray:
        if (atom.op, atom.left, atom.right) in self.facts:
            return self.facts[atom.op, atom.left, atom.right]
        (a, b), (c, d) = self.value(atom.left), self.value(atom.right)
        match atom.op:
            case "<":
                yes, no = b < c, a >= d
            case "<=":
                yes, no = b <= c, a > d
            case ">":
                yes, no = a > d, b <= c
            case ">=":
                yes, no = a >= d, b < c
            case "==":
                yes, no = (a == b) & (b == c) & (c == d), (b < c) | (d < a)
            case _:
                yes, no = (b < c) | (d < a), (a == b) & (b == c) & (c == d)
        return yes.astype(np.int8) - no.astype(np.int8)

    def excess(self, atom: Atom) -> Outward:
        """left - right."""
        with np.errstate(all="ignore"):
            return self.value(atom.left) - self.value(atom.right)

    def middle(self, term: sp.Expr) -> np.ndarray:
        """The middle of the enclosure of ``term``, in doubles and not certified."""
        low, high = self.value(term)
        return (low + high) / 2

    def slack(self, formula: Formula) -> np.ndarray:
        """By how much the formula holds, in doubles and not certified: right - left of an inequality, the least over
        ``and``, the most over ``or``; negative where it fails."""
        match formula:
            case Atom(op, _, _, _):
                middle = np.add(*self.excess(formula)) / 2
                return middle if op in (">", ">=") else -middle
            case And(parts):
                return np.minimum.reduce([self.slack(p) for p in parts])
            case Or(parts):
                return np.maximum.reduce([self.slack(p) for p in parts])
            case Implies(_, then):
                return self.slack(then)


@cache
def _constant(term: sp.Expr) -> Outward | None:
    """A term without symbols as one interval; None for the others."""
    if term.free_symbols:
        return None
    with ctx.workprec(80):
        ball = arb(value(term, {}))
        near = float(ball.mid())
        exact = bool(ball == arb(near))
    point = np.array(near)
    return points(point) if exact else Outward(down(point), up(point))


FUNCTIONS = {sp.exp: of.exp, sp.log: of.log, sp.Abs: of.absolute, W0: of.lambert_0, Wm1: of.lambert_m1}
