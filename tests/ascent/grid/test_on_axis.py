"""One axis: the proof that there is no minimum, close to the fold."""

import numpy as np
from flint import arb, ctx

from tests.ascent.grid.samples import parameters
from tests.ascent.grid.test_bounds import exact
from verify.ascent.grid.on_axis import AXIS


def test_no_minimum_is_proved_just_beyond_the_fold_and_never_before_it_on_an_axis():
    values = parameters(AXIS, 800, 6)
    with ctx.workprec(200):
        for k in range(800):
            phi, lam, share = (exact(values[name][k]) for name in ("phi", "lam", "share"))
            fold = arb(phi) * (1 + arb(lam) / (arb(1).exp() * arb(share)))
            values["alpha"][k] = float(fold.mid()) * (1 + (-1) ** k * 1e-14)
    assert np.array_equal(AXIS.no_minimum(values), np.arange(800) % 2 == 0)
