"""Layers of several networks of one kind that run side by side: grouped convolutions, a group a network.

A tensor holds all networks' channels one network after the other. BatchNorm works channel by channel, so that each
network keeps its own statistics; with one network these are the ordinary layers.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Convolution(nn.Module):
    """A convolution without bias in each of ``models`` networks; ``weight`` has shape (models * out, in, k, k)."""

    def __init__(self, models: int, into: int, out: int, kernel: int = 3, stride: int = 1, padding: int = 1) -> None:
        super().__init__()
        self.models, self.stride, self.padding = models, stride, padding
        self.weight = nn.Parameter(torch.empty(models * out, into, kernel, kernel))

    def forward(self, x: Tensor) -> Tensor:
        return functional.conv2d(x, self.weight, None, self.stride, self.padding, groups=self.models)


def conv_block(models: int, into: int, out: int, kernel: int = 3, stride: int = 1, padding: int = 1) -> nn.Sequential:
    """Convolution, BatchNorm, ReLU."""
    return nn.Sequential(
        Convolution(models, into, out, kernel, stride, padding), nn.BatchNorm2d(models * out), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    """``relu_last(body(x) + shortcut(x))``; without a shortcut the identity is added."""

    def __init__(self, body: nn.Module, shortcut: nn.Module | None = None, relu_last: bool = False) -> None:
        super().__init__()
        self.body, self.shortcut, self.relu_last = body, shortcut or nn.Identity(), relu_last

    def forward(self, x: Tensor) -> Tensor:
        y = self.body(x) + self.shortcut(x)
        return functional.relu(y) if self.relu_last else y


class Head(nn.Module):
    """A linear layer without bias on each network's features; ``weight`` has shape (models, features, classes)."""

    def __init__(self, models: int, features: int, classes: int, scale: float) -> None:
        super().__init__()
        self.scale = scale
        self.weight = nn.Parameter(torch.empty(models, features, classes))

    def forward(self, x: Tensor) -> Tensor:
        """Logits of shape (models, batch, classes) from features of shape (models, batch, features)."""
        return torch.bmm(x, self.weight) * self.scale


class Networks(nn.Module):
    """``models`` networks of one architecture: ``body``, global pooling, head.

    ``pooling``: "max" or "mean" over the image.
    """

    def __init__(self, models: int, body: nn.Module, pooling: str, head: Head) -> None:
        super().__init__()
        self.models, self.body, self.pooling, self.head = models, body, pooling, head

    def features(self, x: Tensor) -> Tensor:
        """The last layer's inputs, of shape (models, batch, features); ``x``: (batch, models * channels, h, w)."""
        y = self.body(x)
        y = y.amax((2, 3)) if self.pooling == "max" else y.mean((2, 3))
        return y.view(len(x), self.models, -1).transpose(0, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x))
