"""The figure of Lemma 1: how much of its bound the exact probability uses, and the exact constants."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from verify.ascent.random_sets import tails

TITLE = "Lemma 1: the bound and the exact probability"
CAPTION = (
    "Left: the share of Lemma 1's bound that the exact probability reaches, at the worst eps, against the accuracy."
    " Right: the constant that the one-sided bound leaves out, against k/f."
)
SIZES = {1: "#b23b3b", 5: "#8a6d00", 20: "#2e7d32", 100: "#1f4e79"}
CONSTANTS = (2, 5, 20, 100, 200)


def largest_share(f: int, p: np.ndarray) -> np.ndarray:
    """The largest of P(|Acc_T - Acc_F| >= eps) / (2 exp(-2 f eps^2)) over eps > 0, at each p; in doubles.

    The probability jumps only where eps is the distance of p from some k/f.
    """
    k = np.arange(f + 1)
    gap = np.abs(k / f - p[:, None])
    mass = stats.binom.pmf(k, f, p[:, None])
    tail = (mass[:, None, :] * (gap[:, None, :] >= gap[:, :, None] - 1e-12)).sum(axis=2)
    return (tail / (2 * np.exp(-2 * f * gap**2))).max(axis=1)


def draw() -> Figure:
    """Left: the share of the bound used, against p. Right: P_{k/f}(K >= k), against k/f."""
    figure = Figure(figsize=(7.2, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    p = np.linspace(0.0005, 0.9995, 400)
    for f, colour in SIZES.items():
        left.plot(p, largest_share(f, p), color=colour, lw=1, label=f"f = {f}")
    left.axhline(1, color="0.5", lw=0.8, ls=":")
    left.set(xlabel="accuracy p", ylabel="largest probability / bound", ylim=(0, 1.05), xlim=(0, 1))
    left.legend(fontsize=8)
    for f in CONSTANTS:
        values = [float(c) for c in tails.constants(f)]
        right.plot(np.arange(1, f + 1) / f, values, "o-", ms=2 if f > 20 else 4, lw=0.8, label=f"f = {f}")
    right.axhline(0.75, color="0.5", lw=0.8, ls=":")
    right.set(xlabel="k/f", ylabel=r"$P_{k/f}(K\geq k)$", ylim=(0.45, 1.02), xlim=(0, 1.03))
    right.legend(fontsize=8)
    return figure
