"""The second reader's truth values: which of three a formula may have on a box."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

from flint import ctx

from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.term import Term
from verify.confirm.calculus import needs
from verify.confirm.span import Box, Nowhere, Span, opposite, plus, values

TRUE, FALSE, UNDEFINED = "true", "false", "undefined"


def truths(formula: Formula, box: Box, alike: Callable[[Term, Box], bool] = lambda *_: False) -> frozenset[str]:
    """The truth values that ``formula`` may have on ``box``. ``alike(term, box)``: whether ``term`` is certainly 0
    wherever it is defined, asked where intervals leave that open."""
    match formula:
        case Atom(op, left, right):
            return _compared(op, left, right, box, alike)
        case And(parts):
            return _joined((truths(p, box, alike) for p in parts), FALSE, TRUE)
        case Or(parts):
            return _joined((truths(p, box, alike) for p in parts), TRUE, FALSE)
        case Implies(given, then):
            found = truths(then, box, alike)
            return found if truths(given, box, alike) == {TRUE} else found | {TRUE}


def _joined(parts: Iterable[frozenset[str]], strong: str, weak: str) -> frozenset[str]:
    """``strong`` in one part decides; else one undefined part makes it undefined."""
    found = frozenset({weak})
    for part in parts:
        pairs = product(found, part)
        found = frozenset(strong if strong in p else UNDEFINED if UNDEFINED in p else weak for p in pairs)
    return found


SIGNS = {"<": "-", "<=": "-0", ">": "+", ">=": "0+", "==": "0", "!=": "-+"}


def signs(gap: Span) -> str:
    """Which of the signs - 0 + it may have."""
    less, more = not (gap.lo is not None and gap.lo >= 0), not (gap.hi is not None and gap.hi <= 0)
    return "-" * less + "0" * (not gap.zero_free) + "+" * more


def _compared(op: str, left: Term, right: Term, box: Box, alike: Callable[[Term, Box], bool]) -> frozenset[str]:
    try:
        gap = plus(values(left, box), opposite(values(right, box)))
    except Nowhere:
        return frozenset({UNDEFINED})
    if not gap.sure and _divides_by_0(left, right, box, alike):
        return frozenset({UNDEFINED})
    seen = signs(gap)
    if len(seen) > 1 and "0" in seen and alike(left - right, box):
        seen = "0"
    found = {TRUE if s in SIGNS[op] else FALSE for s in seen}
    return frozenset(found if gap.sure else found | {UNDEFINED})


def _divides_by_0(left: Term, right: Term, box: Box, alike: Callable[[Term, Box], bool]) -> bool:
    """Whether a side divides by, or takes the logarithm of, what is certainly 0 wherever it is defined."""
    strict = (n for n in (*needs(left), *needs(right)) if isinstance(n, Atom) and n.op in ("!=", ">"))
    return any(alike(n.left - n.right, box) for n in strict)


def decided(formula: Formula, box: Box, alike: Callable[[Term, Box], bool] = lambda *_: False) -> frozenset[str]:
    """``truths`` at rising precision, until formula is certainly true or certainly not."""
    found: frozenset[str] = frozenset()
    for bits in (64, 256, 1024, 4096):
        with ctx.workprec(bits):
            found = truths(formula, box, alike)
        if found == {TRUE} or TRUE not in found:
            break
    return found
