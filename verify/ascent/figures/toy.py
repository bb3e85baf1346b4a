"""The toy's figures: landscapes of the three losses, and the stationary points over the ridge.

Curves are drawn in doubles; every marked point is a certified one.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.integrate import solve_ivp

from theory.ascent import toy
from verify.ascent.toy.basin import flow_end
from verify.ascent.toy.fold import fold
from verify.ascent.toy.stationary import Landscape, Stationary, landscape
from verify.ascent.toy.surface import polynomials

MARKS = {"minimum": ("o", "#1f4e79"), "saddle": ("X", "#b23b3b"), "maximum": ("^", "0.4")}
LANDSCAPES = (
    "The three losses with all their stationary points, certified (disc: global minimum; circle: local minimum; cross:"
    " saddle), in the one convention that has all four rows. Dashed: the border of the basins. Square:"
    " descent-ascent's global minimum; the shaded fence, which the flow cannot cross, holds it and one stationary"
    " point."
)
BIFURCATION = (
    "The retrain loss's stationary points over the ridge (dashed: saddles), with the certified ones of all conventions"
    " and the fold (diamond)."
)
TITLES = {"D": "original", "R": "retraining", "DA": "descent-ascent"}
VIEW = (1.5, 6.0, -3.0, 0.6)


@cache
def coefficients(signed: bool, order: int) -> tuple[tuple[float, ...], ...]:
    """The derivative of that order in s for each point, highest power first."""
    return tuple(tuple(float(c) for c in reversed(p.coeffs())) for p in polynomials(signed, order))


def moments(loss: toy.Loss, order: int, a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    """sum_i m_i p_i(s_i) x_i^k for k = order..2 order, p_i the derivative of that order, in doubles."""
    parts = []
    for weight, x, p in zip(loss.weights, toy.X, coefficients(loss.signed, order), strict=True):
        s = 1 / (1 + np.exp(-(1 + a * x + b * x**2) / 2))
        parts.append(float(weight) * np.polyval(p, s))
    return [
        sum((t * x**k for t, x in zip(parts, toy.X, strict=True)), start=np.zeros_like(a))
        for k in range(order, 2 * order + 1)
    ]


def gradient(loss: toy.Loss, w: np.ndarray) -> np.ndarray:
    """The gradient at one point, in doubles."""
    return np.array(moments(loss, 1, *(np.array([c]) for c in w))).ravel() + 2 * float(loss.ridge) * w


def centre(point: Stationary) -> np.ndarray:
    return np.array([float(side) for side in point.point])


def mark(axes: Axes, land: Landscape) -> None:
    """The certified stationary points; the global minimum is filled."""
    for p in land.points:
        shape, colour = MARKS[p.kind]
        filled = p is land.least or p.kind != "minimum"
        axes.plot(*centre(p), shape, color=colour, mfc=colour if filled else "white", ms=7, zorder=4)


def border(land: Landscape) -> list[np.ndarray]:
    """The curves that separate the basins: the flow traced back from each saddle, at nearly unit speed."""
    curves = []
    for saddle in (p for p in land.points if p.kind == "saddle"):
        w = centre(saddle)
        aa, ab, bb = (float(m[0]) for m in moments(land.loss, 2, *(np.array([c]) for c in w)))
        ridge = 2 * float(land.loss.ridge)
        _, vectors = np.linalg.eigh([[aa + ridge, ab], [ab, bb + ridge]])
        for side in (1e-4, -1e-4):
            back = solve_ivp(
                lambda _, v: gradient(land.loss, v) / (0.05 + np.linalg.norm(gradient(land.loss, v))),
                (0, 6), w + side * vectors[:, 1], rtol=1e-4, atol=1e-6, max_step=0.1,
            )  # fmt: skip
            curves.append(back.y)
    return curves


def landscapes() -> Figure:
    """The three losses in the convention that has all four rows, with basins and the flow from descent-ascent."""
    lands = {which: landscape(toy.REPRODUCING.loss(which)) for which in toy.LOSSES}
    figure = Figure(figsize=(9.6, 3.5), layout="constrained")
    a, b = np.meshgrid(np.linspace(*VIEW[:2], 220), np.linspace(*VIEW[2:], 220))
    for axes, (which, land) in zip(figure.subplots(1, 3, sharey=True), lands.items(), strict=True):
        height = moments(land.loss, 0, a, b)[0] + float(land.loss.ridge) * (a**2 + b**2)
        low = float(land.least.value)
        axes.contour(a, b, height, levels=low + np.geomspace(0.02, 25, 18), cmap="viridis", linewidths=0.7)
        for curve in border(land):
            axes.plot(*curve, color="#b23b3b", lw=1.2, ls="--")
        mark(axes, land)
        axes.set(title=TITLES[which], xlabel="a", xlim=VIEW[:2], ylim=VIEW[2:])
        if which == "R":
            start = centre(lands["DA"].least)
            fence = np.array([[float(c) for c in vertex] for vertex in flow_end(land, lands["DA"].least.point).fence])
            axes.fill(*fence.T, facecolor="#f3e3b3", edgecolor="#a07800", lw=0.8, zorder=0)
            path = solve_ivp(lambda _, v: -gradient(toy.REPRODUCING.loss("R"), v), (0, 60), start, rtol=1e-6)
            axes.plot(*path.y, color="k", lw=1)
            axes.plot(*start, "s", color="k", ms=5, zorder=5)
    figure.axes[0].set_ylabel("b")
    return figure


def bifurcation() -> Figure:
    """All stationary points of the retrain loss over the ridge, for both outputs, with the fold.

    They are where the data term's gradient G is a negative multiple of w; the ridge is then -G.w/(2|w|^2).
    """
    figure = Figure(figsize=(9.6, 3.4), layout="constrained")
    for axes, signed in zip(figure.subplots(1, 2), (False, True), strict=True):
        base = toy.Convention(mean=False, half=False, signed=signed)
        loss = base.loss("R")
        a, b = np.meshgrid(np.linspace(0.05, 9, 400), np.linspace(-4.5, 1, 400))
        across = moments(loss, 1, a, b)
        lines = Figure().add_subplot().contour(a, b, across[0] * b - across[1] * a, levels=[0]).allsegs[0]
        for line in lines:
            g, (aa, ab, bb) = moments(loss, 1, *line.T), moments(loss, 2, *line.T)
            ridge = -(g[0] * line[:, 0] + g[1] * line[:, 1]) / (2 * (line**2).sum(axis=1))
            double = 2 * ridge
            stable = ((aa + double) * (bb + double) - ab**2 > 0) & (aa + double > 0)
            shown = np.where(ridge > 0, ridge, np.nan)
            axes.plot(shown, np.where(stable, line[:, 1], np.nan), color="#1f4e79", lw=1.3)
            axes.plot(shown, np.where(stable, np.nan, line[:, 1]), color="#b23b3b", lw=1.1, ls="--")
        for convention in (c for c in toy.CONVENTIONS if c.signed == signed):
            coefficient = convention.loss("R").ridge * (sum(toy.RETAINED) if convention.mean else 1)
            mark_ridge(axes, landscape(convention.loss("R")), coefficient, convention.name.rsplit("-", 1)[0])
        turn = fold(base)
        axes.plot(float(turn.ridge), float(turn.point[1]), "D", color="#7b3f98", ms=6, zorder=5)
        axes.set(xscale="log", xlim=(0.02, 4), ylim=(-3.3, 0.2), xlabel="ridge coefficient beside the sum", ylabel="b")
        axes.set_title(f"output {'2 sigma - 1' if signed else 'sigma'}; fold at {float(turn.ridge):.6f}", fontsize=9)
    return figure


def mark_ridge(axes: Axes, land: Landscape, coefficient: Fraction, name: str) -> None:
    """A convention's ridge as a line with its certified stationary points."""
    axes.axvline(float(coefficient), color="0.8", lw=0.7, zorder=0)
    axes.annotate(name, (float(coefficient), -3.25), rotation=90, fontsize=7, color="0.4", ha="right")
    for p in land.points:
        shape, colour = MARKS[p.kind]
        axes.plot(float(coefficient), float(p.point[1]), shape, color=colour, ms=5, zorder=4)
