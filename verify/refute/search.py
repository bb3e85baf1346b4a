"""The search for a counterexample: tables of points in double precision propose, exact and ball arithmetic certify.

A field says which points there are, how doubles weigh them, and what certifies one. Every search is this one, whatever
the field: a witness, if one certifies; else how many points met the hypotheses, and one that certainly does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

import numpy as np

from theory.errors import DomainError, UnableError
from theory.language.claim import Claim
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.meaning import Truths
from verify.cover.question import Question
from verify.refute.context import Context, extended
from verify.refute.simplest import Late, never
from verify.values.doubles import Columns
from verify.values.sides import Box
from verify.verdict import Witness

# (least relative violation in doubles, points tried): the last pass reaches into rounding noise,
# where only a strict inequality that is an equality can still be certified
PASSES = ((1e-6, 40), (1e-11, 12), (-1e-11, 12))


@dataclass(frozen=True)
class Looked:
    """What a search found: a certified witness, if any; how many points met the hypotheses in doubles; an exact point
    that certainly meets them; whether at some such point an inequality of the conclusion is certainly strict."""

    witness: Witness | None
    points: int
    example: dict[str, Fraction] | None
    strict: bool


@dataclass(frozen=True)
class Table:
    """Points to try, in columns. ordered: by size, so that the first that refutes is the smallest of the table."""

    columns: Columns
    ordered: bool


@dataclass(frozen=True)
class Weighed:
    """A table as doubles see it: how many points meet the hypotheses, which are to be tried, and over the choices at
    each the greatest and the least violation."""

    points: int
    met: np.ndarray
    worst: np.ndarray
    least: np.ndarray


@dataclass(frozen=True)
class Candidate:
    """An exact choice of the free variables, and where doubles see the others."""

    parameters: dict[str, Fraction]
    near: dict[str, float] = field(default_factory=dict)


class Field(Protocol):
    """The points of one claim that a search looks through. attempts: how many are tried for an example. most: how many
    are put to exact arithmetic in all."""

    claim: Claim
    attempts: int
    most: int

    def tables(self) -> Iterator[Table]:
        """Tables of points, the simplest first."""

    def weighed(self, table: Table) -> Weighed:
        """``table`` as doubles see it."""

    def closer(self, table: Table, weighed: Weighed, turn: int) -> Table | None:
        """Points nearer to a violation than those of ``table``, which is the ``turn``-th; None for no more."""

    def candidate(self, table: Table, row: int) -> Candidate:
        """The exact point that the ``row``-th of ``table`` stands for."""

    def contexts(self, candidate: Candidate) -> Iterator[Context]:
        """Every choice of what ``candidate`` leaves open."""

    def certify(self, candidate: Candidate) -> Witness | None:
        """A witness at exactly ``candidate``, if the hypotheses certainly hold and the conclusion certainly fails."""

    def simplest(self, witness: Witness, candidate: Candidate, table: Table, late: Late = never) -> Witness:
        """A witness simpler than ``witness``, which was found at ``candidate`` of ``table``, as simple as is known once
        ``late`` says so; complete for the second reader."""


@dataclass
class Search:
    """A search through ``fields`` in turn, and through those that ``last`` gives if nothing was found; it ends soon
    after ``late`` says so, with what it has found."""

    fields: Sequence[Field]
    last: Callable[[], Sequence[Field]] = tuple
    late: Late = never

    def look(self) -> Looked:
        """Looks for a witness; if there is none, for points that show that the hypotheses are met.

        Guarantee: a witness is certified; the absence of one shows nothing.
        """
        points, example, strict = 0, None, False
        for last, fields in ((False, self.fields), (True, ())):
            for one in self.last() if last and not self.late() else fields:
                found = _Through(one, self.late).look()
                points += found.points if not last or found.witness else 0
                example = found.example if example is None else example
                strict = strict or (found.strict and not last)
                if found.witness is not None:
                    return Looked(found.witness, points, example, strict)
        return Looked(None, points, example, strict)

    def within(self, asked: Question, box: Box) -> Witness | None:
        """A certified witness at a point of ``box``, a part of the box of ``asked``, if the fields find one there."""
        return None


class _Through:
    """One field, looked through until ``late``."""

    def __init__(self, field: Field, late: Late = never) -> None:
        self.field, self.late, self.certified = field, late, 0

    def look(self) -> Looked:
        points, example, strict = 0, None, False
        wanted = strictly(self.field.claim.then)
        for first in self.field.tables():
            table: Table | None = first
            turn = 0
            while table is not None and not self.late():
                weighed = self.field.weighed(table)
                points += weighed.points
                witness = self._witness(table, np.where(weighed.met, weighed.worst, -np.inf))
                if witness is not None:
                    return Looked(witness, points, dict(witness.parameters), strict)
                example = self._example(table, weighed.met, None) if example is None else example
                strict = strict or self._example(table, weighed.met & (weighed.least < 0), wanted) is not None
                table = self.field.closer(table, weighed, turn)
                turn += 1
        return Looked(None, points, example, strict)

    def _witness(self, table: Table, worst: np.ndarray) -> Witness | None:
        tried: set[int] = set()
        for tolerance, attempts in PASSES:
            rows = [int(k) for k in np.flatnonzero(worst >= tolerance) if int(k) not in tried][:attempts]
            for row in rows:
                if self.certified >= self.field.most or self.late():
                    return None
                tried.add(row)
                self.certified += 1
                candidate = self.field.candidate(table, row)
                witness = self.field.certify(candidate)
                if witness is not None:
                    return self.field.simplest(witness, candidate, table, self.late)
        return None

    def _example(self, table: Table, rows: np.ndarray, goal: Formula | None) -> dict[str, Fraction] | None:
        """The first of ``rows`` at which the hypotheses, and ``goal`` if any, certainly hold."""
        for row in np.flatnonzero(rows)[: self.field.attempts]:
            self.certified += 1
            if self.certified > self.field.most or self.late():
                return None
            candidate = self.field.candidate(table, int(row))
            if not whole_where_meant(self.field.claim, candidate.parameters):
                continue
            for context in self.field.contexts(candidate):
                if context.met() and (goal is None or _some_way(context, goal)):
                    return candidate.parameters
        return None


def _some_way(context: Context, goal: Formula) -> bool:
    """Whether ``goal`` certainly holds for some choice of what the claim says to exist."""
    try:
        return any(way.truth(goal) is Truths.TRUE for way in extended(context, context.claim.exists))
    except (DomainError, UnableError):
        return False


def whole_where_meant(claim: Claim, parameters: dict[str, Fraction]) -> bool:
    """Whether the variables of type integer are whole numbers."""
    return all(v.denominator == 1 for name, v in parameters.items() if claim.variables[name] == "integer")


def strictly(formula: Formula) -> Formula:
    """``formula`` with <= and >= made < and >."""
    match formula:
        case Atom(op, left, right):
            return Atom({"<=": "<", ">=": ">"}.get(op, op), left, right)
        case And(parts):
            return And(tuple(strictly(p) for p in parts))
        case Or(parts):
            return Or(tuple(strictly(p) for p in parts))
        case Implies(given, then):
            return Implies(given, strictly(then))
