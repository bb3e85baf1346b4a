"""The minimisers w_D and w_R: Newton's method in doubles, then a proven radius."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.sparse.linalg import LinearOperator, cg

from theory.errors import UnableError
from verify.ascent.diagnose.certify import Enclosed, enclosed, radius
from verify.ascent.diagnose.losses import Array
from verify.ascent.diagnose.problem import Problem
from verify.ascent.diagnose.rounding import above, gamma

DIRECT = 2500  # parameters up to which the second derivative is a matrix
STEPS, INNER = 200, 1000  # of Newton's method; of conjugate gradients within a step
HALVINGS = 40


@dataclass(frozen=True, eq=False)
class Point:
    """Doubles ``w``, shape (k, q), and ``radius``: at least the distance to the exact minimiser. ``at``: the enclosed
    gradient that proves it."""

    w: Array
    radius: float
    at: Enclosed


class Curvature:
    """The second derivative of an objective at scores ``z``, to be solved with. It must be positive definite."""

    def __init__(self, problem: Problem, which: str, z: Array) -> None:
        self.problem, self.shares, self.bends = problem, problem.shares(which), problem.curvatures(z)
        self.factor = None
        if problem.parameters <= DIRECT:
            self.factor = cho_factor(self.matrix(), lower=True, overwrite_a=True)

    def matrix(self) -> Array:
        """The matrix, with ``gauge``."""
        found = self.problem.gram(self.shares, self.bends)
        found[np.diag_indices_from(found)] += self.problem.ridges.ravel()
        return found + gauge(self.problem)

    def times(self, v: Array) -> Array:
        """The second derivative, with ``gauge``, times v."""
        problem = self.problem
        found = problem.bend(self.shares, self.bends, v) + problem.ridges * v
        if is_shiftable(problem):
            found[:, -1] += v[:, -1].sum()
        return found

    def solve(self, g: Array, tolerance: float = 1e-10) -> Array:
        """v with H v = g; by conjugate gradients to a relative residual of ``tolerance`` where the matrix is large."""
        if self.factor is not None:
            return cho_solve(self.factor, g.ravel()).reshape(g.shape)
        size, shape = g.size, g.shape
        operator = LinearOperator((size, size), lambda v: self.times(v.reshape(shape)).ravel())
        return cg(operator, g.ravel(), rtol=tolerance, maxiter=INNER)[0].reshape(shape)


def is_shiftable(problem: Problem) -> bool:
    """Whether all intercepts may shift together without any change: softmax. They are kept to add up to 0."""
    return problem.intercept and problem.loss.name == "softmax"


def gauge(problem: Problem) -> Array | float:
    """(sum of the intercepts)^2/2 has this second derivative; it makes that of softmax definite."""
    if not is_shiftable(problem):
        return 0.0
    mark = np.zeros(problem.shape)
    mark[:, -1] = 1
    return np.outer(mark.ravel(), mark.ravel())


def minimiser(problem: Problem, which: str, start: Array | None = None) -> Point:
    """The minimiser of L_D or L_R (``which`` = "D", "R") with its proven radius. Errors: ``UnableError``."""
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not taken
        w = descend(problem, which, np.zeros(problem.shape) if start is None else start)
    at = enclosed(problem, w, [which])[which]
    return Point(w, radius(problem, at) + shift(problem, w), at)


def shift(problem: Problem, w: Array) -> float:
    """At least the distance from ``w`` to the parameters whose intercepts add up to 0, where that fixes them."""
    if not is_shiftable(problem):
        return 0.0
    b = w[:, -1]
    return float(above(abs(b.sum()) + gamma(len(b)) * np.abs(b).sum(), len(b) + 2))  # |b| |sum|/sqrt(k), or more


def descend(problem: Problem, which: str, w: Array) -> Array:
    """Newton's method from ``w``, halving a step that does not lower the objective, until the gradient shrinks no
    more. Errors: ``UnableError`` where the second derivative is singular in doubles, or after ``STEPS``."""
    z = problem.scores(w)
    value, g = problem.value(which, w, z), problem.gradient(which, w, z)
    for _ in range(STEPS):
        size = float(np.linalg.norm(g))
        if size == 0:
            return w
        try:
            step = Curvature(problem, which, z).solve(g, min(0.1, max(size, 1e-12) ** 0.5) * 1e-2)
        except LinAlgError:
            raise UnableError(
                "the second derivative is singular in double precision: the ridge is too small for these features;"
                " raise it, or scale the features"
            ) from None
        fall, rate = float((g * step).sum()), 1.0
        for _ in range(HALVINGS):
            trial = w - rate * step
            z = problem.scores(trial)
            reached, slope = problem.value(which, trial, z), problem.gradient(which, trial, z)
            small = fall <= 1e-9 * (1 + abs(value))
            if np.isfinite(reached) and (np.linalg.norm(slope) < size if small else reached <= value - rate * fall / 4):
                break
            if small:
                return w
            rate /= 2
        w, value, g = trial, reached, slope
    raise UnableError(
        f"Newton's method on L_{which} needs more than {STEPS} steps; raise the ridge, or scale the features"
    )
