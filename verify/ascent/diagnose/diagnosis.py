"""The diagnosis of one forget set: minimisers, the run, its end, the alternatives, the verdict."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from theory.errors import UnableError
from verify.ascent.diagnose import first_step, removal, verdict
from verify.ascent.diagnose.assumptions import Assumptions, assumptions
from verify.ascent.diagnose.certify import enclosed, radius
from verify.ascent.diagnose.ending import MINIMUM, Ending, ending
from verify.ascent.diagnose.labels import Labels
from verify.ascent.diagnose.losses import Array
from verify.ascent.diagnose.minimise import Point, minimiser, shift
from verify.ascent.diagnose.path import Run, follow, rate
from verify.ascent.diagnose.problem import Problem
from verify.ascent.diagnose.quality import Held, Judge
from verify.ascent.diagnose.rounding import above, distance, gamma
from verify.ascent.diagnose.verdict import Ball, Verdict
from verify.ascent.diagnose.warnings import warnings

STEPS = 100
RESOLVED = 10  # first steps, at least, between the original model and the oracle
Progress = Callable[..., Any]


@dataclass(eq=False)
class Diagnosis:
    """All that was found for one forget set. ``distances``: to the oracle, as (mid, rad) with a proven rad, or None
    with an entry in ``reasons``. ``models``: parameters by name; ``quality``: their losses and accuracies, without
    bounds."""

    problem: Problem
    labels: Labels
    verdict: Verdict
    first_step: str = first_step.UNDECIDED
    pull: Ball | None = None
    distances: dict[str, Ball | None] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    models: dict[str, Array] = field(default_factory=dict)
    quality: dict[str, dict[str, float]] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    end: Ending | None = None
    rate: float | None = None
    oracle_radius: float | None = None
    newton_bound: float | None = None
    warnings: dict[str, str] = field(default_factory=dict)
    assumptions: Assumptions | None = None
    baseline: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    convention: str = ""


NAMES = ("original", "descent_ascent", "ascent", "finetune", "newton", "influence")


def undecided(problem: Problem, labels: Labels, why: str) -> Diagnosis:
    """Nothing can be told: every distance is None, for one reason."""
    empty: dict[str, Ball | None] = dict.fromkeys(NAMES)
    return Diagnosis(
        problem, labels, Verdict(verdict.CANNOT_TELL, None, why), distances=empty, reasons=dict.fromkeys(NAMES, why)
    )


def diagnose(
    problem: Problem,
    labels: Labels,
    held: Held | None = None,
    steps: int = STEPS,
    step_rate: float | None = None,
    progress: Progress = lambda done=1: None,
    start: Point | None = None,
) -> Diagnosis:
    """Diagnoses one forget set.

    ``step_rate``: of the gradient methods; unless given, the smaller of 1/L (``path.rate``) and a tenth of the way to
    the oracle on the first step, so that the run resolves what early stopping would do. ``start``: w_D, where it is
    known. ``progress`` is told each step: ``ticks(steps)`` in all. Guarantee: every ``distances`` entry contains the
    exact distance; the sign of the first step and the verdict are certain. Errors: none for what cannot be told.
    """
    try:
        original = start or minimiser(problem, "D")
        progress(1)
        oracle = minimiser(problem, "R", original.w)
        progress(1)
    except UnableError as error:
        return undecided(problem, labels, str(error))
    found = undecided(problem, labels, "")
    found.reasons.clear()
    w, judge = original.w, Judge(problem, labels.codes, held)
    at = enclosed(problem, w, ["DA"])["DA"]
    found.pull = first_step.pull(problem, original, oracle, at)
    found.first_step = first_step.sign(found.pull)
    found.oracle_radius = oracle.radius
    found.models |= {"original": w, "retrained": oracle.w}
    far = found.distances["original"] = between(w, oracle, original.radius)

    found.rate = step_rate or _rate(problem, at.mid, w, far)
    run = follow(problem, "descent_ascent", w, oracle.w, steps, found.rate, judge, progress)
    found.end = ending(problem, run)
    progress(1)
    found.runs["descent_ascent"] = run
    found.models |= {"descent_ascent, best stop": run.best, "descent_ascent, last step": run.last}
    if found.end.kind == MINIMUM and found.end.w is not None:
        found.models["descent_ascent, its end"] = found.end.w
        found.distances["descent_ascent"] = between(found.end.w, oracle, found.end.radius)
    else:
        found.reasons["descent_ascent"] = f"{found.end.kind}: {found.end.reason}"
    for method in ("ascent", "finetune"):
        other = follow(problem, method, w, oracle.w, steps, found.rate, None, progress)
        found.runs[method], found.models[method] = other, other.last
        found.distances[method] = between(other.last, oracle)
    for method in ("newton", "influence"):
        there = removal.removed(problem, w, method)
        progress(1)
        if there is None:
            found.reasons[method] = "the second derivative is singular in double precision; raise the ridge"
            continue
        found.models[method], found.distances[method] = there, between(there, oracle)
        if method == "newton":
            with contextlib.suppress(UnableError):  # no bound where a margin overflows, or with a large gradient
                found.newton_bound = radius(problem, enclosed(problem, there, ["R"])["R"]) + shift(problem, there)

    for name, ball in found.distances.items():
        if ball is not None and not np.isfinite(ball).all():
            found.distances[name], found.reasons[name] = (
                None,
                "beyond double precision; take fewer steps, or a smaller rate",
            )
    found.quality = {name: judge(model) for name, model in found.models.items()}
    found.verdict = verdict.decide(
        far,
        run.distance,
        path_rad(run, oracle.radius, problem.parameters),
        found.end.kind,
        found.distances["descent_ascent"],
    )
    found.warnings = warnings(problem, labels, held, oracle)
    found.assumptions = assumptions(problem)
    return found


def ticks(steps: int) -> int:
    """How often ``diagnose`` tells its progress, at most."""
    return 3 * steps + 5


def between(w: Array, oracle: Point, radius: float = 0.0) -> Ball:
    """The distance from what lies within ``radius`` of ``w`` to the exact oracle."""
    near, rounding = distance(w, oracle.w)
    return near, float(above(rounding + radius + oracle.radius, 4))


def path_rad(run: Run, radius: float, size: int) -> Array:
    """The proven error of each distance of a run."""
    return (run.distance * 2 * gamma(size + 6) + radius) * (1 + 2.0**-50)


def _rate(problem: Problem, slope: Array, w: Array, far: Ball) -> float:
    first = float(np.linalg.norm(slope))
    resolved = far[0] / (RESOLVED * first) if first > 0 and far[0] > far[1] else np.inf
    return min(rate(problem, w), resolved)
