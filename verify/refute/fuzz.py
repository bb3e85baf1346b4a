"""Fuzzing a claim: points of a strategy, each decided exactly; a refutation is made simpler and certified again."""

from __future__ import annotations

from dataclasses import dataclass

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.strategies import SearchStrategy

from theory.errors import DomainError, UnableError
from theory.language.claim import Claim
from verify.refute.context import attempt
from verify.refute.stated import simpler
from verify.refute.strategies import Point
from verify.verdict import Truth, Witness


@dataclass(frozen=True)
class Fuzzing:
    """What fuzzing a claim found.

    witness: a certified rational point that refutes the claim, shrunk, or None. examples: points
    drawn until the first witness. met: how many of them certainly meet the hypotheses. undecided:
    at how many the working precision did not suffice.
    """

    witness: Witness | None
    examples: int
    met: int
    undecided: int

    @property
    def truth(self) -> Truth:
        """FAILS with a witness, else UNKNOWN: points that agree decide nothing."""
        return Truth.UNKNOWN if self.witness is None else Truth.FAILS


class _Refuted(Exception):
    def __init__(self, witness: Witness) -> None:
        super().__init__(witness.sentence())
        self.witness = witness


def fuzz(claim: Claim, points: SearchStrategy[Point], examples: int = 200, seed: int = 0) -> Fuzzing:
    """Draws ``examples`` of the ``points`` of ``claim`` and looks for one that refutes it.

    Each point is decided by exact and ball arithmetic alone (``refute.context.attempt``), no double is asked;
    a point that refutes the claim is shrunk by Hypothesis, each smaller one being certified anew.
    Guarantee: the witness is certified; the absence of one shows nothing. The same seed, claim and
    version of Hypothesis give the same points. Errors: ``DomainError`` for less than one example.
    """
    if examples < 1:
        raise DomainError(f"examples = {examples}: must be >= 1; give how many points to draw, like 200")
    tally = {"examples": 0, "met": 0, "undecided": 0}
    refuted = False

    @hypothesis.seed(seed)
    @settings(
        max_examples=examples,
        phases=(Phase.generate, Phase.shrink),
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(points)
    def draw(point: Point) -> None:
        nonlocal refuted
        met, witness, undecided = False, None, False
        try:
            met, witness = attempt(claim, point)
        except UnableError:
            undecided = True
        if not refuted:
            tally["examples"] += 1
            tally["met"] += met
            tally["undecided"] += undecided
        if witness is not None:
            refuted = True
            raise _Refuted(witness)

    try:
        draw()
    except _Refuted as found:
        return Fuzzing(simpler(claim, found.witness), **tally)
    return Fuzzing(None, **tally)
