"""What is proven of a point in doubles: how far a stationary point is from it.

If on the ball of radius rho around w the second derivative is at least mu > 0 and |gradient(w)| <= mu rho, then the
loss has exactly one stationary point in the ball, a local minimum, no farther from w than |gradient(w)|/mu: on the
ball's border the gradient points outward. L_D and L_R are lam-convex, so for them mu = lam serves everywhere. The
gradient is differentiated from the loss and enclosed with outward rounding; the solvers' code is not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from theory.ascent import two_axes
from theory.language.algebra import expanded
from theory.language.calculus import diff, plus, times
from theory.language.claim import symbol
from theory.language.exponentials import collected
from theory.language.term import Term, Variable, exp, sqrt
from verify.ascent.grid.losses import exponentials
from verify.ascent.grid.set_up import SetUp
from verify.values.intervals.interval import Interval, down, points, root, up
from verify.values.intervals.terms import Terms

LAM = two_axes.LAM
PLACE = two_axes.W_I, two_axes.W_J
REACH = Variable("rho")


def symbols(values: Mapping[str, np.ndarray]) -> dict[Term, Interval]:
    """The parameters as intervals by variable; each double is the exact value."""
    return {symbol(name): points(column) for name, column in values.items()}


@cache
def gradient(set_up: SetUp, which: str) -> tuple[Term, ...]:
    """The derivatives of the loss by each coordinate, a term in the parameters and w."""
    w = PLACE[: set_up.coordinates]
    loss = LAM / 2 * plus(*(c**2 for c in w))
    for margins, a in exponentials(set_up, which):
        loss += a * exp(-_along(margins))
    return tuple(collected(diff(loss, c)) for c in w)


def _along(margins: Sequence[Term]) -> Term:
    """<z, w>."""
    return plus(*(times(z, c) for z, c in zip(margins, PLACE, strict=False)))


def _square(margins: Sequence[Term]) -> Term:
    """|z|^2."""
    return expanded(plus(*(times(z, z) for z in margins)))


def radius(set_up: SetUp, which: str, values: Mapping[str, np.ndarray], w: Sequence[np.ndarray]) -> np.ndarray:
    """A proven bound on the distance from ``w`` to a local minimum of the loss, for D and R its global one; infinite
    where nothing is proven."""
    at = Terms(symbols(values) | {s: points(c) for s, c in zip(PLACE, w, strict=False)})
    slope = root(at.value(plus(*(g**2 for g in gradient(set_up, which))))).hi
    with np.errstate(all="ignore"):
        trial = 2 * slope / _convexity(set_up, which, at, np.zeros_like(slope))
        mu = _convexity(set_up, which, at, np.where(trial > 0, trial, 0.0))
        reached = up(slope / mu)
        local = np.where((mu > 0) & (trial > 0) & (reached <= trial) | (slope == 0) & (mu > 0), reached, np.inf)
        return local if which == "DA" else np.fmin(local, up(slope / values["lam"]))


def _convexity(set_up: SetUp, which: str, at: Terms, rho: np.ndarray) -> np.ndarray:
    """A lower bound of the second derivative's eigenvalues within ``rho`` of w: those of lam I + sum c_k z_k z_k^T with
    c_k at most a_k exp(-<z_k, v>) on the ball. In two coordinates, the determinant over the trace."""
    ball = Terms({**at.known, REACH: Interval(-rho, rho)})
    weights = []
    for margins, a in exponentials(set_up, which):
        size = expanded(sqrt(_square(margins)))
        weights.append((margins, points(ball.value(a * exp(-_along(margins) - times(size, REACH))).lo)))
    lam = at.value(LAM)
    along = lam
    for margins, c in weights:
        along = along + c * at.value(_square(margins))
    if set_up.coordinates == 1:
        return along.lo
    trace, determinant = along + lam, lam * along
    for k, (first, c) in enumerate(weights):
        for second, d in weights[:k]:
            area = expanded(first[0] * second[1] - first[1] * second[0])
            determinant = determinant + c * d * at.value(area**2)
    return np.where((trace.lo > 0) & (determinant.lo > 0), down(determinant.lo / trace.hi), -np.inf)
