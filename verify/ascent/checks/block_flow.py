"""The gradient flow of L_DA in a block from the original model, in double precision: samples, not a proof."""

from __future__ import annotations

import numpy as np

from theory.ascent import two_axes
from verify.ascent.library import decision
from verify.ascent.solve import block, block_curve
from verify.values.doubles import Plan
from verify.verdict import Evidence, Finding, Grade, Truth

SEED, DRAWN, STEPS, LOWEST = 20251125, 3000, 4000, -30.0
NAMES = tuple(name.name for name in block.ORDER)


def nearest(
    at: tuple[np.ndarray, ...], start: tuple[np.ndarray, np.ndarray], oracle: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """The least squared distance to ``oracle`` on each flow from ``start``, relative to its first value.

    The derived system of DA is the flow's velocity, negated, in (x, y); Heun steps, until y < -30.
    """
    plan = Plan(*(-part for part in two_axes.system("DA")))
    eps = at[2]
    kappa, u = 2 * eps / (1 + eps**2), 1 + eps**2

    def velocity(x: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
        return plan(dict(zip(NAMES, (*at, x, y), strict=True)))

    def square(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        a, b = x - oracle[0], y - oracle[1]
        return (a**2 + b**2 - 2 * kappa * a * b) / (1 - kappa**2)

    x, y = start
    first = square(x, y)
    least = np.full(len(x), np.inf)
    for _ in range(STEPS):
        step = 0.05 / (1 + u * at[1] * (np.exp(-x) + at[3] / at[0] * np.exp(-y)))
        slope = velocity(x, y)
        ahead = velocity(x + step * slope[0], y + step * slope[1])
        moving = y > LOWEST
        x = np.where(moving, x + step * (slope[0] + ahead[0]) / 2, x)
        y = np.where(moving, y + step * (slope[1] + ahead[1]) / 2, y)
        least = np.minimum(least, square(x, y))
    return least / first


@decision("res-block-early-stop")
def early_stop() -> Finding:
    """Flows from seeded parameters at which the first step does not approach the oracle."""
    rng = np.random.default_rng(SEED)
    phi, b = 10 ** rng.uniform(-2, 2, DRAWN), 10 ** rng.uniform(-3, 2, DRAWN)
    eps = rng.uniform(0.02, 0.98, DRAWN)
    alpha = phi * 10 ** rng.uniform(-3, 0, DRAWN)
    points = {loss: block_curve.points(loss, phi, b, eps, alpha)[0] for loss in ("D", "R")}
    (x_d, y_d), (x_r, y_r) = points["D"], points["R"]
    away = phi**2 * np.exp(-x_d) * (x_r - x_d) <= alpha * (1 + 2 * phi) * np.exp(-y_d) * (y_r - y_d)
    at = tuple(v[away] for v in (phi, b, eps, alpha))
    ratios = nearest(at, (x_d[away], y_d[away]), (x_r[away], y_r[away]))
    closer = int((ratios < 1 - 1e-9).sum())
    where = f"{len(ratios)} flows, seed {SEED}"
    evidence = Evidence("flows", Truth.UNKNOWN, Grade.SAMPLED, where, f"{closer} of them come nearer than they start")
    reason = (
        f"{closer} of {where} come nearer than they start; open: a proof needs an invariant of the flow, and the sign"
        " of the pull is not one at every point of the plane; a refutation needs a validated integration of one flow"
    )
    return Finding(Truth.UNKNOWN, Grade.SAMPLED, reason, (evidence,))
