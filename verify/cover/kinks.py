"""Absolute values and maxima on a box, replaced by what they are there."""

from __future__ import annotations

from theory.language.formula import Atom
from theory.language.term import Call, Number, Term, replaced
from verify.cover.slopes import KINKED
from verify.cover.truths import Ranges, certainly_true, spread
from verify.values.ranges.arithmetic import Undefined, Unranged

ZERO = Number(0)


def unfolded(term: Term, here: Ranges) -> Term:
    """``term`` without absolute values of what has one sign, and maxima of what is in one order, on the box."""
    return replaced(term, lambda node: _chosen(node, here)) if term.calls(*KINKED) else term


def _chosen(node: Term, here: Ranges) -> Term | None:
    if not isinstance(node, Call) or node.function not in KINKED:
        return None
    try:
        if node.function == "abs":
            (inner,) = node.args
            if not inner.variables:
                inner = inner if certainly_true(Atom(">=", inner, ZERO), {}) else -inner
                return inner if certainly_true(Atom(">=", inner, ZERO), {}) else None
            r = spread(inner, here)
            return unfolded(inner, here) if r.lo >= 0 else -unfolded(inner, here) if r.hi <= 0 else None
        for best in node.args:
            gaps = (spread(best - other, here) for other in node.args if other is not best)
            if all(g.lo >= 0 if node.function == "max" else g.hi <= 0 for g in gaps):
                return unfolded(best, here)
    except (Undefined, Unranged):
        return None
    return None
