"""Whether a formula is certainly true all over a box, or nowhere in it, by ranges or by a reason that is given."""

from __future__ import annotations

from flint import ctx

from theory.language.formula import Atom, Formula
from theory.language.term import Number, Term
from verify.confirm.calculus import needs
from verify.confirm.certificate import PLAIN, Both, Plain, Reason
from verify.confirm.signs import PRECISIONS, agree, shows, sure
from verify.confirm.span import Box
from verify.confirm.truth import TRUE, truths

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def true(goal: Formula, why: Reason, box: Box, asked: tuple[Reason, ...] = ()) -> bool:
    """Whether ``goal`` is certainly true on all of ``box``, by ranges or by ``why``; and defined, by ranges or by
    ``asked``, a reason for each thing that it needs."""
    if isinstance(why, Plain) and not asked:
        return any(_truths(goal, box, bits) == {TRUE} for bits in PRECISIONS)
    return isinstance(goal, Atom) and _defined(goal.left - goal.right, asked, box) and _says(goal, goal.op, why, box)


def _defined(gap: Term, asked: tuple[Reason, ...], box: Box) -> bool:
    """Whether ``gap`` is certainly defined on all of ``box``."""
    if not asked:
        return sure(gap, box)
    conditions = needs(gap)
    return len(asked) == len(conditions) and all(
        true(c, why, box) if why is PLAIN else isinstance(c, Atom) and _says(c, c.op, why, box)
        for c, why in zip(conditions, asked, strict=True)
    )


def _says(atom: Atom, op: str, why: Reason, box: Box) -> bool:
    """Whether ``why`` shows that ``op`` holds between the sides of ``atom`` wherever these are defined."""
    more, less = atom.left - atom.right, atom.right - atom.left
    match why:
        case Plain():
            return op in ("==", "<=", ">=") and agree(atom.left, atom.right, box)
        case Both(one, other):
            return op in ("==", "<=", ">=") and shows(more, one, False, box) and shows(less, other, False, box)
    match op:
        case "<" | "<=":
            return shows(less, why, op == "<", box)
        case ">" | ">=":
            return shows(more, why, op == ">", box)
        case "!=":
            return shows(more, why, True, box) or shows(less, why, True, box)
    return False


def never(given: Formula, why: Reason, box: Box) -> bool:
    """Whether ``given`` is certainly true nowhere on ``box``, by ranges or by ``why``, which shows what speaks against
    it wherever its sides are defined."""
    if isinstance(why, Plain):
        return any(TRUE not in _truths(given, box, bits) for bits in PRECISIONS)
    return isinstance(given, Atom) and _says(given, OPPOSITE[given.op], why, box)


def _truths(formula: Formula, box: Box, bits: int) -> frozenset[str]:
    with ctx.workprec(bits):
        return truths(formula, box, lambda term, _: agree(term, Number(0), box))
