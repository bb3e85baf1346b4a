"""The figures of a run, after the paper's Figures 1, 2, 3 and 6. Each draws from ``results.json`` alone."""

from __future__ import annotations

from functools import partial
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from verify.report.plots import Plot

Results = dict[str, Any]
COLOURS = {
    "nothing": "#222222",
    "GA": "#b23b3b",
    "GDA": "#1f4e79",
    "SCRUB": "#2e7d32",
    "finetune": "#8a6d00",
    "noisy": "#7b3f98",
    "rewind": "#5f6a6a",
}
SPLITS = {"forget": "#b23b3b", "retain": "#1f4e79", "validation": "#2e7d32"}


def _sets(results: Results) -> list[str]:
    return list(dict.fromkeys(r["set"] for r in results["rows"]))


def _panels(count: int, height: float = 2.7) -> tuple[Figure, np.ndarray]:
    columns = min(3, count)
    down = -(-count // columns)
    figure = Figure(figsize=(2.9 * columns + 0.6, height * down + 0.4), layout="constrained")
    axes = np.atleast_1d(figure.subplots(down, columns, squeeze=False).ravel())
    for spare in axes[count:]:
        spare.set_visible(False)
    return figure, axes


def dichotomy(results: Results) -> Figure:
    """KLoM on F against the larger of those on R and validation, each snapshot a dot (Figure 1)."""
    names = _sets(results)
    figure, axes = _panels(len(names))
    for name, ax in zip(names, axes, strict=False):
        for method, colour in COLOURS.items():
            rows = [r for r in results["rows"] if r["set"] == name and r["method"] == method and not r["exploded"]]
            if rows:
                x = [max(r["klom"][s]["p95"] for s in ("retain", "validation")) for r in rows]
                y = [r["klom"]["forget"]["p95"] for r in rows]
                marker = "*" if method == "nothing" else "o"
                ax.scatter(x, y, s=60 if method == "nothing" else 14, color=colour, marker=marker, label=method)
        ax.axvline(results["floor_p95"], color="0.6", lw=0.8, ls=":")
        ax.axhline(results["floor_p95"], color="0.6", lw=0.8, ls=":")
        ax.set(title=name, xlim=(0, 12), ylim=(0, 12))
        ax.set_xlabel("p95, worse of R and validation", fontsize=8)
        ax.set_ylabel("p95 on F", fontsize=8)
    axes[0].legend(fontsize=6)
    return figure


def stopping(results: Results) -> Figure:
    """KLoM over GA's epochs, a line a learning rate, on the first forget set with such runs (Figure 2)."""
    name = next(r["set"] for r in results["rows"] if r["method"] == "GA" and not r["frozen"])
    rows = [r for r in results["rows"] if r["set"] == name and r["method"] == "GA" and not r["frozen"]]
    start = next(r for r in results["rows"] if r["set"] == name and r["method"] == "nothing")
    figure, axes = _panels(3)
    for split, ax in zip(SPLITS, axes, strict=True):
        rates = sorted({r["lr"] for r in rows})
        for i, rate in enumerate(rates):
            run = [start] + [r for r in rows if r["lr"] == rate and not r["exploded"]]
            shade = matplotlib.colormaps["viridis"](i / max(1, len(rates) - 1) * 0.9)
            p95 = [r["klom"][split]["p95"] for r in run]
            ax.plot([r["epoch"] for r in run], p95, marker="o", ms=3, color=shade, label=f"lr {rate:g}")
        ax.axhline(results["floor_p95"], color="0.6", lw=0.8, ls=":")
        ax.set(title=split, ylim=(0, 12))
        ax.set_xlabel("epoch of ascent", fontsize=8)
        ax.set_ylabel("p95 of KLoM", fontsize=8)
    axes[0].legend(fontsize=6)
    figure.suptitle(f"GA on {name}", fontsize=9)
    return figure


def difficulty(results: Results) -> Figure:
    """The lowest KLoM on F of each method while R and validation are kept, against cost, per forget set (Figure 3)."""
    names = _sets(results)
    figure, axes = _panels(len(names))
    limit = results["bounds"]["utility"] * results["floor_p95"]
    for name, ax in zip(names, axes, strict=False):
        for method, colour in COLOURS.items():
            rows = [r for r in results["rows"] if r["set"] == name and r["method"] == method and not r["exploded"]]
            for kept in (True, False):
                some = [
                    r for r in rows if (max(r["klom"][s]["p95"] for s in ("retain", "validation")) <= limit) is kept
                ]
                if some:
                    ax.scatter(
                        [r["cost"] for r in some],
                        [r["klom"]["forget"]["p95"] for r in some],
                        s=14,
                        edgecolor=colour,
                        facecolor=colour if kept else "none",
                        label=method if kept else None,
                    )
        ax.axhline(results["floor_p95"], color="0.6", lw=0.8, ls=":")
        ax.set(title=name, ylim=(0, 12))
        ax.set_xlabel("cost in retrainings", fontsize=8)
        ax.set_ylabel("p95 on F", fontsize=8)
    axes[0].legend(fontsize=6)
    return figure


def models_needed(results: Results) -> Figure:
    """KLoM of the pre-trained models against N, with the floor (Figure 6)."""
    figure, axes = _panels(len(_sets(results)))
    for name, ax in zip(_sets(results), axes, strict=False):
        rows = [r for r in results["sizes"] if r["set"] == name]
        n = [r["models"] for r in rows]
        for split, colour in SPLITS.items():
            ax.plot(n, [r["klom"][split]["p95"] for r in rows], marker="o", ms=3, color=colour, label=split)
        ax.plot(n, [r["floor"] for r in rows], color="0.5", ls=":", label="floor")
        ax.set(title=name, ylim=(0, 12))
        ax.set_xlabel("models a side, N", fontsize=8)
        ax.set_ylabel("p95 of KLoM", fontsize=8)
    axes[0].legend(fontsize=6)
    return figure


def plots(results: Results) -> tuple[Plot, ...]:
    """The run's figures, each with title and caption; early stopping only where there was ascent."""
    floor = f"Dotted: the floor, {results['floor_p95']:.2f} at N = {results['models']}."
    drawn = [
        Plot("figure1", "Unchanged or broken", f"Each snapshot of each run. {floor}", partial(dichotomy, results)),
        Plot("figure2", "Early stopping", f"Gradient ascent on one forget set. {floor}", partial(stopping, results)),
        Plot(
            "figure3",
            "Forget sets differ in difficulty",
            f"p95 on F against cost; filled: R and validation kept within the bound. {floor}",
            partial(difficulty, results),
        ),
        Plot(
            "figure6",
            "How many models KLoM needs",
            "The pre-trained models against N; dotted: the floor at each N.",
            partial(models_needed, results),
        ),
    ]
    ascended = any(r["method"] == "GA" and not r["frozen"] for r in results["rows"])
    return tuple(plot for plot in drawn if ascended or plot.name != "figure2")
