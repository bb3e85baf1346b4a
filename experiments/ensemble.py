"""Many networks trained in one process, and their margins.

Each network has a seed of its own, which alone decides its start and the order of its points: a group of networks side
by side gives, within rounding, what as many separate runs give.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from experiments.data import Images
from experiments.layers import Networks
from theory.errors import DomainError


@dataclass(frozen=True)
class Recipe:
    """How networks are trained; the defaults are the paper's on CIFAR-10.

    SGD with cross-entropy; the learning rate rises linearly from 0 to ``lr`` at epoch ``peak`` and falls to 0 at the
    end, iteration by iteration. ``batch``: the largest batch; an epoch is cut into batches of nearly equal size.
    ``width``: networks side by side. ``mixed``: bfloat16 where torch's autocast allows. ``fused``: torch's fused
    optimiser, one kernel a step; its rounding differs.
    """

    epochs: int = 24
    peak: float = 5
    batch: int = 512
    lr: float = 0.4
    momentum: float = 0.9
    weight_decay: float = 5e-4
    width: int = 1
    mixed: bool = False
    fused: bool = False


def device(name: str, deterministic: bool = True) -> torch.device:
    """The device "cpu", "cuda" or "cuda:K", the GPU of number K.

    ``deterministic``: the same seed gives the same numbers; else a GPU may choose the fastest kernels.
    Errors: ``DomainError`` where there is no such one.
    """
    kind, _, number = name.partition(":")
    if kind not in ("cpu", "cuda") or (":" in name and not (kind == "cuda" and number.isdecimal())):
        raise DomainError(f"device {name}: unknown; choose cpu, cuda or cuda:K with the number K of a GPU")
    if kind == "cuda" and not torch.cuda.is_available():
        raise DomainError(
            f'device {name}: torch finds no CUDA device here; set device = "cpu", or use a machine with one'
        )
    if kind == "cuda" and int(number or 0) >= torch.cuda.device_count():
        raise DomainError(f"device {name}: there are {torch.cuda.device_count()} GPUs here, numbered from 0")
    if kind == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(deterministic)
        torch.backends.cudnn.benchmark = not deterministic
    return torch.device(name)


class Points:
    """All training and validation points on a device: the training points first."""

    def __init__(self, images: Images, where: torch.device, dtype: torch.dtype = torch.float32) -> None:
        self.images = torch.from_numpy(np.concatenate([images.train, images.validation])).to(where, dtype)
        self.labels = torch.from_numpy(np.concatenate([images.train_labels, images.validation_labels])).to(where)
        self.train = len(images.train)
        self.channels = images.train.shape[-1]

    def batch(self, index: np.ndarray) -> tuple[Tensor, Tensor]:
        """Inputs of shape (batch, models * channels, h, w) and labels (models, batch) of ``index`` (models, batch)."""
        at = torch.from_numpy(index).to(self.labels.device)
        x = self.images[at.T].permute(0, 2, 3, 1, 4)
        return x.reshape(*x.shape[:3], -1).permute(0, 3, 1, 2), self.labels[at]


def order(seeds: list[int], epoch: int, points: np.ndarray, purpose: int = 0) -> np.ndarray:
    """Each network's own random order of ``points`` in an epoch, of shape (models, points)."""
    return np.stack([np.random.default_rng([seed, epoch, purpose]).permutation(points) for seed in seeds])


def batches(ordered: np.ndarray, size: int) -> list[np.ndarray]:
    """``ordered`` (models, points) cut into the fewest batches of at most ``size``, of nearly equal size."""
    return np.array_split(ordered, -(-ordered.shape[1] // size), axis=1)


def losses(logits: Tensor, labels: Tensor) -> Tensor:
    """The sum over the networks of the mean cross-entropy over the batch: each has its own gradient."""
    exact = logits.to(torch.promote_types(logits.dtype, torch.float32))
    flat = functional.cross_entropy(exact.flatten(0, 1), labels.flatten(), reduction="sum")
    return flat / labels.shape[1]


def train(
    networks: Networks, points: Points, chosen: np.ndarray, recipe: Recipe, seeds: list[int], start: int = 0
) -> Iterator[int]:
    """Trains in place on the ``chosen`` points from epoch ``start`` on; yields each epoch's number when done."""
    optimiser = torch.optim.SGD(
        networks.parameters(),
        lr=recipe.lr,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        fused=recipe.fused or None,
    )
    for epoch in range(start, recipe.epochs):
        networks.train()
        cut = batches(order(seeds, epoch, chosen), recipe.batch)
        for i, index in enumerate(cut):
            share = np.interp(epoch + i / len(cut), [0, recipe.peak, recipe.epochs], [0, 1, 0])
            optimiser.param_groups[0]["lr"] = recipe.lr * share
            x, y = points.batch(index)
            with torch.autocast(x.device.type, torch.bfloat16, enabled=recipe.mixed):
                loss = losses(networks(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        yield epoch + 1


@torch.no_grad()
def margins(networks: Networks, points: Points, chosen: np.ndarray, size: int = 500) -> np.ndarray:
    """The margin ``z_y - log sum_{k != y} exp z_k`` of every network at the ``chosen`` points, in evaluation mode.

    Shape (models, points), float32. Errors: ``DomainError`` if a network exploded, so that a margin is not finite.
    """
    networks.eval()
    found = []
    for part in np.array_split(chosen, -(-len(chosen) // size)):
        x, y = points.batch(np.broadcast_to(part, (networks.models, len(part))).copy())
        found.append(margin(networks(x), y))
    return torch.cat(found, 1).cpu().numpy().astype(np.float32)


def margin(logits: Tensor, labels: Tensor) -> Tensor:
    """``z_y - log sum_{k != y} exp z_k`` along the last axis."""
    own = logits.gather(-1, labels[..., None])
    others = logits.scatter(-1, labels[..., None], -torch.inf)
    return own.squeeze(-1) - others.logsumexp(-1)
