"""``affirm solve axis``: the three solutions on one axis, to a number of digits, all proven."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from theory.ascent import one_axis
from theory.errors import DomainError
from theory.language.term import Variable
from verify.ascent.solve import entry
from verify.ascent.solve.axis import Stationary, axis
from verify.values.evaluate import rational
from verify.values.precision import with_precision

NONE = (
    "L_DA has no stationary point: the argument of W, (|R_j|/r - |F_j|/f)/lambda, is below -1/e, so the derivative"
    " is positive everywhere"
)


@dataclass(frozen=True)
class AxisProblem:
    """Counts on an axis and the ridge. Errors: ``DomainError`` for counts that cannot be."""

    retain: int
    forget: int
    axis_retain: int
    axis_forget: int
    lam: Fraction

    def __post_init__(self) -> None:
        for name, total in (("retain", self.retain), ("forget", self.forget)):
            if total < 1:
                raise DomainError(f"--{name} = {total}: must be at least 1; the losses are means over a nonempty set")
        for name, inside, total in (
            ("retain", self.axis_retain, self.retain),
            ("forget", self.axis_forget, self.forget),
        ):
            if inside > total:
                raise DomainError(
                    f"--axis-{name} = {inside}: must be at most --{name} = {total}; samples on the axis are part of all"
                )

    def counts(self) -> dict[str, fmpq]:
        lam = fmpq(self.lam.numerator, self.lam.denominator)
        return {
            "r": fmpq(self.retain),
            "f": fmpq(self.forget),
            "n": fmpq(self.axis_retain),
            "m": fmpq(self.axis_forget),
            "lam": lam,
        }

    def argument(self, which: str) -> fmpq:
        """The exact argument of W for "D", "R" or "DA"."""
        term = one_axis.argument(which)
        return rational(term, {Variable(name): number for name, number in self.counts().items()})


def solve(problem: AxisProblem, digits: int = 30) -> dict[str, Any]:
    """The contents of ``solve axis --json``: ``w_D``, ``w_R``, ``w_DA`` and the two distances.

    Guarantee: each ``mid`` +/- ``rad`` contains the stationary point; relative radius about
    10^-digits. Where L_DA has two stationary points its entries are lists, the local minimum
    first; where it has none, ``exists`` is false with the reason.
    """

    def at_precision() -> dict[str, Any]:
        found = {which: axis(which, problem.counts()) for which in ("D", "R", "DA")}
        for points in found.values():
            for point in points:
                entry.sharp(point.enclosure, digits)
        [original], [oracle] = found["D"], found["R"]
        near = [_distance(original, oracle, problem.argument("D") == problem.argument("R"))]
        far = [
            _distance(p, oracle, p.branch == "W0" and problem.argument("DA") == problem.argument("R"))
            for p in found["DA"]
        ]
        for gap in near + far:
            entry.sharp(gap, digits)
        return {
            "schema": 1,
            "w_D": _point(original, digits),
            "w_R": _point(oracle, digits),
            "w_DA": entry.single([_point(p, digits) for p in found["DA"]] or [entry.none(NONE)]),
            "distance_D_R": entry.ball(near[0], digits),
            "distance_DA_R": entry.single([entry.ball(gap, digits) for gap in far] or [{"mid": None, "rad": None}]),
        }

    return with_precision(at_precision, bits=int(digits * 3.33) + 40)


def _distance(point: Stationary, oracle: Stationary, same: bool) -> arb:
    """The distance of two points; exactly 0 where both are W0 of the same rational."""
    return arb(0) if same else abs(oracle.enclosure - point.enclosure)


def _point(found: Stationary, digits: int) -> dict[str, Any]:
    return entry.point(found.enclosure, digits, found.kind, found.branch)
