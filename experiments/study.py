"""One experiment from start to end: networks, oracles, forget sets, unlearned networks, all as margins in a folder.

The work is a list of steps; each writes one file and is left out if that file is there, so that an interrupted run goes
on where it was. Steps of a stage do not depend on each other: they may run in several processes with the same result.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import torch

from experiments import data, forget, influence, storage
from experiments.architectures import build, joined, part, started
from experiments.config import Config, parse
from experiments.ensemble import Points, device, margins, train
from experiments.layers import Networks
from experiments.unlearn import Setting, Task, unlearn
from theory.errors import DomainError

Stage = list[tuple[str, tuple[object, ...]]]


@dataclass(frozen=True)
class Study:
    """An experiment and its folder, which holds the configuration as ``config.toml``."""

    folder: Path
    config: Config

    @cached_property
    def images(self) -> data.Images:
        d = self.config.data
        return data.load(d.name, d.path, d.train, d.validation, d.pool, d.seed)

    @cached_property
    def points(self) -> Points:
        return Points(self.images, device(self.config.device))

    @property
    def total(self) -> int:
        """Training and validation points together."""
        return len(self.images.train) + len(self.images.validation)

    @property
    def groups(self) -> list[range]:
        """The networks that are trained side by side."""
        n, width = self.config.models, self.config.training.width
        return [range(at, min(at + width, n)) for at in range(0, n, width)]

    def seeds(self, role: int, group: range) -> list[int]:
        """Each network's seed: its number, its role (0: pre-trained, 1 + s: oracle of set s) and the run's seed."""
        return [int(np.random.SeedSequence([self.config.seed, role, m]).generate_state(1)[0]) for m in group]

    def checkpoint(self, group: range, rewound: bool = False) -> Path:
        return self.folder / "networks" / f"{'rewind' if rewound else 'pretrained'}-{group.start:04d}.safetensors"

    def margins_file(self, kind: str, name: str, group: range) -> Path:
        return self.folder / "margins" / kind / name / f"{group.start:04d}.npy"

    def forget_set(self, name: str) -> np.ndarray:
        """The set's points. Errors: ``DomainError``."""
        wanted = next(s for s in self.config.sets if s.name == name)
        file = self.folder / "influence.npy"
        projections = storage.load_array(file, (len(self.images.train), 2)) if file.exists() else None
        return forget.chosen(wanted, len(self.images.train), projections)

    def retain_set(self, name: str) -> np.ndarray:
        return np.setdiff1d(np.arange(len(self.images.train)), self.forget_set(name))

    def compared(self, name: str) -> dict[str, np.ndarray]:
        """The points over which KLoM is taken: "forget", "retain" (a sample), "validation"."""
        retain, count = self.retain_set(name), self.config.retain_points
        if 0 < count < len(retain):
            retain = np.sort(np.random.default_rng([self.config.seed, 7]).choice(retain, count, replace=False))
        return {
            "forget": self.forget_set(name),
            "retain": retain,
            "validation": np.arange(len(self.images.train), self.total),
        }

    def stages(self) -> Iterator[Stage]:
        """The steps still to do, stage by stage: the name of a function below, and its arguments."""
        sets = [s.name for s in self.config.sets]
        yield [
            ("pretrain", (i,)) for i, g in enumerate(self.groups) if not self.margins_file("pretrained", "", g).exists()
        ]
        if any(s.kind in ("top", "both") for s in self.config.sets) and not (self.folder / "influence.npy").exists():
            yield [("project", ())]
        yield [
            ("oracle", (name, i))
            for name in sets
            for i, g in enumerate(self.groups)
            if not self.margins_file("oracle", name, g).exists()
        ]
        yield [
            ("forgetting", (name, which, i))
            for name in sets
            for which, setting in enumerate(self.config.settings(name))
            for i, g in enumerate(self.groups)
            if setting.method != "nothing" and not self.snapshot(name, setting, setting.epochs[-1], g).exists()
        ]

    def snapshot(self, name: str, setting: Setting, epoch: int, group: range) -> Path:
        return self.margins_file("unlearned", f"{name}/{setting.name}/{epoch:03d}", group)

    def pretrain(self, which: int) -> None:
        """Trains a group on all of D; keeps the networks and their margins at every point."""
        group, c = self.groups[which], self.config
        seeds = self.seeds(0, group)
        networks = started(c.architecture, seeds, self.points.channels).to(self.points.images.device)
        for epoch in train(networks, self.points, np.arange(self.points.train), c.training, seeds):
            if epoch == c.rewind:
                storage.save_networks(self.checkpoint(group, rewound=True), networks, c.architecture)
        storage.save_networks(self.checkpoint(group), networks, c.architecture)
        self._save(self.margins_file("pretrained", "", group), networks, np.arange(self.total))

    def project(self) -> None:
        """Estimates the influence matrix and keeps each training point's two projections."""
        c = self.config.influence
        gradients = [
            influence.projected_gradients(self.single(m), self.points, c.dimensions, self.config.seed)
            for m in range(c.networks)
        ]
        storage.save_array(self.folder / "influence.npy", influence.principal_components(gradients))

    def oracle(self, name: str, which: int) -> None:
        """Trains a group on R alone; keeps its margins at every point."""
        group, c = self.groups[which], self.config
        seeds = self.seeds(1 + [s.name for s in c.sets].index(name), group)
        networks = started(c.architecture, seeds, self.points.channels).to(self.points.images.device)
        for _ in train(networks, self.points, self.retain_set(name), c.training, seeds):
            pass
        self._save(self.margins_file("oracle", name, group), networks, np.arange(self.total))

    def forgetting(self, name: str, run: int, which: int) -> None:
        """Unlearns the set from a group of pre-trained networks; keeps the margins after each snapshot's epoch."""
        group, setting = self.groups[which], self.config.settings(name)[run]
        task = Task(self.points, self.forget_set(name), self.retain_set(name), self.seeds(0, group))
        networks = self.networks(group, setting.method == "rewind")
        compared = np.concatenate(list(self.compared(name).values()))
        for epoch in unlearn(networks, task, setting, self.config.training, self.config.rewind):
            if epoch in setting.epochs:
                self._save(self.snapshot(name, setting, epoch, group), networks, compared)

    def networks(self, group: range, rewound: bool = False) -> Networks:
        """A group of pre-trained networks, from its checkpoint. Errors: ``DomainError``."""
        return storage.load_networks(
            self.checkpoint(group, rewound),
            self.config.architecture,
            len(group),
            self.points.channels,
            self.points.images.device,
        )

    def single(self, model: int) -> Networks:
        """One pre-trained network on its own. Errors: ``DomainError``."""
        group = next(g for g in self.groups if model in g)
        state = storage.load_state(self.checkpoint(group), self.config.architecture, len(group), self.points.channels)
        network = build(self.config.architecture, 1, self.points.channels)
        network.load_state_dict(joined([part(state, len(group), [model - group.start])]))
        return network.to(self.points.images.device)

    def _save(self, path: Path, networks: Networks, chosen: np.ndarray) -> None:
        storage.save_array(path, margins(networks, self.points, chosen))


