"""Unlearning methods, on many networks side by side, in place.

Each yields after every epoch, so that one run gives all its snapshots. Plain SGD without momentum or weight decay, as
in the paper; each network has its own order of points. BatchNorm runs in training mode, so its statistics drift with
the points seen. Beside the paper's methods stand controls, each a method of its own: "GA-frozen" keeps BatchNorm in
evaluation mode; "finetune" is GDA without its ascent, on the same batches; "SCRUB-public" has the fault of the public
code, whose optimiser holds the teacher: no weight moves, and what changes is BatchNorm's statistics alone.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from experiments.ensemble import Points, Recipe, batches, losses, order, train
from experiments.extensions import find
from experiments.layers import Networks
from theory.errors import DomainError


@dataclass(frozen=True)
class Setting:
    """One run of a method: ``epochs`` are those whose snapshots are kept, in rising order.

    ``ascent``: epochs that begin with an ascent pass over F (GDA, SCRUB). ``forget_batch``: its batch. ``noise``:
    standard deviation of the noise added to every weight at each step, in units of ``lr`` (noisy). SCRUB:
    ``temperature`` of its divergence, weights ``gamma`` of cross-entropy and ``alpha`` of divergence in the descent
    pass, ``decay`` the epochs after which the rate falls tenfold. ``mixed``: bfloat16 where torch's autocast allows.
    ``options``: what a reader's own
    method needs besides, by name.
    """

    method: str
    lr: float = 0.0
    epochs: tuple[int, ...] = (0,)
    ascent: int = 0
    batch: int = 64
    forget_batch: int = 64
    noise: float = 0.0
    temperature: float = 4.0
    gamma: float = 0.99
    alpha: float = 0.1
    decay: tuple[int, ...] = (3, 5, 9)
    mixed: bool = False
    options: tuple[tuple[str, float], ...] = ()

    @property
    def frozen_norm(self) -> bool:
        """Whether BatchNorm stays in evaluation mode."""
        return self.method == "GA-frozen"

    @property
    def name(self) -> str:
        """The setting in a few words, also the name of its folder."""
        words = [
            (f"lr{self.lr:g}", self.lr),
            (f"ascent{self.ascent}", self.ascent),
            (f"forget{self.forget_batch}", self.ascent and self.forget_batch != 64),
            (f"batch{self.batch}", self.batch != 64),
            (f"noise{self.noise:g}", self.noise),
            ("mixed", self.mixed),
            *((f"{key}{value:g}", True) for key, value in self.options),
        ]
        return "-".join([self.method, *(word for word, shown in words if shown)])


@dataclass(frozen=True)
class Task:
    """What is to be forgotten and kept: indices of training points. ``seeds``: one a network."""

    points: Points
    forget: np.ndarray
    retain: np.ndarray
    seeds: list[int]


class Method(Protocol):
    """A reader's own method, registered in ``affirm.methods``."""

    def unlearn(self, networks: Networks, task: Task, setting: Setting) -> Iterator[object]:
        """Changes ``networks`` in place, one epoch before each item that it yields. A network's numbers may depend on
        nothing but its own values, its seed and the task, so that other groupings give the same."""

    def seen(self, task: Task, setting: Setting, epoch: int) -> int:
        """How many points each network sees in ``epoch``: what the method costs."""


def unlearn(networks: Networks, task: Task, setting: Setting, recipe: Recipe, rewind: int = 0) -> Iterator[int]:
    """Changes ``networks`` in place, epoch by epoch; yields each epoch's number when done.

    For "rewind", ``networks`` must be those of epoch ``rewind``; training then goes on without F, and counts as one
    epoch here. Errors: ``DomainError`` for an unknown method, or a reader's own that ends too soon.
    """
    if setting.method == "rewind":
        for _ in train(networks, task.points, task.retain, recipe, task.seeds, start=rewind):
            pass
        yield 1
        return
    last = max(setting.epochs)
    if setting.method in PASSES:
        steps = _unmoved if setting.method == "SCRUB-public" else _stepped
        yield from steps(networks, task, setting)
        return
    epoch = 0
    for epoch, _ in zip(range(1, last + 1), own(setting.method).unlearn(networks, task, setting), strict=False):
        yield epoch
    if epoch < last:
        raise DomainError(f"method {setting.method}: ends after {epoch} epochs of {last}; it must yield after each")


def own(name: str) -> Method:
    """A reader's own method. Errors: ``DomainError``."""
    found: Method = find("methods", name, METHODS)
    return found


