"""``affirm solve axis``: the three solutions on one axis, to a number of digits, all proven."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from theory.errors import DomainError, UnableError
from verify.decimal import as_decimal
from verify.solve import Stationary, axis, with_precision


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
        for part, whole in (("retain", "retain"), ("forget", "forget")):
            inside, total = getattr(self, f"axis_{part}"), getattr(self, whole)
            if inside > total:
                raise DomainError(f"--axis-{part} = {inside}: must be at most --{whole} = {total}; samples on the axis are part of all")

    def counts(self) -> dict[str, fmpq]:
        lam = fmpq(self.lam.numerator, self.lam.denominator)
        return {"r": fmpq(self.retain), "f": fmpq(self.forget), "n": fmpq(self.axis_retain), "m": fmpq(self.axis_forget), "lam": lam}


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
                _sharp(point.enclosure, digits)
        [d], [r] = found["D"], found["R"]
        gaps = [abs(r.enclosure - d.enclosure)], [abs(r.enclosure - p.enclosure) for p in found["DA"]]
        for gap in (*gaps[0], *gaps[1]):
            if not (d.enclosure.is_zero() or gap.overlaps(arb(0)) and _equal(problem)):
                _sharp(gap, digits)
        da = [_entry(p, digits) for p in found["DA"]] or [_none(problem)]
        far = [_ball(g, digits) for g in gaps[1]] or [{"mid": None, "rad": None}]
        return {
            "schema": 1, "w_D": _entry(d, digits), "w_R": _entry(r, digits), "w_DA": da[0] if len(da) == 1 else da,
            "distance_D_R": _ball(arb(0) if _equal(problem) else gaps[0][0], digits), "distance_DA_R": far[0] if len(far) == 1 else far,
        }  # fmt: skip

    return with_precision(at_precision, bits=int(digits * 3.33) + 40)


def _equal(problem: AxisProblem) -> bool:
    """Whether w_D = w_R, exactly: the arguments of W agree, alpha = f/r."""
    return problem.axis_forget * problem.retain == problem.axis_retain * problem.forget


def _sharp(ball: arb, digits: int) -> None:
    if not ball.is_zero() and ball.rel_accuracy_bits() < digits * 3.33 + 4:
        raise UnableError(f"{ball.str(10)} is not known to {digits} digits at {ctx.prec} bits; raise the precision")


def _ball(ball: arb, digits: int) -> dict[str, str]:
    mid, rad = as_decimal(ball, digits)
    return {"mid": mid, "rad": rad}


def _entry(point: Stationary, digits: int) -> dict[str, Any]:
    return {"exists": True, **_ball(point.enclosure, digits), "kind": point.kind, "branch": point.branch}


def _none(problem: AxisProblem) -> dict[str, Any]:
    reason = "L_DA has no stationary point: the argument of W, (|R_j|/r - |F_j|/f)/lambda, is below -1/e, so the derivative is positive everywhere"
    return {"exists": False, "mid": None, "rad": None, "kind": "none", "branch": None, "reason": reason}
