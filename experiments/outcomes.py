"""What became of the models in a snapshot, as far as the errors over models let one say it, and which sets can tell.

A figure is p95 of KLoM; its error is a jackknife over models, left out in tenths: on made-up margins 1 to 2 times the
true deviation. A comparison is clear if ``bounds.errors`` such errors lie between the two sides.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from experiments.config import Config
from experiments.klom import FLOOR, floor, named
from experiments.results import Row

KEPT = ("retain", "validation")
STRETCHED = 0.05  # the share of a split's points that the 95th percentile leaves out
ZONES = ("success", "between", "unchanged")
Terms = list[tuple[float, dict[str, Any]]]


def error(*terms: tuple[float, dict[str, Any]]) -> float:
    """The jackknife error over models of ``sum weight * p95``; 0 where a split comes without groups of models.

    ``sqrt((g - 1)/g sum (t_i - mean t)^2)``, t_i the sum without group i. What the terms share cancels: the oracles and
    the networks that unlearning starts from.
    """
    groups = [len(split.get("groups", ())) for _, split in terms]
    if not min(groups):
        return 0.0
    values = sum(weight * np.array(split["groups"]) for weight, split in terms)
    return float(np.sqrt((groups[0] - 1) * np.var(values)))


class Measured(NamedTuple):
    """All that a rule may look at.

    ``floors``: see ``results.floors``; a set without one has the Gaussian floor. ``shared``: of a set by influence, the
    share of its points on which two halves of the networks agree, see ``forget.Stability``.
    """

    config: Config
    rows: list[Row]
    sizes: list[Row] = []  # noqa: RUF012
    bridge: list[dict[str, Any]] = []  # noqa: RUF012
    floors: list[Row] = []  # noqa: RUF012
    shared: dict[str, float] = {}  # noqa: RUF012

    @property
    def gaussian(self) -> float:
        """The floor of Gaussian margins at N."""
        return floor(self.config.models, self.config.convention)

    def floor(self, name: str, split: str) -> float:
        """What equal models read on the set ``name``: never below the Gaussian floor."""
        own = next((f["floor"][split] for f in self.floors if f["set"] == name), 0.0)
        return max(self.gaussian, own)

    @property
    def names(self) -> list[str]:
        return [s.name for s in self.config.sets]

    def nothing(self, name: str) -> Row:
        return next(r for r in self.rows if r["set"] == name and r["method"] == "nothing")

    def of(self, method: str, *names: str) -> list[Row]:
        """The method's snapshots, on the sets ``names`` or on all."""
        return [r for r in self.rows if r["method"] == method and (not names or r["set"] in names)]

    def clear(self, *terms: tuple[float, dict[str, Any]]) -> float:
        """How far ``sum weight * p95`` must lie from a limit to be clear of it."""
        return self.config.bounds.errors * error(*terms)

    def unreachable(self) -> bool:
        """Whether disjoint margins, which read ln(1e5) less the entropy of 20 bins or more, would not count as broken
        at this N."""
        disjoint = np.log(1 / FLOOR) - np.log(named(self.config.convention).bins)
        return bool(self.config.bounds.utility * self.gaussian >= disjoint)

    def outcomes(self, row: Row) -> frozenset[str]:
        """Each of "success", "between", "unchanged", "broken" that the errors leave open; one word if it is clear.

        Broken: a network exploded, or p95 on R or validation exceeds ``utility`` floors. Else success: p95 on F is at
        most ``success`` times that of doing nothing, or at most ``near`` floors. Else unchanged: it is at least
        ``unchanged`` times that of doing nothing. Else between. Where more than 1 in 20 points of a split are
        stretched, the robust p95 counts if it is the larger, and success is ruled out.
        """
        if row["exploded"]:
            return frozenset({"broken"})
        limits = [(row["klom"][s], self.config.bounds.utility * self.floor(row["set"], s)) for s in KEPT]
        over = [figure(k) - limit for k, limit in limits]
        margins = [self.clear((1, k)) for k, _ in limits]
        if any(value > margin for value, margin in zip(over, margins, strict=True)):
            return frozenset({"broken"})
        found = set(self._zones(row))
        if any(stretched(k) for k in row["klom"].values()):
            found = (found - {"success"}) or {"between"}
        if any(value > -margin for value, margin in zip(over, margins, strict=True)):
            found.add("broken")
        return frozenset(found)

    def _zones(self, row: Row) -> tuple[str, ...]:
        bounds, forget, start = self.config.bounds, row["klom"]["forget"], self.nothing(row["set"])["klom"]["forget"]
        near, half = bounds.near * self.floor(row["set"], "forget"), bounds.success * figure(start)
        success = ((1, forget),) if near > half else ((1, forget), (-bounds.success, start))
        gap, same = figure(forget) - max(near, half), figure(forget) - bounds.unchanged * figure(start)
        room = (self.clear(*success), self.clear((1, forget), (-bounds.unchanged, start)))
        low, high = (
            0 if gap + sign * room[0] <= 0 else 1 if same + sign * room[1] < 0 else 2 for sign in (-1, 1)
        )  # fmt: skip
        return ZONES[low : high + 1]

    def left_out(self, name: str, method: str = "") -> str:
        """Why the set ``name`` cannot tell of ``method``: empty if it can."""
        bounds, start = self.config.bounds, self.nothing(name)["klom"]
        for split in KEPT:
            limit = bounds.utility * self.floor(name, split)
            if figure(start[split]) + self.clear((1, start[split])) > limit:
                return f"doing nothing is itself not clearly below the limit of broken on {split}"
        least = bounds.near * self.floor(name, "forget")
        if figure(start["forget"]) - self.clear((1, start["forget"])) <= least:
            return f"nothing to forget: doing nothing reads {figure(start['forget']):.2f} on F, near the floor"
        return self.edge(method, name) if method else ""

    def stable(self, names: list[str]) -> list[str]:
        """Those of the sets ``names`` that are what their name says: not chance, but a component of the influence."""
        return [name for name in names if self.shared.get(name, 1.0) >= self.config.influence.shared]

    def edge(self, method: str, name: str) -> str:
        """Why more rates could change what is best: empty if the grid is wide enough.

        Wide enough above: at the largest rate every snapshot is broken, or those that are not moved F and are not the
        lowest on F. Below: at the smallest rate some snapshot is not broken, and is not the lowest or left F as it was.
        """
        rows = self.of(method, name)
        rates = sorted({r["lr"] for r in rows})
        kept = [r for r in rows if self.outcomes(r) != {"broken"}]
        if not kept:
            return f"every snapshot of {method} is broken: its smallest rate, {rates[0]:g}, is too large"
        best = min(kept, key=lambda r: figure(r["klom"]["forget"]))
        top, bottom = ([r for r in kept if r["lr"] == rate] for rate in (rates[-1], rates[0]))
        if top and (best in top or any("unchanged" in self.outcomes(r) for r in top)):
            return f"{method}'s best rate may lie above {rates[-1]:g}, the edge of its grid"
        if not bottom or (best in bottom and "unchanged" not in self.outcomes(best)):
            return f"{method}'s best rate may lie below {rates[0]:g}, the edge of its grid"
        return ""

    def usable(self, method: str, names: list[str]) -> tuple[list[str], str]:
        """The sets that can tell of ``method``, and a sentence on each of the others."""
        why = {name: self.left_out(name, method) for name in names if self.of(method, name)}
        reasons = dict.fromkeys(reason for reason in why.values() if reason)
        others = "; ".join(
            f"{', '.join(name for name in why if why[name] == reason)} left out: {reason}" for reason in reasons
        )
        return [name for name, reason in why.items() if not reason], others


def figure(split: dict[str, Any]) -> float:
    """p95; on a stretched split the robust p95 if it is the larger."""
    p95 = float(split["p95"])
    return max(p95, float(split["robust"]["p95"])) if stretched(split) else p95


def stretched(split: dict[str, Any]) -> bool:
    """Whether more of the split's points are stretched than its 95th percentile leaves out."""
    return bool(split.get("stretched", 0) > STRETCHED * split.get("points", 1))
