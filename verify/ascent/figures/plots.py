"""The plots of this paper's report, drawn in double precision."""

from __future__ import annotations

from verify.ascent.figures import axis as axis_figure
from verify.ascent.figures import block as block_figure
from verify.ascent.figures import regions, slack
from verify.ascent.figures import toy as toy_figure
from verify.report.plots import Plot

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
