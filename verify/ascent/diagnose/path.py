"""Gradient descent in full batches with a fixed rate: descent-ascent, fine-tuning on R, ascent on F.

The iterates are the doubles that were computed; their distance to the oracle is proven to within the oracle's radius.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from verify.ascent.diagnose.losses import Array
from verify.ascent.diagnose.problem import Problem

FAR = 40.0  # a margin below -FAR has an exponential above 2e17
LARGE = 1e8  # a score of the squared loss that only divergence reaches
ASIDE = 1e3  # an intercept that only divergence reaches
FLAT = 1e-13  # of the first gradient: descent has stopped
POWERS = 20  # steps of the power method
KEPT = 10**6
METHODS = {"descent_ascent": "DA", "finetune": "R", "ascent": "F"}


@dataclass(frozen=True, eq=False)
class Run:
    """Where a run went. ``distance``: to the oracle, at steps 0, 1, ...; ``measures``: a column each of what
    ``observe`` saw; ``last`` and ``best``: the last iterate and the one nearest to the oracle; ``stopped``: why;
    ``iterates``: the first ones, at most ``KEPT`` numbers, to be drawn."""

    distance: Array
    measures: dict[str, Array]
    last: Array
    best: Array
    stopped: str
    iterates: list[Array]

    @property
    def steps(self) -> int:
        """Steps taken."""
        return len(self.distance) - 1

    @property
    def best_step(self) -> int:
        """The step that is nearest to the oracle: which one it is, nobody knows who has no oracle."""
        return int(np.argmin(self.distance))


def rate(problem: Problem, w: Array) -> float:
    """1/L, L the largest second derivative of L_R plus that of the forget loss, estimated by the power method: over all
    parameters where the loss has a ceiling, at ``w`` for the exponential loss. A choice, not a bound."""
    shares = problem.shares("R") + problem.shares("F")
    if np.isfinite(problem.loss.ceiling):
        bends = {(a, a): np.full(problem.n, problem.loss.ceiling) for a in range(problem.k)}
    else:
        bends = problem.curvatures(problem.scores(w))
    v, size = np.random.default_rng(0).normal(size=problem.shape), 0.0
    for _ in range(POWERS):
        v = problem.bend(shares, bends, v / max(float(np.linalg.norm(v)), 1e-300))
        size = float(np.linalg.norm(v))
    return 1 / (1.1 * size + problem.ridge.value)


def is_far(problem: Problem, w: Array, z: Array) -> bool:
    """Whether a run at ``w``, with scores ``z``, has left the range in which its losses tell anything. With a logistic
    loss only the intercepts, which no ridge holds, ever do."""
    if problem.intercept and np.abs(w[:, -1]).max() > ASIDE:
        return True
    if problem.loss.name == "exponential":
        return bool((problem.y * z).min() < -FAR)
    return problem.loss.name == "squared" and bool(np.abs(z).max() > LARGE)


@np.errstate(over="ignore", invalid="ignore")
def follow(
    problem: Problem,
    method: str,
    start: Array,
    oracle: Array,
    steps: int,
    step_rate: float,
    observe: Callable[[Array, Array], dict[str, float]] | None = None,
    progress: Callable[..., Any] = lambda done=1: None,
) -> Run:
    """``steps`` steps of ``method`` from ``start``; ``observe(w, scores)`` is asked at every step.

    With the exponential loss the rate shrinks as the curvature grows, sum_i |a_i| phi''_i |x_i|^2, so that no step
    overflows. The run stops where ``is_far`` says so, where its gradient is flat, or before a number overflows.
    """
    which = METHODS[method]
    if which != "DA" and observe is None:
        problem = _only(problem, forget=which == "F")
    sign = -1.0 if which == "F" else 1.0
    steep = not np.isfinite(problem.loss.ceiling)
    squares = np.abs(problem.shares(which)) * problem.lengths**2 if steep else None
    w, distances, seen, first, bend = start, [], [], 0.0, 0.0
    best, stopped = start, "steps"
    kept: list[Array] = []
    for step in range(steps + 1):
        z = problem.scores(w)
        distances.append(float(np.linalg.norm(w - oracle)))
        if distances[-1] <= min(distances):
            best = w
        if len(kept) * w.size < KEPT:
            kept.append(w)
        if observe is not None:
            seen.append(observe(w, z))
        if step == steps:
            break
        if is_far(problem, w, z):
            stopped = "far"
            break
        slope = sign * problem.gradient(which, w, z)
        if squares is not None:
            curvature = float(squares @ np.abs(problem.loss.slope(z, problem.y)).sum(axis=1))
            bend = bend or curvature
        size = float(np.linalg.norm(slope))
        first = first or size
        if size <= FLAT * first:
            stopped = "flat"
            break
        moved = w - step_rate * (min(1.0, bend / curvature) if squares is not None else 1.0) * slope
        if not np.isfinite(np.linalg.norm(moved - oracle)):
            stopped = "overflow"
            break
        w = moved
        progress(1)
    columns = {name: np.array([row[name] for row in seen]) for name in seen[0]} if seen else {}
    return Run(np.array(distances), columns, w, best, stopped, kept)


def _only(problem: Problem, forget: bool) -> Problem:
    """The samples of F, or of R, alone, so that a step costs no more than they do."""
    rows = problem.forget if forget else ~problem.forget
    if not forget and problem.f * 4 < problem.n:
        return problem
    return replace(
        problem,
        x=problem.x[rows],
        y=problem.y[rows],
        forget=problem.forget[rows],
        weights=None if problem.weights is None else problem.weights[rows],
    )
