"""A set-up of the paper at single points: its three losses, in ratios of counts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np

from theory.ascent import two_axes
from theory.ascent.objectives import DataSet
from theory.language.claim import Claim
from theory.language.term import Term, Variable
from verify.values.intervals.interval import Interval

SHARE = Variable("share")
RATIOS: dict[Term, Term] = {
    two_axes.F: two_axes.PHI * two_axes.R,
    two_axes.N: SHARE * two_axes.R,
    two_axes.M: two_axes.ALPHA * SHARE * two_axes.R,
}


class SetUp(ABC):
    """The part of a data set in which the forget samples lie, and what is known of the losses "D", "R" and "DA" there.

    ``coordinates``: the number of w's; ``substitution``: counts, and what derives from them, in a point's parameters.
    """

    coordinates: int
    substitution: Mapping[Term, Term] = RATIOS

    @property
    @abstractmethod
    def data_set(self) -> DataSet:
        """The samples from which the losses are derived; the first ``coordinates`` are the part's own."""

    @abstractmethod
    def names(self, loss: str) -> tuple[str, ...]:
        """The names of the coordinates of the solution of ``loss``."""

    def combinations(
        self, loss: str, values: Mapping[str, np.ndarray], boxes: Mapping[str, Interval]
    ) -> dict[str, Interval]:
        """Enclosures by name of what claims name beside the coordinates, from theirs, ``boxes``."""
        return {}

    @abstractmethod
    def closed_form(self, loss: str) -> tuple[str, Term] | None:
        """A name of the solution of ``loss`` that has a closed form, and that form in the point's parameters."""

    @abstractmethod
    def no_minimum(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """Where L_DA certainly has no stationary point (so no minimum either)."""

    @abstractmethod
    def losses_of(self, claim: Claim) -> tuple[str, ...] | None:
        """The losses whose solutions ``claim`` names, if its variables and stationary points are those of a point of
        this set-up; else None."""

    def __eq__(self, other: object) -> bool:
        """A set-up has no state: what is cached for one serves each copy that another process sends."""
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))
