"""Covering: a question's box is divided until every part is settled, by ranges, monotonicity and factors.

A goal f >= 0 holds on a part if f's range says so; or if f is monotone in a variable there (its derivative has a sign,
shown in the same way) and f >= 0 on the face where it is least; or if f is a product of factors of known sign, or has
a form, a positive multiple of f, of which one of these holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from flint import ctx, fmpq

from theory.language.formula import And, Formula, variables
from verify.judge.prover import Prover, truth
from verify.judge.question import Question, single
from verify.judge.sides import Box, Side, middle

SMALLEST = fmpq(1, 2**36)
EFFORT, ASIDE = 300, 40  # terms looked at on one part, for its goals and for each hypothesis
POLISHED = 24  # parts among the first so many are also tried in other forms


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

    Guarantee: if the result is complete, every goal is true at every point of the box at which all hypotheses are. A
    hypothesis counts as unmet on a part only if it is true nowhere in it; a goal is shown wherever it is defined, and
    what makes it defined is among the goals.
    """
    waiting: list[tuple[Box, tuple[Formula, ...]]] = [(box, asked.goals) for box in _punctured(asked)]
    settled = 0
    with ctx.workprec(budget.bits):
        while waiting:
            box, goals = waiting.pop()
            box = {name: side.rounded() for name, side in box.items()}
            if any(side.empty for side in box.values()):
                continue
            if budget.spent():
                return Cover(settled, (box, *(w[0] for w in waiting)))
            budget.used += 1
            polish = budget.used <= POLISHED
            here = {name: side.range() for name, side in box.items()}
            met = truth(And(asked.given), here)
            aside = Prover(ASIDE, False)
            if met.certainly_not_true or (polish and any(aside.shows(g.negated(), box, 2) for g in asked.given)):
                settled += 1
                continue
            prover = Prover(EFFORT, polish)
            left = tuple(g for g in goals if not prover.shows(g, box, depth if polish else min(depth, 2)))
            if not left:
                settled += 1
                continue
            if met.certainly_true and any(truth(g, here).certainly_not_true for g in left):
                return Cover(settled, tuple(w[0] for w in waiting), box)
            halves = tuple(_divided(box, left, asked.given, cuts))
            if halves:
                waiting += [(half, left) for half in halves]
            else:
                return Cover(settled, (box, *(w[0] for w in waiting)), stuck=True)
    return Cover(settled, ())


def _punctured(asked: Question) -> list[Box]:
    """The box of ``asked`` without the numbers that hypotheses such as x != 0 exclude."""
    boxes = [asked.box]
    for name, op, hole in filter(None, map(single, asked.given)):
        if op == "!=" and name in asked.box:
            boxes = [box | {name: side} for box in boxes for side in _without(box[name], hole)]
    return boxes


def _without(side: Side, hole: fmpq) -> tuple[Side, ...]:
    if (side.lo is not None and hole < side.lo) or (side.hi is not None and hole > side.hi):
        return (side,)
    left, right = replace(side, hi=hole, above=True), replace(side, lo=hole, below=True)
    return tuple(part for part in (left, right) if not part.empty)


def _divided(box: Box, goals: tuple[Formula, ...], given: tuple[Formula, ...], cuts: frozenset[fmpq]) -> Iterator[Box]:
    """The box in two, across the side that is widest once infinity is brought near; nothing if all are small."""
    used = set(variables(*goals, *given))
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
    yield box | {name: replace(side, hi=at, above=True)}


def _near(x: fmpq) -> fmpq:
    """x/(1 + |x|): the line as an interval."""
    return x / (1 + abs(x))


def _width(side: Side) -> fmpq:
    lo = fmpq(-1) if side.lo is None else _near(side.lo)
    hi = fmpq(1) if side.hi is None else _near(side.hi)
    return hi - lo