def opened(folder: Path, toml: str) -> Study:
    """The study in ``folder``, made if need be, its device, data and forget sets tried before anything is trained.

    Errors: ``DomainError`` if one of them cannot be had, or if the folder holds another configuration.
    """
    config, file = parse(toml), folder / "config.toml"
    if file.exists() and file.read_text() != toml:
        raise DomainError(f"{folder}: holds a run with another configuration; name another folder")
    device(config.device)
    build(config.architecture, 1, 1)
    study = Study(folder, config)
    for wanted in config.sets:
        if wanted.kind not in ("top", "both"):
            study.forget_set(wanted.name)
    if not file.exists():
        storage.save_text(file, toml)
    return study


@lru_cache(maxsize=1)
def _worker(folder: Path) -> Study:
    """The study as a worker process sees it, with its data, kept between steps."""
    torch.set_num_threads(1)
    return Study(folder, parse((folder / "config.toml").read_text()))


def _step(folder: Path, name: str, arguments: tuple[object, ...]) -> float:
    """Does a step; returns its seconds of processor time."""
    start = time.process_time()
    getattr(_worker(folder), name)(*arguments)
    return time.process_time() - start


@contextmanager
def performing(study: Study) -> Iterator[Callable[[Stage, Callable[[], None]], float]]:
    """What does the steps of a stage: calls a function after each, returns their seconds of processor time.

    The workers last from stage to stage; what a step writes does not depend on them. On an error or an interrupt, steps
    that run are brought to their end first.
    """
    if study.config.workers == 1:

        def alone(stage: Stage, done: Callable[[], None]) -> float:
            spent = 0.0
            for step in stage:
                spent += _step(study.folder, *step)
                done()
            return spent

        yield alone
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    pool = ProcessPoolExecutor(study.config.workers, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))

    def together(stage: Stage, done: Callable[[], None]) -> float:
        spent = 0.0
        for ended in as_completed([pool.submit(_step, study.folder, *step) for step in stage]):
            spent += ended.result()
            done()
        return spent

    try:
        yield together
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