def _stepped(networks: Networks, task: Task, setting: Setting) -> Iterator[int]:
    """The paper's methods and their controls: passes of plain gradient steps."""
    teacher = copy.deepcopy(networks).eval() if setting.method == "SCRUB" else None
    for epoch in range(1, max(setting.epochs) + 1):
        networks.train(not setting.frozen_norm)
        for part, points, size in PASSES[setting.method](task, setting, epoch):
            _pass(networks, teacher, task, setting, epoch, part, points, size)
        yield epoch


@torch.no_grad()
def _unmoved(networks: Networks, task: Task, setting: Setting) -> Iterator[int]:
    """SCRUB's passes by an optimiser that holds the teacher: the student runs in training mode and learns nothing."""
    networks.train()
    for epoch in range(1, max(setting.epochs) + 1):
        for part, points, size in PASSES[setting.method](task, setting, epoch):
            for index in batches(order(task.seeds, epoch, points, 1 if part == "ascend" else 2), size):
                networks(task.points.batch(index)[0])
        yield epoch


def cost(task: Task, setting: Setting, epoch: int, recipe: Recipe, rewind: int = 0) -> float:
    """What ``epoch`` epochs cost in retrainings: points seen of F and of R over ``recipe.epochs |R|``."""
    if setting.method == "rewind":
        return (recipe.epochs - rewind) / recipe.epochs
    return sum(seen(task, setting, e) for e in range(1, epoch + 1)) / (recipe.epochs * len(task.retain))


def seen(task: Task, setting: Setting, epoch: int) -> int:
    """The points that each network sees in ``epoch``. Errors: ``DomainError`` for an unknown method."""
    if setting.method in PASSES:
        return sum(len(points) for _, points, _ in PASSES[setting.method](task, setting, epoch))
    return own(setting.method).seen(task, setting, epoch)


Pass = tuple[str, np.ndarray, int]


def _nothing(task: Task, setting: Setting, epoch: int) -> list[Pass]:
    return []


def _ascent_only(task: Task, setting: Setting, epoch: int) -> list[Pass]:
    return [("ascend", task.forget, setting.batch)]


def _descent_only(task: Task, setting: Setting, epoch: int) -> list[Pass]:
    return [("descend", task.retain, setting.batch)]


def _both(task: Task, setting: Setting, epoch: int) -> list[Pass]:
    up = [("ascend", task.forget, setting.forget_batch)] if epoch <= setting.ascent else []
    return [*up, *_descent_only(task, setting, epoch)]


PASSES = {
    "nothing": _nothing,
    "GA": _ascent_only,
    "GA-frozen": _ascent_only,
    "GDA": _both,
    "SCRUB": _both,
    "SCRUB-public": _both,
    "finetune": _descent_only,
    "noisy": _descent_only,
}
METHODS: dict[str, object] = {**PASSES, "rewind": None}


def _pass(
    networks: Networks,
    teacher: Networks | None,
    task: Task,
    setting: Setting,
    epoch: int,
    part: str,
    points: np.ndarray,
    size: int,
) -> None:
    """One pass over ``points``: ascent on the loss, or descent."""
    weights: list[Tensor] = list(networks.parameters())
    rate = setting.lr * 0.1 ** (sum(epoch > e for e in setting.decay) if teacher else 0)
    generators = [torch.Generator().manual_seed(seed * 1000 + epoch) for seed in task.seeds] if setting.noise else []
    for index in batches(order(task.seeds, epoch, points, 1 if part == "ascend" else 2), size):
        x, y = task.points.batch(index)
        with torch.autocast(x.device.type, torch.bfloat16, enabled=setting.mixed):
            logits = networks(x)
            loss = losses(logits, y) if teacher is None else _scrub(logits, teacher, x, y, part, setting)
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            torch._foreach_add_(weights, gradients, alpha=rate if part == "ascend" else -rate)
            for weight in weights if generators else []:
                weight.add_(_noise(weight, generators), alpha=rate * setting.noise)


def _noise(weight: Tensor, generators: list[torch.Generator]) -> Tensor:
    """Standard normal noise of ``weight``'s shape, each network's from its own generator."""
    shape = (len(weight) // len(generators), *weight.shape[1:])
    return torch.cat([torch.randn(shape, generator=g) for g in generators]).to(weight)


def _scrub(logits: Tensor, teacher: Networks, x: Tensor, y: Tensor, part: str, setting: Setting) -> Tensor:
    """SCRUB's loss: on F the divergence from the teacher alone, on R cross-entropy and divergence."""
    t = setting.temperature
    with torch.no_grad():
        target = (teacher(x) / t).log_softmax(-1)
    apart = functional.kl_div((logits / t).log_softmax(-1), target, reduction="sum", log_target=True)
    apart = apart * t**2 / y.shape[1]
    return apart if part == "ascend" else setting.gamma * losses(logits, y) + setting.alpha * apart
