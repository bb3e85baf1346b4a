"""What is derived from the objectives, against what the paper has, raw samples, and wrong versions."""

import json
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from tests.paper import FORMAL
from theory.ascent import one_axis
from theory.ascent.claims.axis import C_D, C_DA, C_R
from theory.ascent.objectives import DataSet, Samples
from theory.language.algebra import equal
from theory.language.grammar import parse_term
from theory.language.term import Number, Variable, exp
from verify.ascent.solve import axis as solve
from verify.ascent.solve import descent

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "axis.json").read_text())


@pytest.mark.parametrize(("which", "typed"), [("D", C_D), ("R", C_R), ("DA", C_DA)])
def test_derived_arguments_equal_the_typed_ones(which, typed):
    names = FORMAL["lem-divergence-appendix"].names
    assert equal(one_axis.argument(which), parse_term(typed, names))


def test_the_weights_are_written_as_a_person_writes_them():
    found = {which: str(one_axis.weight(which)) for which in ("D", "R", "DA")}
    assert found == {"D": "(m + n)/(f + r)", "R": "n/r", "DA": "(f*n - m*r)/(f*r)"}


@pytest.mark.parametrize("which", ["D", "R", "DA"])
def test_the_rise_is_the_difference_of_the_losses(which):
    loss = [one_axis.data_set().loss(which, (w, one_axis.OTHER), one_axis.LAM) for w in (one_axis.W, one_axis.START)]
    assert equal(one_axis.rise(which), loss[0] - loss[1])
    assert not equal(one_axis.rise(which), loss[1] - loss[0])


@pytest.mark.parametrize(
    ("which", "wrong"),
    [
        ("D", "(1 + alpha)*n/(lam*r)"),
        ("R", "n/(lam*d)"),
        ("DA", "(1 - alpha*f/r)*n/(lam*r)"),
        ("DA", "(1 + alpha*r/f)*n/(lam*r)"),
    ],
)
def test_wrong_arguments_are_told_apart(which, wrong):
    names = FORMAL["lem-divergence-appendix"].names
    assert not equal(one_axis.argument(which), parse_term(wrong, names))


def test_the_losses_are_the_definitions():
    """On two concrete samples, term by term."""
    w, lam = Variable("w"), Variable("lam")
    one, none = Number(1), Number(0)
    data = DataSet(
        [
            Samples((one,), 1, one, none),
            Samples((one,), -1, none, one),
        ]
    )
    assert equal(data.loss("DA", [w], lam), exp(-w) - exp(w) + lam * w**2 / 2)
    assert equal(data.loss("D", [w], lam), (exp(-w) + exp(w)) / 2 + lam * w**2 / 2)
    assert equal(data.loss("R", [w], lam), exp(-w) + lam * w**2 / 2)


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: "-".join(map(str, row["problem"])))
def test_solutions_contain_the_reference(row):
    r, f, n, m, p, q = row["problem"]
    for which in ("D", "R", "DA"):
        with ctx.workprec(200):
            found = solve.solutions(which, {"r": fmpq(r), "f": fmpq(f), "n": fmpq(n), "m": fmpq(m), "lam": fmpq(p, q)})
            assert len(found) == len(row[which])
            for point, text in zip(found, row[which], strict=True):
                assert abs(point.enclosure - arb(text)) < arb("1e-29") * (1 + abs(point.enclosure))
                assert point.enclosure.rel_accuracy_bits() > 150


def test_descent_agrees_within_its_own_bound():
    assert "agree within their proven bounds" in descent.compare().detail


def test_descent_rejects_a_wrong_closed_form(monkeypatch):
    """With |R_j|/(lambda d) in place of |R_j|/(lambda r) for the oracle the comparison fails."""
    right = solve.solutions

    def wrong(which, counts):
        return right(which, counts | {"r": counts["r"] + counts["f"]} if which == "R" else counts)

    monkeypatch.setattr(solve, "solutions", wrong)
    with pytest.raises(Exception, match="stops"):
        descent.compare()


def test_an_enclosure_off_the_root_is_noticed():
    with ctx.workprec(100):
        off = solve.AxisSolution(arb("0.5") + arb(0, "1e-20"), "global minimum", "W0")
        with pytest.raises(Exception, match="not a root"):
            solve.confirm_sign_change(off, lambda w: w - (-w).exp())


def test_raw_rows_have_the_counts():
    data = descent.rows(8, 4, 5, 2)
    on_axis = data.x[:, 0] != 0
    assert data.retain.sum() == 8 and (on_axis & data.retain).sum() == 5 and (on_axis & ~data.retain).sum() == 2
    assert np.all((data.x * data.y[:, None])[on_axis, 0] == 1) and set(data.y) == {1.0, -1.0}
