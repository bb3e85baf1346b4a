"""What is proven of a point in doubles: how far a stationary point is from it, or that there is none.

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
from theory.language.exponentials import collected
from theory.language.formula import And, Atom, Or
from theory.language.term import Number, Term, Variable, exp, sqrt, w0
from verify.ascent.grid.loss import COORDINATES, SHARE, terms
from verify.ascent.solve import block_curve
from verify.values.intervals.interval import Outward, down, points, root, up
from verify.values.intervals.terms import HOLDS, Terms

LAM = two_axes.LAM
PLACE = two_axes.W_I, two_axes.W_J
REACH = Variable("rho")
NAMES = {"alpha": two_axes.ALPHA, "phi": two_axes.PHI, "share": SHARE, "lam": LAM, "eps": two_axes.EPS}
LOWER, UPPER = Variable("q_lower"), Variable("q_upper")
AROUND_FOLD = 2.0**-20
ZERO, ONE = Number(0), Number(1)


def symbols(values: Mapping[str, np.ndarray]) -> dict[Term, Outward]:
    """The parameters as intervals by variable; each double is the exact value."""
    return {NAMES[name]: points(column) for name, column in values.items()}


@cache
def gradient(problem: str, which: str) -> tuple[Term, ...]:
    """The derivatives of the loss by each coordinate, a term in the parameters and w."""
    w = PLACE[: COORDINATES[problem]]
    loss = LAM / 2 * plus(*(c**2 for c in w))
    for margins, a in terms(problem, which):
        loss += a * exp(-_along(margins))
    return tuple(collected(diff(loss, c)) for c in w)


def _along(margins: Sequence[Term]) -> Term:
    """<z, w>."""
    return plus(*(times(z, c) for z, c in zip(margins, PLACE, strict=False)))


def _square(margins: Sequence[Term]) -> Term:
    """|z|^2."""
    return expanded(plus(*(times(z, z) for z in margins)))


def radius(problem: str, which: str, values: Mapping[str, np.ndarray], w: Sequence[np.ndarray]) -> np.ndarray:
    """A proven bound on the distance from ``w`` to a local minimum of the loss, for D and R its global one; infinite
    where nothing is proven."""
    at = Terms(symbols(values) | {s: points(c) for s, c in zip(PLACE, w, strict=False)})
    slope = root(at.value(plus(*(g**2 for g in gradient(problem, which))))).hi
    with np.errstate(all="ignore"):
        trial = 2 * slope / _convexity(problem, which, at, np.zeros_like(slope))
        mu = _convexity(problem, which, at, np.where(trial > 0, trial, 0.0))
        reached = up(slope / mu)
        local = np.where((mu > 0) & (trial > 0) & (reached <= trial) | (slope == 0) & (mu > 0), reached, np.inf)
        return local if which == "DA" else np.fmin(local, up(slope / values["lam"]))


def _convexity(problem: str, which: str, at: Terms, rho: np.ndarray) -> np.ndarray:
    """A lower bound of the second derivative's eigenvalues within ``rho`` of w: those of lam I + sum c_k z_k z_k^T with
    c_k at most a_k exp(-<z_k, v>) on the ball. In two coordinates, the determinant over the trace."""
    ball = Terms({**at.known, REACH: Outward(-rho, rho)})
    weights = []
    for margins, a in terms(problem, which):
        size = expanded(sqrt(_square(margins)))
        weights.append((margins, points(ball.value(a * exp(-_along(margins) - times(size, REACH))).lo)))
    lam = at.value(LAM)
    along = lam
    for margins, c in weights:
        along = along + c * at.value(_square(margins))
    if COORDINATES[problem] == 1:
        return along.lo
    trace, determinant = along + lam, lam * along
    for k, (first, c) in enumerate(weights):
        for second, d in weights[:k]:
            area = expanded(first[0] * second[1] - first[1] * second[0])
            determinant = determinant + c * d * at.value(area**2)
    return np.where((trace.lo > 0) & (determinant.lo > 0), down(determinant.lo / trace.hi), -np.inf)


def no_minimum(problem: str, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Where L_DA certainly has no stationary point (so no minimum either)."""
    return _none_on_axis(values) if problem == "axis" else _none_in_block(values)


def _none_on_axis(values: Mapping[str, np.ndarray]) -> np.ndarray:
    """a/lam < -1/e, a the factor of the exponential: the minimum of w e^w is -1/e."""
    ((_, a),) = terms("axis", "DA")
    return Terms(symbols(values)).truth(Atom("<", a * exp(ONE), -LAM)) == HOLDS


def _none_in_block(values: Mapping[str, np.ndarray]) -> np.ndarray:
    """alpha beyond the fold. On the curve of stationary points, by Q = q, the Hessian's determinant is -``turn``; it
    vanishes somewhere between q_lower and q_upper if ``turn`` is negative at one and positive at the other, and where
    it vanishes alpha is largest (res-block-da-fold; points with equal x are equal). There alpha = q e^y/bF with
    y = kappa u P - u q, each part at most what it is at one of the ends. At eps = 0 the second axis stands alone."""
    eps, u, bR = two_axes.EPS, 1 + two_axes.EPS**2, SHARE / LAM
    with np.errstate(all="ignore"):
        q = np.exp(block_curve.fold(values["phi"], values["share"] / values["lam"], values["eps"]))
    q = np.where(np.isfinite(q), q, 1.0)
    at = Terms(symbols(values) | {LOWER: points(q * (1 - AROUND_FOLD)), UPPER: points(q * (1 + AROUND_FOLD))})

    def first(z: Term) -> Term:
        return w0(u * bR * exp(2 * eps * z)) / u

    def turn(z: Term) -> Term:
        return z * ((1 - eps**2) ** 2 * first(z) + u) - (u * first(z) + 1)

    bF = bR / two_axes.PHI
    bracketed = And((Atom(">", eps, ZERO), Atom("<", turn(LOWER), ZERO), Atom(">", turn(UPPER), ZERO)))
    most = UPPER * exp(2 * eps * first(UPPER) - u * LOWER) / bF
    alone = And((Atom("==", eps, ZERO), Atom(">", two_axes.ALPHA * bF * exp(ONE), ONE)))
    return at.truth(Or((And((bracketed, Atom(">", two_axes.ALPHA, most))), alone))) == HOLDS
