"""Stationary points in a block, in double precision over arrays: for searching only, never for deciding.

Each system is linear in the weights P = n/(.. lam) e^-x and Q = m/(.. lam) e^-y. Given Q, the first
equation gives u P = W0(e^L) (u = 1 + eps^2), the second y, and the definition of Q the only alpha
for which this is a stationary point. So each objective has a curve of stationary points Q -> alpha:
increasing for D; for DA increasing up to one fold and decreasing after it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import wrightomega

Array = np.ndarray
LOWEST, HIGHEST, HALVINGS = -745.0, 45.0, 64


def weight(loss: str, phi: Array, b: Array, eps: Array, log_q: Array) -> Array:
    """u P on the curve of ``loss`` at Q = exp(``log_q``); ``b`` is bR."""
    q, u = np.exp(log_q), 1 + eps**2
    if loss == "D":
        return wrightomega(np.log(u * b / (1 + phi)) - 2 * eps * q)
    return wrightomega(np.log(u * b) + 2 * eps * q)


def log_alpha(loss: str, phi: Array, b: Array, eps: Array, log_q: Array) -> Array:
    """log of the alpha for which the point of the curve at ``log_q`` is stationary."""
    u, kappa, sign = 1 + eps**2, 2 * eps / (1 + eps**2), 1.0 if loss == "D" else -1.0
    y = kappa * weight(loss, phi, b, eps, log_q) + sign * u * np.exp(log_q)
    return log_q + y - np.log(b / (1 + phi) if loss == "D" else b / phi)


def fold(phi: Array, b: Array, eps: Array) -> Array:
    """log Q at the fold of DA: the zero of Q ((1-eps^2)^2 P + u) - (u P + 1), which increases in Q."""
    u = 1 + eps**2
    low = -np.log(u) + 0 * phi * b
    high = low + HIGHEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        p = weight("DA", phi, b, eps, middle) / u
        beyond = np.exp(middle) * ((1 - eps**2) ** 2 * p + u) > u * p + 1
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return middle


def points(loss: str, phi: Array, b: Array, eps: Array, alpha: Array) -> list[tuple[Array, Array]]:
    """(x, y) of every stationary point: one for D and R; for DA the local minimum and the saddle,
    NaN where alpha lies beyond the fold."""
    u, kappa = 1 + eps**2, 2 * eps / (1 + eps**2)
    with np.errstate(all="ignore"):
        if loss == "R":
            x = wrightomega(np.log(u * b)) + 0 * alpha
            return [(x, kappa * x)]
        if loss == "D":
            return [_at(loss, phi, b, eps, _reach(loss, phi, b, eps, alpha, LOWEST, HIGHEST, True))]
        turn = fold(phi, b, eps)
        gone = log_alpha("DA", phi, b, eps, turn) < np.log(alpha)
        found = []
        for low, high, rising in ((LOWEST, turn, True), (turn, turn + HIGHEST, False)):
            x, y = _at(loss, phi, b, eps, _reach(loss, phi, b, eps, alpha, low, high, rising))
            found.append((np.where(gone, np.nan, x), np.where(gone, np.nan, y)))
        return found


def _reach(
    loss: str, phi: Array, b: Array, eps: Array, alpha: Array, low: Array | float, high: Array | float, rising: bool
) -> Array:
    """log Q between ``low`` and ``high`` where the curve takes ``alpha``: Newton's method, and
    bisection wherever it leaves the bracket."""
    wide = np.broadcast_arrays(np.log(alpha), phi, b, eps, low, high)
    shape = wide[0].shape
    target, phi, b, eps, low, high = (np.array(v, dtype=float).ravel() for v in wide)
    reached = (low + high) / 2
    active = np.arange(len(target))
    for _ in range(HALVINGS):
        at, here = (phi[active], b[active], eps[active]), reached[active]
        excess = log_alpha(loss, *at, here) - target[active]
        above = (excess > 0) == rising
        high[active] = np.where(above, here, high[active])
        low[active] = np.where(above, low[active], here)
        newton = here - excess / _slope(loss, *at, here)
        inside = (newton > low[active]) & (newton < high[active])
        reached[active] = np.where(inside, newton, (low[active] + high[active]) / 2)
        moved = np.abs(reached[active] - here) > 4e-16 * (1 + np.abs(here))
        active = active[moved & np.isfinite(excess)]
        if not len(active):
            break
    return reached.reshape(shape)


def _slope(loss: str, phi: Array, b: Array, eps: Array, log_q: Array) -> Array:
    """d log alpha / d log Q along the curve."""
    u, kappa, sign = 1 + eps**2, 2 * eps / (1 + eps**2), 1.0 if loss == "D" else -1.0
    first = weight(loss, phi, b, eps, log_q)
    return 1 + np.exp(log_q) * sign * (u - kappa * 2 * eps * first / (1 + first))


def _at(loss: str, phi: Array, b: Array, eps: Array, log_q: Array) -> tuple[Array, Array]:
    u, kappa, sign = 1 + eps**2, 2 * eps / (1 + eps**2), 1.0 if loss == "D" else -1.0
    first, q = weight(loss, phi, b, eps, log_q), np.exp(log_q)
    return first + sign * 2 * eps * q, kappa * first + sign * u * q
