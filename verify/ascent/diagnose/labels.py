"""Labels and forget sets as arrays: +1 and -1, class numbers, masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from theory.errors import DomainError

MOST_CLASSES = 1000


@dataclass(frozen=True)
class Labels:
    """``classes``: the labels that occur, sorted; ``codes``: the place of each sample's label among them."""

    classes: np.ndarray
    codes: np.ndarray

    @property
    def binary(self) -> bool:
        """Whether there are two classes."""
        return len(self.classes) == 2

    def signs(self) -> np.ndarray:
        """(n, k) of +1 and -1: one column for two classes, +1 for the greater; else one a class."""
        if self.binary:
            return np.where(self.codes == 1, 1.0, -1.0)[:, None]
        return np.where(self.codes[:, None] == np.arange(len(self.classes)), 1.0, -1.0)


def labels(y: Any, n: int, classes: np.ndarray | None = None, what: str = "y") -> Labels:
    """The labels ``y`` of n samples; ``classes`` where they are known already. Errors: ``DomainError``."""
    values = np.asarray(y)
    values = values.ravel() if values.ndim == 2 and values.shape[1] == 1 else values
    if values.ndim != 1 or len(values) != n:
        raise DomainError(f"{what}: of shape {values.shape} beside {n} samples; give one label a sample")
    if values.dtype.kind == "f":
        if not np.isfinite(values).all():
            raise DomainError(f"{what}: {values[~np.isfinite(values)][0]} is no label; leave those rows out")
        if classes is None and not (values == np.rint(values)).all():
            raise DomainError(
                f"{what}: {values[values != np.rint(values)][0]} is no class; give whole numbers or words"
            )
    elif values.dtype.kind not in "biuUSTO":
        raise DomainError(f"{what}: of type {values.dtype}; labels are numbers or words")
    if values.dtype.kind == "O":
        if any(not isinstance(value, (str, int, bool, np.integer)) for value in values):
            raise DomainError(f"{what}: mixes kinds of labels, or has missing ones; give numbers or words")
        values = values.astype(str)
    found = np.unique(values) if classes is None else np.asarray(classes)
    if classes is None and len(found) < 2:
        raise DomainError(f"{what}: only one class, {found[0] if len(found) else 'none'}; a classifier needs two")
    if len(found) > MOST_CLASSES:
        raise DomainError(f"{what}: {len(found)} classes; at most {MOST_CLASSES}: is the right column the target?")
    if classes is not None:
        found = found.astype(values.dtype) if found.dtype.kind != values.dtype.kind else found
    codes = np.clip(np.searchsorted(found, values), 0, len(found) - 1)
    if not (found[codes] == values).all():
        strange = values[found[codes] != values][0]
        raise DomainError(f"{what}: the label {strange} is not among those of the training data; leave those rows out")
    return Labels(found, codes)


def mask(forget: Any, n: int) -> np.ndarray:
    """The forget set as a mask, from a mask or from indices 0 to n - 1. Errors: ``DomainError``."""
    values = np.asarray(forget)
    if values.ndim != 1:
        raise DomainError(f"forget: of shape {values.shape}; give a list of row numbers or a mask of {n} values")
    flags = values.dtype == bool
    if not flags and values.dtype.kind in "iuf" and len(values) == n > 2 and np.isin(values, (0, 1)).all():
        values, flags = values.astype(bool), True
    if flags:
        if len(values) != n:
            raise DomainError(f"forget: a mask of {len(values)} values beside {n} samples; give one a sample")
        found = values.copy()
    else:
        found = _from_indices(values, n)
    if not found.any():
        raise DomainError("forget: no sample; name at least one to forget")
    if found.all():
        raise DomainError(f"forget: all {n} samples; leave at least one to retain")
    return found


def _from_indices(values: np.ndarray, n: int) -> np.ndarray:
    if len(values) and (values.dtype.kind not in "iuf" or not (values == np.rint(values)).all()):
        raise DomainError(f"forget: {values.dtype} values are no row numbers; give whole numbers or a mask")
    outside = values[(values < 0) | (values >= n)]
    if len(outside):
        raise DomainError(
            f"forget: row {outside[0]:g} is outside the data, which have rows 0 to {n - 1}; name rows in it"
        )
    rows, times = np.unique(values.astype(np.int64), return_counts=True)
    if (times > 1).any():
        raise DomainError(f"forget: row {rows[times > 1][0]} is named {times.max()} times; name each row once")
    found = np.zeros(n, dtype=bool)
    found[rows] = True
    return found
