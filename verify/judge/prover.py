"""Shows that a term is positive on a box: by its range, its factors, monotonicity, or another form of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp
from flint import ctx, fmpq

from theory.formula import UNDEFINED, And, Atom, Formula, Or, put_in
from verify.evaluate import decide
from verify.judge import ranges
from verify.judge.forms import derivative, factored, multiples
from verify.judge.ranges import Range, Undefined, Unranged, over
from verify.judge.sides import Box, Side, middle

SHORT = 12  # bits of a number that is put into a term exactly
ZERO = sp.Integer(0)


def truth(formula: Formula, here: dict[sp.Symbol, Range]) -> bool | None:
    """True or False if ``formula`` certainly is so at all points of a box; an undefined comparison does not hold."""
    match formula:
        case And(parts):
            truths = [truth(p, here) for p in parts]
            return False if False in truths else None if None in truths else True
        case Or(parts):
            truths = [truth(p, here) for p in parts]
            return True if True in truths else None if None in truths else False
        case Atom(op, left, right, _):
            try:
                found = over(left - right, here)
            except Undefined:
                return False
            except Unranged:
                return None
            said = compared(op, found)
            return said if said is False or found.whole else None
    raise TypeError(f"{formula}: not a formula of a question")


def compared(op: str, r: Range) -> bool | None:
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

    def shows(self, goal: Formula, box: Box, depth: int) -> bool:
        """Whether ``goal`` certainly holds at every point of ``box`` where it is defined."""
        match goal:
            case And(parts):
                return all(self.shows(p, box, depth) for p in parts)
            case Or(parts):
                return any(self.shows(p, box, depth) for p in parts)
            case Atom(op, left, right, _):
                gap = left - right
                if op in ("<", "<="):
                    return self.sign(-gap, op == "<", box, depth)
                if op in (">", ">="):
                    return self.sign(gap, op == ">", box, depth)
                if op == "!=":
                    return self.sign(gap, True, box, depth) or self.sign(-gap, True, box, depth)
                return factored(gap) == 0 or all(self.sign(g, False, box, depth) for g in (gap, -gap))
        raise TypeError(f"{goal}: not a goal")

    def sign(self, term: sp.Expr, strict: bool, box: Box, depth: int) -> bool:
        """Whether ``term`` > 0 (``strict``) or >= 0 at every point of ``box`` where it is defined."""
        self.effort -= 1
        fixed = {s: number for s in term.free_symbols if box[s].single and (number := _short(box[s].lo)) is not None}
        if fixed:
            term = put_in(term, fixed)
        if not term.free_symbols:
            return _constant(Atom(">" if strict else ">=", term, ZERO))
        try:
            found = over(term, {s: box[s].range() for s in term.free_symbols})
        except (Undefined, Unranged):
            return False
        if compared(">" if strict else ">=", found):
            return True
        if found.hi < 0 or depth == 0 or self.effort < 0:
            return False
        if term.is_Mul and self._product(term, strict, box, depth):
            return True
        if self.polish and any(
            all(self.sign(n, True, box, 0) for n in needs) and self.sign(form, strict, box, 0)
            for form, needs in multiples(term)
        ):
            return True
        if self._monotone(term, found, strict, box, depth):
            return True
        return self.polish and self._reformed(term, strict, box, depth)

    def _reformed(self, term: sp.Expr, strict: bool, box: Box, depth: int) -> bool:
        other = factored(term)
        if other != term and other.is_Mul and self._product(other, strict, box, depth):
            return True
        for form, needs in multiples(term):
            if all(self.sign(n, True, box, 1) for n in needs) and self.sign(form, strict, box, depth - 1):
                return True
        return False

    def _product(self, term: sp.Expr, strict: bool, box: Box, depth: int) -> bool:
        """The sign of a product from those of its factors."""
        turned = False
        for factor in term.args:
            whole_power = factor.is_Pow and factor.exp.is_Integer
            even = whole_power and factor.exp % 2 == 0
            if even and not strict:
                continue
            inner = factor.base if whole_power else factor
            if self.sign(inner, strict, box, depth):
                continue
            if not self.sign(-inner, strict, box, depth):
                return False
            turned ^= not even
        return not turned

    def _monotone(self, term: sp.Expr, found: Range, strict: bool, box: Box, depth: int) -> bool:
        """Reduces ``term`` to the face on which it is least, in a variable in which it is monotone."""
        if not found.whole or term.has(sp.sign, sp.Heaviside):
            return False
        for name in sorted((s for s in term.free_symbols if not box[s].single), key=lambda s: s.name):
            slope = factored(derivative(term, name)) if self.polish else derivative(term, name)
            inside = box | {name: replace(box[name], below=True, above=True)}
            for rising in _directions(slope, inside):
                side = box[name]
                end = side.lo if rising else side.hi
                if end is None:
                    continue
                number = _short(end)
                face = term if number is None else put_in(term, {name: number})
                closed = box | {name: replace(side, below=side.below and not rising, above=side.above and rising)}
                if face.has(*UNDEFINED) or not _continuous(term, closed):
                    continue
                upward = slope if rising else -slope
                if not self.sign(upward, False, inside, depth - 1):
                    continue
                open_end = side.below if rising else side.above
                if strict and open_end and self.sign(upward, True, inside, depth - 1):
                    strict = False
                return self.sign(face, strict, box | {name: Side(end, end)}, depth)
        return False


def _continuous(term: sp.Expr, box: Box) -> bool:
    """Whether ``term`` is certainly defined, and so continuous, on all of ``box``."""
    try:
        return over(term, {s: box[s].range() for s in term.free_symbols}).whole
    except (Undefined, Unranged):
        return False


def _short(end: fmpq | None) -> sp.Rational | None:
    """``end`` as a number to be put into a term, which may raise others to it; None if it is long."""
    if end is None or max(int(end.p).bit_length(), int(end.q).bit_length()) > SHORT:
        return None
    return sp.Rational(int(end.p), int(end.q))


def _constant(atom: Atom) -> bool:
    for bits in (64, 256):
        with ctx.workprec(bits):
            said = decide(atom, {})
        if said is not None:
            return said
    return False


def _directions(slope: sp.Expr, inside: Box) -> Iterator[bool]:
    """Whether the slope may be >= 0 throughout (True), or <= 0 (False), as far as a sample point shows; nothing where
    it may be undefined inside, for then its sign would not decide."""
    centre = {s: ranges.point(middle(inside[s])) for s in slope.free_symbols}
    if not _continuous(slope, inside):
        return
    try:
        found = over(slope, centre)
    except (Undefined, Unranged):
        return
    if found.hi >= 0:
        yield True
    if found.lo <= 0:
        yield False
