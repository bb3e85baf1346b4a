"""What solves a claim's unknowns: registered for each kind of unknown, asked for by the engine.

A kind of unknown is a class of a paper's ``theory``; a solver of it encloses every solution at an exact point, and
gives them in double precision over arrays, where a search looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from flint import arb

from theory.errors import LedgerError
from theory.language.claim import Unknown
from theory.language.term import Variable
from verify.values.doubles import Columns
from verify.values.evaluate import Value


@dataclass(frozen=True)
class Solution:
    """One solution of an unknown: its variables' values at the working precision, and a key that is equal
    for two unknowns only if they solve the same equations on the same branch."""

    values: Mapping[Variable, Value]
    key: tuple[Any, ...]

    def shown(self) -> dict[str, str]:
        """The values by name, for a reader."""
        return {s.name: v.str(20) if isinstance(v, arb) else str(v) for s, v in self.values.items()}


class Solver(Protocol):
    """How the solutions of one kind of unknown are found."""

    def solutions(self, unknown: Any, point: Mapping[Variable, Value]) -> Sequence[Solution]:
        """Every solution at an exact ``point``, in a fixed order, enclosed at the working precision.

        Errors: ``DomainError`` where the equations are not defined, ``UnableError`` at too low a precision.
        """

    def columns(self, unknown: Any, columns: Columns, size: int) -> Sequence[tuple[np.ndarray, ...]]:
        """The solutions in double precision at ``size`` points, a tuple of columns for each; NaN where there is none.
        They propose where to look, and decide nothing."""


SOLVERS: dict[type, Solver] = {}


def register(kind: type, solver: Solver) -> None:
    """Makes ``solver`` the one of unknowns of class ``kind``."""
    SOLVERS[kind] = solver


def solver(unknown: Unknown) -> Solver:
    """The solver of ``unknown``. Errors: ``LedgerError`` if none is registered for its class."""
    found = SOLVERS.get(type(unknown))
    if found is None:
        raise LedgerError(f"no solver is registered for {type(unknown).__name__}; import the paper that it belongs to")
    return found


def solutions(unknown: Unknown, point: Mapping[Variable, Value]) -> Sequence[Solution]:
    """As ``Solver.solutions`` of the solver of ``unknown``."""
    return solver(unknown).solutions(unknown, point)
