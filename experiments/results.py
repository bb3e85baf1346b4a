"""From margins to KLoM: a row a snapshot with its error over models, the oracles' own floor, and how KLoM depends on N.

Reads a run's folder, trains nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments import storage
from experiments.config import Config
from experiments.klom import bootstrap, floor, klom, percentile
from experiments.study import Study
from experiments.unlearn import Setting, Task, cost
from theory.errors import DomainError

SPLITS = ("forget", "retain", "validation")
GROUPS = 10
HALVES = 10
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

    @property
    def sizes(self) -> dict[str, int]:
        """How many points each split has."""
        return {split: len(points) for split, points in self.compared.items()}

    def splits(self, margins: np.ndarray, models: int | None = None) -> dict[str, Any]:
        """KLoM of each split over the first ``models`` models: see ``splits``."""
        return splits(margins[:models], self.oracle[:models], self.sizes, self.study.config.convention)


def splits(unlearned: np.ndarray, oracle: np.ndarray, sizes: dict[str, int], convention: str) -> dict[str, Any]:
    """KLoM of each split from margins of shape (models, points), whose points are those of the splits in turn.

    "p95" with its bootstrap "interval" over points, "mean", "points", "stretched" (how many), "robust" (mean and p95 on
    the oracles' own bins), and "groups": p95 without each tenth of the models, on both sides, from which
    ``outcomes.error`` takes the error over models. Fewer than three models have no groups.
    """
    whole = klom(unlearned, oracle, convention)
    without = [klom(unlearned[kept], oracle[kept], convention).per_point for kept in groups(len(oracle))]
    found, start = {}, 0
    for split, points in sizes.items():
        part = slice(start, start + points)
        robust, values = whole.robust[part], whole.per_point[part]
        found[split] = {
            "p95": round(percentile(values), 6),
            "interval": [round(v, 6) for v in bootstrap(values)],
            "mean": round(float(values.mean()), 6),
            "points": points,
            "stretched": int(whole.stretched[part].sum()),
            "robust": {"mean": round(float(robust.mean()), 6), "p95": round(percentile(robust), 6)},
            "groups": [round(percentile(v[part]), 4) for v in without],
        }
        start += points
    return found


def halves(oracle: np.ndarray, sizes: dict[str, int], convention: str, seed: int = 0) -> dict[str, float]:
    """p95 of each split between two halves of the oracles, mean over ``HALVES`` ways to halve them.

    It is what equal models read at N/2 on these points, whatever their margins. Empty for fewer than 4 models.
    """
    models = len(oracle)
    if models < 4:
        return {}
    values = []
    for way in range(HALVES):
        order = np.random.default_rng([seed, way]).permutation(models)
        first, second = oracle[order[: models // 2]], oracle[order[models // 2 : models // 2 * 2]]
        values.append(np.split(klom(first, second, convention).per_point, np.cumsum([*sizes.values()])[:-1]))
    means = [float(np.mean([percentile(part[i]) for part in values])) for i in range(len(sizes))]
    return dict(zip(sizes, [round(v, 6) for v in means], strict=True))


def groups(models: int) -> list[np.ndarray]:
    """For each of at most ``GROUPS`` groups of models, which models are not in it; none for fewer than 3 models."""
    count = min(GROUPS, models) if models > 2 else 0
    return [np.arange(models) % count != group for group in range(count)]


def floors(study: Study, name: str) -> Row:
    """The floor on the set ``name``, by split: that of Gaussian margins at N, times how much more than it the oracles'
    halves read at N/2, if they do."""
    config, kept = study.config, Margins(study, name)
    return {"set": name} | floored(halves(kept.oracle, kept.sizes, config.convention, config.seed), config)


def floored(halves: dict[str, float], config: Config) -> Row:
    """The floor by split from what the oracles' halves read: see ``floors``."""
    gaussian, least = (floor(max(2, n), config.convention) for n in (config.models // 2, config.models))
    return {
        "halves": halves,
        "halves_gaussian": round(gaussian, 6),
        "floor": {split: round(least * max(1.0, halves.get(split, 0.0) / gaussian), 6) for split in SPLITS},
    }


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
