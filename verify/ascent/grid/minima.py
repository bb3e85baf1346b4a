"""The three losses minimised at every point, by the second-order method and by gradient descent.

D and R start at w = 0; descent-ascent starts at the original model, as unlearning does, and its path's least distance
to the oracle is kept: the best that stopping early could reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from array_api_compat import is_torch_array

from theory.ascent.objectives import LOSSES
from theory.errors import DomainError
from verify.ascent.grid.losses import Array, losses
from verify.ascent.grid.optimise import Outcome, descend, newton
from verify.ascent.grid.set_up import SetUp


class Pair(NamedTuple):
    """How each of the two methods ended on one loss."""

    second_order: Outcome
    descent: Outcome


def minima(set_up: SetUp, values: Mapping[str, np.ndarray], device: str | None = None) -> dict[str, Pair]:
    """Both methods on "D", "R" and "DA" at the points ``values``; ``device`` names a torch device, like "cuda"; None is
    NumPy. The results are NumPy arrays. Errors: ``DomainError`` for a device that is not there."""
    points = {name: _placed(column, device) for name, column in values.items()}
    origin = [0 * points["lam"]] * set_up.coordinates
    found: dict[str, Pair] = {}
    for which in LOSSES:
        at = losses(set_up, which, points)
        start = found["D"].second_order.w if which == "DA" else origin
        target = found["R"].second_order.w if which == "DA" else None
        found[which] = Pair(newton(at, start), descend(at, start, target))
    return {which: Pair(*(_fetched(outcome) for outcome in pair)) for which, pair in found.items()}


def _placed(column: np.ndarray, device: str | None) -> Array:
    if device is None:
        return column
    try:
        import torch
    except ImportError:
        raise DomainError(f"--device {device}: needs torch; install affirm-theory[experiments]") from None
    try:
        return torch.tensor(column, dtype=torch.float64, device=device)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0]
        raise DomainError(f"--device {device}: not usable ({reason}); leave it out or name cpu or cuda") from None


def _fetched(outcome: Outcome) -> Outcome:
    def fetched(a: Array) -> np.ndarray:
        return a.cpu().numpy() if is_torch_array(a) else a

    nearest = None if outcome.nearest is None else fetched(outcome.nearest)
    return Outcome([fetched(c) for c in outcome.w], fetched(outcome.status), fetched(outcome.steps), nearest)
