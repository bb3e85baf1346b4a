"""Shows that a term is positive on a box: by its range, its factors, monotonicity, or another form of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache, reduce

from flint import ctx, fmpq

from theory.language.formula import And, Atom, Formula, Or
from theory.language.meaning import ANY, Truths, conjunction, disjunction
from theory.language.term import Call, Number, Term, Variable, constant, replaced
from verify.evaluate import decide
from verify.judge import ranges
from verify.judge.collected import collected
from verify.judge.forms import KINKED, factored, forms, multiples, powers, slope
from verify.judge.over import over
from verify.judge.ranges import Range, Undefined, Unranged
from verify.judge.sides import Box, Side, middle

SHORT = 12  # bits of a number that is put into a term exactly
PRECISIONS = (64, 256, 1024, 2048)  # at a point
ZERO = Number(0)
UNIT = Side(fmpq(0), fmpq(1))
Ranges = Mapping[Variable, Range]


def truth(formula: Formula, here: Ranges) -> Truths:
    """The truth values that ``formula`` may have at points of a box."""
    match formula:
        case And(parts):
            return reduce(conjunction, (truth(p, here) for p in parts), Truths.TRUE)
        case Or(parts):
            return reduce(disjunction, (truth(p, here) for p in parts), Truths.FALSE)
        case Atom(op, left, right):
            try:
                found = spread(left - right, here)
            except Undefined:
                return Truths.UNDEFINED
            except Unranged:
                return ANY
            said = compared(op, found)
            values = Truths.TRUE | Truths.FALSE if said is None else Truths.TRUE if said else Truths.FALSE
            return values if found.whole else values | Truths.UNDEFINED
    raise TypeError(f"{formula}: not a formula of a question")


def spread(term: Term, here: Ranges) -> Range:
    """The range of ``term`` by several of its forms. Errors: as ``over``."""
    found = over(term, here)
    for form in forms(term):
        if found.lo == found.hi:
            break
        found = ranges.both(found, over(form, here))
    return found


def compared(op: str, r: Range) -> bool | None:
    """Whether ``op 0`` holds for all numbers in ``r`` (True), for none (False), or neither is shown."""
    less = bool(r.hi < 0 or (r.hi == 0 and r.above))
    more = bool(r.lo > 0 or (r.lo == 0 and r.below))
    match op:
        case "<":
            return True if less else False if r.lo >= 0 else None
        case "<=":
            return True if r.hi <= 0 else False if more else None
        case ">":
            return True if more else False if r.hi <= 0 else None
        case ">=":
            return True if r.lo >= 0 else False if less else None
        case "==":
            return True if r.lo == 0 == r.hi else False if less or more else None
        case _:
            return True if less or more else False if r.lo == 0 == r.hi else None


class Prover:
    """Shows goals on boxes; ``effort`` is how many terms it may look at, ``polish`` whether in other forms too."""

    def __init__(self, effort: int, polish: bool) -> None:
        self.effort, self.polish = effort, polish
        self.asked: dict[tuple[Term, bool, int, tuple[Side, ...]], bool] = {}

    def shows(self, goal: Formula, box: Box, depth: int) -> bool:
        """Whether ``goal`` certainly holds at every point of ``box`` where it is defined."""
        match goal:
            case And(parts):
                return all(self.shows(p, box, depth) for p in parts)
            case Or(parts):
                return any(self.shows(p, box, depth) for p in parts)
            case Atom(op, left, right):
                gap, turned = left - right, right - left
                if op in ("<", "<="):
                    return self.sign(turned, op == "<", box, depth)
                if op in (">", ">="):
                    return self.sign(gap, op == ">", box, depth)
                if op == "!=":
                    return self.sign(gap, True, box, depth) or self.sign(turned, True, box, depth)
                return factored(gap) is ZERO or all(self.sign(g, False, box, depth) for g in (gap, turned))
        raise TypeError(f"{goal}: not a goal")

    def sign(self, term: Term, strict: bool, box: Box, depth: int) -> bool:
        """Whether ``term`` > 0 (``strict``) or >= 0 at every point of ``box`` where it is defined.

        Any form of it serves: a form has its value wherever it has one.
        """
        key = term, strict, depth, tuple(box[s] for s in term.variables)
        if key not in self.asked:
            self.asked[key] = False  # should it be asked again on the way to itself
            self.asked[key] = self._sign(term, strict, box, depth)
        return self.asked[key]

    def _sign(self, term: Term, strict: bool, box: Box, depth: int) -> bool:
        self.effort -= 1
        op = ">" if strict else ">="
        asked, term = term, _put_in(term, box)
        here = {s: box[s].range() for s in term.variables}
        term = _unfolded(term, here)
        ways = forms(term) if self.polish or term is asked else (collected(term),)
        term = ways[0]
        if all(box[s].single for s in term.variables):
            return _at_a_point(Atom(op, term, ZERO), {s: lo for s in term.variables if (lo := box[s].lo) is not None})
        whole, found = [], ranges.LINE
        try:
            for way in ways:
                seen = over(way, here)
                if compared(op, seen):
                    return True
                found = ranges.both(found, seen)
                if seen.whole:
                    whole.append(way)
        except (Undefined, Unranged):
            return False
        if compared(op, found):
            return True
        if found.hi < 0 or depth == 0 or self.effort < 0:
            return False
        if self._product(term, strict, box, depth):
            return True
        if self.polish and any(
            all(self.sign(n, True, box, 0) for n in needs) and self.sign(form, strict, box, 0)
            for form, needs in multiples(term)
        ):
            return True
        if any(self._monotone(way, strict, box, depth) for way in whole[: 2 if self.polish else 1]):
            return True
        return self.polish and self._reformed(term, strict, box, depth)

    def _reformed(self, term: Term, strict: bool, box: Box, depth: int) -> bool:
        other = factored(term)
        if other is not term and self._product(other, strict, box, depth):
            return True
        for form, needs in multiples(term):
            if all(self.sign(n, True, box, 1) for n in needs) and self.sign(form, strict, box, depth - 1):
                return True
        return False

    def _product(self, term: Term, strict: bool, box: Box, depth: int) -> bool:
        """The sign of a product from those of its factors, where all are defined."""
        factors = powers(term)
        if len(factors) == 1 and factors[0][0] is term:
            return False
        turned = False
        for base, exponent in factors:
            q = constant(exponent)
            if q is None:
                if not self.sign(base, strict, box, depth):
                    return False
                continue
            if q.denominator != 1:  # a root is >= 0, and 0 only where its base is
                if strict and q > 0 and not self.sign(base, True, box, depth):
                    return False
                continue
            tight = strict and q > 0  # the base of a negative power is not 0 where that is defined
            if q == 0 or (q % 2 == 0 and not tight):
                continue
            if self.sign(base, tight, box, depth):
                continue
            if not self.sign(-base, tight, box, depth):
                return False
            turned ^= q % 2 == 1
        return not turned

    def _monotone(self, term: Term, strict: bool, box: Box, depth: int) -> bool:
        """Reduces ``term``, defined on all of ``box``, to the face on which it is least, in a variable in which it is
        monotone."""
        for name in sorted((s for s in term.variables if not box[s].single), key=lambda s: s.name):
            found = slope(term, name)
            if found is None:
                continue
            steep, switches = found
            inside = box | {name: replace(box[name], below=True, above=True)} | dict.fromkeys(switches, UNIT)
            for rising in _directions(steep, inside):
                side = box[name]
                end = side.lo if rising else side.hi
                if end is None:
                    continue
                closed = box | {name: replace(side, below=side.below and not rising, above=side.above and rising)}
                if not _continuous(term, closed):
                    continue
                upward = steep if rising else -steep
                if not self.sign(upward, False, inside, depth - 1):
                    continue
                open_end = side.below if rising else side.above
                if strict and open_end and self.sign(upward, True, inside, depth - 1):
                    strict = False
                return self.sign(term, strict, box | {name: Side(end, end)}, depth)
        return False


def _put_in(term: Term, box: Box) -> Term:
    """``term`` with short numbers in the place of variables that are single ones."""
    fixed = {s: q for s in term.variables if box[s].single and (q := _short(box[s].lo)) is not None}
    return term.subs(fixed) if fixed else term


def _unfolded(term: Term, here: Ranges) -> Term:
    """``term`` without absolute values of what has one sign, and maxima of what is in one order, on the box."""
    return replaced(term, lambda node: _chosen(node, here)) if term.calls(*KINKED) else term


def _chosen(node: Term, here: Ranges) -> Term | None:
    if not isinstance(node, Call) or node.function not in KINKED:
        return None
    try:
        if node.function == "abs":
            (inner,) = node.args
            if not inner.variables:
                inner = inner if _at_a_point(Atom(">=", inner, ZERO), {}) else -inner
                return inner if _at_a_point(Atom(">=", inner, ZERO), {}) else None
            r = spread(inner, here)
            return _unfolded(inner, here) if r.lo >= 0 else -_unfolded(inner, here) if r.hi <= 0 else None
        for best in node.args:
            gaps = (spread(best - other, here) for other in node.args if other is not best)
            if all(g.lo >= 0 if node.function == "max" else g.hi <= 0 for g in gaps):
                return _unfolded(best, here)
    except (Undefined, Unranged):
        return None
    return None


def _continuous(term: Term, box: Box) -> bool:
    """Whether ``term`` is certainly defined, and so continuous, on all of ``box``."""
    try:
        return over(term, {s: box[s].range() for s in term.variables}).whole
    except (Undefined, Unranged):
        return False


def _short(end: fmpq | None) -> Number | None:
    """``end`` as a number to be put into a term, which may raise others to it; None if it is long."""
    if end is None or max(int(end.p).bit_length(), int(end.q).bit_length()) > SHORT:
        return None
    return Number(Fraction(int(end.p), int(end.q)))


@lru_cache(2**12)
def _constant(atom: Atom) -> bool:
    return _decided(atom, {})


def _at_a_point(atom: Atom, point: Mapping[Variable, fmpq]) -> bool:
    """Whether ``atom`` is certainly true at ``point``."""
    return _decided(atom, point) if point else _constant(atom)


def _decided(atom: Atom, point: Mapping[Variable, fmpq]) -> bool:
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            said = decide(atom, point)
        if said is not None:
            return said
    return False


def _directions(steep: Term, inside: Box) -> Iterator[bool]:
    """Whether the slope may be >= 0 throughout (True), or <= 0 (False), as far as a sample point shows; nothing where
    it may be undefined inside, for then its sign would not decide."""
    if not _continuous(steep, inside):
        return
    try:
        found = over(steep, {s: ranges.point(middle(inside[s])) for s in steep.variables})
    except (Undefined, Unranged):
        return
    if found.hi >= 0:
        yield True
    if found.lo <= 0:
        yield False
