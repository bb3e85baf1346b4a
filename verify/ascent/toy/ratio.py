"""For every ratio of ascent to descent rates: the original model's classes, over the whole family of data sets.

The family (``theory.ascent.toy.forgotten_at``): R keeps the toy's multiplicities, F = P/rho with P = (1/4, 1/5, 1/20,
2), so that L_R - rho L_F does not depend on rho. Only L_D = L_R + L_F does, through tau = 1/rho > 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from theory.ascent import toy
from theory.errors import UnableError
from verify.ascent.toy.stationary import BITS, MOST_BOXES, landscape, quartered, tiles
from verify.ascent.toy.surface import Balls, Boxes
from verify.values.intervals.interval import Interval, constant

LAST = Fraction(64)  # beyond this tau the bound by one wrong point decides
MOST_FOURTH = Fraction(40)
DEEPEST = 20


@dataclass(frozen=True)
class Stretch:
    """tau in [first, last]: every w that gets one of the points 1, 2, 4 wrong has a loss above ``reached``, which
    some w reaches; ``spare`` is by how much at least."""

    first: Fraction
    last: Fraction | None
    reached: arb
    spare: arb


def right_on_three(boxes: Boxes, a: Interval, b: Interval) -> np.ndarray:
    """Where points 1, 2 and 4 are certainly classified as labelled all over the box."""
    one = constant(Fraction(1))
    scores = [a * constant(Fraction(x)) + b * constant(Fraction(x**2)) + one for x in toy.X]
    return (scores[0].hi < 0) & (scores[1].lo > 0) & (scores[3].lo > 0)


def wrong_costs_more(loss: toy.Loss, level: float) -> bool:
    """Whether ``loss`` is certainly above ``level`` wherever one of the points 1, 2, 4 is classified wrongly.

    By branch and bound in a square outside of which the ridge alone exceeds ``level``; False if not shown.
    """
    boxes = Boxes(loss)
    reach = float(np.ceil(8 * (level / float(loss.ridge)) ** 0.5) + 1) / 8
    corners = tiles(reach)
    for _ in range(DEEPEST):
        a, b = Interval(corners[0], corners[1]), Interval(corners[2], corners[3])
        corners = corners[:, ~(right_on_three(boxes, a, b) | (boxes.value(a, b).lo > level))]
        if corners.shape[1] == 0:
            return True
        if corners.shape[1] * 4 > MOST_BOXES:
            return False
        corners = quartered(corners)
    return False


def stretches() -> list[Stretch]:
    """Stretches that cover all tau >= 0.

    On [s, t] weights grow with tau, so a loss is at least that at s and at most that at t: wherever a point among 1, 2,
    4 is wrong it must exceed the loss at t of one fixed v. Beyond ``LAST``, divided by 1 + tau/20, the first three
    weights are 5, 4, 1, the fourth, (2 + 2 tau)/(1 + tau/20), rises to less than 40, and the ridge falls: so one fixed
    v bounds all losses. There a wrong point among 1, 2, 4 means that point 1 or point 4 is wrong
    (``res-toy-wrong-points``), which costs at least 5: their weights are at least 5 and the squared error of a wrong
    point, (1 + |output|)^2, is at least 1.
    Errors: ``UnableError`` where a stretch is not decided.
    """
    found, first, width = [], Fraction(0), Fraction(1)
    while first < LAST:
        last = min(first + width, LAST)
        stretch = _stretch(first, last)
        if stretch is not None:
            found.append(stretch)
            first, width = last, width * 2
        elif width < Fraction(1, 64):
            raise UnableError(f"tau in [{first}, {last}]: not decided; raise MOST_BOXES")
        else:
            width /= 2
    found.append(_last_stretch())
    return found


def _stretch(first: Fraction, last: Fraction) -> Stretch | None:
    low, high = toy.original_at(first), toy.original_at(last)
    with ctx.workprec(BITS):
        reached = Balls(high).value(landscape(high).least.point).upper()
    level = float(np.nextafter(float(reached), np.inf))
    spare = 2.0**-6
    return Stretch(first, last, reached, arb(spare)) if wrong_costs_more(low, level + spare) else None


def _last_stretch() -> Stretch:
    scale = 1 + LAST / 20
    at_last = tuple(w / scale for w in toy.original_at(LAST).weights)
    highest = toy.Loss((*at_last[:3], MOST_FOURTH), toy.original_at(LAST).ridge / scale, toy.REPRODUCING.signed)
    with ctx.workprec(BITS):
        reached = landscape(highest).least.value
        spare = 5 - reached
        if not spare > 0 or at_last[0] != 5 or not 5 <= at_last[3] <= MOST_FOURTH:
            raise UnableError(f"at tau = {LAST} the loss is not below 5; raise LAST")
    return Stretch(LAST, None, reached, spare)
