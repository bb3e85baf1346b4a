"""Forget sets: at random by the paper's recipe, by a principal component of the influence matrix, or a user's own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.influence import Components
from theory.errors import DomainError

BY_INFLUENCE = ("top", "both")


@dataclass(frozen=True)
class ForgetSet:
    """A forget set by name. ``kind``:

    "random": ``numpy.random.seed(seed); choice(points, size, replace=False)``, sorted. "top": the ``size`` points with
    the largest score on component ``component`` (1 or 2) of the influence matrix. "both": the ``size`` largest and the
    ``size`` smallest. "file": the indices in the .npy file ``path``.
    """

    name: str
    kind: str
    size: int = 0
    seed: int = 0
    component: int = 1
    path: str = ""


def chosen(wanted: ForgetSet, points: int, projections: np.ndarray | None) -> np.ndarray:
    """The set's training points, in rising order. Errors: ``DomainError``."""
    if wanted.kind == "file":
        return checked(_read(wanted), points, wanted.name)
    taken = 2 * wanted.size if wanted.kind == "both" else wanted.size
    if not 0 < taken < points:
        raise DomainError(f"forget set {wanted.name}: size {taken} of {points} points; at least 1 and fewer than all")
    if wanted.kind == "random":
        return np.sort(np.random.RandomState(wanted.seed).choice(points, wanted.size, replace=False))
    if wanted.kind not in BY_INFLUENCE:
        raise DomainError(f"forget set {wanted.name}: kind {wanted.kind}; choose random, top, both or file")
    if projections is None or not 1 <= wanted.component <= projections.shape[1]:
        raise DomainError(f"forget set {wanted.name}: component {wanted.component}; choose 1 or 2")
    ranked = np.argsort(-projections[:, wanted.component - 1], kind="stable")
    ends = ranked[: wanted.size] if wanted.kind == "top" else np.r_[ranked[: wanted.size], ranked[-wanted.size :]]
    return np.sort(ends)


@dataclass(frozen=True)
class Stability:
    """How far a set by influence depends on the networks whose gradients chose it.

    ``shared``: the share of the set's points on which two disjoint halves of the networks agree, each half with its own
    component and sign; a set that does not depend on the networks has 1. It understates all networks together, which
    are twice as many. ``cosine``: between the two halves' components, without sign. ``gap``, ``lean``: of the component
    over all networks, see ``influence.Components``.
    """

    shared: float
    cosine: float
    gap: float
    lean: float

    def as_json(self) -> dict[str, Any]:
        return {key: round(value, 4) for key, value in asdict(self).items()}


def stability(wanted: ForgetSet, whole: Components, halves: tuple[Components, Components]) -> Stability:
    """The stability of the set ``wanted``, "top" or "both", from the components of all networks and of two halves."""
    at = wanted.component - 1
    mine, yours = (chosen(wanted, len(half.scores), half.scores) for half in halves)
    one, two = (half.scores[:, at] for half in halves)
    return Stability(
        shared=len(np.intersect1d(mine, yours)) / len(mine),
        cosine=abs(float(one @ two)) / float(np.linalg.norm(one) * np.linalg.norm(two)),
        gap=whole.gap(wanted.component),
        lean=float(whole.lean[at]),
    )


def checked(indices: np.ndarray, points: int, name: str) -> np.ndarray:
    """``indices`` in rising order. Errors: ``DomainError`` unless they are distinct whole numbers, 0 to points - 1."""
    if indices.ndim != 1 or indices.dtype.kind not in "iu" or not 0 < len(indices) < points:
        raise DomainError(
            f"forget set {name}: {indices.dtype} of shape {indices.shape}; give whole numbers in one row, fewer than"
            f" the {points} points"
        )
    wrong = indices[(indices < 0) | (indices >= points)]
    if len(wrong):
        raise DomainError(f"forget set {name}: index {wrong[0]} is outside the data; give indices 0 to {points - 1}")
    values, counts = np.unique(indices, return_counts=True)
    if len(values) < len(indices):
        raise DomainError(f"forget set {name}: index {values[counts > 1][0]} is repeated; give each point once")
    return values


def _read(wanted: ForgetSet) -> np.ndarray:
    try:
        return np.asarray(np.load(Path(wanted.path), allow_pickle=False))
    except (OSError, ValueError, EOFError):
        raise DomainError(
            f"forget set {wanted.name}: {wanted.path or 'no path'} is not a whole .npy file of indices"
        ) from None
