"""One loss at every point: where its solution is, what is proven, whether descent and the closed form agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from verify.ascent.grid import bounds
from verify.ascent.grid.minima import Pair
from verify.ascent.grid.optimise import STATUS, distance
from verify.ascent.grid.set_up import SetUp
from verify.values.intervals.interval import Interval, points, up
from verify.values.intervals.terms import Terms

CERTIFIED = ("certified", "no stationary point", *STATUS[1:])
AGREEMENT = ("agrees", "disagrees", "undecided")
PROVED, NONE, FIRST_UNPROVED = 0, 1, 2


class Certified(NamedTuple):
    """``columns`` by name; ``boxes``: enclosures of the coordinates by name, NaN where nothing is proven; ``none``:
    where the loss certainly has no stationary point."""

    columns: dict[str, np.ndarray]
    boxes: dict[str, Interval]
    none: np.ndarray


def codes(set_up: SetUp, loss: str) -> dict[str, tuple[str, ...]]:
    """The words behind the columns of codes."""
    found = {f"status_{loss}": CERTIFIED, f"descent_{loss}": STATUS, f"agreement_{loss}": AGREEMENT}
    return found | ({f"closed_form_{loss}": AGREEMENT} if set_up.closed_form(loss) else {})


def certified(set_up: SetUp, loss: str, values: Mapping[str, np.ndarray], pair: Pair) -> Certified:
    """What is known of ``loss`` at ``values`` from the ends of the two methods."""
    w, ended = pair.second_order.w, pair.descent.w
    radius = bounds.radius(set_up, loss, values, w)
    proved, none = np.isfinite(radius), np.zeros(len(radius), dtype=bool)
    if loss == "DA" and not proved.all():
        none[~proved] = set_up.no_minimum({name: column[~proved] for name, column in values.items()})
    observed = np.maximum(pair.second_order.status, 1) - 1 + FIRST_UNPROVED
    columns = {f"status_{loss}": np.where(proved, PROVED, np.where(none, NONE, observed)).astype(np.int8)}
    columns |= {name: np.where(proved, c, np.nan) for name, c in zip(set_up.names(loss), w, strict=True)}
    with np.errstate(invalid="ignore"):
        boxes = {name: points(columns[name]) + Interval(-radius, radius) for name in set_up.names(loss)}
        combined = set_up.combinations(loss, values, boxes)
        columns |= {name: (box.lo + box.hi) / 2 for name, box in combined.items()}
        boxes |= combined
    columns[f"radius_{loss}"] = np.where(proved, radius, np.nan)
    reach = bounds.radius(set_up, loss, values, ended)
    within, both = distance(ended, w) <= up(radius + reach), proved & np.isfinite(reach)
    columns[f"descent_{loss}"] = pair.descent.status
    columns |= {f"descent_{name}": c for name, c in zip(set_up.names(loss), ended, strict=True)}
    columns[f"descent_radius_{loss}"] = np.where(np.isfinite(reach), reach, np.nan)
    columns[f"agreement_{loss}"] = coded(both & within, both & ~within)
    if form := set_up.closed_form(loss):
        formula, shown = Terms(bounds.symbols(values)).value(form[1]), boxes[form[0]]
        apart = (formula.lo > shown.hi) | (shown.lo > formula.hi)
        meet = (formula.lo <= shown.hi) & (shown.lo <= formula.hi)
        columns[f"closed_form_{loss}"] = coded(meet, apart)
    return Certified(columns, boxes, none)


def coded(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """0 where ``first``, 1 where ``second``, else 2."""
    return np.where(first, 0, np.where(second, 1, 2)).astype(np.int8)
