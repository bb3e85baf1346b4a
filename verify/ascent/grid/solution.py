"""One loss at every point: where its solution is, what is proven, whether descent and the closed form agree."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from theory.ascent import one_axis, two_axes
from theory.language.algebra import factored
from theory.language.term import Term, w0
from verify.ascent.grid import bounds
from verify.ascent.grid.claims import IN_BLOCK
from verify.ascent.grid.loss import RATIOS
from verify.ascent.grid.optimise import STATUS, distance
from verify.ascent.grid.solve import Pair
from verify.values.intervals.interval import Outward, points, up
from verify.values.intervals.terms import Terms

CERTIFIED = ("certified", "no stationary point", *STATUS[1:])
AGREEMENT = ("agrees", "disagrees", "undecided")
PROVED, NONE, FIRST_UNPROVED = 0, 1, 2


class Solution(NamedTuple):
    """``columns`` by name; ``boxes``: enclosures of the coordinates by name, NaN where nothing is proven; ``none``:
    where the loss certainly has no stationary point."""

    columns: dict[str, np.ndarray]
    boxes: dict[str, Outward]
    none: np.ndarray


def names(problem: str, loss: str) -> tuple[str, ...]:
    """The names of w's coordinates."""
    return (f"w_{loss}",) if problem == "axis" else (f"wi_{loss}", f"wj_{loss}")


@cache
def closed_form(problem: str, loss: str) -> tuple[str, Term] | None:
    """A solution's coordinate that has a closed form, and that form in the point's parameters."""
    if problem == "axis":
        (argument,) = one_axis.closed_form(loss).args
        return f"w_{loss}", w0(factored(argument.subs(RATIOS)))
    return ("x_R", two_axes.oracle()[0].subs(IN_BLOCK)) if loss == "R" else None


def codes(problem: str, loss: str) -> dict[str, tuple[str, ...]]:
    """The words behind the columns of codes."""
    found = {f"status_{loss}": CERTIFIED, f"descent_{loss}": STATUS, f"agreement_{loss}": AGREEMENT}
    return found | ({f"closed_form_{loss}": AGREEMENT} if closed_form(problem, loss) else {})


def solution(problem: str, loss: str, values: Mapping[str, np.ndarray], pair: Pair) -> Solution:
    """What is known of ``loss`` at ``values`` from the ends of the two methods."""
    w, ended = pair.second_order.w, pair.descent.w
    radius = bounds.radius(problem, loss, values, w)
    proved, none = np.isfinite(radius), np.zeros(len(radius), dtype=bool)
    if loss == "DA" and not proved.all():
        none[~proved] = bounds.no_minimum(problem, {name: column[~proved] for name, column in values.items()})
    observed = np.maximum(pair.second_order.status, 1) - 1 + FIRST_UNPROVED
    columns = {f"status_{loss}": np.where(proved, PROVED, np.where(none, NONE, observed)).astype(np.int8)}
    columns |= {name: np.where(proved, c, np.nan) for name, c in zip(names(problem, loss), w, strict=True)}
    with np.errstate(invalid="ignore"):
        boxes = {name: points(columns[name]) + Outward(-radius, radius) for name in names(problem, loss)}
        if problem == "block":
            boxes |= _sums(loss, values["eps"], boxes)
            columns |= {name: (boxes[name].lo + boxes[name].hi) / 2 for name in (f"x_{loss}", f"y_{loss}")}
    columns[f"radius_{loss}"] = np.where(proved, radius, np.nan)
    reach = bounds.radius(problem, loss, values, ended)
    within, both = distance(ended, w) <= up(radius + reach), proved & np.isfinite(reach)
    columns[f"descent_{loss}"] = pair.descent.status
    columns |= {f"descent_{name}": c for name, c in zip(names(problem, loss), ended, strict=True)}
    columns[f"descent_radius_{loss}"] = np.where(np.isfinite(reach), reach, np.nan)
    columns[f"agreement_{loss}"] = coded(both & within, both & ~within)
    if form := closed_form(problem, loss):
        formula, shown = Terms(bounds.symbols(values)).value(form[1]), boxes[form[0]]
        apart = (formula.lo > shown.hi) | (shown.lo > formula.hi)
        meet = (formula.lo <= shown.hi) & (shown.lo <= formula.hi)
        columns[f"closed_form_{loss}"] = coded(meet, apart)
    return Solution(columns, boxes, none)


def _sums(loss: str, eps: np.ndarray, boxes: Mapping[str, Outward]) -> dict[str, Outward]:
    """x = w_i + eps w_j and y = eps w_i + w_j."""
    i, j = (boxes[name] for name in names("block", loss))
    return {f"x_{loss}": i + points(eps) * j, f"y_{loss}": points(eps) * i + j}


def coded(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """0 where ``first``, 1 where ``second``, else 2."""
    return np.where(first, 0, np.where(second, 1, 2)).astype(np.int8)
