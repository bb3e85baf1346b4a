"""The picture of a diagnosis: the path in a plane, the distance against the step, the baseline."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.errors import UnableError
from verify.ascent.diagnose.diagnosis import Diagnosis
from verify.ascent.diagnose.losses import Array

COLOURS = {
    "descent_ascent": "#c0392b",
    "ascent": "#e08e0b",
    "finetune": "#2471a3",
    "newton": "#1e8449",
    "oracle": "#222222",
}


def figure(found: Diagnosis) -> Any:
    """A Matplotlib figure of three panels, two without a baseline. Errors: ``UnableError`` where nothing was run."""
    if not found.runs:
        raise UnableError(f"no run to draw: {found.verdict.reason}")
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(12.0 if found.baseline else 8.4, 3.8), layout="constrained")
    axes = drawn.subplots(1, 3 if found.baseline else 2)
    _plane(axes[0], found)
    _distances(axes[1], found)
    if found.baseline:
        _baseline(axes[2], found)
    drawn.suptitle(found.verdict.word)
    return drawn


def plane(found: Diagnosis) -> tuple[Array, Array]:
    """Two orthonormal directions, (2, k q), and the origin w_D: toward the oracle, and the first step of descent-ascent
    made orthogonal to it; where these are parallel, the last iterate kept."""
    origin = found.models["original"].ravel()
    first = found.models["retrained"].ravel() - origin
    first = first / max(float(np.linalg.norm(first)), 1e-300)
    run = found.runs["descent_ascent"]
    for other in (run.iterates[min(1, run.steps)].ravel() - origin, run.last.ravel() - origin):
        second = other - first * (first @ other)
        size = float(np.linalg.norm(second))
        if size > 1e-9 * float(np.linalg.norm(other)):
            return np.stack([first, second / size]), origin
    return np.stack([first, np.zeros_like(first)]), origin


def _plane(axes: Any, found: Diagnosis) -> None:
    directions, origin = plane(found)
    path = np.stack([directions @ (w.ravel() - origin) for w in found.runs["descent_ascent"].iterates])
    far = found.distances["original"]
    near = np.linalg.norm(path, axis=1) <= 4 * max(far[0] if far else 0.0, 1e-300)
    last = int(np.argmin(near)) if not near.all() else len(path)
    axes.plot(*path[: last + 1].T, ".-", color=COLOURS["descent_ascent"], lw=1, ms=4, label="descent-ascent")
    points = {"original": ("o", "#777777", "original"), "newton": ("s", COLOURS["newton"], "one Newton step")}
    points["retrained"] = ("*", COLOURS["oracle"], "oracle")
    for name, (mark, colour, title) in points.items():
        if name in found.models:
            axes.plot(*(directions @ (found.models[name].ravel() - origin)), mark, color=colour, ms=8, label=title)
    axes.set(xlabel="toward the oracle", ylabel="the first step, made orthogonal", title="Path")
    axes.set_aspect("equal", adjustable="datalim")
    axes.legend(fontsize=8)


def _distances(axes: Any, found: Diagnosis) -> None:
    for name, run in found.runs.items():
        axes.plot(run.distance, color=COLOURS[name], label=name.replace("_", "-"), lw=1.5)
    for name, style in (("original", ":"), ("newton", "--")):
        ball = found.distances.get(name)
        if ball is not None:
            axes.axhline(max(ball[0], 1e-300), color=COLOURS.get(name, "#777777"), ls=style, lw=1, label=name)
    axes.set(xlabel="step", ylabel="distance to the oracle", yscale="log", title="Distance")
    axes.legend(fontsize=8)


def _baseline(axes: Any, found: Diagnosis) -> None:
    for k, each in enumerate(found.baseline):
        path = np.array(each["path"])
        if len(path) and path[0] > 0:
            axes.plot(path / path[0], color="#aaaaaa", lw=1, label="random forget sets" if k == 0 else None)
    run = found.runs["descent_ascent"].distance
    if run[0] > 0:
        axes.plot(run / run[0], color=COLOURS["descent_ascent"], lw=1.5, label="this forget set")
    axes.axhline(1, color="#777777", ls=":", lw=1)
    axes.set(xlabel="step", ylabel="distance, relative to the original's", yscale="log", title="Baseline")
    axes.legend(fontsize=8)
