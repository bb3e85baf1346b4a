"""From margins to KLoM: a row a snapshot, and how KLoM depends on N. Reads a run's folder, trains nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import storage
from experiments.klom import floor, klom
from experiments.study import Study
from experiments.unlearn import Setting, Task, cost
from theory.errors import DomainError

SPLITS = ("forget", "retain", "validation")
SIZES = (5, 10, 20, 40, 60, 80, 100, 150, 200)
Row = dict[str, Any]


class Margins:
    """All margins of a finished study, one forget set at a time. Errors: ``DomainError`` if networks exploded in
    training."""

    def __init__(self, study: Study, name: str) -> None:
        self.study, self.compared = study, study.compared(name)
        self.name, self.columns = name, np.concatenate(list(self.compared.values()))
        self.pretrained = self._whole("pretrained", "")[:, self.columns]
        self.oracle = self._whole("oracle", name)[:, self.columns]
        for kind, margins in (("pre-trained", self.pretrained), ("oracle", self.oracle)):
            exploded = int((~np.isfinite(margins)).any(axis=1).sum())
            if exploded:
                raise DomainError(
                    f"{exploded} {kind} networks of {name} have margins that are not finite: KLoM is undefined; lower"
                    " training.lr"
                )

    def _whole(self, kind: str, name: str) -> np.ndarray:
        files = [(self.study.margins_file(kind, name, g), (len(g), self.study.total)) for g in self.study.groups]
        return np.concatenate([storage.load_array(file, shape) for file, shape in files])

    def unlearned(self, setting: Setting, epoch: int) -> np.ndarray:
        """Margins after ``epoch`` epochs of ``setting``, of shape (models, compared points)."""
        if setting.method == "nothing":
            return self.pretrained
        width = len(self.columns)
        files = [(self.study.snapshot(self.name, setting, epoch, g), (len(g), width)) for g in self.study.groups]
        return np.concatenate([storage.load_array(file, shape) for file, shape in files])

    def splits(self, margins: np.ndarray, models: int | None = None) -> dict[str, Any]:
        """KLoM of each split: p95 with its bootstrap interval, mean, points; over the first ``models`` models."""
        found, start = {}, 0
        for split, points in self.compared.items():
            part = slice(start, start + len(points))
            k = klom(margins[:models, part], self.oracle[:models, part], self.study.config.convention)
            found[split] = {
                "p95": round(k.p95, 6),
                "interval": [round(v, 6) for v in k.interval],
                "mean": round(k.mean, 6),
                "points": len(points),
                "stretched": int(k.stretched.sum()),
            }
            start += len(points)
        return found


def rows(study: Study, name: str) -> list[Row]:
    """A row for doing nothing and for each snapshot of each run on the set ``name``.

    ``exploded``: networks with margins that are not finite; KLoM is not defined then, and the splits are empty.
    ``accuracy``: share of positive margins, mean over the networks.
    """
    kept, config = Margins(study, name), study.config
    task = Task(study.points, study.forget_set(name), study.retain_set(name), [])
    found = []
    for setting in config.settings(name):
        for epoch in setting.epochs:
            margins = kept.unlearned(setting, epoch)
            exploded = int((~np.isfinite(margins)).any(axis=1).sum())
            found.append(
                {
                    "set": name,
                    "run": setting.name,
                    "method": setting.method,
                    "lr": setting.lr,
                    "epoch": epoch,
                    "ascent": setting.ascent,
                    "frozen": setting.frozen_norm,
                    "cost": round(cost(task, setting, epoch, config.training, config.rewind), 6),
                    "exploded": exploded,
                    "accuracy": _accuracy(kept, margins),
                    "klom": {} if exploded else kept.splits(margins),
                }
            )
    return found


def _accuracy(kept: Margins, margins: np.ndarray) -> dict[str, float]:
    ends = np.cumsum([len(p) for p in kept.compared.values()])[:-1]
    right = np.split(margins > 0, ends, axis=1)
    return {split: round(float(part.mean()), 4) for split, part in zip(SPLITS, right, strict=True)}


def sizes(study: Study, name: str) -> list[Row]:
    """KLoM of doing nothing on the set ``name`` against N, from the first N networks a side, with the floor."""
    kept, config = Margins(study, name), study.config
    return [
        {
            "set": name,
            "models": n,
            "floor": round(floor(n, config.convention), 6),
            "klom": kept.splits(kept.pretrained, n),
        }
        for n in sorted({*(s for s in SIZES if s < config.models), config.models})
    ]
