"""The verdict: what descent-ascent did to the distance from the oracle, where that is certain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from verify.ascent.diagnose.ending import DIVERGES, MINIMUM

HELPS, HARMFUL, DIVERGING, CANNOT_TELL = "helps", "harmful from the first step", "diverges", "cannot tell"
UNTIL = "helps until step {}, then harms"
Ball = tuple[float, float]  # mid and rad


@dataclass(frozen=True)
class Verdict:
    """``word``: one of the five; ``helps_until``: the last step of the run that is certainly nearer to the oracle than
    the original model is, or None; ``reason``: one sentence."""

    word: str
    helps_until: int | None
    reason: str

    @property
    def status(self) -> int:
        """0 if descent-ascent helps, 1 if it harms, 3 if that cannot be told."""
        return 0 if self.word == HELPS else 3 if self.word == CANNOT_TELL else 1


def certainly_below(a: Ball, b: Ball) -> bool:
    """Whether every number in ``a`` is below every number in ``b``: rounding keeps the order, so that what is so of the
    two rounded ends is so of the exact ones."""
    return a[0] + a[1] < b[0] - b[1]


def decide(original: Ball, path: np.ndarray, rad: np.ndarray, end: str, last: Ball | None) -> Verdict:
    """From the distances of the original model, of the run's steps 0, 1, ... (each within its ``rad``), and of the end
    (``last``, where ``end`` is a local minimum).

    The end decides whether it helps or harms; where no end is certified, the last step of the run may say that it
    harms, and nothing may say that it helps. Harm from the first step needs every step to be certainly farther.
    """
    least, most = original[0] - original[1], original[0] + original[1]
    nearer, farther = path[1:] + rad[1:] < least, path[1:] - rad[1:] > most
    until = int(np.flatnonzero(nearer)[-1]) + 1 if nearer.any() else None
    helped = f"; steps 1 to {until} of the run are nearer" if until and nearer[:until].all() else ""
    helped = helped or (f"; step {until} is the last of the run that is nearer" if until else "")
    if end == DIVERGES:
        return Verdict(
            DIVERGING,
            until,
            f"L_DA falls without end along a ray, proven, on which the distance grows without bound{helped}",
        )
    if end == MINIMUM and last is not None:
        if certainly_below(last, original):
            return Verdict(HELPS, until, "it ends at a local minimum of L_DA that is certainly nearer to the oracle")
        if not certainly_below(original, last):
            return Verdict(
                CANNOT_TELL, until, "its end and the original model are equally far, to within the proven errors"
            )
        where = "it ends at a local minimum of L_DA that is certainly farther from the oracle"
    elif len(farther) and farther[-1]:
        where = "no end is certified, but the last step of the run is certainly farther from the oracle"
    else:
        return Verdict(
            CANNOT_TELL,
            until,
            f"no end is certified, and the last step of the run is not farther{helped}; raise --steps",
        )
    if until:
        return Verdict(UNTIL.format(until), until, where + helped)
    if farther.all():
        return Verdict(HARMFUL, None, f"{where}, and so is every step")
    return Verdict(
        CANNOT_TELL, None, f"{where}, but some step before is as far as the original, to within the proven errors"
    )
