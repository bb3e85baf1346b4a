"""Where descent-ascent ends: a local minimum with a proven radius, or a proven divergence; else out of budget."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve, eigh
from scipy.optimize import OptimizeResult, minimize

from theory.errors import UnableError
from verify.ascent.diagnose.certify import enclosed, scores_within
from verify.ascent.diagnose.definite import least_eigenvalue
from verify.ascent.diagnose.losses import Array, Pair
from verify.ascent.diagnose.minimise import DIRECT, gauge, shift
from verify.ascent.diagnose.path import FAR, Run, is_far
from verify.ascent.diagnose.problem import CHUNK, Problem
from verify.ascent.diagnose.ray import falls_without_end
from verify.ascent.diagnose.rounding import UNIT, above, gamma

MINIMUM, DIVERGES, OUT = "local minimum", "diverges", "out of budget"
WORK = 2e11  # multiplications for Newton's steps after the run
POLISH = 8


@dataclass(frozen=True, eq=False)
class Ending:
    """``kind``: ``MINIMUM`` (then ``w`` and ``radius``), ``DIVERGES`` (then ``w`` and the ``direction`` of the ray), or
    ``OUT``; ``reason``: one sentence."""

    kind: str
    reason: str
    w: Array | None = None
    radius: float = np.inf
    direction: Array | None = None


def ending(problem: Problem, run: Run) -> Ending:
    """The end of descent-ascent after ``run``: it goes on with a trust-region method of Newton's kind, each of whose
    steps lowers L_DA, and what it reaches is certified. That it is a local minimum, or that L_DA falls without end
    along the ray, is proven; that gradient descent with another rate ends there is not.
    """
    try:
        return _ending(problem, run)
    except UnableError as error:
        return Ending(OUT, str(error))


def _ending(problem: Problem, run: Run) -> Ending:
    w = run.last
    if run.stopped == "overflow":
        return Ending(OUT, f"the run leaves double precision at step {run.steps}; give a smaller --rate")
    if run.stopped == "far" and problem.loss.name == "exponential":
        return _divergence(problem, w)
    if problem.parameters > DIRECT:
        return Ending(OUT, f"{problem.parameters} parameters: an end is certified for at most {DIRECT}")
    if run.stopped == "far":
        return _divergence(problem, w)
    if run.stopped != "flat":
        w = _continued(problem, w)
        if is_far(problem, w, problem.scores(w)):
            return _divergence(problem, w)
    w = _polished(problem, w)
    found = certified_radius(problem, w)
    if np.isfinite(found):
        return Ending(MINIMUM, "a local minimum of L_DA, proven to lie within the radius", w, found)
    if problem.loss.name == "squared" or problem.intercept:
        diverging = _divergence(problem, w)
        if diverging.kind == DIVERGES:
            return diverging
    return Ending(OUT, f"no end within {run.steps} steps and Newton's steps after them; raise --steps")


def hessian(problem: Problem, w: Array) -> Array:
    """The second derivative of L_DA in doubles, with the gauge of softmax; (k q, k q)."""
    found = problem.gram(problem.shares("DA"), problem.curvatures(problem.scores(w)))
    found[np.diag_indices_from(found)] += problem.ridges.ravel()
    return found + gauge(problem)


def _continued(problem: Problem, w: Array) -> Array:
    """Lower on L_DA than ``w``: SciPy's ``trust-exact``, as many steps as ``WORK`` allows; it stops far out."""
    shape, reached = problem.shape, [w]

    def look(intermediate_result: OptimizeResult) -> None:
        reached[0] = intermediate_result.x.reshape(shape)
        if is_far(problem, reached[0], problem.scores(reached[0])):
            raise StopIteration

    limits = {}
    if problem.loss.name == "exponential":  # no step moves a margin by more than FAR
        longest = FAR / float(problem.lengths.max())
        limits = {"max_trust_radius": longest, "initial_trust_radius": min(1.0, longest / 2)}
    each = problem.n * problem.parameters**2 + problem.parameters**3
    with np.errstate(over="ignore", invalid="ignore"), contextlib.suppress(ValueError, LinAlgError):
        minimize(  # gives up with one of these where numbers overflow
            lambda v: problem.value("DA", v.reshape(shape)),
            w.ravel(),
            jac=lambda v: problem.gradient("DA", v.reshape(shape)).ravel(),
            hess=lambda v: hessian(problem, v.reshape(shape)),
            method="trust-exact",
            callback=look,
            options={"maxiter": int(np.clip(WORK / each, 5, 200)), "gtol": min(1e-9, 1e-3 * problem.ridge.value)}
            | limits,
        )
    return reached[0]


