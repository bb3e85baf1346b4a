"""The figure of Appendix D.3: where orbits of the iterated method converge, oscillate or run away.

The curves are those of ``res-iterated-fixed-points`` and ``res-iterated-converges``, drawn in doubles; the shades
are what orbits from a few starts were observed to do.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

TITLE = "The iterated method: rate against the ratio of shares"
CAPTION = (
    "With p/lambda = 2. The curves are proven boundaries; the shades are what orbits from five starts were observed"
    " to do."
)
SHARE = 2.0  # p/lam
RATES = np.linspace(0.004, 1.2, 150)  # eta lam
RATIOS = np.geomspace(0.2, 20, 120)  # q/p
STARTS = (-3.0, -1.0, 0.0, 1.0, 3.0)
ROUNDS, LAST = 600, 40
SHADES = {"all converge": "#dcebdc", "some do not settle": "#f3e3b3", "some run away": "#f0cccc"}


def observed() -> np.ndarray:
    """0 if all orbits from ``STARTS`` settled, 1 if some stayed bounded without settling, 2 if some left
    [-1e6, 1e6]; rows by ratio, columns by rate. With lam = 1, which only fixes the unit of eta."""
    ratio, rate, w = np.meshgrid(RATIOS, RATES, np.array(STARTS), indexing="ij")
    push, pull, decay = rate * SHARE, rate * SHARE * ratio, 1 - rate
    low, high = np.full_like(w, np.inf), np.full_like(w, -np.inf)
    gone = np.zeros(w.shape, dtype=bool)
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(ROUNDS):
            middle = decay * w + push * np.exp(-w)
            w = decay * middle - pull * np.exp(-middle)
            gone |= ~(np.abs(w) < 1e6)
            w = np.where(gone, 0.0, w)
            if k >= ROUNDS - LAST:
                low, high = np.minimum(low, w), np.maximum(high, w)
    moving = (high - low > 1e-2) & ~gone
    return np.where(gone.any(axis=2), 2, np.where(moving.any(axis=2), 1, 0))


def boundary(end: str) -> tuple[np.ndarray, np.ndarray]:
    """Rates and ratios at which a fixed point is at the "fold" or the "flip": x = a -/+ 1/(a + y) in
    p/lam = x e^w/(1 - a), w = (a x - y)/(1 - a^2), q/p = (y/x) e^((x + y)/(1 + a)), solved for y."""
    a = 1 - np.linspace(0.002, 0.998, 1500)[:, None]
    y = np.geomspace(1e-6, 60, 4000)[None, :]
    x = a + (1 if end == "flip" else -1) / (a + y)
    with np.errstate(all="ignore"):
        level = np.log(x) + (a * x - y) / (1 - a**2) - np.log(1 - a) - np.log(SHARE)
        ratio = y / x * np.exp((x + y) / (1 + a))
    crossing = (level[:, 1:] * level[:, :-1] < 0) & (x[:, 1:] > 0) & (x[:, :-1] > 0)
    row, column = np.nonzero(crossing)
    return 1 - a[row, 0], ratio[row, column]


def monotone() -> tuple[np.ndarray, np.ndarray]:
    """Rates and the ratio up to which least >= valley."""
    rate = np.linspace(1e-4, 0.9999, 2000)
    a = 1 - rate
    valley = np.log(rate * SHARE / a)
    low = a * (1 + valley)
    return rate, (a * low - valley) * np.exp(low) / (rate * SHARE)


def draw() -> Figure:
    """The plane of eta lambda and q/p, for p/lambda = ``SHARE``."""
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot()
    axes.contourf(RATES, RATIOS, observed(), levels=[-0.5, 0.5, 1.5, 2.5], colors=list(SHADES.values()))
    axes.plot(*monotone(), color="#2e7d32", lw=1.2, label="below: every orbit converges, proved")
    axes.plot(*boundary("flip"), ".", color="#8a6d00", ms=1.5, label="flip: a fixed point loses stability")
    axes.plot(*boundary("fold"), ".", color="#1f4e79", ms=1.5, label="fold: two fixed points meet")
    axes.axvline(1, color="#b23b3b", lw=1.2, label=r"$\eta\lambda=1$: right of it some orbits run away, proved")
    axes.set(yscale="log", xlabel=r"$\eta\lambda$", ylabel=r"$q/p$", xlim=(0, 1.2), ylim=(0.2, 20))
    axes.set_yticks([1, np.e, np.exp(np.sqrt(2)), 10], ["1", "e", r"$e^{\sqrt{2}}$", "10"])
    axes.set_title(rf"$p/\lambda={SHARE:g}$; shades: observed from {len(STARTS)} starts, {ROUNDS} rounds", fontsize=9)
    shades = [Patch(color=colour, label=f"observed: {name}") for name, colour in SHADES.items()]
    axes.legend(handles=[*axes.get_legend_handles_labels()[0], *shades], fontsize=7, loc="upper right", markerscale=4)
    return figure
