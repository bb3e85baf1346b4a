"""Claims at single points: which are decided there, and what enclosures and counts make of them."""

import numpy as np
import pytest

from tests.ascent.grid.samples import parameters
from tests.ascent.grid.test_bounds import exact
from theory.ascent import two_axes
from theory.ascent.objectives import LOSSES
from theory.lambert import w0
from theory.language.claim import symbol
from theory.language.grammar import parse_formula
from verify.ascent.grid import point_claims
from verify.ascent.grid.bounds import symbols
from verify.ascent.grid.certified import certified
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.minima import minima
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.grid.set_up import RATIOS, SHARE
from verify.values.intervals.interval import Interval, points
from verify.values.intervals.terms import HOLDS, OPEN, Terms


def test_exchanged_solutions_refute_what_is_proved():
    values = parameters(AXIS, 2000, 29)
    pairs = minima(AXIS, values)
    found = {loss: certified(AXIS, loss, values, pairs[loss]) for loss in LOSSES}
    boxes = {"w_D": found["R"].boxes["w_R"], "w_R": found["D"].boxes["w_D"], "w_DA": found["DA"].boxes["w_DA"]}
    missing = {loss: one.none for loss, one in found.items()}
    found_at = point_claims.decided(AXIS, symbols(values), boxes, missing, np.ones(2000, dtype=bool))
    fails = {label: int((verdict == point_claims.FAILED).sum()) for label, verdict, *_ in found_at}
    assert fails["lem-divergence-appendix"] > 100 and fails["rem-farthest-end"] > 50


def test_at_the_ends_of_the_shares_the_hypotheses_on_counts_are_decided():
    """The whole retain set on the axis (share = 1) and the whole forget set (alpha share = phi)."""
    values = parameters(AXIS, 600, 3)
    values |= {"share": np.ones(600), "alpha": np.where(np.arange(600) % 2, values["phi"], values["alpha"])}
    found = AXIS.evaluate(values)
    verdict, fit = found["verdict_lem-distance-growth"], found["realisable"] == 1
    assert np.all(fit[1::2]) and np.all(verdict[1::2] != point_claims.NOT_APPLICABLE)  # there it says 0 <= 0
    clear = fit & (np.abs(values["alpha"] / values["phi"] - 1) > 1e-6)
    assert clear.sum() > 100 and np.all(verdict[clear] == point_claims.HELD)


def test_bounds_are_those_of_the_lemmas_and_differ_from_the_solutions_by_the_slack():
    values = {name: np.array([v]) for name, v in {"alpha": 0.3, "phi": 0.5, "share": 0.8, "lam": 0.1}.items()}
    found = AXIS.evaluate(values)
    growth = abs(np.log(1.3 / 1.5))
    assert found["bound_lem-distance-growth"][0] == pytest.approx(growth, rel=1e-12)
    assert found["slack_lem-distance-growth"][0] == pytest.approx(growth - found["distance_D_R"][0], rel=1e-9)
    block = BLOCK.evaluate(values | {"eps": np.array([0.4])})
    lower = w0(0.8 / 0.1 / 1.5 * (1 + 0.4**2 + 2 * 0.3 * 0.4))
    assert block["bound_lem-original-2d-x-lower"][0] == pytest.approx(lower, rel=1e-12)
    assert block["x_D"][0] - lower == pytest.approx(block["slack_lem-original-2d-x-lower"][0], rel=1e-6)
    assert "bound_rem-branches-range" not in found


def test_counts_in_the_ratios_are_whole():
    for alpha, share in ((0.1, 0.3), (2.0**-40, 0.7), (3.7, 1 - 2.0**-53)):
        m = exact(alpha) * exact(share) * exact(point_claims.R_VALUE)
        assert m.q == 1 and (exact(share) * exact(point_claims.R_VALUE)).q == 1


def test_a_claim_about_other_axes_or_with_an_equality_is_left_out():
    everything = set(point_claims.applicable(AXIS)) | set(point_claims.applicable(BLOCK))
    assert "rem-order-harms-other-axes" not in everything and "lem-closed-form-single-coordinate" not in everything
    assert "lem-divergence-appendix" in point_claims.applicable(
        AXIS
    ) and "res-block-farther" in point_claims.applicable(BLOCK)


def test_enclosures_that_are_too_wide_decide_nothing():
    box = {name: Interval(np.array([-9.0]), np.array([9.0])) for name in ("w_D", "w_R", "w_DA")}
    at = {symbol(n): points(np.array([v])) for n, v in
          {"alpha": 0.5, "phi": 0.75, "share": 1.0, "lam": 1.0}.items()}  # fmt: skip
    missing = {loss: np.zeros(1, dtype=bool) for loss in LOSSES}
    found_at = point_claims.decided(AXIS, at, box, missing, np.ones(1, dtype=bool))
    verdicts = {label: verdict[0] for label, verdict, *_ in found_at}
    assert verdicts["lem-divergence-appendix"] == point_claims.UNDECIDED


def test_a_ratio_that_cancels_is_still_undefined_where_it_was_written_so():
    """m/m > 0 at alpha = 0: the ratio is 1 once it is cancelled, and 0/0 as it stands."""
    counts = {"m": two_axes.M, "n": two_axes.N}
    formula = parse_formula("m/m > 0 and m/n >= 0", counts).subs(RATIOS)
    at = Terms({
        two_axes.ALPHA: points(np.array([0.0, 0.5])), SHARE: points(np.ones(2)),
        two_axes.PHI: points(np.ones(2)), two_axes.R: points(np.full(2, point_claims.R_VALUE)),
    })  # fmt: skip
    assert list(at.truth(point_claims._per_sample(formula))) == [OPEN, HOLDS]
    assert list(at.truth(point_claims._per_sample(formula, spelt=False))) == [
        HOLDS,
        HOLDS,
    ]  # what the spelling prevents


def test_comparisons_of_counts_and_of_ratios_are_exact_at_equality():
    counts = {"m": two_axes.M, "n": two_axes.N, "r": two_axes.R, "f": two_axes.F}
    room, ratio = (parse_formula(text, counts).subs(RATIOS) for text in ("m <= f", "m/n <= f/r"))
    assert point_claims._per_sample(room) == point_claims.ROOM
    assert str(point_claims._per_sample(ratio, spelt=False)) == "alpha <= phi"
