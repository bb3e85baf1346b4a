"""The map of a run, in the design of the paper's Figure 1: p95 on F against p95 on what is to be kept, set by set.

Colour is the cost, the shape the method; controls are crosses. Neither needs red told from green.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

Results = dict[str, Any]
MARKERS = {
    "GA": "^",
    "GA-frozen": "v",
    "GDA": "o",
    "SCRUB": "s",
    "rewind": "D",
    "noisy": "h",
    "finetune": "x",
    "SCRUB-public": "+",
}
TICKS = (0, 0.5, 1, 2, 4, 8, 12)
CONTROLS = ("finetune", "SCRUB-public")
RIM, COLOURS, SUCCESS, BROKEN, PAPER = 12.0, "viridis_r", "#cfe8f7", "#e4e4e4", "#b0228c"


def sets(results: Results) -> list[str]:
    """The forget sets in the configuration's order."""
    return list(dict.fromkeys(r["set"] for r in results["rows"]))


def panels(count: int, width: float = 3.0, height: float = 2.9) -> tuple[Figure, list[Axes]]:
    """A figure of ``count`` equal panels, three a row."""
    columns = min(3, count)
    down = -(-count // columns)
    figure = Figure(figsize=(width * columns + 1.0, height * down + 0.9), layout="constrained")
    axes = list(np.atleast_1d(figure.subplots(down, columns, squeeze=False)).ravel())
    for spare in axes[count:]:
        spare.set_visible(False)
    return figure, axes


def limits(results: Results, name: str, split: str) -> tuple[float, float]:
    """Up to which p95 on F is a success, and from which p95 on ``split`` is broken."""
    bounds, floor = results["bounds"], next(s["floor"] for s in results["summaries"] if s["set"] == name)
    start = next(r for r in results["rows"] if r["set"] == name and r["method"] == "nothing")["klom"]["forget"]["p95"]
    return max(bounds["near"] * floor["forget"], bounds["success"] * start), bounds["utility"] * floor[split]


def draw(results: Results, split: str) -> Figure:
    """p95 on F against p95 on ``split`` ("validation" or "retain"), each snapshot a mark; both axes are square roots,
    so that what is near the floor has room."""
    names = sets(results)
    figure, axes = panels(len(names))
    costs = [r["cost"] for r in results["rows"] if r["cost"] > 0] or [0.1, 1.0]
    norm = LogNorm(min(costs), max(*costs, 2 * min(costs)))
    for name, ax in zip(names, axes, strict=False):
        _panel(ax, results, name, split, norm)
    where = {"validation": "validation", "retain": "R"}[split]
    figure.supxlabel(f"p95 of KLoM on {where}", fontsize=9)
    figure.supylabel("p95 of KLoM on F", fontsize=9)
    figure.colorbar(ScalarMappable(norm, COLOURS), ax=axes, label="cost in retrainings", shrink=0.7, pad=0.01)
    used = {r["method"] for r in results["rows"]}
    figure.legend(handles=_key(used, results), loc="outside upper center", ncols=5, fontsize=7, frameon=False)
    return figure


def _panel(ax: Axes, results: Results, name: str, split: str, norm: LogNorm) -> None:
    success, broken = limits(results, name, split)
    ax.add_patch(Rectangle((0, 0), broken, success, color=SUCCESS, lw=0, zorder=0))
    ax.axvspan(broken, RIM + 1, color=BROKEN, lw=0, zorder=0)
    for line in (ax.axvline, ax.axhline):
        line(results["floor_p95"], color="0.45", lw=0.8, ls=":", zorder=1)
    for row in (r for r in results["paper"]["rows"] if r["set"] == name):
        at = row["klom"][split]["p95"], row["klom"]["forget"]["p95"]
        marker = "P" if row["method"] == "nothing" else MARKERS[row["method"]]
        ax.scatter(*at, s=34, marker=marker, facecolor="none", edgecolor=PAPER, lw=1.1, zorder=2)
    rows = [r for r in results["rows"] if r["set"] == name]
    for method, marker in MARKERS.items():
        some = [r for r in rows if r["method"] == method and not r["exploded"]]
        if some:
            ax.scatter(
                [r["klom"][split]["p95"] for r in some],
                [r["klom"]["forget"]["p95"] for r in some],
                c=[r["cost"] for r in some],
                norm=norm, cmap=COLOURS, marker=marker, alpha=0.85, zorder=3,
                s=34 if method in CONTROLS else 24,
                **({"lw": 1.3} if method in CONTROLS else {"edgecolor": "black", "lw": 0.35}),
            )  # fmt: skip
    gone = [r for r in rows if r["exploded"]]
    ax.scatter([RIM] * len(gone), np.linspace(0.6, RIM - 0.6, len(gone)), marker="|", color="black", s=30, zorder=4)
    if gone:
        ax.annotate(f"{len(gone)} exploded", (RIM - 0.3, 0.3), ha="right", fontsize=7)
    start = next(r for r in rows if r["method"] == "nothing")["klom"]
    ax.scatter(start[split]["p95"], start["forget"]["p95"], marker="P", s=80, color="black", ec="white", zorder=5)
    ax.scatter(0, 0, marker="*", s=110, color="black", ec="white", zorder=5, clip_on=False)
    told = "" if not next(s["left_out"] for s in results["summaries"] if s["set"] == name) else " (cannot tell)"
    ax.set_title(name + told, fontsize=9)
    root = {"functions": (lambda value: np.sqrt(np.maximum(value, 0)), np.square)}
    ax.set_xscale("function", **root)
    ax.set_yscale("function", **root)
    ax.set(xlim=(0, RIM + 0.3), ylim=(0, RIM + 0.3), xticks=TICKS, yticks=TICKS)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:g}")
    ax.tick_params(labelsize=7)


def _key(used: set[str], results: Results) -> list[Line2D | Patch]:
    def mark(marker: str, label: str, **style: Any) -> Line2D:
        return Line2D([], [], ls="", marker=marker, label=label, **{"color": "0.35", "ms": 5, **style})

    keys: list[Line2D | Patch] = [
        mark(marker, method + (" (control)" if method in CONTROLS else ""))
        for method, marker in MARKERS.items()
        if method in used
    ]
    keys += [mark("*", "oracle, at 0", color="black", ms=9), mark("P", "doing nothing", color="black", ms=7)]
    keys += [Patch(color=SUCCESS, label="success"), Patch(color=BROKEN, label="broken")]
    keys.append(Line2D([], [], color="0.45", lw=0.8, ls=":", label="floor"))
    if any(r["exploded"] for r in results["rows"]):
        keys.append(mark("|", "exploded, on the rim", color="black"))
    if results["paper"]["rows"]:
        keys.append(mark("o", "paper, CIFAR-10", mfc="none", color=PAPER))
    return keys
