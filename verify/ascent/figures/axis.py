"""The plot of the three solutions on an axis against alpha, with the range of Lemma 3 marked."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from theory.ascent import one_axis
from theory.lambert import w0, wm1
from verify.values.doubles import compile_term

COUNTS = {"r": 8, "f": 4, "n": 5, "lam": 0.1}
CAPTION = "Against alpha on one axis, with the range of Lemma 3 and the fold beyond which DA has no stationary point."
COLOURS = {"D": "#1f4e79", "R": "#2e7d32", "DA": "#b23b3b"}


def argument(which: str, alpha: np.ndarray) -> np.ndarray:
    """The argument of W at |F_j| = alpha |R_j|, from the derived closed form."""
    counts = {name: np.asarray(float(count)) for name, count in COUNTS.items()}
    found = compile_term(one_axis.argument(which))(counts | {one_axis.M.name: alpha * COUNTS["n"]})
    return np.broadcast_to(found, alpha.shape)


def draw() -> Figure:
    """w_D, w_R and both branches of w_DA for the counts in ``COUNTS``."""
    r, f, n, lam = (COUNTS[k] for k in ("r", "f", "n", "lam"))
    low, high, fold = f**2 / (r * (r + 2 * f)), f / r, f / r + lam * f / (math.e * n)
    figure = Figure(figsize=(6.4, 3.8), layout="constrained")
    axes = figure.add_subplot()
    alpha = np.unique(np.concatenate([np.linspace(0, 0.7, 1400), fold - np.geomspace(1e-9, 0.03, 400)]))
    axes.axvspan(low, high, color="#f3e3b3", label=r"Lemma 3: $f^2/(r(r+2f))\leq\alpha\leq f/r$")
    axes.axvline(fold, color="0.6", lw=0.9, ls=":")
    axes.annotate("fold", (fold, -3.4), textcoords="offset points", xytext=(5, 0), fontsize=8, color="0.35")
    for which, tex in (("D", "w_D"), ("R", "w_R"), ("DA", "w_{DA}")):
        axes.plot(alpha, w0(argument(which, alpha)), color=COLOURS[which], label=f"${tex}$")
    c = argument("DA", alpha)
    lower = np.full_like(c, np.nan)
    lower[c < 0] = wm1(c[c < 0])
    axes.plot(alpha, lower, color=COLOURS["DA"], ls="--", label=r"$w_{DA}$, local maximum ($W_{-1}$)")
    axes.axhline(0, color="0.8", lw=0.6, zorder=0)
    axes.set(xlabel=r"$\alpha=|F_j|/|R_j|$", ylabel="coordinate $j$", xlim=(0, 0.62), ylim=(-4, 2.2))
    axes.set_title(f"r = {r}, f = {f}, |R_j| = {n}, ridge = {lam}", fontsize=9)
    axes.legend(fontsize=8, loc="lower left")
    return figure
