"""Gradient descent on the raw losses over raw samples, with a proven bound on its error.

Nothing here knows the closed forms: samples are rows with a feature vector and a label, and the
losses are sums over rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import arb, ctx, fmpq

from theory.errors import LedgerError, UnableError
from verify.verdict import Evidence, Grade, Truth

CASES = (
    (8, 4, 5, 2, "1/10"),
    (1, 1, 1, 0, "1"),
    (1, 1, 1, 1, "100"),
    (3, 3, 3, 1, "1/1000"),
    (6, 5, 4, 3, "1/50"),
    (2, 1, 1, 1, "2"),
)


@dataclass(frozen=True)
class Rows:
    """Raw samples: ``x`` of shape (samples, coordinates), ``y`` of +1 and -1, ``retain`` a mask."""

    x: np.ndarray
    y: np.ndarray
    retain: np.ndarray


def rows(r: int, f: int, n: int, m: int) -> Rows:
    """A data set with those counts: axis j is coordinate 0; the other retain samples lie on
    coordinate 1, the other forget samples have no nonzero feature, so that L_DA is bounded below
    in coordinate 1. Labels alternate, margins are 1."""
    retain = np.arange(r + f) < r
    on_axis = np.concatenate([np.arange(r) < n, np.arange(f) < m])
    y = np.where(np.arange(r + f) % 2 == 0, 1.0, -1.0)
    x = np.zeros((r + f, 2))
    x[np.arange(r + f), np.where(on_axis, 0, 1)] = np.where(on_axis | retain, y, 0.0)
    return Rows(x, y, retain)


def signs(data: Rows, which: str) -> np.ndarray:
    """Each row's weight in the loss "D", "R" or "DA"."""
    r, f = data.retain.sum(), (~data.retain).sum()
    if which == "D":
        return np.full(len(data.y), 1 / (r + f))
    return np.where(data.retain, 1 / r, 0.0 if which == "R" else -1 / f)


def descend(data: Rows, which: str, lam: float, steps: int = 5_000) -> np.ndarray:
    """The point where gradient descent from 0 with backtracking stops, in double precision: where
    the gradient is tiny or no step reduces the loss any more.

    Errors: ``UnableError`` if the gradient is still large after ``steps``.
    """
    weights, margins = signs(data, which), data.x * data.y[:, None]

    def loss(w: np.ndarray) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            return float(weights @ np.exp(-margins @ w) + lam / 2 * w @ w)

    w, rate, here = np.zeros(data.x.shape[1]), 1.0, np.inf
    for _ in range(steps):
        gradient = lam * w - margins.T @ (weights * np.exp(-margins @ w))
        square, here, rate = float(gradient @ gradient), loss(w), 2 * rate
        if square <= (1e-12 * (1 + lam)) ** 2:
            return w
        while not loss(w - rate * gradient) <= here - rate / 2 * square and rate > 1e-9:
            rate /= 2
        if rate <= 1e-9 or loss(w - rate * gradient) >= here:
            break
        w = w - rate * gradient
    if square > (1e-5 * (1 + lam)) ** 2:
        raise UnableError(
            f"descent on L_{which} has gradient {square**0.5:.1e} after {steps} steps; raise the number of steps"
        )
    return w


def bound(data: Rows, which: str, lam: fmpq, w: np.ndarray) -> arb:
    """A proven radius around coordinate 0 of ``w`` that contains a stationary point of the loss.

    The gradient in coordinate 0 over the raw rows is enclosed; where its derivative is at least
    ``k`` > 0 on [w - rho, w + rho] and rho = |gradient|/k, a zero lies there (mean value). For D
    and R, k = lam. For DA, k is enclosed on a trial interval. Errors: ``UnableError``.
    """
    with ctx.workprec(160):
        centre = arb(float(w[0]))
        gradient, _ = _axis(data, which, lam, centre)
        if which != "DA":
            return abs(gradient) / arb(lam)
        trial = arb("1e-3")
        _, curvature = _axis(data, which, lam, centre + arb(0, trial))
        if not curvature > 0:
            raise UnableError("L_DA is not certainly convex within 1e-3 of where descent stopped; run more steps")
        radius = abs(gradient) / curvature.lower()
        if not radius < trial:
            raise UnableError(f"the error bound {radius.str(3)} exceeds its trial 1e-3; run more steps")
        return radius


def _axis(data: Rows, which: str, lam: fmpq, w: arb) -> tuple[arb, arb]:
    """dL/dw_0 and d2L/dw_0^2 over the raw rows, which are nonzero on one coordinate each."""
    r, f = int(data.retain.sum()), int((~data.retain).sum())
    slope, curvature = arb(lam) * w, arb(lam)
    for x, y, kept in zip(data.x[:, 0], data.y, data.retain, strict=True):
        if x == 0:
            continue
        share = {"D": fmpq(1, r + f), "R": fmpq(int(kept), r), "DA": fmpq(1, r) if kept else fmpq(-1, f)}[which]
        pull = arb(share) * (-arb(float(y * x)) * w).exp()
        slope -= arb(float(y * x)) * pull
        curvature += pull
    return slope, curvature


def compare() -> Evidence:
    """Descent against the closed form on every case: each must lie within descent's own bound.

    Errors: ``LedgerError`` if one does not: then the closed form or the descent is wrong.
    """
    from verify.ascent.solve.axis import axis

    worst = arb(0)
    runs = 0
    for r, f, n, m, ridge in CASES:
        lam = fmpq(*map(int, (ridge + "/1").split("/")[:2]))
        data = rows(r, f, n, m)
        for which in ("D", "R", "DA"):
            if which == "DA" and fmpq(n, r) - fmpq(m, f) < -lam / 4:  # near or past the fold
                continue
            w = descend(data, which, float(lam.p) / float(lam.q))
            radius = bound(data, which, lam, w)
            with ctx.workprec(160):
                found = axis(which, {"r": fmpq(r), "f": fmpq(f), "n": fmpq(n), "m": fmpq(m), "lam": lam})
                gap = abs(arb(float(w[0])) - found[0].enclosure)
                if gap > radius:
                    raise LedgerError(
                        f"descent on L_{which} at {(r, f, n, m, ridge)} stops {gap.str(5)} from the closed form, its"
                        f" bound is {radius.str(5)}"
                    )
                worst = worst.max(radius)
            runs += 1
    return Evidence(
        "descent",
        Truth.UNKNOWN,
        Grade.SAMPLED,
        f"{len(CASES)} data sets",
        f"{runs} runs on the raw losses agree within their proven bounds, the largest below 1e-4:"
        f" {bool(worst < arb('1e-4'))}",
    )
