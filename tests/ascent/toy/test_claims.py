"""The toy's verdicts: against the raw loss, and wrong versions that no decision may accept."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb
from scipy.optimize import minimize

from tests.ascent.toy.raw import COUNTS, LABELS, POSITIONS, RawLoss
from tests.paper import CLAIMS, decide_label
from theory.ascent import toy
from theory.ascent.claims import toy as stated
from theory.ascent.claims import toy_ridge
from theory.errors import LedgerError
from theory.language.term import Number
from verify.ascent.checks import toy as decided
from verify.ascent.checks import toy_ridge as decided_ridge
from verify.ascent.toy import fold, ratio
from verify.verdict import Truth

LABEL = "toy-trapped-sum-half-signed"


def least(loss):
    """The lowest point that local descent finds from 40 random starts."""
    draw = np.random.default_rng(5)
    ends = [minimize(loss, draw.normal(size=2) * 3, jac=loss.gradient, method="BFGS") for _ in range(40)]
    return min(ends, key=lambda end: end.fun).x


def right(w):
    return tuple(np.where(1 + w[0] * POSITIONS + w[1] * POSITIONS**2 >= 0, 1, -1) == LABELS)


@pytest.mark.parametrize("convention", toy.CONVENTIONS, ids=lambda c: c.name)
def test_the_rows_agree_with_descent_on_the_raw_loss(convention):
    losses = {which: RawLoss(which, convention.name.split("-")) for which in COUNTS}
    ends = {which: least(loss) for which, loss in losses.items()}
    trapped = losses["R"].flow(ends["DA"], 4000 if convention.mean else 400)
    expected = {
        "pretrain": right(ends["D"]) == (True, True, False, True),
        "retrain": right(ends["R"]) == (True, True, False, True),
        "da": right(ends["DA"]) == (True, True, True, False),
        "trapped": losses["R"](trapped) > losses["R"](ends["R"]) + 1e-6,
    }
    for name, observed in expected.items():
        truth = decide_label(f"toy-{name}-{convention.name}").truth
        assert (truth is Truth.HOLDS) == observed and truth is not Truth.UNKNOWN, name


@dataclass(frozen=True)
class Wrong(toy.Convention):
    """The convention with wrong multiplicities in one loss."""

    which: str = ""
    counts: tuple[int, ...] = ()

    def weights(self, which):
        return tuple(map(Fraction, self.counts)) if which == self.which else super().weights(which)


@pytest.mark.parametrize(
    ("name", "which", "counts"),
    [
        ("trapped", "R", (5, 4, 1, 4)), ("trapped", "DA", (5, 4, 1, 3)), ("da", "DA", (5, 4, 1, 2)),
        ("retrain", "R", (5, 4, 1, 0)), ("pretrain", "D", (5, 4, 1, 0)), ("pretrain", "D", (5, 1, 9, 4)),
    ],
    ids=lambda part: str(part),
)  # fmt: skip
def test_a_wrong_multiplicity_changes_the_verdict(name, which, counts):
    wrong = Wrong(False, True, True, "zero", which, counts)
    label = f"toy-{name}-sum-half-signed"
    assert decided.DECIDED[name](toy.REPRODUCING, label).truth is Truth.HOLDS
    assert decided.DECIDED[name](wrong, label).truth is Truth.FAILS


def test_the_wrong_end_would_be_refuted(monkeypatch):
    """The basin off by one minimum: were the flow to end at the global minimum, the trap would fail."""
    honest = decided.flow_end

    def off_by_one(land, start):
        return replace(honest(land, start), end=land.minima[0])

    monkeypatch.setattr(decided, "flow_end", off_by_one)
    assert decided.trapped(toy.REPRODUCING, LABEL).truth is Truth.FAILS


@pytest.mark.parametrize("row", stated.REPRODUCED)
def test_a_wrong_table_of_conventions_is_not_accepted(row, monkeypatch):
    wrong = stated.REPRODUCED[row][1:]
    monkeypatch.setitem(stated.REPRODUCED, row, wrong)
    assert decide_label("res-toy-conventions").truth is Truth.UNKNOWN
    assert row in decide_label("res-toy-conventions").reason


def test_a_wrong_number_of_minima_is_not_accepted(monkeypatch):
    monkeypatch.setitem(stated.MINIMA, "sum-half-signed", (1, 1, 1))
    assert decide_label("res-toy-minima").truth is Truth.UNKNOWN


@pytest.mark.parametrize("convention", toy.CONVENTIONS, ids=lambda c: c.name)
def test_the_number_of_raw_minima_changes_at_the_fold(convention):
    ridge = float(stated.fold_ridge(convention))
    words = convention.name.split("-")
    counts = [len(RawLoss("R", words, lam=ridge * factor).stationary(150)) for factor in (0.97, 1.03)]
    assert counts == [3, 1]


def test_a_fold_wrong_in_its_nineteenth_digit_is_not_accepted(monkeypatch):
    monkeypatch.setattr(stated, "SIGNED_FOLD", "0.0771966651699514183429")
    own = decide_label("res-toy-fold-sum-half-signed")
    assert own.truth is Truth.UNKNOWN and "correct the table" in own.reason


def test_the_jacobian_of_the_fold_agrees_with_differences():
    system = fold.Folding(toy.REPRODUCING, "R")
    at, step = (arb("3.1"), arb("-1.3"), arb("0.2")), arb("1e-6")
    jacobian = system.jacobian(at)
    for k in range(3):
        ends = [system.values(tuple(c + s * step * (j == k) for j, c in enumerate(at))) for s in (1, -1)]
        for i in range(3):
            assert float((ends[0][i] - ends[1][i]) / (2 * step)) == pytest.approx(
                float(jacobian[i, k]), rel=1e-5, abs=1e-5
            )


def test_a_second_degenerate_point_would_block_the_claim(monkeypatch):
    """With the fold's own box taken away, the search for others must find it and give up."""
    from theory.errors import UnableError

    monkeypatch.setattr(fold, "_core", lambda *_: np.array([9.0, 9.0, 9.0, 9.0, 9.0, 9.0]))
    with pytest.raises(UnableError, match="undecided"):
        fold.only_fold(toy.REPRODUCING, stated.LOWEST)


