"""The points of a run as a function of their number, so that no grid is ever held in memory."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from theory.errors import DomainError
from verify.ascent.grid.parameter import Drawn, Listed, Stepped, grid_range, random_range
from verify.ascent.grid.problem import Problem

WORDS = 8  # 64-bit words of a random point: one a parameter, in their order; the rest unused
MOST_POINTS = 10**15
MOST_IN_PARTITION = 10**6


@dataclass(frozen=True)
class FullGrid:
    """Every combination of the parameters' values; the last parameter varies fastest."""

    ranges: Mapping[str, Listed | Stepped]

    @property
    def size(self) -> int:
        return math.prod(len(values) for values in self.ranges.values())

    def points(self, start: int, stop: int) -> dict[str, np.ndarray]:
        """The parameters of the points ``start`` to ``stop - 1``."""
        index = np.arange(start, stop)
        columns = {}
        for name in reversed(list(self.ranges)):
            index, k = np.divmod(index, len(self.ranges[name]))
            columns[name] = self.ranges[name].at(k)
        return {name: columns[name] for name in self.ranges}

    def as_json(self) -> dict[str, Any]:
        return {name: str(values) for name, values in self.ranges.items()}


@dataclass(frozen=True)
class RandomDesign:
    """``size`` points drawn independently within bounds; point k depends on ``seed`` and k alone (Philox 4x64)."""

    ranges: Mapping[str, Listed | Drawn]
    size: int
    seed: int

    def points(self, start: int, stop: int) -> dict[str, np.ndarray]:
        """The parameters of the points ``start`` to ``stop - 1``, whatever partition asks for them."""
        stream = np.random.Philox(key=self.seed, counter=start * WORDS // 4)
        words = stream.random_raw((stop - start) * WORDS).reshape(-1, WORDS)
        columns = {}
        for k, (name, values) in enumerate(self.ranges.items()):
            if isinstance(values, Drawn):
                columns[name] = values.at((words[:, k] >> np.uint64(11)) * 2.0**-53)
            else:
                columns[name] = values.at(np.zeros(stop - start, dtype=np.int64))
        return columns

    def as_json(self) -> dict[str, Any]:
        return {name: str(values) for name, values in self.ranges.items()} | {"random": self.size, "seed": self.seed}


@dataclass(frozen=True)
class GridPlan:
    """A problem, its points, and their division into partitions of ``partition`` points (the last may be shorter)."""

    problem: Problem
    design: FullGrid | RandomDesign
    partition: int
    device: str | None  # of torch; None is NumPy

    @property
    def partitions(self) -> int:
        return -(-self.design.size // self.partition)

    def span(self, number: int) -> tuple[int, int]:
        """The first point of partition ``number``, and the point after its last."""
        return number * self.partition, min((number + 1) * self.partition, self.design.size)


def planned(
    problem: Problem,
    texts: Mapping[str, str],
    partition: int,
    device: str | None = None,
    random: int | None = None,
    seed: int = 0,
) -> GridPlan:
    """The plan of a grid, or with ``random`` of that many random points, from the parameters as text.

    Domain: a text for each of the problem's parameters. Limits: at most 10^15 points, 10^6 a partition.
    Errors: ``DomainError``, naming the option, the value, the rule and the next step.
    """
    if not 1 <= partition <= MOST_IN_PARTITION:
        raise DomainError(f"--partition = {partition}: must be between 1 and 10^6 points; 65536 is the default")
    if random is not None and random < 1:
        raise DomainError(f"--random = {random}: must be at least 1; give the number of points, like 1000")
    design: FullGrid | RandomDesign
    if random is None:
        design = FullGrid({p.name: grid_range(texts[p.name], p) for p in problem.parameters})
    else:
        design = RandomDesign({p.name: random_range(texts[p.name], p) for p in problem.parameters}, random, seed)
    if design.size > MOST_POINTS:
        raise DomainError(f"the grid has {design.size:.3g} points: at most 10^15 can be planned; lower an N")
    return GridPlan(problem, design, partition, device)
