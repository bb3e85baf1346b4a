"""Proven distances to minimisers: a gradient in doubles with a bound on its error, and strong convexity.

Without an intercept L_D and L_R are lambda-strongly convex: |w - w*| <= |grad L(w)|/lambda. An intercept is not
penalised; there the curvature at w and its slow change bound the distance, see ``radius``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from theory.errors import UnableError
from verify.ascent.diagnose.losses import Array
from verify.ascent.diagnose.problem import CHUNK, Problem
from verify.ascent.diagnose.rounding import UNIT, above, gamma, norm_above
from verify.values.intervals.interval import Interval, down, up


@dataclass
class Enclosed:
    """A gradient at a point of doubles: ``mid``, shape (k, q), and ``error``, at least the norm of exact minus ``mid``.

    ``stiffness``: at least the norm of the data part's second derivative there, the samples' taken by size.
    ``floor``: the curvature against the intercepts, sums of a_i phi''_i at least; ``lean``: at most the length of the
    mean feature vector under these weights, each a number a column.
    """

    mid: Array
    error: float = 0.0
    stiffness: float = 0.0
    floor: Array = field(default_factory=lambda: np.zeros(1))
    lean: Array = field(default_factory=lambda: np.zeros(1))

    @property
    def most(self) -> float:
        """At least the norm of the exact gradient."""
        return float(above(norm_above(self.mid) + self.error, 2))


def score_error(problem: Problem, w: Array, rows: slice) -> Array:
    """At least |computed - exact| of each score of the rows; shape (rows, k)."""
    sizes = above(np.linalg.norm(w, axis=1), w.shape[1] + 4)
    return gamma(problem.longest + 2) * problem.lengths[rows, None] * sizes[None, :] * (1 + 8 * UNIT) + 2.0**-1000


def scores_within(problem: Problem, w: Array, rows: slice) -> Interval:
    """Encloses the scores of the rows."""
    z, error = problem.scores(w, problem.x[rows]), score_error(problem, w, rows)
    return Interval(down(z - error), up(z + error))


def enclosed(problem: Problem, w: Array, which: Sequence[str]) -> dict[str, Enclosed]:
    """The gradients at ``w`` of the objectives named (``"F"``: the mean loss over F alone), each with its error.

    The error adds what scores and slopes leave open, a_i |x_i| times the half-width of the slope, to the rounding of
    the sums, gamma(N) sum a_i |slope_i| |x_i| with N the length of a chunk and the number of chunks.
    """
    shares = {name: problem.shares(name) for name in which}
    found = {name: Enclosed(np.zeros(problem.shape)) for name in which}
    spread, summed = dict.fromkeys(which, 0.0), dict.fromkeys(which, 0.0)
    sums: dict[str, list[Array]] = {name: [] for name in which}
    chunks = list(problem.chunks())
    for rows in chunks:
        z, labels, lengths = scores_within(problem, w, rows), problem.y[rows], problem.lengths[rows]
        slope = problem.loss.slope_within(z, labels)
        mid = (slope.lo + slope.hi) / 2
        half = up(np.maximum(slope.hi - mid, mid - slope.lo))
        size, wide = np.linalg.norm(np.abs(mid), axis=1), np.linalg.norm(half, axis=1)
        stiff = problem.loss.stiffness(np.abs(mid) + half)
        floor = problem.loss.floor_within(z, labels) if problem.intercept else None
        for name in which:
            a, into = shares[name][rows], found[name]
            into.mid += problem.pull(a[:, None] * mid, rows)
            spread[name] += float(np.abs(a) @ (wide * lengths))
            summed[name] += float(np.abs(a) @ ((size + wide) * lengths))
            into.stiffness += float(np.abs(a) @ (stiff * lengths**2))
            if floor is not None:
                sums[name].append(np.stack([a @ floor, a @ (floor * lengths[:, None])]))
    roundings = CHUNK + len(chunks) + 10
    for name, into in found.items():
        if name != "F":
            into.mid = into.mid + problem.ridges * w
        ridge = (problem.ridge.slack + 4 * UNIT * problem.ridge.value) * norm_above(w)
        into.error = float(
            above(
                spread[name] + gamma(roundings) * summed[name] + ridge + 4 * UNIT * norm_above(into.mid),
                problem.k + 2 * roundings,
            )
        )
        into.stiffness = float(above(into.stiffness, roundings + 6))
        if sums[name]:
            floor, lean = sum(sums[name]) * np.array([[1 - 2 * gamma(roundings + 4)], [1 + 2 * gamma(roundings + 4)]])
            into.floor, into.lean = floor, lean / np.where(floor > 0, floor, np.nan) * (1 + 8 * UNIT)
    return found


def convexity(problem: Problem, at: Enclosed) -> float:
    """At most the least eigenvalue of the second derivative of L_D or L_R where ``at`` was taken.

    lambda without an intercept. With one, shifts of the scores cost s = ``floor`` and the rest lambda; the form
    s (u . m + b)^2 + lambda |u|^2, |m| <= X = ``lean``, has the determinant s lambda and the trace s X^2 + lambda + s,
    so its least eigenvalue is at least s lambda/(s (X^2 + 1) + lambda). For softmax, shifts that add up to 0.
    """
    ridge = (problem.ridge.value - problem.ridge.slack) * (1 - 4 * UNIT)
    if not problem.intercept:
        return ridge
    least = at.floor * ridge / (at.floor * (at.lean**2 + 1) + ridge) * (1 - 16 * UNIT)
    return float(np.min(np.where(np.isfinite(least), least, 0.0)))


def radius(problem: Problem, at: Enclosed) -> float:
    """At least the distance from the point of ``at`` to the minimiser of its objective, L_D or L_R.

    |g|/lambda without an intercept. With one: along a unit vector the second derivative at distance t is at least
    mu exp(-c M t), mu = ``convexity``, M the longest sample, c the loss's ``concordance``; so the slope at distance t
    is positive in every direction once mu (1 - exp(-c M t))/(c M) > |g|, which t = 1.4 |g|/mu meets if c M |g| <= mu/2.
    Errors: ``UnableError`` if |g| is larger: the point is too far from the minimiser for that.
    """
    mu, most = convexity(problem, at), at.most
    if not problem.intercept:
        return most / mu * (1 + 8 * UNIT)
    bound = problem.loss.concordance * float(problem.lengths.max()) * most
    if not 2 * bound * (1 + 8 * UNIT) <= mu:
        raise UnableError(
            f"the gradient {most:.2g} is too large for a proven distance with an intercept (curvature {mu:.2g}); raise"
            " the ridge, centre and scale the features, or leave the intercept out"
        )
    return 1.4 * most / mu * (1 + 8 * UNIT)
