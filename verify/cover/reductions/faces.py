"""Bounds by other variables turned into faces: v >= e becomes v = e + v'; a <= v <= e becomes v = a + (e - a) v'."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from flint import fmpq

from theory.language.formula import Atom
from theory.language.term import Number, Term, Variable
from verify.confirm.certificate import Change, Placed
from verify.cover.entailment import entails
from verify.cover.forms import as_sum
from verify.cover.linear import FLIPPED, linear_in
from verify.cover.question import Question, as_atoms, integer_valued, number
from verify.cover.reductions.bounds import bounded
from verify.values.sides import Box, Side

ZERO = Number(0)
LOWER, STRICT = (">", ">="), ("<", ">")


class Bound(NamedTuple):
    """``formula``, a hypothesis, says ``name op edge``."""

    formula: Atom
    name: Variable
    op: str
    edge: Term


Face = Callable[[Question, Bound], Question | None]


def shifted(asked: Question) -> Question | None:
    """``asked`` with bounds by other variables as faces, v = e + v' where both forms serve; None if there are none."""
    return _turned(asked, (_shift, _place))


def placed(asked: Question) -> Question | None:
    """As ``shifted``, with v = a + (e - a) v' where both forms serve."""
    return _turned(asked, (_place, _shift))


def _turned(asked: Question, faces: tuple[Face, Face]) -> Question | None:
    start, found = asked, None
    for _ in range(3 * len(start.box)):
        step = _next(asked, start, faces[0]) or _next(asked, start, faces[1])
        if step is None:
            break
        asked = found = step.reduced(bounded)
    return found


def _next(asked: Question, start: Question, face: Face) -> Question | None:
    return next((step for bound in _bounds(asked, start) if (step := face(asked, bound)) is not None), None)


def _bounds(asked: Question, start: Question) -> Iterator[Bound]:
    """The bounds to be turned. A variable that is not of the ``start`` has its lower face already."""
    for formula in asked.given:
        if not isinstance(formula, Atom) or formula.op in ("!=", "=="):
            continue
        difference = as_sum(formula.left - formula.right)
        if not asked.box.keys() >= set(difference.variables):
            continue
        for name in sorted(difference.variables, key=lambda s: s.name, reverse=True):
            found = linear_in(difference, name)
            if found is None:
                continue
            slope, rest = found
            op = formula.op if slope > 0 else FLIPPED[formula.op]
            if op not in LOWER or name in start.box:
                yield Bound(formula, name, op, as_sum(rest * (-1 / slope)))


def _others(box: Box, name: Variable) -> Box:
    return {s: side for s, side in box.items() if s != name}


def _place(asked: Question, bound: Bound) -> Question | None:
    """name = a + (edge - a) name', name' in [0, 1], for a variable that ranges from a number a."""
    formula, name, op, edge = bound
    side = asked.box[name]
    if op in LOWER or side.lo is None or side.hi is not None or side.integer:
        return None
    start, fresh = number(side.lo), asked.fresh(f"{name.name}'")
    room = Atom(">" if op in STRICT or side.below else ">=", edge - start, ZERO)
    unit = Side(fmpq(0), fmpq(1), side.below, op in STRICT)
    change = Placed(name.name, as_sum(start + (edge - start) * fresh), fresh.name)
    return asked.without(formula).swapped(change, _others(asked.box, name) | {fresh: unit}, (room,))


def _shift(asked: Question, bound: Bound) -> Question | None:
    """name = edge + name', or edge - name' for a variable without a least number, name' >= 0."""
    formula, name, op, edge = bound
    side = asked.box[name]
    if op not in LOWER and side.lo is not None:
        return None
    fresh = asked.fresh(f"{name.name}'")
    stays = side.integer and integer_valued(edge, asked.box)
    box = _others(asked.box, name) | {fresh: Side(fmpq(0), None, op in STRICT, False, stays)}
    term, inverse = (edge + fresh, name - edge) if op in LOWER else (edge - fresh, edge - name)
    ends = (end.subs({name: term}) for end in as_atoms({name: side}))
    kept = [end for end in ends if not entails(as_atoms(box), end)]
    return asked.without(formula).swapped(Change(name.name, term, fresh.name, inverse), box, kept)
