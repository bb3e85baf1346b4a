"""Terms and formulas over arrays of intervals: the three-valued truth of a claim at many points at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, reduce

import numpy as np
from flint import arb, ctx

from theory.errors import DomainError, UnableError
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.term import INTEGER, ROOT, Call, Number, Power, Product, Quotient, Sum, Term, constant
from verify.values.evaluate import value
from verify.values.intervals import functions as of
from verify.values.intervals.interval import Interval, down, points, up

HOLDS, OPEN, FAILS = 1, 0, -1
Facts = Mapping[Atom, np.ndarray]
BITS = 80  # of the balls around terms without variables
UNKNOWN = points(np.array(np.nan))


class Terms:
    """Values of terms where each variable is an array of intervals; subterms are computed once.

    ``facts``: comparisons, as they are written, whose truth is known better than from intervals.

    Guarantee: where a term is defined at every member of the intervals, the result contains its values; where that is
    not certain both ends are NaN, which no comparison accepts. Limits: a term is valued as it is written, but for a
    product of quotients, which is one quotient; ``algebra.factored`` gives narrower forms. Errors: ``DomainError`` for
    a variable without a value.
    """

    def __init__(self, variables: Mapping[Term, Interval], facts: Facts | None = None) -> None:
        self.known: dict[Term, Interval] = dict(variables)
        self.facts = dict(facts or {})
        self.like = next(iter(variables.values())).lo

    def value(self, term: Term) -> Interval:
        """``term`` at all points."""
        found = self.known.get(term)
        if found is None:
            with np.errstate(all="ignore"):
                found = self._value(term)
            self.known[term] = found
        return found

    def _value(self, term: Term) -> Interval:
        if not term.variables:
            return Interval(*(np.broadcast_to(end, self.like.shape) for end in _constant(term)))
        match term:
            case Sum(parts):
                return reduce(Interval.__add__, (self.value(a) for a in parts))
            case Product() | Quotient():
                return self._fraction(term)
            case Power():
                return self._power(term)
            case Call("max", args):
                return reduce(of.largest, (self.value(a) for a in args))
            case Call("min", args):
                return -reduce(of.largest, (-self.value(a) for a in args))
            case Call(function, (a,)):
                return FUNCTIONS[function](self.value(a))
        raise DomainError(f"{term}: a variable without a value")

    def _fraction(self, term: Term) -> Interval:
        """Numerators first, so that one division is left."""
        above, below = _parts(term)
        found = [self.value(a) for a in above if a not in UNITS]
        if below:
            found.append(of.reciprocal(reduce(Interval.__mul__, (self.value(b) for b in below))))
        if above.count(MINUS) % 2:
            found[0] = -found[0]
        return reduce(Interval.__mul__, found)

    def _power(self, term: Power) -> Interval:
        """A whole constant power by products, a root of whole order two by roots, another for a base above 0 alone."""
        base, q = self.value(term.base), constant(term.exponent)
        if q is not None and term.kind == INTEGER:
            return of.power(base, int(q))
        if q is not None and term.kind == ROOT and q.denominator == 2:
            return of.power(of.square_root(base), q.numerator)
        return of.exp(self.value(term.exponent) * of.log(base))

    def truth(self, formula: Formula) -> np.ndarray:
        """``HOLDS`` where the formula is certainly true, ``FAILS`` where it is certainly not, else ``OPEN``."""
        match formula:
            case Atom():
                found = self._compared(formula)
            case And(parts):
                found = np.minimum.reduce([np.full(self.like.shape, HOLDS, np.int8), *map(self.truth, parts)])
            case Or(parts):
                found = np.maximum.reduce([np.full(self.like.shape, FAILS, np.int8), *map(self.truth, parts)])
            case Implies(given, then):
                found = np.maximum(-self.truth(given), self.truth(then))
        return found

    def _compared(self, atom: Atom) -> np.ndarray:
        if atom in self.facts:
            return self.facts[atom]
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

    def excess(self, atom: Atom) -> Interval:
        """left - right."""
        with np.errstate(all="ignore"):
            return self.value(atom.left) - self.value(atom.right)

    def middle(self, term: Term) -> np.ndarray:
        """The middle of the enclosure of ``term``, in doubles and not certified."""
        low, high = self.value(term)
        middle: np.ndarray = (low + high) / 2
        return middle

    def slack(self, formula: Formula) -> np.ndarray:
        """By how much the formula holds, in doubles and not certified: right - left of an inequality, the least over
        ``and``, the most over the parts of ``or`` that are defined; negative where it fails."""
        match formula:
            case Atom(op):
                middle = np.add(*self.excess(formula)) / 2
                found: np.ndarray = middle if op in (">", ">=") else -middle
            case And(parts):
                found = np.minimum.reduce([self.slack(p) for p in parts])
            case Or(parts):
                found = np.fmax.reduce([self.slack(p) for p in parts])
            case Implies(_, then):
                found = self.slack(then)
        return found


def _parts(term: Term) -> tuple[list[Term], list[Term]]:
    """Terms whose products are the numerator and the denominator. It is defined where they are and no denominator is
    0: a denominator is never turned over."""
    match term:
        case Product(parts):
            pairs = [_parts(p) for p in parts]
            return [a for above, _ in pairs for a in above], [b for _, below in pairs for b in below]
        case Quotient(over, under):
            above, below = _parts(over)
            return above, [*below, under]
        case Power(base, Number(q), "integer") if q < 0:
            return [], [Power(base, Number(-q), INTEGER)]
    return [term], []


@cache
def _constant(term: Term) -> Interval:
    """A term without variables as one interval; NaN where it is undefined or that is not decided."""
    with ctx.workprec(BITS):
        try:
            ball = arb(value(term, {}))
        except (DomainError, UnableError):
            return UNKNOWN
        low, high = (np.array(float(end)) for end in (ball.lower(), ball.upper()))
        exact = bool(ball == arb(float(low)))
    return points(low) if exact else Interval(down(low), up(high))


ONE, MINUS = Number(1), Number(-1)
UNITS = (ONE, MINUS)
FUNCTIONS = {
    "exp": of.exp, "log": of.log, "sqrt": of.square_root, "abs": of.absolute, "W0": of.lambert_0, "Wm1": of.lambert_m1,
}  # fmt: skip
