"""What each step does: the function of a step's name writes the step's files into a folder.

A step reads nothing but the run's data and the files of the steps that it needs; its numbers follow from its
description, whatever process does it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from experiments import influence, storage
from experiments.architectures import started
from experiments.ensemble import margins, train
from experiments.layers import Networks
from experiments.study import Study
from experiments.unlearn import Setting, Task, unlearn


def pretrained(study: Study, place: Path, which: int) -> None:
    """Trains a group on all of D; keeps the networks and their margins at every point."""
    seeds = study.seeds(0, study.groups[which])
    networks = _trained(study, seeds, np.arange(study.points.train), study.config.training.epochs)
    storage.save_networks(place / "networks.safetensors", networks, study.config.architecture)
    storage.save_array(place / "margins.npy", margins(networks, study.points, np.arange(study.total)))


def rewound(study: Study, place: Path, which: int) -> None:
    """Trains the same group as ``pretrained`` as far as the epoch to rewind to; keeps the networks."""
    seeds = study.seeds(0, study.groups[which])
    networks = _trained(study, seeds, np.arange(study.points.train), study.config.rewind)
    storage.save_networks(place / "networks.safetensors", networks, study.config.architecture)


def _trained(study: Study, seeds: list[int], chosen: np.ndarray, epochs: int) -> Networks:
    networks = started(study.config.architecture, seeds, study.points.channels).to(study.points.images.device)
    for epoch in train(networks, study.points, chosen, study.config.training, seeds):
        if epoch == epochs:
            break
    return networks


def gradients(study: Study, place: Path, model: int) -> None:
    """Keeps one pre-trained network's projected gradients and its probabilities of the wrong classes."""
    c = study.config
    rows, wrong = influence.projected_gradients(study.single(model), study.points, c.influence.dimensions, c.seed)
    storage.save_array(place / "gradients.npy", rows)
    storage.save_array(place / "wrong.npy", wrong)


def components(study: Study, place: Path) -> None:
    """Keeps the principal components of the influence matrix over all networks, and over two disjoint halves."""
    n, c = len(study.images.train), study.config.influence
    kept = []
    for m in range(c.networks):
        study.steps.verify(study.describe("gradients", m))
        folder = study.place("gradients", m)
        shape = (n, c.dimensions)
        kept.append(
            (storage.load_array(folder / "gradients.npy", shape), storage.load_array(folder / "wrong.npy", (n,)))
        )
    for half, some in (("all", kept), ("even", kept[::2]), ("odd", kept[1::2])):
        found = influence.principal_components(some, study.images.train_labels)
        for key in ("scores", "sizes", "lean"):
            storage.save_array(place / f"{half}-{key}.npy", getattr(found, key))


def oracle(study: Study, place: Path, name: str, which: int) -> None:
    """Trains a group on R alone; keeps its margins at every point."""
    seeds = study.seeds(study.role(name), study.groups[which])
    networks = _trained(study, seeds, study.retain_set(name), study.config.training.epochs)
    storage.save_array(place / "margins.npy", margins(networks, study.points, np.arange(study.total)))


def unlearned(study: Study, place: Path, name: str, setting: Setting, which: int) -> None:
    """Unlearns the set from a group of pre-trained networks; keeps the margins after each snapshot's epoch."""
    c = study.config
    task = Task(study.points, study.forget_set(name), study.retain_set(name), study.seeds(0, study.groups[which]))
    networks = study.networks(which, setting.method == "rewind")
    compared = np.concatenate(list(study.compared(name).values()))
    for epoch in unlearn(networks, task, setting, c.training, c.rewind):
        if epoch in setting.epochs:
            storage.save_array(place / f"{epoch:03d}.npy", margins(networks, study.points, compared))
