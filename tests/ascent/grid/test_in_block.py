"""A block: the proof that there is no minimum, close to the fold."""

import numpy as np

from tests.ascent.grid.samples import parameters
from theory.language.term import Variable
from verify.ascent.grid import in_block
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.solve import block_curve


def fold_in_block(values):
    at = [values[name] for name in ("phi", "eps")]
    b = values["share"] / values["lam"]
    turn = block_curve.fold(at[0], b, at[1])
    return np.exp(block_curve.log_alpha("DA", at[0], b, at[1], turn))


def test_no_minimum_is_proved_close_beyond_the_fold_and_never_before_it_in_a_block():
    values = parameters(BLOCK, 600, 6)
    values["eps"] = np.where(np.arange(600) % 5 == 0, 0.0, values["eps"] * 0.97)
    turn = fold_in_block(values)
    usual = (turn > 1e-300) & (values["share"] / values["lam"] < 30)
    for factor, expected in ((1 - 1e-9, False), (1 + 1e-4, True)):
        found = BLOCK.no_minimum(values | {"alpha": turn * factor})
        assert np.all(found[usual] == expected)
        assert expected or not found.any()


def test_a_bound_with_the_ends_of_the_bracket_exchanged_says_no_too_early(monkeypatch):
    values = parameters(BLOCK, 200, 6)
    values["eps"] *= 0.9
    monkeypatch.setattr(in_block, "AROUND_FOLD", 2.0**-8)
    before = values | {"alpha": fold_in_block(values) * (1 - 1e-3)}
    assert not BLOCK.no_minimum(before).any()
    monkeypatch.setattr(in_block, "LOWER", in_block.UPPER)
    monkeypatch.setattr(in_block, "UPPER", Variable("q_lower"))
    assert BLOCK.no_minimum(before).sum() == 0  # the signs of turn are then refused
