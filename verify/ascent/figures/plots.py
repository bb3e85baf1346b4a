"""The report's plots: each with its title and caption, drawn in double precision, saved without dates."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import matplotlib

matplotlib.use("Agg")
from matplotlib.figure import Figure

from verify.ascent.figures import axis as axis_figure
from verify.ascent.figures import block as block_figure
from verify.ascent.figures import regions, slack
from verify.ascent.figures import toy as toy_figure
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


PLOTS = (
    Plot("solutions", "The three solutions on an axis", axis_figure.CAPTION, axis_figure.draw),
    Plot(
        "interval", "The interval of Figure 4, as published and exactly", block_figure.INTERVAL, block_figure.interval
    ),
    Plot("phase", "Where descent-ascent does harm in a block", block_figure.PHASE, block_figure.phase),
    Plot("slack", slack.TITLE, slack.CAPTION, slack.draw),
    Plot("regions", regions.TITLE, regions.CAPTION, regions.draw),
    Plot("toy", "The non-convex toy: three landscapes", toy_figure.LANDSCAPES, toy_figure.landscapes),
    Plot("toy_ridge", "The non-convex toy over the ridge", toy_figure.BIFURCATION, toy_figure.bifurcation),
)


def save(folder: Path, wanted: Sequence[Plot] = PLOTS) -> list[Saved]:
    """Writes every plot as PDF and SVG, each whole. Errors: ``OSError``."""
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
