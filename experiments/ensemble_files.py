"""Ensembles of margins as they are published: one file or folder an ensemble, split into F, R and validation.

Three layouts: an array (models, points) of .npy, .npz or .pt (data-unlearning-bench), whose columns are the training
points and then the validation points; an .npz with ``margins_forget``, ``margins_retain`` and ``margins_val``, and a
folder of one .npy file a model under ``forget``, ``retain`` and ``val`` (both EasyDUB). Snapshots are a .pt that maps
epochs to arrays, or an .npz whose arrays have an axis of epochs before that of models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from experiments.margin_files import arrays
from theory.errors import DomainError

SPLITS = {"forget": "forget", "retain": "retain", "validation": "val"}
Split = dict[str, np.ndarray]  # by "forget", "retain" and "validation"; each of shape (models, points)


def ensembles(name: str, forget: np.ndarray | None, train: int) -> Iterator[tuple[str, Split]]:
    """Each snapshot in the file or folder ``name``: a word for it, empty if there is but one, and its splits.

    ``forget``: the forget set's training points; ``train``: the number of training points. Both are needed where the
    columns are not split yet. Errors: ``DomainError``.
    """
    path = Path(name)
    found = dict(_folder(path)) if path.is_dir() else arrays(name)
    keys = {split: next((k for k in found if _is(k, word)), "") for split, word in SPLITS.items()}
    if all(keys.values()):
        yield from _by_epoch({split: found[key] for split, key in keys.items()}, name)
        return
    if any(keys.values()) or not found:
        missing = [split for split, key in keys.items() if not key]
        raise DomainError(f"{name}: has no margins of {', '.join(missing)}; give all three splits, or one array")
    for key, array in found.items():
        yield (key if len(found) > 1 else ""), _columns(array, forget, train, name)


def _is(key: str, word: str) -> bool:
    return re.fullmatch(rf"(margins_)?{word}(_\d+)?", str(key)) is not None


def aligned(split: Split, oracle: Split, forget: np.ndarray | None, name: str) -> Split:
    """``split`` on the oracles' points: F is taken out of an R that still holds it. Errors: ``DomainError``."""
    retain, count = split["retain"], oracle["retain"].shape[1]
    if forget is not None and retain.shape[1] == count + len(forget) and forget.max() < retain.shape[1]:
        split = split | {"retain": np.delete(retain, forget, axis=1)}
    for word, array in split.items():
        if array.ndim != 2 or array.shape[1:] != oracle[word].shape[1:]:
            raise DomainError(
                f"{name}: {word} margins of shape {array.shape}, the oracles' {oracle[word].shape}; give the same"
                " points (for an R that still holds F, name F with --forget)"
            )
    return split


def _folder(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Each subfolder of a split, with one .npy file a model in it or below, in the order of the models' numbers."""
    for place in sorted(p for p in path.iterdir() if p.is_dir() and any(_is(p.name, w) for w in SPLITS.values())):
        files = sorted(place.rglob("*.npy"), key=lambda p: [int(n) for n in re.findall(r"\d+", p.name)])
        rows = [next(iter(arrays(str(file)).values())) for file in files]
        if not rows or any(row.shape != rows[0].shape or row.ndim != 1 for row in rows):
            raise DomainError(f"{place}: must hold one .npy file a model, each with the margins of the same points")
        yield place.name, np.stack(rows)


def _by_epoch(found: Split, name: str) -> Iterator[tuple[str, Split]]:
    axes = {array.ndim for array in found.values()}
    if axes == {2}:
        yield "", found
    elif axes == {3} and len({len(array) for array in found.values()}) == 1:
        for epoch in range(len(found["forget"])):
            yield str(epoch + 1), {split: array[epoch] for split, array in found.items()}
    else:
        raise DomainError(
            f"{name}: margins must have axes (models, points), or (epochs, models, points), in each split"
        )


def _columns(array: np.ndarray, forget: np.ndarray | None, train: int, name: str) -> Split:
    if forget is None or not train:
        raise DomainError(
            f"{name}: one array for all points; say which are forgotten with --forget INDICES.npy and how many are for"
            " training with --train N"
        )
    if array.ndim != 2 or array.shape[1] <= train or forget.max() >= train:
        raise DomainError(
            f"{name}: shape {array.shape}; expected (models, points) with more than {train} points, the first {train}"
            " of them for training"
        )
    retain = np.setdiff1d(np.arange(train), forget)
    return {"forget": array[:, forget], "retain": array[:, retain], "validation": array[:, train:]}
