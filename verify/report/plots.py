"""Plots of a report: each with its title and caption, saved as PDF and SVG without dates."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import matplotlib

matplotlib.use("Agg")
from matplotlib.figure import Figure

from verify.ledger import files


class Plot(NamedTuple):
    """A plot: file name without suffix, title and caption for the report, and what draws it."""

    name: str
    title: str
    caption: str
    draw: Callable[[], Figure]


class Saved(NamedTuple):
    """A plot's files, and its SVG element as text, its identifiers made unique by the plot's name."""

    plot: Plot
    paths: tuple[Path, Path]
    svg: str


def save(folder: Path, wanted: Sequence[Plot]) -> list[Saved]:
    """Writes each plot that is ``wanted`` as PDF and SVG, each whole. Errors: ``OSError``."""
    saved = []
    with matplotlib.rc_context({"svg.hashsalt": "affirm", "svg.fonttype": "path"}):
        for plot in wanted:
            paths = (folder / f"{plot.name}.pdf", folder / f"{plot.name}.svg")
            figure = plot.draw()
            pdf, svg = io.BytesIO(), io.BytesIO()
            figure.savefig(pdf, format="pdf", metadata={"CreationDate": None})
            figure.savefig(svg, format="svg", metadata={"Date": None})
            files.write(paths[0], pdf.getvalue())
            files.write(paths[1], svg.getvalue())
            text = svg.getvalue().decode()
            unique = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{plot.name}-", text)
            saved.append(Saved(plot, paths, unique[unique.index("<svg") :]))
    return saved
