"""Closed forms over arrays lie within what is proven of the solutions."""

import numpy as np
import pytest

from tests.ascent.grid.samples import parameters
from theory.lambert import w0, wm1
from verify.ascent.grid.closed import closed_forms
from verify.ascent.grid.columns import columns
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.on_axis import AXIS


@pytest.mark.parametrize(
    ("problem", "names"), [(AXIS, ["w_D", "w_R", "w_DA"]), (BLOCK, ["x_R"])], ids=["axis", "block"]
)
def test_closed_forms_are_the_certified_solutions(problem, names):
    values = parameters(problem, 1500, 41)
    certified, closed = columns(problem, values, claims=False), closed_forms(problem, values)
    assert list(closed) == names
    for name in names:
        known = np.isfinite(certified[name])
        scale = 1e-9 + np.abs(certified[name])
        near_fold = values["alpha"] > values["phi"] if name == "w_DA" else np.zeros(1500, dtype=bool)
        tight = known & ~near_fold
        assert np.all(np.abs(closed[name] - certified[name])[tight] < 1e-13 * scale[tight])
        assert np.all(np.abs(closed[name] - certified[name])[known] < 1e-4)


def test_between_the_ratio_and_the_fold_it_is_the_minimum_and_beyond_it_there_is_none():
    values = {"alpha": np.array([0.6, 0.7]), "phi": np.full(2, 0.5), "share": np.ones(2), "lam": np.ones(2)}
    found, maximum = closed_forms(AXIS, values)["w_DA"], wm1(1 - 0.6 / 0.5)
    assert found[0] == pytest.approx(w0(-0.2)) and found[0] - maximum > 2 and np.isnan(found[1])
