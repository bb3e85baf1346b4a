"""A method, a network and a data set of one's own for ``affirm experiment run``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn

from experiments.ensemble import batches, losses, order
from experiments.layers import Head, Networks, conv_block
from experiments.unlearn import Setting, Task


class RandomLabels:
    """Descent on F with labels drawn at random for each network and epoch; the option ``keep`` is the share of labels
    that stay."""

    @staticmethod
    def unlearn(networks: Networks, task: Task, setting: Setting) -> Iterator[None]:
        keep, weights = dict(setting.options).get("keep", 0.0), list(networks.parameters())
        for epoch in range(1, max(setting.epochs) + 1):
            networks.train()
            draws = [np.random.default_rng([seed, epoch, 20]) for seed in task.seeds]
            for index in batches(order(task.seeds, epoch, task.forget, 20), setting.batch):
                x, y = task.points.batch(index)
                count = index.shape[1]
                drawn = torch.from_numpy(np.stack([d.integers(0, 10, count) for d in draws])).to(y)
                stays = torch.from_numpy(np.stack([d.random(count) < keep for d in draws])).to(y.device)
                gradients = torch.autograd.grad(losses(networks(x), torch.where(stays, y, drawn)), weights)
                with torch.no_grad():
                    torch._foreach_add_(weights, gradients, alpha=-setting.lr)
            yield

    @staticmethod
    def seen(task: Task, setting: Setting, epoch: int) -> int:
        return len(task.forget)


def narrow(models: int, channels: int) -> Networks:
    """Two strided blocks of 4 and 8 channels, for each of ``models`` networks side by side."""
    body = nn.Sequential(conv_block(models, channels, 4, stride=2), conv_block(models, 4, 8, stride=2))
    return Networks(models, body, "mean", Head(models, 8, 10, 1.0))


def stripes(folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Training and validation images of 10 x 10 pixels, 0 to 255, with a bright row where the label says."""
    rng = np.random.default_rng(0)
    parts = []
    for count in (400, 100):
        labels = rng.integers(0, 10, count)
        images = rng.integers(0, 120, (count, 10, 10, 1))
        images[np.arange(count), labels] += 100
        parts.append((images.astype(np.uint8), labels))
    return parts
