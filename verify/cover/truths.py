"""What truth values a formula may have on a box, by ranges of several forms of its sides; and at a point.

The second reader has truth values of its own, ``verify.confirm.truth``; the two share no code on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, reduce

from flint import ctx, fmpq

from theory.language.formula import And, Atom, Formula, Or
from theory.language.meaning import ANY, Truths, conjunction, disjunction
from theory.language.term import Term, Variable
from verify.cover.forms import forms
from verify.values.evaluate import decide
from verify.values.ranges.arithmetic import Range, Undefined, Unranged, both
from verify.values.ranges.terms import range_over

PRECISIONS = (64, 256, 1024, 2048)  # at a point
Ranges = Mapping[Variable, Range]


def truths_over(formula: Formula, here: Ranges) -> Truths:
    """The truth values that ``formula`` may have at points of a box."""
    match formula:
        case And(parts):
            return reduce(conjunction, (truths_over(p, here) for p in parts), Truths.TRUE)
        case Or(parts):
            return reduce(disjunction, (truths_over(p, here) for p in parts), Truths.FALSE)
        case Atom(op, left, right):
            try:
                found = spread(left - right, here)
            except Undefined:
                return Truths.UNDEFINED
            except Unranged:
                return ANY
            said = compared(op, found)
            values = Truths.TRUE | Truths.FALSE if said is None else Truths.TRUE if said else Truths.FALSE
            return values if found.continuous else values | Truths.UNDEFINED
    raise TypeError(f"{formula}: not a formula of a question")


def spread(term: Term, here: Ranges) -> Range:
    """The range of ``term`` by several of its forms. Errors: as ``range_over``."""
    found = range_over(term, here)
    for form in forms(term):
        if found.lo == found.hi:
            break
        found = both(found, range_over(form, here))
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


@lru_cache(2**12)
def _constant(atom: Atom) -> bool:
    return _decided(atom, {})


def certainly_true(atom: Atom, point: Mapping[Variable, fmpq]) -> bool:
    """Whether ``atom`` is certainly true at ``point``."""
    return _decided(atom, point) if point else _constant(atom)


def _decided(atom: Atom, point: Mapping[Variable, fmpq]) -> bool:
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            said = decide(atom, point)
        if said is not None:
            return said
    return False
