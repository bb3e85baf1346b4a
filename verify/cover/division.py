"""Covering: a question's box is divided until every part is settled, by ranges, monotonicity and factors.

A goal f >= 0 holds on a part if f's range says so; or if f is monotone in a variable there (its derivative has a sign,
shown in the same way) and f >= 0 on the face where it is least; or if f is a product of factors of known sign, or has
a form, a positive multiple of f, of which one of these holds.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace

from flint import ctx, fmpq

from theory.language.formula import And, Formula, variables
from theory.language.term import Variable
from verify.confirm.certificate import PLAIN, Reason
from verify.cover.linear import constant_bound
from verify.cover.prover import Prover
from verify.cover.question import Question
from verify.cover.truths import Ranges, truths_over
from verify.values.sides import Box, Side, middle

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
        """Whether no more parts may be looked at."""
        return self.used >= self.boxes or self.stop()


@dataclass
class Part:
    """One part of a division, and what came of it: ``shown``, goals and why they hold; ``unmet``, a hypothesis that is
    true nowhere on it, and why; or its division across ``name`` at ``at``."""

    box: Box
    shown: list[tuple[Formula, Reason]] = field(default_factory=list)
    unmet: tuple[Formula, Reason] | None = None
    name: Variable | None = None
    at: fmpq | None = None
    halves: tuple[Part, Part] | None = None

    def divide(self, name: Variable, at: fmpq, low: Side, high: Side) -> tuple[Part, Part]:
        """Its two halves across ``name`` at ``at``: those with the sides ``low`` and ``high``."""
        self.name, self.at = name, at
        self.halves = Part(self.box | {name: low}), Part(self.box | {name: high})
        return self.halves


@dataclass(frozen=True)
class Cover:
    """What became of a box; ``root``: the part that is all of it. ``open``: the parts not settled; ``false``: a part on
    which a goal certainly fails, the hypotheses certainly holding. ``stuck``: the first open part is too small to be
    divided further. The question is answered with yes if ``open`` and ``false`` are empty."""

    root: Part
    parts: int
    open: tuple[Box, ...]
    false: Box | None = None
    stuck: bool = False

    @property
    def complete(self) -> bool:
        """Whether the question is answered with yes."""
        return not self.open and self.false is None


def cover(asked: Question, budget: Budget, depth: int = 3, cuts: frozenset[fmpq] = frozenset()) -> Cover:
    """Divides the box of ``asked``. ``cuts``: numbers at which sides are divided first.

    Guarantee: if the result is complete, every goal is true at every point of the box at which all hypotheses are. A
    hypothesis counts as unmet on a part only if it is true nowhere in it; a goal is shown wherever it is defined, and
    what makes it defined is among the goals.
    """
    root = Part(asked.box)
    waiting = [(part, asked.goals) for part in _punctured(root, asked)]
    settled = 0
    with ctx.workprec(budget.bits):
        while waiting:
            part, goals = waiting.pop()
            box = part.box = {name: side.rounded() for name, side in part.box.items()}
            if any(side.empty for side in box.values()):
                continue
            if budget.spent():
                return Cover(root, settled, (box, *(w.box for w, _ in waiting)))
            budget.used += 1
            polish = budget.used <= POLISHED
            here = {name: side.range() for name, side in box.items()}
            part.unmet = _unmet(asked.given, here, box, polish)
            if part.unmet is not None:
                settled += 1
                continue
            prover = Prover(EFFORT, polish)
            seen = {g: prover.shows(g, box, depth if polish else min(depth, 2)) for g in goals}
            part.shown = [(g, why) for g, why in seen.items() if why is not None]
            left = tuple(g for g, why in seen.items() if why is None)
            if not left:
                settled += 1
                continue
            met = truths_over(And(asked.given), here).certainly_true
            if met and any(truths_over(g, here).certainly_not_true for g in left):
                return Cover(root, settled, tuple(w.box for w, _ in waiting), box)
            halves = _divided(part, left, asked.given, cuts)
            if halves:
                waiting += [(half, left) for half in halves]
            else:
                return Cover(root, settled, (box, *(w.box for w, _ in waiting)), stuck=True)
    return Cover(root, settled, ())


def _unmet(given: tuple[Formula, ...], here: Ranges, box: Box, polish: bool) -> tuple[Formula, Reason] | None:
    """A hypothesis that is true nowhere on ``box``, and why; ``polish``: by more than its range."""
    for formula in given:
        if truths_over(formula, here).certainly_not_true:
            return formula, PLAIN
    aside = Prover(ASIDE, False)
    for formula in given if polish else ():
        why = aside.shows(formula.negated(), box, 2)
        if why is not None:
            return formula, why
    return None


def _punctured(root: Part, asked: Question) -> list[Part]:
    """The box of ``asked`` without the numbers that hypotheses such as x != 0 exclude."""
    parts = [root]
    for name, op, hole in filter(None, map(constant_bound, asked.given)):
        if op == "!=" and name in asked.box:
            parts = [half for part in parts for half in _without(part, name, hole)]
    return parts


def _without(part: Part, name: Variable, hole: fmpq) -> tuple[Part, ...]:
    side = part.box[name]
    if (side.lo is not None and hole < side.lo) or (side.hi is not None and hole > side.hi):
        return (part,)
    low, high = replace(side, hi=hole, above=True), replace(side, lo=hole, below=True)
    return tuple(half for half in part.divide(name, hole, low, high) if not half.box[name].empty)


def _divided(
    part: Part, goals: tuple[Formula, ...], given: tuple[Formula, ...], cuts: frozenset[fmpq]
) -> tuple[Part, ...]:
    """The part in two, across the side that is widest once infinity is brought near; nothing if all are small."""
    found = widest(part.box, set(variables(*goals, *given)))
    if found is None:
        return ()
    name, at = found
    side = part.box[name]
    inner = [c for c in cuts if (side.lo is None or c > side.lo) and (side.hi is None or c < side.hi)]
    at = min(inner, key=lambda c: abs(_near(c) - _near(at)), default=at)
    if side.integer:
        at = fmpq(at.floor())
        low, high = replace(side, hi=at, above=False), replace(side, lo=at + 1, below=False)
    else:
        low, high = replace(side, hi=at, above=True), replace(side, lo=at, below=False)
    return part.divide(name, at, low, high)[::-1]


def _near(x: fmpq) -> fmpq:
    """x/(1 + |x|): the line as an interval."""
    return x / (1 + abs(x))


def _width(side: Side) -> fmpq:
    lo = fmpq(-1) if side.lo is None else _near(side.lo)
    hi = fmpq(1) if side.hi is None else _near(side.hi)
    return hi - lo


def widest(box: Box, among: Container[Variable] | None = None) -> tuple[Variable, fmpq] | None:
    """Where the box may be divided: the side that is widest once infinity is brought near, and a number inside."""
    name = max((s for s in box if among is None or s in among), key=lambda s: _width(box[s]), default=None)
    return None if name is None or _width(box[name]) <= SMALLEST else (name, middle(box[name]))
