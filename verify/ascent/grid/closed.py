"""Closed forms alone, for grids of many millions of points: no optimisation, nothing proven."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from theory.ascent.objectives import LOSSES
from verify.ascent.grid.set_up import SetUp
from verify.values.floating import compile_term


def closed_forms(set_up: SetUp, values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The coordinates that have a closed form, by W0 in doubles: w_D, w_R and w_DA on an axis, x_R in a block.

    ``values`` as in ``columns.columns``. NaN where L_DA has no stationary point. Guarantee: none beyond that of W0.
    """
    found = {}
    for loss in LOSSES:
        if form := set_up.closed_form(loss):
            name, term = form
            found[name] = np.broadcast_to(compile_term(term)(values), values["lam"].shape).astype(float)
    return found
