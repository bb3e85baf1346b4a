"""What a run will take, measured on a few of its own points."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from theory.errors import UnableError
from verify.ascent.grid.partition import Work, encode, evaluated

UNASKED = 10**9  # points that are computed without --yes
SAMPLES, EACH = 8, 2048


class Estimate(NamedTuple):
    """Seconds of one process, and bytes on the disk."""

    seconds: float
    size: float


def measured(work: Work) -> Estimate:
    """The cost of all points, from ``SAMPLES`` stretches of ``EACH`` points spread evenly over them.

    Limits: points differ in cost, and few points cost more each than a partition's; expect a factor of two.
    """
    plan, total = work.plan, work.plan.design.size
    stretches = [plan.design.points(k * total // SAMPLES, k * total // SAMPLES + EACH) for k in range(SAMPLES)]
    points = {name: np.concatenate([stretch[name] for stretch in stretches]) for name in stretches[0]}
    begun = time.perf_counter()
    data = encode(evaluated(plan, points), work.manifest, 0)
    share = total / (SAMPLES * EACH)
    return Estimate((time.perf_counter() - begun) * share, len(data) * share)


def admit(work: Work, processes: int, yes: bool) -> None:
    """Refuses more than 10^9 points, with an estimate, unless ``yes``. Errors: ``UnableError``."""
    if work.plan.design.size <= UNASKED or yes:
        return
    cost = measured(work)
    raise UnableError(
        f"{work.plan.design.size:.3g} points take about {duration(cost.seconds / processes)} on {processes}"
        f" process{'es' if processes > 1 else ''} and {cost.size / 1e9:,.0f} GB of disk; lower an N, or insist"
        " with --yes"
    )


def duration(seconds: float) -> str:
    """``seconds`` in the largest unit of which there is at least one."""
    units = {"years": 365.25 * 86400, "days": 86400.0, "hours": 3600.0, "minutes": 60.0, "seconds": 1.0}
    name, length = next(((n, u) for n, u in units.items() if seconds >= u), ("seconds", 1.0))
    return f"{seconds / length:,.1f} {name}"
