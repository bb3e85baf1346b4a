"""Floating-point operations of a network, and what share of a GPU's peak a stage reached."""

from __future__ import annotations

from functools import cache

import torch
from torch.utils.flop_counter import FlopCounterMode

from experiments.address import machine
from experiments.architectures import build
from experiments.ensemble import losses
from experiments.outline import Stage
from experiments.study import Study

PEAK = {"H200": 989e12, "H100": 989e12, "A100": 312e12}  # bfloat16, dense, a second: NVIDIA's data sheets


@cache
def per_image(architecture: str, height: int, width: int, channels: int) -> float:
    """Operations of one network's forward and backward pass on one image: convolutions and the last layer, an addition
    and a multiplication each counted, as torch counts them."""
    networks = build(architecture, 1, channels)
    for weight in networks.parameters():
        torch.nn.init.constant_(weight, 0.1)
    x, y = torch.zeros(2, channels, height, width), torch.zeros(1, 2, dtype=torch.int64)
    with FlopCounterMode(display=False) as counted:
        torch.autograd.grad(losses(networks(x), y), list(networks.parameters()))
    return counted.get_total_flops() / 2


def training(study: Study, stage: Stage) -> float:
    """Operations of a stage that trains, 0 for another: without the margins, whose forward passes are few."""
    height, width, channels = study.images.train.shape[1:]
    each = per_image(study.config.architecture, height, width, channels)
    c, seen = study.config, 0
    for kind, arguments in stage:
        if kind in ("pretrained", "rewound", "oracle"):
            points = len(study.retain_set(arguments[0])) if kind == "oracle" else len(study.images.train)
            epochs = c.rewind if kind == "rewound" else c.training.epochs
            seen += len(study.groups[arguments[-1]]) * points * epochs
    return each * seen


def reached(study: Study, stage: Stage, seconds: float) -> dict[str, float]:
    """What a stage that trains reached: "tflop", the operations in all, and on a GPU whose peak is known
    "utilisation", their rate over that of bfloat16 on all GPUs of the run. Empty for another stage.

    Limits: steps that another command did are counted with this one's time.
    """
    total, devices = training(study, stage), study.config.device.split(",")
    if not total:
        return {}
    name = machine(devices[0])["device"]
    peak = next((rate for gpu, rate in PEAK.items() if gpu in name), None)
    share = {"utilisation": round(total / seconds / (peak * len(devices)), 4)} if peak else {}
    return {"tflop": round(total / 1e12, 3), **share}
