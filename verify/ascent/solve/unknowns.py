"""The solutions of a claim's unknowns at an exact point, on an axis or in a block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

from theory.errors import DomainError
from theory.language.claim import AxisPoint, BlockPoint, symbol
from theory.language.term import Variable
from verify.ascent.solve import block
from verify.ascent.solve.axis import roots
from verify.values.evaluate import Value, rational


@dataclass(frozen=True)
class Solution:
    """One stationary point: its variables' values at the working precision, and a key that is equal
    for two unknowns only if they solve the same equation on the same branch."""

    values: Mapping[Variable, Value]
    key: tuple[Any, ...]


def solutions(unknown: AxisPoint | BlockPoint, point: Mapping[Variable, Value]) -> list[Solution]:
    """Every stationary point that ``unknown`` may be at a rational ``point``, in a fixed order.

    Errors: ``DomainError`` outside the system's domain, ``UnableError`` at too low a precision.
    """
    if isinstance(unknown, AxisPoint):
        lam = rational(unknown.lam, point)
        if not lam > 0:
            raise DomainError(f"the ridge is {lam}: it must be > 0")
        c = rational(unknown.weight, point) / lam
        found = roots(c)
        exact: list[Value] = [fmpq(0) if c == 0 else s.enclosure for s in found]
        return [Solution({unknown.symbol: v}, ("axis", k, c)) for k, v in enumerate(exact)]
    at = block.Ratios(*(rational(e, point) for e in (unknown.phi, unknown.bR, unknown.eps, unknown.alpha)))
    if not (at.phi > 0 and at.bR > 0 and at.alpha > 0 and 0 <= at.eps < 1):
        raise DomainError(f"phi, bR, alpha, eps = {at}: the first three must be > 0 and 0 <= eps < 1")
    x, y = symbol(unknown.x), symbol(unknown.y)
    return [
        Solution({x: s.x, y: s.y}, ("block", unknown.loss, k, at))
        for k, s in enumerate(block.solutions(unknown.loss, at))
    ]


def shown(solution: Solution) -> dict[str, str]:
    """The enclosures by name, for a reader."""
    return {s.name: v.str(20) if isinstance(v, arb) else str(v) for s, v in solution.values.items()}
