"""Enclosure: a claim on a box of parameters, by ball arithmetic and bisection.

It shares nothing with the proofs: stationary points come as W of a ball, not from monotonicity
arguments in z3. A box never covers an unbounded domain, so the evidence leaves the rest open.
"""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb, ctx, fmpq

from theory.ascent.unknowns import AxisPoint
from theory.errors import DomainError, UnableError
from theory.lambert import enclose_w0
from theory.language.claim import Claim, symbol
from verify.values.evaluate import decide, value
from verify.verdict import Evidence, Grade, Truth

Box = Mapping[str, tuple[str, str]]
INSIDE: Box = {
    "r": ("10", "10"),
    "f": ("9/2", "11/2"),
    "n": ("13/2", "15/2"),
    "m": ("9/5", "19/10"),
    "lam": ("1/2", "1"),
}
BOXES: dict[str, Box] = {
    "lem-divergence-appendix": INSIDE,
    "rem-farthest-end": INSIDE,
    "res-farthest-strict": INSIDE,
    "lem-distance-growth": INSIDE,
    "res-divergence-below": {**INSIDE, "m": ("1/4", "2/5"), "n": ("7", "15/2"), "lam": ("3/4", "1")},
}
MOST_BOXES = 4000


def enclose(claim: Claim, box: Box, most: int = MOST_BOXES) -> Evidence:
    """Bisects ``box`` until the conclusion certainly holds on each part, at most ``most`` parts.

    Counts range over reals, which contains the whole numbers. Guarantee: on the parts counted as
    decided the conclusion holds for every real point whose DA solution is on W0.
    """
    start = {name: tuple(fmpq(*map(int, (text + "/1").split("/")[:2])) for text in ends) for name, ends in box.items()}
    waiting, decided, left = [start], 0, 0
    while waiting:
        part = waiting.pop()
        truth = _truth(claim, part)
        if truth is True:
            decided += 1
        elif decided + len(waiting) + left < most:
            waiting += _halves(part)
        else:
            left += 1
    where = ", ".join(f"{name} in [{a}, {b}]" for name, (a, b) in box.items())
    detail = (
        f"holds on all of {decided} parts" if not left else f"holds on {decided} parts, {left} undecided with {most}"
    )
    return Evidence("enclosure", Truth.UNKNOWN, Grade.ENCLOSED, where, f"{detail}; outside the box open")


def _truth(claim: Claim, part: dict[str, tuple[fmpq, ...]]) -> bool | None:
    with ctx.workprec(64):
        point = {symbol(name): arb(low).union(arb(high)) for name, (low, high) in part.items()}
        try:
            for unknown in (u for u in claim.unknowns if isinstance(u, AxisPoint)):
                point[unknown.symbol] = enclose_w0(arb(value(unknown.weight, point)) / value(unknown.lam, point))
            return decide(claim.then, point)
        except (UnableError, DomainError):
            return None


def _halves(part: dict[str, tuple[fmpq, ...]]) -> list[dict[str, tuple[fmpq, ...]]]:
    """The two halves across the side that is relatively widest."""
    name = max(part, key=lambda n: (part[n][1] - part[n][0]) / (abs(part[n][1]) + abs(part[n][0])))
    low, high = part[name]
    middle = (low + high) / 2
    return [part | {name: (low, middle)}, part | {name: (middle, high)}]
