"""What a grid needs to know of the problem that it computes at each point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from verify.ascent.grid.parameter import Parameter


class Problem(Protocol):
    """A function of points, an object that other processes import from where its class is defined.

    What it finds depends on the parameters and the device alone, and on the code that its module imports: that
    is what a run's manifest records.
    """

    @property
    def name(self) -> str:
        """The name in the manifest, and of the command ``affirm grid name``."""

    @property
    def title(self) -> str:
        """What it is, in words, for ``--help``."""

    @property
    def example(self) -> str:
        """Options of ``affirm grid name`` that show its use."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of a point, in the order of their columns."""

    @property
    def codes(self) -> Mapping[str, tuple[str, ...]]:
        """The words behind each column of codes."""

    def evaluate(self, points: Mapping[str, np.ndarray], device: str | None = None) -> dict[str, np.ndarray]:
        """The columns at ``points``, arrays of one length by parameter: float64, bool, or int8 for codes.

        ``device``: a torch device; None is NumPy.
        """
