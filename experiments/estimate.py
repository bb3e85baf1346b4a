"""What the steps still to do will take: disk from their shapes, time and memory from a few batches of the run."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import torch

from experiments.architectures import build, started
from experiments.data import Images
from experiments.ensemble import Points, losses, margins
from experiments.influence import projected_gradients
from experiments.outline import Stage
from experiments.perform import single_thread
from experiments.study import Step, Study
from experiments.unlearn import PASSES, Setting, Task, seen

RECORD = 1550  # bytes of a step's record and of its files' heads, about
EVALUATED = 500  # points in a batch of ``margins``
TEACHER = 1.4  # a step of SCRUB over a plain one: the teacher's forward pass besides


class Estimate(NamedTuple):
    """``seconds`` of one process, bytes of ``disk``, bytes of ``memory`` of each process."""

    steps: int
    seconds: float
    disk: int
    memory: int


def estimate(study: Study, stages: list[Stage]) -> Estimate:
    """What ``stages`` take. Disk to a few per cent.

    Limits: the time is that of a few batches, on this machine as busy as it is now: expect a factor of two. Memory is
    what those batches took; on a GPU its own memory is not in it.
    """
    single_thread()
    steps = [step for stage in stages for step in stage]
    clock = Clock(study)
    seconds = sum(clock.seconds(step) for step in steps)
    disk = sum(size(study, step) for step in steps)
    c, n = study.config.influence, len(study.images.train)
    matrix = 24 * c.networks * n * c.dimensions if any(kind == "components" for kind, _ in steps) else 0
    return Estimate(len(steps), seconds, disk, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 + matrix)


def forgotten(study: Study, name: str) -> int:
    """How many points the set has, known before the points are."""
    if not study.by_influence(name):
        return len(study.forget_set(name))
    wanted = next(s for s in study.config.sets if s.name == name)
    return wanted.size * (2 if wanted.kind == "both" else 1)


def size(study: Study, step: Step) -> int:
    """The bytes that the step's folder takes."""
    kind, arguments = step
    c, n = study.config, len(study.images.train)
    if kind == "gradients":
        return RECORD + 4 * n * (c.influence.dimensions + 1)
    if kind == "components":
        return RECORD + 3 * 8 * 2 * n
    models, network = len(study.groups[arguments[-1]]), 0
    if kind in ("pretrained", "rewound"):
        state = build(c.architecture, models, study.points.channels).state_dict().values()
        network = sum(value.numel() * value.element_size() for value in state)
    if kind == "unlearned":
        f = forgotten(study, arguments[0])
        columns = f + min(n - f, c.retain_points or n) + study.total - n
        return RECORD + 4 * models * columns * len(arguments[1].epochs)
    return RECORD + network + (0 if kind == "rewound" else 4 * models * study.total)


class Clock:
    """Times batches of a study's own networks on its own images, each kind once."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.batch = cache(self._batch)
        self.evaluation = cache(self._evaluation)
        self.gradient = cache(self._gradient)

    def seconds(self, step: Step) -> float:
        """About how long a step takes one process."""
        kind, arguments = step
        c, n = self.study.config, len(self.study.images.train)
        if kind == "components":
            return 0.02 * c.influence.networks * n * c.influence.dimensions / 1e6
        if kind == "gradients":
            few, many = self.gradient(32), self.gradient(96)
            return few + max(0.0, many - few) / 64 * (n - 32)
        models = len(self.study.groups[arguments[-1]])
        if kind == "unlearned":
            return self._unlearning(arguments[0], arguments[1], models)
        points = n - (forgotten(self.study, arguments[0]) if kind == "oracle" else 0)
        epochs = c.rewind if kind == "rewound" else c.training.epochs
        trained = epochs * self._pass(models, points, c.training.batch)
        return trained + (0 if kind == "rewound" else self.evaluation(models) * self.study.total / EVALUATED)

    def _unlearning(self, name: str, setting: Setting, models: int) -> float:
        c, n, f = self.study.config, len(self.study.images.train), forgotten(self.study, name)
        task = Task(self.study.points, np.arange(f), np.arange(f, n), [])
        width = f + min(n - f, c.retain_points or n) + self.study.total - n
        margins = len(setting.epochs) * self.evaluation(models) * width / EVALUATED
        if setting.method == "rewind":
            return margins + (c.training.epochs - c.rewind) * self._pass(models, n - f, c.training.batch)
        slower = TEACHER if setting.method == "SCRUB" else 1
        total = 0.0
        for epoch in range(1, max(setting.epochs) + 1):
            if setting.method in PASSES:
                passes = PASSES[setting.method](task, setting, epoch)
                total += sum(slower * self._pass(models, len(points), size) for _, points, size in passes)
            else:
                total += self._pass(models, seen(task, setting, epoch), setting.batch)
        return margins + total

    def _pass(self, models: int, points: int, largest: int) -> float:
        count = -(-points // largest)
        return count * self.batch(models, -(-points // count)) if points else 0.0

    def _batch(self, models: int, size: int) -> float:
        """Seconds of a training step of ``models`` networks on ``size`` points each."""
        points, c = self.study.points, self.study.config
        networks = started(c.architecture, list(range(models)), points.channels).to(points.images.device)
        index = np.resize(np.arange(points.train), (models, size))
        weights = list(networks.parameters())

        def step() -> None:
            x, y = points.batch(index)
            with torch.autocast(x.device.type, torch.bfloat16, enabled=c.training.mixed):
                loss = losses(networks.train()(x), y)
            torch.autograd.grad(loss, weights)

        return self._timed(step)

    def _evaluation(self, models: int) -> float:
        """Seconds of the margins of ``models`` networks at ``EVALUATED`` points."""
        points = self.study.points
        networks = started(self.study.config.architecture, list(range(models)), points.channels)
        networks = networks.to(points.images.device)
        some = np.resize(np.arange(points.train), EVALUATED)
        return self._timed(lambda: margins(networks, points, some))

    def _gradient(self, count: int) -> float:
        """Seconds of one network's projected gradients at ``count`` points."""
        images, c = self.study.images, self.study.config
        at = np.resize(np.arange(len(images.train)), count)
        part = Images(images.train[at], images.train_labels[at], images.train[at], images.train_labels[at], at)
        points = Points(part, self.study.points.images.device)
        network = started(c.architecture, [0], points.channels).to(points.images.device)
        return self._timed(lambda: projected_gradients(network, points, c.influence.dimensions, 0))

    def _timed(self, work: Callable[[], object]) -> float:
        """The shorter of two runs after one that warms up: of processor time, which others' work does not lengthen, or
        on a GPU of time until it is ready."""
        found, cuda = [], self.study.points.images.is_cuda
        clock = time.perf_counter if cuda else time.process_time
        for _ in range(3):
            begun = clock()
            work()
            if cuda:
                torch.cuda.synchronize()
            found.append(clock() - begun)
        return min(found[1:])


def words(found: Estimate, processes: int) -> str:
    """The estimate in a line."""
    return (
        f"{found.steps} steps to do: about {_duration(found.seconds / processes)} on {processes}"
        f" process{'es' if processes > 1 else ''} of {os.cpu_count()} processors, {_bytes(found.disk)} of disk,"
        f" {_bytes(found.memory)} of memory a process"
    )


def _duration(seconds: float) -> str:
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(1, round(seconds))} seconds"


def _bytes(count: float) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"
