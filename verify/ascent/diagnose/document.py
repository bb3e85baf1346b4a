"""A diagnosis as JSON: the contract of ``affirm diagnose --json``. Numbers that are not finite are null."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from verify.ascent.diagnose.diagnosis import NAMES, Diagnosis, path_rad
from verify.ascent.diagnose.verdict import Ball

SCHEMA = 1


def document(found: Diagnosis) -> dict[str, Any]:
    """One forget set. ``distance``: to the oracle, Euclidean over all parameters, as {"mid", "rad"}, ``rad`` a proven
    bound, or null with an entry in ``reasons``. ``quality``, ``path`` and ``baseline`` hold doubles without bounds, but
    for ``path.rad``, which bounds the error of each ``path.distance``."""
    problem, decided = found.problem, found.verdict
    return _finite(
        {
            "schema": SCHEMA,
            "verdict": decided.word,
            "helps_until": decided.helps_until,
            "reason": decided.reason,
            "loss": problem.loss.name,
            "ridge": {"lambda": problem.ridge.value, "convention": found.convention},
            "intercept": problem.intercept,
            "classes": [str(c) for c in found.labels.classes],
            "counts": {"retain": problem.r, "forget": problem.f, "features": int(problem.x.shape[1])},
            "first_step": found.first_step,
            "first_step_pull": ball(found.pull),
            "distance": {name: ball(found.distances.get(name)) for name in NAMES},
            "reasons": found.reasons,
            "newton_bound": found.newton_bound,
            "end": None if found.end is None else {"kind": found.end.kind, "reason": found.end.reason},
            "path": _path(found),
            "quality": found.quality,
            "warnings": found.warnings,
            "theory": None
            if found.assumptions is None
            else {
                "unit_margin": found.assumptions.unit_margin,
                "blocks": found.assumptions.blocks,
                "forget_blocks": found.assumptions.forget_blocks,
                "one_axis": found.assumptions.one_axis,
                "says": found.assumptions.sentences(problem),
            },
            "baseline": [
                each | {"distance": {name: ball(d) for name, d in each["distance"].items()}} for each in found.baseline
            ],
            "notes": found.notes,
        }
    )


def documents(found: Mapping[str, Diagnosis]) -> dict[str, Any]:
    """One forget set as ``document``; several as {"schema", "sets": {name: document}}."""
    if len(found) == 1:
        return document(next(iter(found.values())))
    return {"schema": SCHEMA, "sets": {name: document(each) for name, each in found.items()}}


def ball(value: Ball | None) -> dict[str, float] | None:
    """{"mid", "rad"}; zero has no sign."""
    return None if value is None else {"mid": value[0] + 0.0, "rad": value[1]}


def _path(found: Diagnosis) -> dict[str, Any] | None:
    run = found.runs.get("descent_ascent")
    if run is None or found.oracle_radius is None:
        return None
    return {
        "rate": found.rate,
        "steps": run.steps,
        "stopped": run.stopped,
        "best_step": run.best_step,
        "distance": run.distance.tolist(),
        "rad": path_rad(run, found.oracle_radius, found.problem.parameters).tolist(),
        "ascent": found.runs["ascent"].distance.tolist(),
        "finetune": found.runs["finetune"].distance.tolist(),
    }


def _finite(value: Any) -> Any:
    match value:
        case dict():
            return {name: _finite(part) for name, part in value.items()}
        case list():
            return [_finite(part) for part in value]
        case float():
            return float(value) if math.isfinite(value) else None
    return value
