"""When a term is certainly 0 at a point of a box that solves equations, by algebra."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from theory.errors import UnableError
from theory.language.formula import Atom
from theory.language.term import Call, Number, Term, Variable, replaced
from verify.confirm.polynomials import Monomial, Polynomial, add, joined, multiply
from verify.confirm.quotients import Algebra
from verify.confirm.span import Box, Nowhere, opposite, plus, values

MOST_STEPS = 400


class Alike:
    """Whether a term is certainly 0, wherever it is defined, at each point of a box that solves ``equations``."""

    def __init__(self, equations: Sequence[Atom] = ()) -> None:
        self.gaps = [e.left - e.right for e in equations]
        self.closed: list[tuple[Variable, Term]] = []
        for e in equations:
            for x, t in ((e.left, e.right), (e.right, e.left)):
                if isinstance(x, Variable) and x not in t.variables:
                    self.closed.append((x, t))
                    break

    def __call__(self, term: Term, box: Box) -> bool:
        algebra = Algebra()
        term, gaps = self._ready(term, box), [self._ready(g, box) for g in self.gaps]
        if algebra.zero(term):
            return True
        try:
            gap = algebra.ratio(term).above
            known = [p for g in gaps if any(p := algebra.ratio(g).above)]
            ways = [*([p] for p in known), known, known[::-1]]
            return bool(known) and any(not _remainder(gap, way) for way in ways)
        except (UnableError, ZeroDivisionError):
            return False

    def _ready(self, term: Term, box: Box) -> Term:
        """``term`` with closed forms and exact numbers put in, and maxima chosen."""
        for x, t in self.closed:
            if not box[x].exact:
                term = term.subs({x: t})
        return replaced(put(term, box), lambda node: _largest(node, box))


def put(term: Term, box: Box) -> Term:
    """``term`` with the exact numbers of ``box`` in it."""
    points = {v: box[v].lo for v in term.variables if box[v].exact}
    return term.subs({v: Number(Fraction(int(q.p), int(q.q))) for v, q in points.items() if q is not None})


def _largest(node: Term, box: Box) -> Term | None:
    """The argument that a maximum or minimum certainly is on ``box``, all being defined."""
    if not isinstance(node, Call) or node.function not in ("max", "min"):
        return None
    try:
        spans = [values(a, box) for a in node.args]
    except (Nowhere, KeyError):
        return None
    for k, one in enumerate(spans):
        gaps = [plus(one, opposite(other)) for j, other in enumerate(spans) if j != k]
        gaps = gaps if node.function == "max" else [opposite(g) for g in gaps]
        if all(g.sure and g.lo is not None and g.lo >= 0 for g in gaps):
            return node.args[k]
    return None


def _remainder(a: Polynomial, by: Sequence[Polynomial]) -> Polynomial:
    """What is left of ``a`` less multiples of ``by``; not always least."""
    leads = [(max(b, key=_order), b) for b in by]
    left = a
    for _ in range(MOST_STEPS):
        if not left:
            return left
        top = max(left, key=_order)
        for lead, b in leads:
            step = joined(top, lead, -1)
            if all(k > 0 for _, k in step):
                left = add(left, multiply({step: left[top] / b[lead]}, b), -1)
                break
        else:
            return left
    raise UnableError("no remainder in so many steps")


def _order(m: Monomial) -> tuple[int, tuple[tuple[int, int], ...]]:
    """By degree, then lexicographically, the first part being the largest."""
    return sum(k for _, k in m), tuple((-g, k) for g, k in m)