def test_stretches_cover_every_ratio_once():
    found = ratio.stretches()
    assert found[0].first == 0 and found[-1].last is None
    assert all(p.last == q.first for p, q in pairwise(found))
    assert all(s.spare > 0 for s in found)


def test_the_cost_of_a_wrong_point_is_bounded_sharply():
    """L_R itself, against the least raw loss among grid points that get 1, 2 or 4 wrong."""
    raw, loss = RawLoss("R", ("sum", "half", "signed")), toy.REPRODUCING.loss("R")
    grid = [(a, b) for a in np.linspace(1, 7, 241) for b in np.linspace(-3, 1, 241)]
    cheapest = min(raw(w) for w in grid if not all(np.array(right(w))[[0, 1, 3]]))
    assert ratio.wrong_costs_more(loss, cheapest - 0.05) and not ratio.wrong_costs_more(loss, cheapest + 0.001)


@pytest.mark.parametrize(
    "rho", [Fraction(1, 1000), Fraction(1, 3), Fraction(1), Fraction(7, 2), Fraction(10**6)], ids=str
)
def test_raw_descent_agrees_at_single_ratios(rho):
    words, tau = ("sum", "half", "signed"), float(1 / rho)
    forget = np.array([1 / 4, 1 / 5, 1 / 20, 2]) * tau
    after = least(RawLoss("DA", words, counts=tuple(np.array(COUNTS["R"]) - float(rho) * forget)))
    assert right(least(RawLoss("D", words, counts=tuple(np.array(COUNTS["R"]) + forget)))) == (True, True, False, True)
    assert right(after) == (True, True, True, False)
    retrain = RawLoss("R", words)
    assert retrain(retrain.flow(after, 400)) > retrain(least(retrain)) + 1


def test_shares_for_which_the_ratio_does_not_cancel_are_refused(monkeypatch):
    monkeypatch.setattr(toy, "descent_ascent_at", lambda rho: (*map(Number, (5, 4, 1)), 2 - 2 * rho))
    with pytest.raises(LedgerError, match="depends on rho"):
        decided_ridge.every_ratio("rem-reweighted-real")


def test_integer_multiplicities_that_do_not_match_are_refused(monkeypatch):
    monkeypatch.setattr(toy, "SHARES", (Fraction(1, 4), Fraction(1, 5), Fraction(1, 10), Fraction(2)))
    with pytest.raises(LedgerError, match="20 p times"):
        decided_ridge.whole_multiplicities("rem-reweighted-integer")


def test_equal_ridges_are_no_witness(monkeypatch):
    """Two equal ridges give parallel minimisers, equal boundaries and classes: nothing may be refuted there."""
    for reading, (text, assertion, _, corrected) in list(toy_ridge.READINGS.items()):
        monkeypatch.setitem(toy_ridge.READINGS, reading, (text, assertion, ("1/10", "1/10"), corrected))
    for reading in toy_ridge.READINGS:
        own = decide_label(f"rem-ridge-radial-{reading}-signed")
        assert own.truth is Truth.UNKNOWN, reading


def test_every_toy_claim_speaks_of_exact_parameters():
    for label, claim in CLAIMS.items():
        if label.startswith(("toy-", "rem-ridge-", "rem-reweighted-")):
            assert "lambda =" in claim.domain and claim.assertion.endswith(".")
