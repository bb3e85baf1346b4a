"""Shows that a term is positive on a box: by its range, its factors, monotonicity, or another form of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from flint import fmpq

from theory.language.formula import And, Atom, Formula, Or
from theory.language.term import Number, Term, constant
from verify.confirm.certificate import PLAIN, Along, Both, Factor, Factors, Form, Reason, Sign, Through
from verify.cover.forms import as_product, forms, power_factors
from verify.cover.kinks import unfolded
from verify.cover.like_terms import combined
from verify.cover.multiples import multiples
from verify.cover.slopes import slope
from verify.cover.truths import certainly_true, compared
from verify.values.ranges.arithmetic import LINE, Undefined, Unranged, both, point
from verify.values.ranges.terms import range_over
from verify.values.sides import Box, Side, middle

SHORT = 12  # bits of a number that is put into a term exactly
ZERO = Number(0)
UNIT = Side(fmpq(0), fmpq(1))


class Prover:
    """Shows goals on boxes; ``effort`` is how many terms it may look at, ``polish`` whether in other forms too.

    What it shows comes back as the reason for it, to be read a second time; None where nothing is shown.
    """

    def __init__(self, effort: int, polish: bool) -> None:
        self.effort, self.polish = effort, polish
        self.asked: dict[tuple[Term, bool, int, tuple[Side, ...]], Sign | None] = {}

    def shows(self, goal: Formula, box: Box, depth: int) -> Reason | None:
        """Why ``goal`` certainly holds at every point of ``box`` where it is defined."""
        match goal:
            case And(parts):
                return PLAIN if all(self.shows(p, box, depth) for p in parts) else None
            case Or(parts):
                return PLAIN if any(self.shows(p, box, depth) for p in parts) else None
            case Atom(op, left, right):
                gap, turned = left - right, right - left
                if op in ("<", "<="):
                    return self.sign(turned, op == "<", box, depth)
                if op in (">", ">="):
                    return self.sign(gap, op == ">", box, depth)
                if op == "!=":
                    return self.sign(gap, True, box, depth) or self.sign(turned, True, box, depth)
                if as_product(gap) is ZERO:
                    return PLAIN
                more = self.sign(gap, False, box, depth)
                less = more and self.sign(turned, False, box, depth)
                return Both(more, less) if more and less else None
        raise TypeError(f"{goal}: not a goal")

    def sign(self, term: Term, strict: bool, box: Box, depth: int) -> Sign | None:
        """Why ``term`` > 0 (``strict``) or >= 0 at every point of ``box`` where it is defined.

        Any form of it serves: a form has its value wherever it has one.
        """
        key = term, strict, depth, tuple(box[s] for s in term.variables)
        if key not in self.asked:
            self.asked[key] = None  # should it be asked again on the way to itself
            self.asked[key] = self._sign(term, strict, box, depth)
        return self.asked[key]

    def _sign(self, term: Term, strict: bool, box: Box, depth: int) -> Sign | None:
        self.effort -= 1
        op = ">" if strict else ">="
        asked, term = term, _put_in(term, box)
        here = {s: box[s].range() for s in term.variables}
        term = unfolded(term, here)
        ways = forms(term) if self.polish or term is asked else (combined(term),)
        term = ways[0]
        if all(box[s].single for s in term.variables):
            place = {s: lo for s in term.variables if (lo := box[s].lo) is not None}
            return Form(term) if certainly_true(Atom(op, term, ZERO), place) else None
        smooth, found = [], LINE
        try:
            for way in ways:
                seen = range_over(way, here)
                if compared(op, seen):
                    return Form(way)
                found = both(found, seen)
                if seen.continuous:
                    smooth.append(way)
        except (Undefined, Unranged):
            return None
        if compared(op, found):
            return Form(term)
        if found.hi < 0 or depth == 0 or self.effort < 0:
            return None
        return (
            self._product(term, strict, box, depth)
            or (self._multiple(term, strict, box, 0, 0) if self.polish else None)
            or self._along(smooth[: 1 + self.polish], strict, box, depth)
            or (self._reformed(term, strict, box, depth) if self.polish else None)
        )

    def _reformed(self, term: Term, strict: bool, box: Box, depth: int) -> Sign | None:
        other = as_product(term)
        if other is not term and (why := self._product(other, strict, box, depth)):
            return why
        return self._multiple(term, strict, box, 1, depth - 1)

    def _multiple(self, term: Term, strict: bool, box: Box, first: int, depth: int) -> Sign | None:
        """The sign of a form that has the same one; ``first``: the depth for what that needs."""
        for form, needs, factor, law in multiples(term):
            known = {need: self.sign(need, True, box, first) for need in needs}
            if all(known.values()) and (why := self.sign(form, strict, box, depth)):
                return Through(form, why, law, factor, known.get(factor))
        return None

    def _product(self, term: Term, strict: bool, box: Box, depth: int) -> Sign | None:
        """The sign of a product from those of its factors, where all are defined."""
        factors = power_factors(term)
        if len(factors) == 1 and factors[0][0] is term:
            return None
        found: list[Factor] = []
        for base, exponent in factors:
            q = constant(exponent)
            integer = q is not None and q.denominator == 1
            # a root is >= 0, and 0 only where its base is; the base of a negative power is not 0 where that is defined
            tight = strict and (q is None or q > 0)
            if q is not None and not tight and (not integer or q % 2 == 0):
                found.append(Factor(base, exponent))
            elif why := self.sign(base, tight, box, depth):
                found.append(Factor(base, exponent, 1, why))
            elif integer and (why := self.sign(-base, tight, box, depth)):
                found.append(Factor(base, exponent, -1, why))
            else:
                return None
        turned = sum(f.sign < 0 and (constant(f.exponent) or Fraction(0)) % 2 == 1 for f in found)
        return None if turned % 2 else Factors(tuple(found))

    def _along(self, ways: list[Term], strict: bool, box: Box, depth: int) -> Sign | None:
        for way in ways:
            if why := self._monotone(way, strict, box, depth):
                return why
        return None

    def _monotone(self, term: Term, strict: bool, box: Box, depth: int) -> Sign | None:
        """Reduces ``term``, defined on all of ``box``, to the face on which it is least, in a variable in which it is
        monotone."""
        for name in sorted((s for s in term.variables if not box[s].single), key=lambda s: s.name):
            found = slope(term, name)
            if found is None:
                continue
            steep, switches = found
            free = [v for some in switches.values() for v in some]
            inside = box | {name: replace(box[name], below=True, above=True)} | dict.fromkeys(free, UNIT)
            for rising in _directions(steep, inside):
                side = box[name]
                end = side.lo if rising else side.hi
                if end is None:
                    continue
                closed = box | {name: replace(side, below=side.below and not rising, above=side.above and rising)}
                if not _continuous(term, closed):
                    continue
                upward = steep if rising else -steep
                why = self.sign(upward, False, inside, depth - 1)
                if why is None:
                    continue
                open_end = side.below if rising else side.above
                if strict and open_end and (stronger := self.sign(upward, True, inside, depth - 1)):
                    strict, why = False, stronger
                face = self.sign(term, strict, box | {name: Side(end, end)}, depth)
                named = tuple((kink, tuple(v.name for v in some)) for kink, some in switches.items())
                return face and Along(term, name.name, rising, why, face, named)
        return None


def _put_in(term: Term, box: Box) -> Term:
    """``term`` with short numbers in the place of variables that are single ones."""
    fixed = {s: q for s in term.variables if box[s].single and (q := _short(box[s].lo)) is not None}
    return term.subs(fixed) if fixed else term


def _continuous(term: Term, box: Box) -> bool:
    """Whether ``term`` is certainly defined, and so continuous, on all of ``box``."""
    try:
        return range_over(term, {s: box[s].range() for s in term.variables}).continuous
    except (Undefined, Unranged):
        return False


def _short(end: fmpq | None) -> Number | None:
    """``end`` as a number to be put into a term, which may raise others to it; None if it is long."""
    if end is None or max(int(end.p).bit_length(), int(end.q).bit_length()) > SHORT:
        return None
    return Number(Fraction(int(end.p), int(end.q)))


def _directions(steep: Term, inside: Box) -> Iterator[bool]:
    """Whether the slope may be >= 0 throughout (True), or <= 0 (False), as far as a sample point shows; nothing where
    it may be undefined inside, for then its sign would not decide."""
    if not _continuous(steep, inside):
        return
    try:
        found = range_over(steep, {s: point(middle(inside[s])) for s in steep.variables})
    except (Undefined, Unranged):
        return
    if found.hi >= 0:
        yield True
    if found.lo <= 0:
        yield False
