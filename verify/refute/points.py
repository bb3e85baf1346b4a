"""Points of a box to try: simple numbers in order of size, numbers scattered over all scales, and their neighbours."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from flint import fmpq

from verify.values.sides import Box, Side, middle

Columns = dict[str, np.ndarray]
SIMPLE = (
    *("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "-3", "1/3", "-1/3", "2/3", "3/2", "4", "5", "1/4", "3/4", "10"),
    *("-10", "1/10", "-1/10", "9/10", "100", "-100", "1/100", "99/100", "1000", "1/1000", "-1000"),
)
LARGEST = 60_000
SCATTERED = 20_000
ELITE = 200


def simple(box: Box) -> Columns:
    """All combinations of simple numbers inside the box, the simplest first."""
    lists = [_simple(side) for side in box.values()]
    while np.prod([float(len(entries)) for entries in lists]) > LARGEST:
        longest = max(lists, key=len)
        longest.pop()
    if not lists:
        return {}
    found = list(itertools.product(*[[double(q) for q in entries] for entries in lists]))
    rows = np.array(found).reshape(len(found), len(lists))
    heights = np.array(
        [sum(h) for h in itertools.product(*[[abs(q.numerator) + q.denominator for q in entries] for entries in lists])]
    )
    order = np.argsort(heights, kind="stable")
    return {name.name: rows[order, k] for k, name in enumerate(box)}


def _simple(side: Side) -> list[Fraction]:
    found = [Fraction(text) for text in SIMPLE]
    for end in (side.lo, side.hi):
        if end is not None:
            edge = Fraction(int(end.p), int(end.q))
            found += [edge + Fraction(text) for text in ("0", "1", "-1", "1/2", "-1/2", "1/10", "-1/10", "2", "-2")]
    if side.integer:
        found += [Fraction(k) for k in range(-12, 40)]
        if side.lo is not None:
            found += [Fraction(int(side.lo.ceil()) + k) for k in range(40)]
    inside = [q for q in dict.fromkeys(found) if _inside(side, q)]
    return sorted(inside, key=lambda q: (abs(q.numerator) + q.denominator, q < 0, q.denominator))


def simple_inside(side: Side) -> fmpq:
    """A simple number strictly inside ``side``, or its only one."""
    if side.single:
        assert side.lo is not None
        return side.lo
    found = [q for q in _simple(side) if q not in (side.lo, side.hi)] if not side.integer else _simple(side)
    strictly = [q for q in found if _inside(Side(side.lo, side.hi, True, True), q)] or found
    return fmpq(strictly[0].numerator, strictly[0].denominator) if strictly else middle(side)


def _inside(side: Side, q: Fraction) -> bool:
    x = fmpq(q.numerator, q.denominator)
    if side.integer and q.denominator != 1:
        return False
    low = side.lo is None or x > side.lo or (x == side.lo and not side.below)
    return low and (side.hi is None or x < side.hi or (x == side.hi and not side.above))


def double(q: fmpq | Fraction) -> float:
    """The double next to ``q``, or the infinity beyond the largest."""
    try:
        return float(Fraction(int(q.p), int(q.q)) if isinstance(q, fmpq) else q)
    except OverflowError:
        return -math.inf if q < 0 else math.inf


def scattered(box: Box, rng: np.random.Generator) -> Columns:
    """Numbers at all scales from the ends of each side."""
    return {name.name: _scattered(side, rng, SCATTERED) for name, side in box.items()}


def _scattered(side: Side, rng: np.random.Generator, size: int) -> np.ndarray:
    lo, hi = (None if end is None else double(end) for end in (side.lo, side.hi))
    usual, wide, far = (rng.uniform(-k, m, size) for k, m in ((6, 4), (15, 12), (250, 250)))
    spread = 10.0 ** np.select([rng.random(size) < 0.1, rng.random(size) < 0.2], [far, wide], usual)
    if side.integer:
        spread = np.floor(10.0 ** rng.uniform(0, 9, size)) - 1
    if lo is not None and hi is not None:
        share = np.minimum(spread, 1) if not side.integer else spread % max(hi - lo + 1, 1) / max(hi - lo, 1)
        kind = rng.integers(0, 3, size)
        x = np.select([kind == 0, kind == 1], [lo + (hi - lo) * share, hi - (hi - lo) * share], 0.0)
        x = np.where(kind == 2, lo + (hi - lo) * rng.random(size), x)
    elif lo is not None:
        x = lo + spread
    elif hi is not None:
        x = hi - spread
    else:
        x = rng.choice([-1.0, 1.0], size) * spread
    return _kept(side, x)


def _kept(side: Side, x: np.ndarray) -> np.ndarray:
    if side.integer:
        x = np.rint(x)
    low = -np.inf if side.lo is None else double(side.lo)
    high = np.inf if side.hi is None else double(side.hi)
    return np.clip(x, low, high)


def refined(box: Box, columns: Mapping[str, np.ndarray], worst: np.ndarray, rng: np.random.Generator) -> Columns:
    """Neighbours, at all scales, of the points that come nearest to a violation; not a number ranks last."""
    best = np.argsort(-np.nan_to_num(worst, nan=-np.inf), kind="stable")[:ELITE]
    size = SCATTERED // 4
    parents = rng.choice(best, size)
    found = {}
    for name, side in box.items():
        x = columns[name.name][parents]
        anchor = next((double(e) for e in (side.lo, side.hi) if e is not None), 0.0)
        factor = np.exp(rng.normal(0, 1, size) * 10.0 ** rng.uniform(-4, 1, size))
        with np.errstate(over="ignore", invalid="ignore"):
            moved = anchor + (x - anchor) * factor
        if side.integer:
            moved = x + np.rint(rng.normal(0, 1, size) * 10.0 ** rng.uniform(0, 3, size))
        moved = np.where(rng.random(size) < 0.4, x, moved)
        found[name.name] = np.concatenate([columns[name.name][best], _kept(side, moved)])
    return found
