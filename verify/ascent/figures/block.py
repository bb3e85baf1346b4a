"""The plots on two correlated axes: Figure 4 as published beside the exact version, and the phase diagram."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from scipy.special import lambertw

from verify.ascent.solve import block_curve

PHIS, B = (0.25, 1.0, 4.0), 0.5
INTERVAL = (
    f"For |R_ij|/(lambda r) = {B} and phi = f/r as given. Left: between Lemma 9's bound and Lemma 10's, as published."
    " Right: exactly, between x_D = x_DA and y_R = y_D, at most up to the fold of DA; the dotted curve is the alpha"
    " from which DA ends farther from the oracle. The grey line is alpha = phi, the least that is possible with the"
    " whole forget set in the block."
)
PHASE = (
    "With the whole forget set in the block and no other retain sample, alpha = phi: where DA's local minimum ends"
    " farther from the oracle than the original model, where nearer, and where DA has no stationary point. Its first"
    " step moves toward the oracle everywhere (res-block-first-step)."
)
COLOURS = {"farther": "#c8553d", "nearer": "#588b8b", "none": "#dcdcdc"}


def published(phi: float, b: float, eps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lemma 9's and Lemma 10's bounds on alpha."""
    kappa, u, share = 2 * eps / (1 + eps**2), 1 + eps**2, b / (1 + phi)
    low = np.maximum(phi**2 / (kappa * (1 + 2 * phi)), kappa * phi * (1 + phi) / (1 + 2 * phi))
    x_r = lambertw(b * u).real
    t, s = (x_r - lambertw(share * u).real) / kappa, kappa * x_r
    with np.errstate(over="ignore"):
        return low, np.minimum(t * np.exp(t) / (share * u), (s * np.exp(s) / share - 2 * eps) / u)


def exact(phi: float, b: float, eps: np.ndarray) -> dict[str, np.ndarray]:
    """The alpha of x_D = x_DA, y_R = y_D, equal distance and the fold; NaN where there is none below the fold."""
    logs = np.linspace(-8, 6, 180)[:, None]
    at = tuple(np.broadcast_to(v, (len(logs), len(eps))).ravel() for v in (phi, b, eps))
    alpha = np.exp(np.broadcast_to(logs, (len(logs), len(eps)))).ravel()
    ends = {loss: block_curve.points(loss, at[0], at[1], at[2], alpha)[0] for loss in ("R", "D", "DA")}
    gaps = {
        "x_D = x_DA": ends["D"][0] - ends["DA"][0],
        "y_R = y_D": ends["D"][1] - ends["R"][1],
        "distance": _square(ends, "DA", at[2]) - _square(ends, "D", at[2]),
    }
    found = {name: _crossing(logs[:, 0], gap.reshape(len(logs), len(eps))) for name, gap in gaps.items()}
    one = (np.full(len(eps), phi), np.full(len(eps), b), eps)
    found["fold"] = np.exp(block_curve.log_alpha("DA", one[0], one[1], one[2], block_curve.fold(*one)))
    return found


def _square(ends: dict[str, tuple[np.ndarray, np.ndarray]], loss: str, eps: np.ndarray) -> np.ndarray:
    """(1 + eps^2) |w - w_R|^2."""
    kappa = 2 * eps / (1 + eps**2)
    x, y = ends[loss]
    return (x - ends["R"][0]) ** 2 + (y - kappa * x) ** 2 / (1 - kappa**2)