def _polished(problem: Problem, w: Array) -> Array:
    """Newton's method from ``w`` while the second derivative is positive definite and the gradient shrinks."""
    g = problem.gradient("DA", w)
    for _ in range(POLISH):
        try:
            step = cho_solve(cho_factor(hessian(problem, w), lower=True), g.ravel()).reshape(w.shape)
        except (LinAlgError, ValueError):
            return w
        slope = problem.gradient("DA", w - step)
        if not np.linalg.norm(slope) < np.linalg.norm(g):
            return w
        w, g = w - step, slope
    return w


def certified_radius(problem: Problem, w: Array) -> float:
    """At least the distance from ``w`` to a local minimum of L_DA; inf where none is proven.

    Along a unit vector, the retain part's second derivative falls by at most the factor exp(-c M t) and the forget
    part's rises by at most exp(c M t). So with mu the least eigenvalue at w, T_R and T_F bounds on the two parts, and
    k = c M (T_R + 1.72 T_F), the second derivative is at least mu - k t while c M t <= 1; if 2 k |g| < mu^2, the slope
    at t = 2 |g|/mu is positive in every direction.
    """
    parts = enclosed(problem, w, ["DA", "R", "F"])
    mu = least_eigenvalue(*_second_derivative(problem, w))
    reach = problem.loss.concordance * float(problem.lengths.max())
    turn = above(reach * (parts["R"].stiffness + 1.72 * parts["F"].stiffness), 8)
    g = parts["DA"].most
    if not (mu > 0 and above(2 * turn * g, 8) < mu * mu * (1 - 8e-16) and above(2 * reach * g, 8) <= mu):
        return float(np.inf)
    return float(above(2 * g / mu, 4)) + shift(problem, w)


def _second_derivative(problem: Problem, w: Array) -> tuple[Array, float]:
    """The second derivative of L_DA at ``w`` as a matrix of doubles, and at least the norm of its error.

    What enclosures leave open counts a_i |x_i|^2 times the half-width; rounding, gamma(N) sum a_i |C_i| |x_i|^2, C_i
    the second derivative in the scores.
    """
    shares = problem.shares("DA")
    mids: dict[Pair, Array] = {}
    spread = np.zeros(problem.n)
    size = np.zeros(problem.n)
    everything = slice(0, problem.n)
    z = scores_within(problem, w, everything)
    for (a, b), bend in problem.loss.bends_within(z, problem.y):
        mid = (bend.lo + bend.hi) / 2
        half = np.maximum(bend.hi - mid, mid - bend.lo) * (1 + 2.0**-50) + 2.0**-1000
        mids[a, b] = mid
        spread += (1 + (a != b)) * half
        size += (1 + (a != b)) * (np.abs(mid) + half)
    matrix = problem.gram(shares, mids)
    diagonal = problem.ridges.ravel()
    matrix[np.diag_indices_from(matrix)] += diagonal
    matrix = matrix + gauge(problem)
    squares = np.abs(shares) * problem.lengths**2
    roundings = CHUNK + 2 * (problem.n // CHUNK) + 24
    lost = float(squares @ spread) + gamma(roundings) * float(squares @ size)
    lost += problem.ridge.slack + (4 + problem.k) * UNIT * float(np.abs(np.diag(matrix)).max())
    return matrix, float(above(lost, problem.n + problem.k**2 + 12))


def _divergence(problem: Problem, w: Array) -> Ending:
    """The first ray from ``w`` that is proven, among those that ``directions`` proposes."""
    for direction in _directions(problem, w):
        if falls_without_end(problem, w, direction):
            return Ending(DIVERGES, "L_DA falls without end along a ray, proven", w, direction=direction)
    return Ending(OUT, "the run goes far, but no ray is proven along which L_DA falls without end; raise --steps")


def _directions(problem: Problem, w: Array) -> Iterator[Array]:
    """Exponential: against the gradient. Squared: where the second derivative is most negative. With an intercept,
    logistic and softmax: each class's intercept against all others."""
    g = problem.gradient("DA", w)
    if problem.loss.name == "exponential":
        g = g / np.abs(g).max()
        yield -g / np.linalg.norm(g)
    elif problem.loss.name == "squared":
        v = eigh(hessian(problem, w), subset_by_index=[0, 0])[1][:, 0].reshape(w.shape)
        yield v if np.vdot(v, g) < 0 else -v
    elif problem.intercept:
        for c in range(max(problem.k, 2)):
            v = np.zeros(problem.shape)
            v[min(c, problem.k - 1), -1] = 1.0 if problem.k == 1 and c == 0 else -1.0
            yield v
