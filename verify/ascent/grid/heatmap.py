"""Heat maps of a run: over two parameters, the share of the points with each word of a column."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
from matplotlib.figure import Figure

from theory.errors import DomainError
from verify.ascent.grid.manifest import Manifest
from verify.ascent.grid.parameter import Drawn, Listed, Stepped, grid_range, random_range
from verify.ascent.grid.problem import Problem
from verify.ascent.grid.summary import TRUTHS
from verify.ledger import files

CELLS = 60  # at most, along a side
TICKS = 6


class HeatMap:
    """Points counted by the cells of two parameters and the words of one column, partition by partition."""

    def __init__(self, problem: Problem, manifest: Manifest, over: str = "", column: str = "") -> None:
        design, columns = manifest["design"], manifest["columns"]
        read = random_range if "random" in design else grid_range
        ranges = {p.name: read(design[p.name], p) for p in problem.parameters}
        self.over = _chosen(over, ranges)
        self.column = column or next(iter(name for name, kind in columns.items() if isinstance(kind, list)), "")
        kind = columns.get(self.column)
        if kind is None or kind == "float64":
            known = ", ".join(name for name, kind in columns.items() if kind != "float64")
            raise DomainError(f"--column = {column[:40]}: not a column of words or truths; choose one of {known}")
        self.words = list(kind) if isinstance(kind, list) else list(TRUTHS)
        self.centres = [_centres(ranges[name]) for name in self.over]
        self.edges = [_edges(c, ranges[n].log) for c, n in zip(self.centres, self.over, strict=True)]
        self.counts = np.zeros((len(self.words), *(len(c) for c in self.centres)), dtype=np.int64)

    def add(self, table: pa.Table) -> None:
        """Counts the points of ``table``."""
        i, j = (np.searchsorted(e, table[n].to_numpy()) for e, n in zip(self.edges, self.over, strict=True))
        values = table[self.column].cast(pa.string()).to_numpy()
        for k, word in enumerate(self.words):
            here = values == word
            np.add.at(self.counts[k], (i[here], j[here]), 1)

    def draw(self) -> Figure:
        """One map for each word that occurs; grey where no point fell."""
        shown = [k for k in range(len(self.words)) if self.counts[k].any()]
        wide = min(3, max(1, len(shown)))
        high = -(-max(1, len(shown)) // wide)
        figure = Figure(figsize=(4.2 * wide, 3.4 * high), layout="constrained")
        total = self.counts.sum(axis=0)
        share = np.where(total > 0, self.counts / np.maximum(total, 1), np.nan)
        panels = figure.subplots(high, wide, squeeze=False).ravel()
        for axes, k in zip(panels, shown, strict=False):
            axes.set_facecolor("0.85")
            mesh = axes.pcolormesh(share[k].T, vmin=0, vmax=1, cmap="viridis")
            for axis, name, centres in zip((axes.xaxis, axes.yaxis), self.over, self.centres, strict=True):
                at = np.unique(np.linspace(0, len(centres) - 1, TICKS).round().astype(int))
                axis.set_ticks(at + 0.5, [f"{centres[t]:.3g}" for t in at])
                axis.set_label_text(name)
            axes.set_title(f"{self.column}: {self.words[k]}", fontsize=9)
            figure.colorbar(mesh, ax=axes, label="share of the points")
        for axes in panels[len(shown) :]:
            axes.set_axis_off()
        return figure

    def save(self, path: Path) -> None:
        """Writes the figure in the format of the suffix. Errors: ``DomainError``."""
        figure = self.draw()
        known = figure.canvas.get_supported_filetypes()
        if path.suffix.removeprefix(".") not in known:
            raise DomainError(f"--figure {path}: no format for this suffix; use .png, .pdf or .svg")
        drawn = io.BytesIO()
        figure.savefig(drawn, dpi=150, format=path.suffix.removeprefix("."))
        try:
            files.write(path, drawn.getvalue())
        except OSError as error:
            raise DomainError(f"--figure {path}: cannot be written ({error.strerror}); name another file") from None


def _chosen(over: str, ranges: dict[str, Listed | Stepped | Drawn]) -> tuple[str, ...]:
    """The two parameters named, or the two with the most values."""
    names = tuple(name.strip() for name in over.split(",")) if over else tuple(_widest(ranges))
    if len(set(names)) != 2 or len(names) != 2 or not set(names) <= ranges.keys():
        raise DomainError(f"--over = {over[:40]}: needs two parameters of {', '.join(ranges)}; write alpha,lam")
    return names


def _widest(ranges: dict[str, Listed | Stepped | Drawn]) -> list[str]:
    size = {name: CELLS if isinstance(values, Drawn) else len(values) for name, values in ranges.items()}
    chosen = sorted(ranges, key=lambda name: -size[name])[:2]
    return [name for name in ranges if name in chosen]


def _centres(values: Listed | Stepped | Drawn) -> np.ndarray:
    if isinstance(values, Drawn):
        return values.at((np.arange(CELLS) + 0.5) / CELLS)
    k = np.unique(np.linspace(0, len(values) - 1, min(len(values), CELLS)).round().astype(np.int64))
    return np.sort(values.at(k))


def _edges(centres: np.ndarray, log: bool) -> np.ndarray:
    """Between neighbouring centres: halfway, or at their geometric mean."""
    low, high = centres[:-1], centres[1:]
    return np.sqrt(low) * np.sqrt(high) if log else low + (high - low) / 2