def _crossing(logs: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """The alpha at which each column of ``gaps`` first rises through 0, linearly between grid points."""
    with np.errstate(invalid="ignore"):
        rises = (gaps[1:] >= 0) & (gaps[:-1] < 0)
    row, column = rises.argmax(axis=0), np.arange(gaps.shape[1])
    low, high = gaps[row, column], gaps[row + 1, column]
    at = logs[row] + (logs[row + 1] - logs[row]) * low / (low - high)
    return np.exp(np.where(rises.any(axis=0), at, np.nan))


def interval() -> Figure:
    """Figure 4 as published on the left, exactly on the right, a row for each phi."""
    figure = Figure(figsize=(7.2, 7.6), layout="constrained")
    grid = figure.subplots(len(PHIS), 2, sharex=True, sharey="row")
    eps = np.linspace(0.02, 0.995, 120)
    for phi, (left, right) in zip(PHIS, grid, strict=True):
        low, high = published(phi, B, eps)
        known = exact(phi, B, eps)
        top = np.minimum(known["y_R = y_D"], known["fold"])
        for axes, (a, b) in ((left, (low, high)), (right, (known["x_D = x_DA"], top))):
            axes.fill_between(eps, a, b, where=b > a, color="#f3e3b3", label="interval")
            axes.axhline(phi, color="0.6", lw=1)
            axes.set(ylim=(0, 1.5 * phi), xlim=(0, 1))
        left.plot(eps, low, color="#1f4e79", label="Lemma 9")
        left.plot(eps, high, color="#2e7d32", label="Lemma 10")
        right.plot(eps, known["x_D = x_DA"], color="#1f4e79", label=r"$x_D=x_{DA}$")
        right.plot(eps, known["y_R = y_D"], color="#2e7d32", label=r"$y_R=y_D$")
        right.plot(eps, known["fold"], color="#b23b3b", ls="--", label="fold of DA")
        right.plot(eps, known["distance"], color="0.2", ls=":", label="equal distance")
        left.set_ylabel(rf"$\alpha$, for $\varphi={phi:g}$")
    grid[0, 0].set_title("as published", fontsize=10)
    grid[0, 1].set_title("exactly", fontsize=10)
    for axes in grid[-1]:
        axes.set_xlabel(r"correlation $\varepsilon$")
    shown = {text: handle for axes in grid[0] for handle, text in zip(*axes.get_legend_handles_labels(), strict=True)}
    figure.legend(list(shown.values()), list(shown), loc="outside lower center", ncols=4, fontsize=8)
    return figure


def outcomes(phi: float, eps: np.ndarray, b: np.ndarray) -> np.ndarray:
    """0 where DA's local minimum is farther from the oracle than D, 1 nearer, 2 none; at alpha = phi."""
    phis = np.full(len(eps), phi)
    ends = {loss: block_curve.points(loss, phis, b, eps, phis)[0] for loss in ("R", "D", "DA")}
    with np.errstate(invalid="ignore"):
        nearer = _square(ends, "DA", eps) < _square(ends, "D", eps)
    return np.where(np.isnan(ends["DA"][0]), 2, np.where(nearer, 1, 0))


def phase() -> Figure:
    """The outcome over eps and bR, for several phi."""
    phis = (0.25, 1.0, 4.0, 16.0)
    figure = Figure(figsize=(7.2, 5.6), layout="constrained")
    grid = figure.subplots(2, 2, sharex=True, sharey=True)
    eps, b = np.meshgrid(np.linspace(0.004, 0.996, 120), np.geomspace(1e-3, 1e3, 120))
    for phi, axes in zip(phis, grid.ravel(), strict=True):
        shown = outcomes(phi, eps.ravel(), b.ravel()).reshape(eps.shape)
        for outcome, colour in enumerate(COLOURS.values()):
            axes.contourf(eps, b, (shown == outcome).astype(float), levels=[0.5, 1.5], colors=[colour])
        axes.set(yscale="log", title=rf"$\varphi={phi:g}$")
    for axes in grid[-1]:
        axes.set_xlabel(r"correlation $\varepsilon$")
    for axes in grid[:, 0]:
        axes.set_ylabel(r"$|R_{ij}|/(\lambda r)$")
    words = {"farther": "ends farther: harmful", "nearer": "ends nearer: helpful", "none": "no stationary point"}
    figure.legend(
        handles=[Patch(color=COLOURS[name], label=text) for name, text in words.items()],
        loc="outside lower center", ncols=3, fontsize=8,
    )  # fmt: skip
    return figure
