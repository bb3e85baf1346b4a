"""How near points come to a violation, on a scale without an end: a search climbs it where relative gaps are all -1."""

from __future__ import annotations

import numpy as np

from theory.language.algebra import expanded
from theory.language.formula import And, Atom, Formula, Or
from theory.language.term import Quotient, Sum, Term
from verify.values.floating import Columns, column

LARGEST = 300  # nodes of a term that is multiplied out


def balance(formula: Formula, columns: Columns, size: int) -> np.ndarray:
    """log of what speaks against ``formula`` over what speaks for it: the sums of the positive and of the negative
    addends of the difference of its sides. Above 0 where it is violated, -inf where it is undefined: in doubles, for a
    search only."""
    match formula:
        case And(parts):
            return np.max([balance(p, columns, size) for p in parts], axis=0) if parts else np.full(size, -np.inf)
        case Or(parts):
            return np.min([balance(p, columns, size) for p in parts], axis=0)
        case Atom(op, left, right):
            gap = left - right
            above, below = _sums(gap if op in ("<", "<=") else -gap, columns, size)
            with np.errstate(all="ignore"):
                found = np.where(above == below, 0.0, np.log(above) - np.log(below))
            found = -np.abs(found) if op == "!=" else np.abs(found) if op == "==" else found
            return np.where(np.isnan(found), -np.inf, found)
    raise TypeError(f"{formula}: not a formula of a claim")


def _sums(gap: Term, columns: Columns, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The sums of the positive addends of ``gap``, and of the sizes of the negative ones; NaN where it is undefined."""
    with np.errstate(all="ignore"):
        undefined = np.where(np.isnan(column(gap, columns, size)), np.nan, 0.0)
    if gap.size <= LARGEST and len((flat := expanded(gap)).args) <= LARGEST:  # a large power of a sum has thousands
        gap = flat
    parts: tuple[Term, ...] = gap.args if isinstance(gap, Sum) else (gap,)
    if isinstance(gap, Quotient) and isinstance(gap.above, Sum):
        parts = tuple(Quotient(part, gap.below) for part in gap.above.args)
    above, below = undefined, undefined
    with np.errstate(all="ignore"):
        for addend in parts:
            found = column(addend, columns, size)
            above, below = above + np.maximum(found, 0), below + np.maximum(-found, 0)
    return above, below
