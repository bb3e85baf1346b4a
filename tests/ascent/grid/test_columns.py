"""The columns: in agreement with the ledger at every point, with mutants that are not."""

import json
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx

from tests.ascent.grid.samples import parameters
from tests.ascent.grid.test_bounds import exact, truth
from theory.ascent.objectives import LOSSES
from verify.ascent.grid import harm, point_claims
from verify.ascent.grid.certified import certified
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.minima import Pair, minima
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.grid.optimise import Outcome

RECORDED = {
    claim["label"]: claim
    for claim in json.loads((Path(__file__).parents[3] / "docs" / "ledger.json").read_text())["claims"]
}
SIZE = {AXIS: 6000, BLOCK: 3000}


@pytest.fixture(scope="module", params=[AXIS, BLOCK], ids=["axis", "block"])
def grid(request):
    values = parameters(request.param, SIZE[request.param], 29)
    return request.param, values, request.param.evaluate(values)


def count(found, name, word, problem):
    return int((found[name] == problem.codes[name].index(word)).sum())


def test_every_column_of_codes_has_words_and_every_point_a_row(grid):
    problem, values, found = grid
    assert all(len(column) == len(values["lam"]) for column in found.values())
    for name, words in problem.codes.items():
        assert found[name].dtype == np.int8 and found[name].min() >= 0 and found[name].max() < len(words)
    coded = set(problem.codes)
    assert all(column.dtype == np.float64 for name, column in found.items() if name not in coded)


def test_no_point_refutes_what_is_proved_and_points_refute_what_fails(grid):
    problem, _, found = grid
    refuted = []
    for label in point_claims.applicable(problem):
        fails = count(found, f"verdict_{label}", "fails", problem)
        if RECORDED[label]["truth"] == "holds" or RECORDED[label]["vacuity"] == "vacuous":
            assert fails == 0, label
        elif fails:
            refuted.append(label)
            assert RECORDED[label]["truth"] == "fails"
        met = count(found, f"verdict_{label}", "holds", problem)
        assert met or RECORDED[label]["truth"] != "holds" or label == "res-divergence-above-w-1"  # of no minimum
    expected = {
        AXIS: {"lem-divergence-main-text", "lem-divergence-always", "lem-distance-growth-as-proved"},
        BLOCK: {"lem-original-2d-x-lower", "lem-original-2d-y-upper", "rem-order-harms-first-step"},
    }[problem]
    assert expected <= set(refuted)


def test_few_points_stay_undecided(grid):
    problem, _, found = grid
    for label in point_claims.applicable(problem):
        assert count(found, f"verdict_{label}", "undecided", problem) < 0.12 * SIZE[problem], label


def test_both_methods_and_the_closed_forms_agree_wherever_they_are_certified(grid):
    problem, _, found = grid
    for loss in LOSSES:
        assert count(found, f"agreement_{loss}", "disagrees", problem) == 0
        assert count(found, f"agreement_{loss}", "agrees", problem) > 0.3 * SIZE[problem]
        if f"closed_form_{loss}" in found:
            assert count(found, f"closed_form_{loss}", "disagrees", problem) == 0
            assert count(found, f"closed_form_{loss}", "agrees", problem) > 0.3 * SIZE[problem]
    for loss in ("D", "R"):
        assert count(found, f"status_{loss}", "certified", problem) == SIZE[problem]


def test_harm_is_what_ball_arithmetic_says(grid):
    problem, values, found = grid
    words = problem.codes
    compared = 0
    with ctx.workprec(128):
        for k in range(0, SIZE[problem], 60):
            ends = {loss: truth(problem, loss, values, k) for loss in LOSSES}
            if ends["DA"] is None:
                assert words["harm_end"][found["harm_end"][k]] in ("no minimum", "undecided")
                continue
            far = {
                loss: sum(((a - r) * (a - r) for a, r in zip(ends[loss], ends["R"], strict=True)), arb(0))
                for loss in ("D", "DA")
            }
            word = words["harm_end"][found["harm_end"][k]]
            if far["DA"] > far["D"] or far["DA"] < far["D"]:
                assert word in ("undecided", "farther" if far["DA"] > far["D"] else "nearer")
                compared += word != "undecided"
            if np.isfinite(found["distance_DA_R"][k]):
                assert abs(far["DA"] - arb(float(found["distance_DA_R"][k])) ** 2) < 1e-8 * (1 + far["DA"])
    assert compared > 25


def test_an_early_stop_helps_where_the_first_step_does_on_one_axis():
    values = parameters(AXIS, 4000, 31)
    found = AXIS.evaluate(values)
    toward = found["harm_first_step"] == harm.STEP.index("toward")
    away = found["harm_first_step"] == harm.STEP.index("away")
    clear = found["distance_D_R"] > 1e-6
    assert np.all(found["harm_best_stop"][toward & clear] == harm.STOP.index("nearer"))
    assert np.all(found["harm_best_stop"][away] == harm.STOP.index("not nearer"))
    assert toward.any() and away.any()


def test_a_point_is_realisable_only_if_the_block_fits_the_forget_set():
    values = {name: np.array(c) for name, c in {
        "alpha": [0.5, 0.5, 0.75, 1 / 3, 0.1], "phi": [0.25, 0.5, 0.5, 1 / 9, 0.03],
        "share": [1.0, 1.0, 0.5, 1 / 3, 0.3], "lam": [1.0] * 5,
    }.items()}  # fmt: skip
    exactly = [exact(a) * exact(s) <= exact(p) for a, p, s in zip(*list(values.values())[:3], strict=True)]
    assert exactly[:3] == [False, True, True] and exactly[3] != exactly[4]  # products that round to phi
    assert list(AXIS.evaluate(values)["realisable"]) == [int(yes) for yes in exactly]


def test_a_wrong_minimum_is_not_certified_as_agreeing():
    values = parameters(AXIS, 500, 2)
    pair = minima(AXIS, values)["R"]
    moved = Outcome([c * 1.001 + 1e-6 for c in pair.descent.w], pair.descent.status, pair.descent.steps, None)
    found = certified(AXIS, "R", values, Pair(pair.second_order, moved)).columns
    assert np.all(found["agreement_R"] == 0)  # the proven radius around a wrong point still reaches the right one
    shifted = Outcome([c * 1.001 + 1e-6 for c in pair.second_order.w], *list(vars(pair.second_order).values())[1:])
    there = certified(AXIS, "R", values, Pair(shifted, shifted)).columns
    assert np.all(there["radius_R"] >= 0.9e-6) and np.all(there["closed_form_R"] == 0)


def test_a_missing_solution_is_said_and_decides_nothing():
    at = {"alpha": 9.0, "phi": 0.5, "share": 1.0, "lam": 1.0}
    values = {name: np.array([v]) for name, v in at.items()} | {"phi": np.array([9.0 / 2])}
    found = AXIS.evaluate(values)
    words = AXIS.codes
    assert words["status_DA"][found["status_DA"][0]] == "no stationary point"
    assert words["harm_end"][found["harm_end"][0]] == "no minimum" and np.isnan(found["w_DA"][0])
