"""A field of points for a claim as a paper states it: variables chosen by a design, unknowns by their solvers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from theory.language.claim import Claim
from verify.refute.context import Context, certify, contexts
from verify.refute.design import Design, Hints, complete, dependent, designs
from verify.refute.search import Candidate, Search, Table, Weighed
from verify.refute.simplest import Late, never, simplest
from verify.values.floating import conclusion_excess, satisfied
from verify.verdict import Witness

TRIALS = 400  # candidates for a simpler witness


class Stated:
    """All small counts and simple numbers in order of size, then a seeded design that favours the edges; at each point
    every choice of solutions of the unknowns."""

    attempts = 12
    most = 400

    def __init__(self, claim: Claim, hints: Hints) -> None:
        self.claim, self.hints = claim, hints

    def tables(self) -> Iterator[Design]:
        yield from designs(self.claim, self.hints)

    def weighed(self, table: Table) -> Weighed:
        size = len(next(iter(table.columns.values())))
        met = satisfied(self.claim, table.columns, size)
        excess = conclusion_excess(self.claim, table.columns, size)
        some: np.ndarray = np.any(met, axis=0)
        worst = np.where(met, excess, -np.inf).max(axis=0, initial=-np.inf)
        least = np.where(met, excess, np.inf).min(axis=0, initial=np.inf)
        return Weighed(int(some.sum()), some, worst, least)

    def closer(self, table: Table, weighed: Weighed, turn: int) -> None:
        """None: the designs are looked at once."""

    def candidate(self, table: Table, row: int) -> Candidate:
        assert isinstance(table, Design)
        return Candidate(table.exact(row))

    def contexts(self, candidate: Candidate) -> Iterator[Context]:
        return contexts(self.claim, candidate.parameters)

    def certify(self, candidate: Candidate) -> Witness | None:
        return certify(self.claim, candidate.parameters)

    def simplest(self, witness: Witness, candidate: Candidate, table: Table, late: Late = never) -> Witness:
        return enclosed(self.claim, witness if table.ordered else simpler(self.claim, witness, late))


def search(claim: Claim, hints: Hints) -> Search:
    """The search for a claim as a paper states it."""
    return Search((Stated(claim, hints),))


def simpler(claim: Claim, witness: Witness, late: Late = never) -> Witness:
    """A simpler witness than ``witness``: counts that a hypothesis determines follow the others."""
    determined = dependent(claim)
    kinds = {name: kind for name, kind in claim.variables.items() if name not in determined}

    def at(free: dict[str, Fraction]) -> Witness | None:
        values = complete(determined, free)
        return certify(claim, {name: values[name] for name in claim.variables})

    return simplest(at, kinds, witness, TRIALS, late)


def enclosed(claim: Claim, witness: Witness) -> Witness:
    """``witness`` with the enclosures of its unknowns, for the second reader."""
    shown = (c for c in contexts(claim, witness.parameters) if c.shown() == witness.unknowns)
    chosen = next(shown, None)
    return witness if chosen is None else replace(witness, enclosures=chosen.enclosures())
