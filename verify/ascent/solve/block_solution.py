"""``affirm solve block``: the three solutions on two correlated axes, to a number of digits, all proven."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from theory.errors import DomainError
from verify.ascent.solve import block, block_thresholds, entry
from verify.values.precision import with_precision

NONE = "L_DA has no stationary point in the block: alpha exceeds the fold, the largest alpha for which there is one"


@dataclass(frozen=True)
class BlockProblem:
    """Counts in a block, its correlation and the ridge. Errors: ``DomainError`` for what cannot be."""

    retain: int
    forget: int
    block_retain: int
    block_forget: int
    eps: Fraction
    lam: Fraction

    def __post_init__(self) -> None:
        for name, inside, total in (
            ("retain", self.block_retain, self.retain),
            ("forget", self.block_forget, self.forget),
        ):
            if total < 1:
                raise DomainError(f"--{name} = {total}: must be at least 1; the losses are means over a nonempty set")
            if inside < 1:
                raise DomainError(
                    f"--block-{name} = {inside}: must be at least 1, else the block has one direction; use affirm solve"
                    " axis"
                )
            if inside > total:
                raise DomainError(
                    f"--block-{name} = {inside}: must be at most --{name} = {total}; samples in the block are part"
                    " of all"
                )
        if self.eps == 1:
            raise DomainError(
                "--eps = 1: the block is singular, its samples are all (1, 1); use affirm solve axis with half the"
                " ridge, whose w is then w_i + w_j"
            )
        if not 0 <= self.eps < 1:
            raise DomainError(f"--eps = {self.eps}: must be in [0, 1); exchange the two axes for eps > 1")

    def ratios(self) -> block.Ratios:
        """phi, bR, eps, alpha, exactly."""
        lam = fmpq(self.lam.numerator, self.lam.denominator)
        return block.Ratios(
            fmpq(self.forget, self.retain),
            fmpq(self.block_retain, self.retain) / lam,
            fmpq(self.eps.numerator, self.eps.denominator),
            fmpq(self.block_forget, self.block_retain),
        )


def solve(problem: BlockProblem, digits: int = 30) -> dict[str, Any]:
    """The contents of ``solve block --json``: x, y, w_i and w_j of D, R and DA, the distances to the
    oracle, and the alpha at which their order changes.

    Guarantee: each ``mid`` +/- ``rad`` contains the value; relative radius about 10^-digits. Where
    L_DA has two stationary points its entries are lists, the local minimum first; where it has none,
    ``exists`` is false with the reason.
    """
    at = problem.ratios()

    def at_precision() -> dict[str, Any]:
        found = {loss: block.solutions(loss, at) for loss in ("D", "R", "DA")}
        columns: dict[str, dict[str, list[arb]]] = {
            loss: _columns(points, arb(at.eps)) for loss, points in found.items()
        }
        oracle = {name: values[0] for name, values in columns["R"].items()}
        gaps = {loss: [_gap(columns[loss], k, oracle) for k in range(len(found[loss]))] for loss in ("D", "DA")}
        for value in (v for by_name in columns.values() for values in by_name.values() for v in values):
            entry.sharp(value, digits)
        for value in (*gaps["D"], *gaps["DA"]):
            entry.sharp(value, digits)
        result: dict[str, Any] = {"schema": 1}
        for name in ("x", "y", "wi", "wj"):
            for loss, points in found.items():
                kinds = [p.kind for p in points]
                entries = [
                    entry.point(v, digits, kind, None) for v, kind in zip(columns[loss][name], kinds, strict=True)
                ]
                result[f"{name}_{loss}"] = entry.single(entries or [entry.none(NONE)])
        result["distance_D_R"] = entry.ball(gaps["D"][0], digits)
        far = [entry.ball(v, digits) for v in gaps["DA"]]
        result["distance_DA_R"] = entry.single(far or [{"mid": None, "rad": None}])
        if at.eps > 0:
            changes = block_thresholds.thresholds(at)
            result["alpha"] = {
                name: entry.ball(v, digits) if v is not None else {"mid": None, "rad": None}
                for name, v in changes.items()
            }
        return result

    return with_precision(at_precision, bits=int(digits * 3.33) + 60)


def _columns(points: list[block.BlockSolution], eps: arb) -> dict[str, list[arb]]:
    """x, y and w_i = (x - eps y)/(1 - eps^2), w_j = (y - eps x)/(1 - eps^2) of every point."""
    scale = 1 - eps**2
    return {
        "x": [p.x for p in points],
        "y": [p.y for p in points],
        "wi": [(p.x - eps * p.y) / scale for p in points],
        "wj": [(p.y - eps * p.x) / scale for p in points],
    }


def _gap(columns: dict[str, list[arb]], k: int, oracle: dict[str, arb]) -> arb:
    """|w - w_R| of the k-th point."""
    first, second = columns["wi"][k] - oracle["wi"], columns["wj"][k] - oracle["wj"]
    return (first * first + second * second).sqrt()  # a ball around 0 squared by ** is NaN
