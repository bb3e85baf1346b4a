"""Whether descent-ascent harms at a point: at its end, by its first step, and at the best early stop of descent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from theory.errors import LedgerError
from theory.language.calculus import plus
from theory.language.claim import symbol
from theory.language.formula import Atom
from theory.language.term import Number, Term
from verify.ascent.grid import bounds
from verify.ascent.grid.certified import Certified, coded
from verify.ascent.grid.optimise import Outcome
from verify.ascent.grid.set_up import SetUp
from verify.values.intervals.interval import Interval
from verify.values.intervals.terms import FAILS, HOLDS, Terms

END = ("nearer", "farther", "undecided", "no minimum")
STEP = ("toward", "away", "undecided")
STOP = ("nearer", "not nearer")
NO_MINIMUM = 3
NEARER = 1e-9  # a path that comes nearer by less, relatively, is not said to
CODES = {"harm_end": END, "harm_first_step": STEP, "harm_best_stop": STOP}
ZERO = Number(0)


def harm(
    set_up: SetUp, parameters: Mapping[Term, Interval], found: Mapping[str, Certified], descent: Outcome
) -> dict[str, np.ndarray]:
    """The distances and the three answers.

    ``harm_end``: |w_DA - w_R| against |w_D - w_R|, certain, at the local minimum. ``harm_first_step``: the sign of
    <-grad L_DA(w_D), w_R - w_D>, certain. ``harm_best_stop``: whether the path of gradient descent from w_D came nearer
    to w_R than w_D is; observed in doubles.
    """
    boxes: dict[Term, Interval] = {symbol(name): box for one in found.values() for name, box in one.boxes.items()}
    at = Terms({**parameters, **boxes})
    ends = {loss: [symbol(name) for name in set_up.names(loss)] for loss in found}
    apart = plus(*(
        (a - d) * (a + d - 2 * r) for d, r, a in zip(ends["D"], ends["R"], ends["DA"], strict=True)
    ))  # fmt: skip
    end = coded(at.truth(Atom("<", apart, ZERO)) == HOLDS, at.truth(Atom(">", apart, ZERO)) == HOLDS)
    placed = dict(zip(bounds.PLACE, ends["D"], strict=False))
    slope = [g.subs(placed) for g in bounds.gradient(set_up, "DA")]
    approach = plus(*(-g * (r - d) for g, d, r in zip(slope, ends["D"], ends["R"], strict=True)))
    sign = at.truth(Atom(">", approach, ZERO))
    gaps = {loss: [at.middle(a - r) for a, r in zip(ends[loss], ends["R"], strict=True)] for loss in ("D", "DA")}
    columns = {f"distance_{loss}_R": np.sqrt(sum(x**2 for x in gap)) for loss, gap in gaps.items()}
    if descent.nearest is None:
        raise LedgerError("the path of descent-ascent was run without the oracle as its target")
    with np.errstate(invalid="ignore"):
        nearer = descent.nearest < (1 - NEARER) * columns["distance_D_R"]
    return columns | {
        "harm_end": np.where(found["DA"].none, NO_MINIMUM, end).astype(np.int8),
        "harm_first_step": coded(sign == HOLDS, sign == FAILS),
        "nearest_stop": descent.nearest,
        "harm_best_stop": coded(nearer, ~nearer),
    }
