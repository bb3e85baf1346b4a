"""The grid's problem "axis": see ``columns``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from verify.ascent.grid import columns

CODES = columns.codes("axis")


def evaluate(points: Mapping[str, np.ndarray], device: str | None = None) -> dict[str, np.ndarray]:
    """``columns.evaluate`` for "axis"."""
    return columns.evaluate("axis", points, device)
