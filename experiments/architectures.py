"""The architectures by name: the paper's ResNet-9, ResNet-18, and a small network for processors without a GPU."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from experiments.data import CLASSES
from experiments.extensions import find
from experiments.layers import Convolution, Head, Networks, Residual, conv_block

State = dict[str, Tensor]


def resnet9(models: int, channels: int) -> Networks:
    """The paper's ResNet-9: 2,274,880 parameters for three channels and ten classes; images of 24 pixels or more."""
    m = models
    body = nn.Sequential(
        conv_block(m, channels, 64),
        conv_block(m, 64, 128, 5, 2, 2),
        Residual(nn.Sequential(conv_block(m, 128, 128), conv_block(m, 128, 128))),
        conv_block(m, 128, 256),
        nn.MaxPool2d(2),
        Residual(nn.Sequential(conv_block(m, 256, 256), conv_block(m, 256, 256))),
        conv_block(m, 256, 128, padding=0),
    )
    return Networks(m, body, "max", Head(m, 128, CLASSES, 0.2))


def resnet18(models: int, channels: int) -> Networks:
    """ResNet-18 for small images: a 3 x 3 stem without pooling, four stages of two residual blocks."""
    m, width = models, 64
    layers: list[nn.Module] = [conv_block(m, channels, width)]
    for stage in range(4):
        out = 64 * 2**stage
        for stride in (1 if stage == 0 else 2, 1):
            last = nn.Sequential(Convolution(m, out, out), nn.BatchNorm2d(m * out))
            project = (
                nn.Sequential(Convolution(m, width, out, 1, stride, 0), nn.BatchNorm2d(m * out))
                if stride != 1 or width != out
                else None
            )
            layers.append(
                Residual(nn.Sequential(conv_block(m, width, out, stride=stride), *last), project, relu_last=True)
            )
            width = out
    return Networks(m, nn.Sequential(*layers), "mean", Head(m, width, CLASSES, 1.0))


def small(models: int, channels: int) -> Networks:
    """Three strided blocks of 8, 16 and 32 channels: about 6,300 parameters."""
    m = models
    body = nn.Sequential(
        conv_block(m, channels, 8, stride=2), conv_block(m, 8, 16, stride=2), conv_block(m, 16, 32, stride=2)
    )
    return Networks(m, body, "max", Head(m, 32, CLASSES, 1.0))


ARCHITECTURES: dict[str, Callable[[int, int], Networks]] = {"resnet9": resnet9, "resnet18": resnet18, "small": small}


def build(name: str, models: int, channels: int) -> Networks:
    """``models`` networks side by side, without values yet: see ``started``. ``name``: one of ``ARCHITECTURES``, or a
    reader's own in ``affirm.networks``. Errors: ``DomainError``."""
    networks: Networks = find("networks", name, ARCHITECTURES)(models, channels)
    for module in networks.modules():
        if isinstance(module, Convolution):
            module.weight.data = module.weight.data.contiguous(memory_format=torch.channels_last)
    return networks


def started(name: str, seeds: list[int], channels: int) -> Networks:
    """A network a seed, each with the random start that its seed alone decides: uniform with bound 1/sqrt(fan in)."""
    networks = build(name, len(seeds), channels)
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    with torch.no_grad():
        for module in networks.modules():
            if isinstance(module, Convolution | Head):
                rows = module.weight.view(len(seeds), -1, *module.weight.shape[1:])
                fan = int(np.prod(rows.shape[2:])) if isinstance(module, Convolution) else rows.shape[2]
                for row, generator in zip(rows, generators, strict=True):
                    row.copy_((torch.rand(row.shape, generator=generator) * 2 - 1) / fan**0.5)
    return networks


def parameters(name: str, channels: int) -> int:
    """The number of trained parameters of one network."""
    return sum(p.numel() for p in build(name, 1, channels).parameters())


def part(state: State, models: int, chosen: list[int]) -> State:
    """The state of the ``chosen`` ones of ``models`` networks side by side. BatchNorm's counter is shared."""
    return {
        key: value.view(models, -1, *value.shape[1:])[chosen].reshape(-1, *value.shape[1:]) if value.dim() else value
        for key, value in state.items()
    }


def joined(states: list[State]) -> State:
    """Several states side by side: the inverse of ``part``."""
    return {
        key: torch.cat([state[key] for state in states]) if value.dim() else value for key, value in states[0].items()
    }
