"""Slopes of a term: its derivative in one variable, over the kinks of absolute values and maxima too.

The second reader differentiates by code of its own, ``verify.confirm.calculus``; the two share none on
purpose.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

from theory.errors import UnableError
from theory.language.calculus import diff, plus, times
from theory.language.term import Call, Number, Sum, Term, Variable, replaced

KEPT = 2**14
ONE, MINUS = Number(1), Number(-1)
KINKED = ("abs", "max", "min")


@lru_cache(KEPT)
def slope(term: Term, name: Variable) -> tuple[Term, dict[Term, tuple[Variable, ...]]] | None:
    """The derivative of ``term`` by ``name``, and new variables in it, each meant to be anything in [0, 1], of each
    absolute value and maximum; None where no rule gives one.

    Guarantee: on an interval of ``name`` on which ``term`` and the result are defined, the latter for all values of the
    new variables, ``term`` is the integral of its derivative, which at almost every point is the result for some such
    values. They stand for which argument a maximum equals and for the sign of what an absolute value is taken of.
    """
    found = _Slope(term, name)
    try:
        return found.of(term), found.switches
    except UnableError:
        return None


class _Slope:
    def __init__(self, term: Term, name: Variable) -> None:
        self.name, self.taken = name, set(term.variables)
        self.switches: dict[Term, tuple[Variable, ...]] = {}

    def of(self, term: Term) -> Term:
        """By the chain rule: the outermost kinks stand for themselves, then their own slopes are put in."""
        kinks: dict[Term, Variable] = {}

        def smooth(node: Term) -> Term | None:
            if not (isinstance(node, Call) and node.function in KINKED and node.has(self.name)):
                return None
            return kinks[node] if node in kinks else kinks.setdefault(node, self.fresh())

        plain = replaced(term, smooth)
        back = {stand_in: kink for kink, stand_in in kinks.items()}
        parts = [diff(plain, self.name)]
        parts += [times(diff(plain, stand_in), self.kinked(kink)) for kink, stand_in in kinks.items()]
        return plus(*parts).subs(back)

    def kinked(self, kink: Term) -> Term:
        """The slope of an absolute value or maximum: a mean of those of its arguments, weighted by switches."""
        first, *others = (self.of(a) for a in kink.args)
        if kink not in self.switches:
            self.switches[kink] = tuple(self.fresh() for _ in others or kink.args)
        if not others:
            return times(Sum(times(Number(2), self.switches[kink][0]), MINUS), first)
        for part, other in zip(self.switches[kink], others, strict=True):
            first = plus(times(part, first), times(Sum(ONE, times(MINUS, part)), other))
        return first

    def fresh(self) -> Variable:
        """A variable that the term does not have."""
        new = next(v for k in itertools.count() if (v := Variable(f"switch {k}")) not in self.taken)
        self.taken.add(new)
        return new
