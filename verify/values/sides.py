"""The sides of a box: the values of one variable, with ends that may be infinite or open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flint import fmpq

from theory.language.term import Variable
from verify.values.ranges import arithmetic


@dataclass(frozen=True)
class Side:
    """The values of one variable: from ``lo`` to ``hi``, None for infinite; ``below``, ``above``: that end
    is open, which excludes it; ``integer``: only the integers in it."""

    lo: fmpq | None = None
    hi: fmpq | None = None
    below: bool = False
    above: bool = False
    integer: bool = False

    def rounded(self) -> Side:
        """For an integer: ends that are integers and belong to the side."""
        if not self.integer:
            return self
        lo = None if self.lo is None else self.lo.floor() + 1 if self.below else self.lo.ceil()
        hi = None if self.hi is None else self.hi.ceil() - 1 if self.above else self.hi.floor()
        return Side(None if lo is None else fmpq(lo), None if hi is None else fmpq(hi), False, False, True)

    @property
    def empty(self) -> bool:
        """Whether no number is in it, integers apart."""
        if self.lo is None or self.hi is None:
            return False
        return self.lo > self.hi or (self.lo == self.hi and (self.below or self.above))

    @property
    def contains_zero(self) -> bool:
        """Whether 0 is in it."""
        low = self.lo is None or self.lo < 0 or (self.lo == 0 and not self.below)
        return low and (self.hi is None or self.hi > 0 or (self.hi == 0 and not self.above))

    @property
    def single(self) -> bool:
        """Whether it is one number."""
        return self.lo is not None and self.lo == self.hi

    def range(self) -> arithmetic.Range:
        """The range of the variable at the working precision."""
        return arithmetic.side(self.lo, self.hi, self.below, self.above)

    def __str__(self) -> str:
        if self.single:
            return str(self.lo)
        lo, hi = "-oo" if self.lo is None else str(self.lo), "oo" if self.hi is None else str(self.hi)
        return (
            f"{'(' if self.below or self.lo is None else '['}{lo}, {hi}{')' if self.above or self.hi is None else ']'}"
        )


Box = dict[Variable, Side]


def cut(side: Side, op: str, value: fmpq) -> Side:
    """The part of ``side`` where ``op value`` holds; all of it for !=."""
    if op in (">", ">=", "==") and (side.lo is None or value >= side.lo):
        side = replace(side, lo=value, below=op == ">" or (side.lo == value and side.below))
    if op in ("<", "<=", "==") and (side.hi is None or value <= side.hi):
        side = replace(side, hi=value, above=op == "<" or (side.hi == value and side.above))
    return side


def middle(side: Side) -> fmpq:
    """A simple number inside ``side``, where it is divided."""
    lo, hi = side.lo, side.hi
    if lo is None and hi is None:
        return fmpq(0)
    if hi is None:
        assert lo is not None
        return (2 * lo if lo > fmpq(1, 2) else fmpq(1)) if lo >= 0 else fmpq(0) if lo >= -1 else lo / 2
    if lo is None:
        return -middle(replace(side, lo=-hi, hi=None))
    if side.integer:
        return fmpq(((lo + hi) / 2).floor())
    if lo > 0 and hi > 16 * lo:
        return lo * fmpq(2) ** (_octaves(hi / lo) // 2)
    if hi < 0 and lo < 16 * hi:
        return hi * fmpq(2) ** (_octaves(lo / hi) // 2)
    return (lo + hi) / 2


def _octaves(ratio: fmpq) -> int:
    return int(ratio.floor()).bit_length()
