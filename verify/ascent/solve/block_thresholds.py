"""The exact alpha at which the order of the three solutions in a block changes, given phi, bR and eps.

Two have closed forms (res-threshold-x-oracle, res-threshold-y-oracle), the fold of DA is a solution of
two equations. The other two are enclosed as solutions of the derived systems with alpha unknown and one
equation more; both lie below an explicit bound (res-original-above-da-x, res-block-farther).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from flint import arb

from theory.ascent import two_axes
from theory.lambert import enclose_w0
from theory.language.term import Variable
from verify.ascent.solve import block, block_curve
from verify.ascent.solve.block import Ratios
from verify.values.balls import Plan

ENDS = {loss: (Variable(f"x_{loss}"), Variable(f"y_{loss}")) for loss in ("R", "D", "DA")}
FURTHEST = 60.0  # how far below its bound, in log alpha, a change is looked for
LARGEST = arb("1e300")
NAMES = {
    "fold": "DA has a stationary point up to this alpha",
    "x_R = x_D": "x_D <= x_R up to this alpha",
    "y_R = y_D": "y_D <= y_R up to this alpha",
    "x_D = x_DA": "x_D >= x_DA from this alpha on, at the local minimum",
    "distance": "the local minimum of DA is farther from the oracle than D from this alpha on",
}


def thresholds(at: Ratios) -> dict[str, arb | None]:
    """The alpha of each change by name; None where none is found below the fold, or where it exceeds
    1e300. ``at.alpha`` is not used.

    Guarantee: each ball contains a solution of its equations. Limits: for the last two, that there
    is no other, and None, is observed in double precision, not proven. Domain: 0 < eps < 1.
    Errors: ``UnableError`` at too low a precision.
    """
    phi, b, eps = (arb(v) for v in at[:3])
    u = 1 + eps**2
    kappa, x_r = 2 * eps / u, enclose_w0(b * u)
    share = b / (1 + phi)
    x = kappa**2 * x_r + enclose_w0(u * (1 - kappa**2) * share * (-(kappa**2) * x_r).exp())
    found: dict[str, arb | None] = {
        "fold": block.fold(at),
        "x_R = x_D": phi / kappa * (x_r * ((kappa + phi / kappa) / (1 + phi) - 1)).exp(),
        "y_R = y_D": (kappa * x_r - 2 * eps * share * (-x).exp()) * (kappa * x_r).exp() / (u * share),
    }
    for name, value in found.items():
        if value is not None and value > LARGEST:
            found[name] = None
    for name in ("x_D = x_DA", "distance"):
        start = _start(name, *(block.double(v) for v in at[:3]))
        found[name] = block.enclosed(*_system(name), (phi, b, eps), start)[-1] if start else None
    return found


@cache
def _system(name: str) -> tuple[Plan, Plan]:
    """The three systems and the condition ``name``, in the six coordinates and alpha, with the Jacobian."""
    system = [
        part.subs({two_axes.X: x, two_axes.Y: y}) for loss, (x, y) in ENDS.items() for part in two_axes.system(loss)
    ]
    far = [two_axes.squared_distance(ENDS[loss], ENDS["R"]) for loss in ("D", "DA")]
    conditions = {
        "x_D = x_DA": (ENDS["D"][0] - ENDS["DA"][0]) / two_axes.B_R,
        "distance": (far[1] - far[0]) / two_axes.B_R**2,
    }
    unknown = (*(z for end in ENDS.values() for z in end), two_axes.ALPHA)
    return block.compiled((*system, conditions[name]), (two_axes.PHI, two_axes.B_R, two_axes.EPS), unknown)


def _start(name: str, phi: float, b: float, eps: float) -> list[float] | None:
    """The coordinates and alpha at the change, in doubles: the first that a grid in log alpha shows."""
    kappa = 2 * eps / (1 + eps**2)
    bound = phi**2 / (kappa * (1 + 2 * phi))
    if name == "distance":
        bound = phi**2 / (np.sqrt(kappa**2 * phi**2 + 1 + 2 * phi) + kappa * phi)
    at = tuple(np.array(v) for v in (phi, b, eps))
    fold = float(block_curve.log_alpha("DA", at[0], at[1], at[2], block_curve.fold(*at)))
    top = min(float(np.log(bound)) + 1e-9, fold - 1e-12 * max(1.0, abs(fold)))
    logs = np.linspace(top - FURTHEST, top, 400)
    beyond = _beyond(name, phi, b, eps, logs)
    changes = np.flatnonzero(beyond[1:] & ~beyond[:-1])
    if not len(changes):
        return None
    low, high = logs[changes[0]], logs[changes[0] + 1]
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if _beyond(name, phi, b, eps, np.array([middle]))[0] else (middle, high)
    columns = _columns(phi, b, eps, np.array([high]))
    return [float(z[0]) for loss in ENDS for z in columns[loss]] + [float(np.exp(high))]


def _columns(phi: float, b: float, eps: float, logs: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    phis, bs, epses = (np.full(len(logs), v) for v in (phi, b, eps))
    return {loss: block_curve.points(loss, phis, bs, epses, np.exp(logs))[0] for loss in ENDS}


def _beyond(name: str, phi: float, b: float, eps: float, logs: np.ndarray) -> np.ndarray:
    """Where the change ``name`` has happened, at alpha = exp(``logs``)."""
    ends = _columns(phi, b, eps, logs)
    if name == "x_D = x_DA":
        return ends["D"][0] >= ends["DA"][0]
    kappa = 2 * eps / (1 + eps**2)
    x_r = ends["R"][0]
    square = {
        loss: ((x - x_r) / x_r) ** 2 + ((y - kappa * x) / x_r) ** 2 / (1 - kappa**2) for loss, (x, y) in ends.items()
    }
    return square["DA"] >= square["D"]
