"""The grid's problem "block": see ``columns``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from verify.ascent.grid import columns

CODES = columns.codes("block")


def evaluate(points: Mapping[str, np.ndarray], device: str | None = None) -> dict[str, np.ndarray]:
    """``columns.evaluate`` for "block"."""
    return columns.evaluate("block", points, device)
