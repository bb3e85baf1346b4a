"""The figures of a run. Each draws from ``results.json`` alone, in colours that tell apart without red and green."""

from __future__ import annotations

from functools import partial
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from experiments import maps
from experiments.maps import Results, limits, panels, sets
from verify.report.plots import Plot

COLOURS = {  # Okabe and Ito's
    "GA": "#d55e00",
    "GA-frozen": "#e69f00",
    "GDA": "#0072b2",
    "SCRUB": "#009e73",
    "finetune": "#56b4e9",
    "SCRUB-public": "#999999",
    "noisy": "#cc79a7",
    "rewind": "#000000",
}
SPLITS = {"forget": "#d55e00", "retain": "#0072b2", "validation": "#009e73"}


def shown(results: Results, method: str = "GA") -> str | None:
    """The set on which the method's p95 on F moves most, of those that can tell if there are any; None without one."""
    moved = {}
    for name in sets(results):
        values = [r["klom"]["forget"]["p95"] for r in _rows(results, name, method) if not r["exploded"]]
        if len(values) > 1:
            out = next(s["left_out"] for s in results["summaries"] if s["set"] == name)
            moved[name] = (not out, max(values) - min(values))
    return max(moved, key=lambda name: moved[name]) if moved else None


def _rows(results: Results, name: str, method: str) -> list[dict[str, Any]]:
    return [r for r in results["rows"] if (r["set"], r["method"]) == (name, method)]


def stopping(results: Results) -> Figure:
    """KLoM over GA's epochs, a line a learning rate, on the set where most is to be seen (the paper's Figure 2)."""
    name = shown(results) or sets(results)[0]
    rows, start = _rows(results, name, "GA"), _rows(results, name, "nothing")[0]
    figure, axes = panels(3)
    rates = sorted({r["lr"] for r in rows})
    for split, ax in zip(SPLITS, axes, strict=True):
        for i, rate in enumerate(rates):
            run = [start] + [r for r in rows if r["lr"] == rate and not r["exploded"]]
            shade = matplotlib.colormaps["viridis"](i / max(1, len(rates) - 1) * 0.9)
            ax.errorbar(
                [r["epoch"] for r in run],
                [r["klom"][split]["p95"] for r in run],
                [r["klom"][split]["error"] or 0.0 for r in run],
                marker="os^vDP"[i % 6], ms=4, color=shade, lw=1.2, capsize=2, label=f"rate {rate:g}",
            )  # fmt: skip
        ax.axhline(results["floor_p95"], color="0.45", lw=0.8, ls=":")
        at = limits(results, name, "validation" if split == "forget" else split)[split != "forget"]
        inside = (0, at) if split == "forget" else (at, maps.RIM)
        ax.axhspan(*inside, color=maps.SUCCESS if split == "forget" else maps.BROKEN, lw=0, zorder=0)
        ax.set(title=f"{split}: {'success' if split == 'forget' else 'broken'} shaded", ylim=(0, maps.RIM))
        ax.title.set_fontsize(9)
    figure.supxlabel(f"epoch of ascent on {name}", fontsize=9)
    figure.supylabel("p95 of KLoM", fontsize=9)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=6, fontsize=7, frameon=False)
    return figure


def difficulty(results: Results) -> Figure:
    """p95 on F against cost, per forget set; filled where the model is not broken (the paper's Figure 3)."""
    names = sets(results)
    figure, axes = panels(len(names))
    handles: dict[str, Any] = {}
    for name, ax in zip(names, axes, strict=False):
        for i, (method, colour) in enumerate(COLOURS.items()):
            for row in _rows(results, name, method):
                if row["exploded"]:
                    continue
                filled = colour if row["outcome"] != "broken" else "none"
                paint: dict[str, Any] = {"edgecolor": colour, "facecolor": filled}
                handles[method] = ax.scatter(
                    row["cost"] * 1.05 ** (i - 3),
                    row["klom"]["forget"]["p95"],
                    s=22,
                    marker=maps.MARKERS[method],
                    lw=0.9,
                    **({"color": colour} if maps.MARKERS[method] in "x+" else paint),
                )
        start = _rows(results, name, "nothing")[0]["klom"]["forget"]["p95"]
        ax.axhline(start, color="black", lw=0.9, ls="--")
        ax.axhline(results["floor_p95"], color="0.45", lw=0.8, ls=":")
        ax.axhspan(0, limits(results, name, "retain")[0], color=maps.SUCCESS, lw=0, zorder=0)
        ax.set(ylim=(0, maps.RIM), xscale="log")
        ax.set_title(name, fontsize=9)
        ax.tick_params(labelsize=7)
    figure.supxlabel("cost in retrainings", fontsize=9)
    figure.supylabel("p95 of KLoM on F", fontsize=9)
    figure.legend(handles.values(), handles, loc="outside upper center", ncols=8, fontsize=7, frameon=False)
    return figure


def against_models(results: Results) -> Figure:
    """p95 of doing nothing against N, with the floor."""
    figure, axes = panels(len(sets(results)))
    for name, ax in zip(sets(results), axes, strict=False):
        rows = [r for r in results["sizes"] if r["set"] == name]
        n = [r["models"] for r in rows]
        for (split, colour), marker in zip(SPLITS.items(), "os^", strict=True):
            ax.plot(n, [r["klom"][split]["p95"] for r in rows], marker=marker, ms=3.5, color=colour, label=split)
        ax.plot(n, [r["floor"] for r in rows], color="0.45", ls=":", label="floor")
        ax.set(yscale="log", ylim=(0.2, maps.RIM))
        ax.set_title(name, fontsize=9)
        ax.tick_params(labelsize=7)
    figure.supxlabel("models a side, N", fontsize=9)
    figure.supylabel("p95 of KLoM, doing nothing", fontsize=9)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=4, fontsize=7, frameon=False)
    return figure


def plots(results: Results) -> tuple[Plot, ...]:
    """The run's figures, each with title and caption; those of methods only where there are runs of them."""
    floor = f"Dotted: the floor, {results['floor_p95']:.2f} at N = {results['models']}."
    key = (
        f"Each mark a snapshot; colour: cost; square-root axes. {floor} Blue: success, grey: broken. Networks that"
        " exploded stand on the right rim. Open marks in purple: the paper's table on the set of that name, CIFAR-10:"
        " doing nothing, and each method's lowest on F that is not broken."
    )
    drawn = [
        Plot("figure1", "Forgetting against validation", key, partial(maps.draw, results, "validation")),
        Plot("figure1-retain", "Forgetting against R", key, partial(maps.draw, results, "retain")),
    ]
    name = shown(results)
    if name:
        said = f"Gradient ascent on {name}, where p95 on F moves most; bars: one error over models. {floor}"
        drawn.append(Plot("figure2", "Early stopping", said, partial(stopping, results)))
    said = f"Filled: not broken. Dashed: doing nothing. Blue: success. Equal costs are drawn side by side. {floor}"
    drawn.append(Plot("figure3", "Forget sets differ in difficulty", said, partial(difficulty, results)))
    said = "Doing nothing against N, on a logarithmic scale; dotted: the floor at each N, which equal models read."
    drawn.append(Plot("klom-against-n", "How KLoM depends on N", said, partial(against_models, results)))
    return tuple(drawn if any(r["method"] != "nothing" for r in results["rows"]) else drawn[-1:])
