"""A question about a box: for all points of it that meet the hypotheses, does every goal hold?

A claim is one (``verify.cover.ways.posed``); each reduction in ``verify.cover.reductions`` makes another one of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import fmpq

from theory.language import term as language
from theory.language.formula import Atom, Formula
from theory.language.term import Number, Term, Variable
from verify.confirm.certificate import AnyChange, Change, Placed, Unit
from verify.values.sides import Box


@dataclass(frozen=True)
class Question:
    """``goals`` are to hold at every point of ``box`` at which all of ``given`` hold.

    ``changes``: how the question came from the claim, in order: what undoes each reduction, to be read a second time.
    What makes a comparison defined is written before it, so that where all of ``given`` are true every term of them is
    defined, and so for the goals. Guarantee: if every goal is true at every such point of the box, the claim holds.
    """

    box: Box
    given: tuple[Formula, ...]
    goals: tuple[Formula, ...]
    changes: tuple[AnyChange, ...] = ()

    @property
    def solved(self) -> tuple[tuple[Variable, Term], ...]:
        """The variables that were replaced, in order, each by a term in those that come later or stay."""
        return tuple(
            (Variable(c.name), Number(1) if isinstance(c, Unit) else c.term)
            for c in self.changes
            if isinstance(c, Change | Placed | Unit)
        )

    def reduced(self, *reductions: Reduction) -> Question:
        """The question after each of ``reductions`` in turn that applies to it."""
        asked = self
        for reduction in reductions:
            asked = reduction(asked) or asked
        return asked

    def swapped(self, change: Change | Placed, box: Box, more: Iterable[Formula] = ()) -> Question:
        """With a term in the place of a variable, as ``change`` says; ``more``: hypotheses on the new variable."""
        swap = {Variable(change.name): change.term}
        return replace(self.substituted(swap, change), box=box).supposing(more)

    def substituted(self, swap: Mapping[Any, Term], *changes: AnyChange) -> Question:
        """With terms in the place of terms, which ``changes`` record."""
        given, goals = (tuple(f.subs(swap) for f in formulas) for formulas in (self.given, self.goals))
        return replace(self, given=given, goals=goals, changes=(*self.changes, *changes))

    def supposing(self, more: Iterable[Formula]) -> Question:
        """With ``more`` hypotheses."""
        return replace(self, given=(*self.given, *more))

    def without(self, formula: Formula) -> Question:
        """Without the hypothesis ``formula``, which the box or a change says."""
        return replace(self, given=tuple(g for g in self.given if g is not formula))

    def known(self) -> tuple[Formula, ...]:
        """The hypotheses and the ends of the box."""
        return (*self.given, *as_atoms(self.box))

    def fresh(self, name: str) -> Variable:
        """A variable that the question has not had: ``name``, with primes behind it where that is taken."""
        taken = {*self.box, *(old for old, _ in self.solved)}
        while Variable(name) in taken:
            name += "'"
        return Variable(name)

    def __str__(self) -> str:
        sides = ", ".join(f"{s} in {side}" for s, side in self.box.items())
        given = f" with {' and '.join(map(str, self.given))}" if self.given else ""
        return f"{sides}{given}"


Reduction = Callable[[Question], Question | None]
"""Another question whose answer yes gives that of the first, easier to cover; None where it does not apply. What undoes
it is recorded in ``changes``; what only leaves out what the box or algebra says needs no record."""


def as_atoms(box: Box) -> Iterator[Atom]:
    """The ends of the sides of ``box`` as comparisons."""
    for name, side in box.items():
        if side.lo is not None:
            yield Atom(">" if side.below else ">=", name, number(side.lo))
        if side.hi is not None:
            yield Atom("<" if side.above else "<=", name, number(side.hi))


def number(q: fmpq) -> Number:
    """``q`` as a term."""
    return Number(Fraction(int(q.p), int(q.q)))


def integer_valued(term: Term, box: Box) -> bool:
    """Whether ``term`` is an integer at every point of ``box``, as far as its form says."""
    return language.is_integer(term, frozenset(name.name for name, side in box.items() if side.integer))
