"""The columns of a grid: what is found and proven at each point, in the order in which they are stored.

For each loss, its solution (of descent-ascent the local minimum) with a proven radius, its status, where gradient
descent ended, and whether the closed form agrees; then the distances and the harm; then each claim's verdict and slack.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from theory.ascent.objectives import LOSSES
from verify.ascent.grid import bounds, harm
from verify.ascent.grid.certified import certified, codes
from verify.ascent.grid.minima import Pair, minima
from verify.ascent.grid.optimise import Outcome
from verify.ascent.grid.point_claims import VERDICT, applicable, decided
from verify.ascent.grid.set_up import SetUp

ANSWER = ("no", "yes")
CHUNK = 8192  # points whose intervals fit a cache


def words(set_up: SetUp) -> dict[str, tuple[str, ...]]:
    """The words behind each column of codes."""
    found: dict[str, tuple[str, ...]] = {"realisable": ANSWER}
    for loss in LOSSES:
        found |= codes(set_up, loss)
    return found | harm.CODES | {f"verdict_{label}": VERDICT for label in applicable(set_up)}


def columns(
    set_up: SetUp, values: Mapping[str, np.ndarray], device: str | None = None, claims: bool = True
) -> dict[str, np.ndarray]:
    """All columns at ``values``.

    Doubles alpha >= 0, phi > 0, lam > 0, share in (0, 1] and, in a block, eps in [0, 1): arrays of one length, each
    double the exact parameter. ``device``: a torch device for the two methods; what is proven is always computed on
    the processor. ``claims``: whether to decide the claims too.
    """
    pairs = minima(set_up, values, device)
    cuts = [slice(k, k + CHUNK) for k in range(0, max(len(values["lam"]), 1), CHUNK)]
    parts = [
        _chunk(
            set_up,
            {name: column[cut] for name, column in values.items()},
            {loss: Pair(*(_cut(outcome, cut) for outcome in pair)) for loss, pair in pairs.items()},
            claims,
        )
        for cut in cuts
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _cut(outcome: Outcome, cut: slice) -> Outcome:
    nearest = None if outcome.nearest is None else outcome.nearest[cut]
    return Outcome([c[cut] for c in outcome.w], outcome.status[cut], outcome.steps[cut], nearest)


def fits(alpha: np.ndarray, share: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """Whether alpha share <= phi exactly, as |F_j| <= f asks: where the rounded product equals phi, by the sign of its
    error, which products of halves of 26 bits give exactly (Dekker). Limits: products above 1e-290, below 1e290."""
    product = alpha * share
    (a, b), (c, d) = _halves(alpha), _halves(share)
    error = b * d - (((product - a * c) - b * c) - a * d)
    return np.asarray((product < phi) | ((product == phi) & (error <= 0)))


def _halves(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    big = x * (2.0**27 + 1)
    high = big - (big - x)
    return high, x - high


def _chunk(
    set_up: SetUp, values: Mapping[str, np.ndarray], pairs: Mapping[str, Pair], claims: bool
) -> dict[str, np.ndarray]:
    parameters = bounds.symbols(values)
    room = fits(values["alpha"], values["share"], values["phi"])
    here = {"realisable": room.astype(np.int8)}
    found = {loss: certified(set_up, loss, values, pairs[loss]) for loss in LOSSES}
    for one in found.values():
        here |= one.columns
    here |= harm.harm(set_up, parameters, found, pairs["DA"].descent)
    boxes = {name: box for one in found.values() for name, box in one.boxes.items()}
    missing = {loss: one.none for loss, one in found.items()}
    for claim in decided(set_up, parameters, boxes, missing, room) if claims else ():
        here |= claim.columns()
    return here


class LossProblem(SetUp):
    """A set-up as the problem of a grid."""

    @property
    def codes(self) -> dict[str, tuple[str, ...]]:
        return words(self)

    def evaluate(self, points: Mapping[str, np.ndarray], device: str | None = None) -> dict[str, np.ndarray]:
        return columns(self, points, device)
