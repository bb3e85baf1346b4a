"""Training M networks side by side against one after the other: ``python benchmarks/ensemble.py [--device cuda]``.

Images a second over all networks in a training step, the kinds interleaved in one run. On the CPU one thread, and vmap
too, which leaves BatchNorm's running statistics out, as it cannot update them in place: an advantage that it has. On
CUDA, with deterministic kernels as in a run, also in bfloat16.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import click
import numpy as np
import torch
from torch.func import functional_call, grad, vmap
from torch.nn import functional

from experiments.architectures import started
from experiments.data import Images
from experiments.ensemble import Points, device, losses

ROUNDS = 7
CASES = {  # architecture, pixels, channels, batch, networks side by side
    "cpu": (
        ("small", 14, 1, 64, 5),
        ("small", 14, 1, 64, 25),
        ("small", 14, 1, 64, 50),
        ("small", 28, 1, 64, 25),
        ("resnet9", 32, 3, 16, 3),
    ),
    "cuda": (
        ("small", 14, 1, 64, 50),
        ("resnet9", 28, 1, 64, 5),
        ("resnet9", 28, 1, 64, 10),
        ("resnet9", 28, 1, 256, 5),
        ("resnet9", 28, 1, 256, 10),
    ),
}


def images(size: int, channels: int, where: torch.device) -> Points:
    """Random images: speed does not depend on what they show."""
    rng = np.random.default_rng(0)
    pictures = rng.standard_normal((512, size, size, channels)).astype(np.float32)
    labels = rng.integers(0, 10, 512)
    return Points(Images(pictures, labels, pictures[:1], labels[:1], np.arange(512)), where)


def grouped(name: str, models: int, points: Points, batch: int, mixed: bool = False) -> Callable[[], None]:
    """One step of ``models`` networks side by side."""
    networks = started(name, list(range(models)), points.channels).to(points.images.device)
    optimiser = torch.optim.SGD(networks.parameters(), 0.01, 0.9)
    index = np.random.default_rng(0).integers(0, 512, (models, batch))

    def step() -> None:
        x, y = points.batch(index)
        optimiser.zero_grad()
        with torch.autocast(x.device.type, torch.bfloat16, enabled=mixed):
            loss = losses(networks(x), y)
        loss.backward()
        optimiser.step()

    return step


def vmapped(name: str, models: int, points: Points, batch: int) -> Callable[[], None]:
    """One step of ``models`` networks by torch.func.vmap, batch statistics only."""
    network = started(name, [0], points.channels)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.track_running_stats, module.running_mean, module.running_var = False, None, None
            module.num_batches_tracked = None
    weights = {
        key: torch.stack(
            [dict(started(name, [m], points.channels).named_parameters())[key].detach() for m in range(models)]
        )
        for key, _ in network.named_parameters()
    }
    momentum = {key: torch.zeros_like(value) for key, value in weights.items()}
    index = np.random.default_rng(0).integers(0, 512, (models, batch))

    def loss(w: dict[str, torch.Tensor], x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return functional.cross_entropy(functional_call(network, w, (x,))[0], y)

    each = vmap(grad(loss))

    def step() -> None:
        at = torch.from_numpy(index)
        gradients = each(weights, points.images[at].permute(0, 1, 4, 2, 3), points.labels[at])
        for key, value in weights.items():
            momentum[key].mul_(0.9).add_(gradients[key])
            value.add_(momentum[key], alpha=-0.01)

    return step


@click.command()
@click.option("--device", "name", type=click.Choice(list(CASES)), default="cpu")
def main(name: str) -> None:
    where = device(name)
    torch.set_num_threads(1)
    for network, size, channels, batch, width in CASES[name]:
        points = images(size, channels, where)
        steps = {"loop": grouped(network, 1, points, batch), "grouped": grouped(network, width, points, batch)}
        if name == "cpu":
            steps["vmap"] = vmapped(network, width, points, batch)
        else:
            steps |= {
                "loop, mixed": grouped(network, 1, points, batch, True),
                "grouped, mixed": grouped(network, width, points, batch, True),
            }
        times: dict[str, list[float]] = {kind: [] for kind in steps}
        for turn in range(ROUNDS):
            for kind, step in steps.items():
                start = time.perf_counter()
                for _ in range(width if kind.startswith("loop") else 1):
                    step()
                if name == "cuda":
                    torch.cuda.synchronize()
                if turn > 1:
                    times[kind].append(time.perf_counter() - start)
        loop = median(times["loop"])
        speeds = "; ".join(
            f"{kind} {width * batch / median(t):.0f} images/s, {loop / median(t):.2f} times the loop"
            for kind, t in times.items()
        )
        click.echo(f"{network} {size} x {size}, batch {batch}, {width} networks: {speeds}")


if __name__ == "__main__":
    main()
