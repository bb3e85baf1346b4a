"""Covering: a question's box is divided until every part is settled, by ranges, monotonicity and factors.

A goal f >= 0 holds on a part if f's range says so; or if f is monotone in a variable there (its derivative has a sign,
shown in the same way) and f >= 0 on the face where it is least; or if f is a product of factors of known sign, or has
a form, a positive multiple of f, of which one of these holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import sympy as sp
from flint import ctx, fmpq

from theory.formula import And, Atom, Formula, Or
from verify.evaluate import decide
from verify.judge import ranges
from verify.judge.forms import derivative, factored, multiples
from verify.judge.question import Box, Question, Side
from verify.judge.ranges import Range, Undefined, Unranged, over

SMALLEST = fmpq(1, 2**36)
SHORT = 12  # bits of a number that is put into a term exactly
ZERO = sp.Integer(0)
POLISHED = 60  # parts among the first so many are also tried in other forms


@dataclass
class Budget:
    """``boxes``: how many parts may be looked at; ``bits``: the precision; ``stop``: asked now and then."""

    boxes: int
    bits: int = 64
    used: int = 0
    stop: Callable[[], bool] = lambda: False

    def spent(self) -> bool:
        return self.used >= self.boxes or self.stop()


@dataclass(frozen=True)
class Cover:
    """What became of the box. ``open``: the parts not settled; ``false``: a part on which a goal certainly fails,
    the hypotheses certainly holding. ``stuck``: the first open part is too small to be divided further. The question
    is answered with yes if both are empty."""

    parts: int
    open: tuple[Box, ...]
    false: Box | None = None
    stuck: bool = False

    @property
    def complete(self) -> bool:
        return not self.open and self.false is None


def cover(asked: Question, budget: Budget, depth: int = 3, cuts: frozenset[fmpq] = frozenset()) -> Cover:
    """Divides the box of ``asked``. ``cuts``: numbers at which sides are divided first.

    Guarantee: if the result is complete, every goal holds at every point of the box that meets the hypotheses.
    """
    waiting: list[tuple[Box, tuple[Formula, ...], int]] = [(asked.box, asked.goals, 0)]
    settled = 0
    start = budget.used
    with ctx.workprec(budget.bits):
        while waiting:
            box, goals, level = waiting.pop()
            box = {name: side.rounded() for name, side in box.items()}
            if any(side.empty for side in box.values()):
                continue
            if budget.spent():
                return Cover(settled, (box, *(w[0] for w in waiting)))
            budget.used += 1
            polish = budget.used - start <= POLISHED
            here = {name: side.range() for name, side in box.items()}
            met = truth(And(asked.given), here)
            if met is False:
                settled += 1
                continue
            prover = Prover(box, polish)
            left = tuple(g for g in goals if not prover.shows(g, depth if polish else min(depth, 2)))
            if not left:
                settled += 1
                continue
            if met is True and any(truth(g, here) is False for g in left):
                return Cover(settled, tuple(w[0] for w in waiting), box)
            halves = tuple(_divided(box, left, asked.given, cuts))
            if halves:
                waiting += [(half, left, level + 1) for half in halves]
            else:
                return Cover(settled, (box, *(w[0] for w in waiting)), stuck=True)
    return Cover(settled, ())


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
            said = _compared(op, found)
            return said if said is False or found.whole else None
    raise TypeError(f"{formula}: not a formula of a question")


def _compared(op: str, r: Range) -> bool | None:
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


@dataclass
class Prover:
    """Shows goals on one box."""

    box: Box
    polish: bool
    tried: set[tuple[sp.Expr, bool]] = field(default_factory=set)

    def shows(self, goal: Formula, depth: int) -> bool:
        match goal:
            case And(parts):
                return all(self.shows(p, depth) for p in parts)
            case Or(parts):
                return any(self.shows(p, depth) for p in parts)
            case Atom(op, left, right, _):
                gap = left - right
                if op in ("<", "<="):
                    return self.positive(-gap, op == "<", depth)
                if op in (">", ">="):
                    return self.positive(gap, op == ">", depth)
                if op == "!=":
                    return self.positive(gap, True, depth) or self.positive(-gap, True, depth)
                return factored(gap) == 0 or (self.positive(gap, False, depth) and self.positive(-gap, False, depth))
        raise TypeError(f"{goal}: not a goal")

    def positive(self, term: sp.Expr, strict: bool, depth: int) -> bool:
        """Whether ``term`` is certainly > 0 (``strict``) or >= 0 on the box, wherever it is defined."""
        return sign(term, strict, self.box, depth, self.polish)


def sign(term: sp.Expr, strict: bool, box: Box, depth: int, polish: bool) -> bool:
    """Whether ``term`` > 0 (``strict``) or >= 0 at every point of ``box`` where it is defined."""
    fixed = {s: number for s in term.free_symbols if box[s].single and (number := _short(box[s].lo)) is not None}
    if fixed:
        term = term.subs(fixed)
    if not term.free_symbols:
        return _constant(Atom(">" if strict else ">=", term, ZERO))
    here = {s: box[s].range() for s in term.free_symbols}
    try:
        found = over(term, here)
    except (Undefined, Unranged):
        return False
    if _compared(">" if strict else ">=", found):
        return True
    if found.hi < 0 or depth == 0:
        return False
    if term.is_Mul and _product(term, strict, box, depth, polish):
        return True
    if _monotone(term, found, strict, box, depth, polish):
        return True
    if polish:
        other = factored(term)
        if other != term and other.is_Mul and _product(other, strict, box, depth, polish):
            return True
        for form, needs in multiples(term):
            if all(sign(n, True, box, 1, False) for n in needs) and sign(form, strict, box, depth - 1, False):
                return True
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


def _product(term: sp.Expr, strict: bool, box: Box, depth: int, polish: bool) -> bool:
    """The sign of a product from those of its factors."""
    turned = False
    for factor in term.args:
        if factor.is_Pow and factor.exp.is_Integer and factor.exp % 2 == 0 and not strict:
            continue
        inner = factor.base if factor.is_Pow and factor.exp.is_Integer else factor
        odd = not (factor.is_Pow and factor.exp.is_Integer and factor.exp % 2 == 0)
        if sign(inner, strict, box, depth - 1, polish):
            continue
        if not sign(-inner, strict, box, depth - 1, polish):
            return False
        turned ^= odd
    return not turned


def _monotone(term: sp.Expr, found: Range, strict: bool, box: Box, depth: int, polish: bool) -> bool:
    """Reduces ``term`` to the face on which it is least, in a variable in which it is monotone."""
    if not found.whole or term.has(sp.sign, sp.Heaviside):
        return False
    for name in sorted((s for s in term.free_symbols if not box[s].single), key=lambda s: s.name):
        slope = derivative(term, name)
        inside = box | {name: replace(box[name], below=True, above=True)}
        for rising in _directions(slope, inside):
            end = box[name].lo if rising else box[name].hi
            if end is None:
                continue
            number = _short(end)
            face = term if number is None else term.subs(name, number)
            if face.has(sp.nan, sp.zoo, sp.oo, sp.I):
                continue
            side = box[name]
            closed = box | {name: replace(side, below=side.below and not rising, above=side.above and rising)}
            if not over(term, {s: closed[s].range() for s in term.free_symbols}).whole:
                continue
            if not sign(slope if rising else -slope, False, inside, depth - 1, polish):
                continue
            at_end = box[name].below if rising else box[name].above
            if strict and at_end and sign(slope if rising else -slope, True, inside, depth - 1, polish):
                strict = False
            return sign(face, strict, box | {name: Side(end, end)}, depth, polish)
    return False


def _directions(slope: sp.Expr, inside: Box) -> Iterator[bool]:
    """Whether the slope may be >= 0 throughout (True), or <= 0 (False), as far as a sample point shows."""
    centre = {s: ranges.point(middle(inside[s])) for s in slope.free_symbols}
    try:
        found = over(slope, centre)
    except (Undefined, Unranged):
        return
    if found.hi >= 0:
        yield True
    if found.lo <= 0:
        yield False


def middle(side: Side) -> fmpq:
    """A simple number inside ``side``, where it is divided."""
    lo, hi = side.lo, side.hi
    if lo is None and hi is None:
        return fmpq(0)
    if hi is None:
        assert lo is not None
        return (2 * lo if lo > fmpq(1, 2) else fmpq(1)) if lo >= 0 else fmpq(0) if lo >= -1 else lo / 2
    if lo is None:
        return -middle(replace(side, lo=-hi, hi=None))
    if side.integer:
        return fmpq(((lo + hi) / 2).floor())
    if lo > 0 and hi > 16 * lo:
        return lo * fmpq(2) ** (_octaves(hi / lo) // 2)
    if hi < 0 and lo < 16 * hi:
        return hi * fmpq(2) ** (_octaves(lo / hi) // 2)
    return (lo + hi) / 2


def _octaves(ratio: fmpq) -> int:
    return int(ratio.floor()).bit_length()


def _divided(box: Box, goals: tuple[Formula, ...], given: tuple[Formula, ...], cuts: frozenset[fmpq]) -> Iterator[Box]:
    """The box in two, across the side that is widest once infinity is brought near; nothing if all are small."""
    used = {s for f in (*goals, *given) for a in f.atoms() for s in a.left.free_symbols | a.right.free_symbols}
    name = max((s for s in box if s in used), key=lambda s: _width(box[s]), default=None)
    if name is None or _width(box[name]) <= SMALLEST:
        return
    side = box[name]
    inner = [c for c in cuts if (side.lo is None or c > side.lo) and (side.hi is None or c < side.hi)]
    at = min(inner, key=lambda c: abs(_near(c) - _near(middle(side)))) if inner else middle(side)
    if side.integer:
        at = fmpq(at.floor())
        yield box | {name: replace(side, lo=at + 1, below=False)}
        yield box | {name: replace(side, hi=at, above=False)}
        return
    yield box | {name: replace(side, lo=at, below=False)}
    yield box | {name: replace(side, hi=at, above=False)}


def _near(x: fmpq) -> fmpq:
    """x/(1 + |x|): the line as an interval."""
    return x / (1 + abs(x))


def _width(side: Side) -> fmpq:
    lo = fmpq(-1) if side.lo is None else _near(side.lo)
    hi = fmpq(1) if side.hi is None else _near(side.hi)
    return hi - lo
