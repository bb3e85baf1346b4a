"""Verdicts: each rule says all three words when it should, on rows made by hand."""

from dataclasses import replace

import pytest

from experiments import config, verdicts
from experiments.config import Bounds
from experiments.klom import floor
from experiments.verdicts import NO, OPEN, YES, Measured

SETS = ("random-10", "random-100", "pc1-top-10", "pc1-top-100", "pc2-top-10", "pc2-top-100")
BASE = config.parse(config.text("cpu"))


def row(name, method="GA", lr=0.01, epoch=1, forget=9.0, kept=0.7, cost=0.1, exploded=0, frozen=False):
    klom = {s: {"p95": v} for s, v in (("forget", forget), ("retain", kept), ("validation", kept))}
    return {
        "set": name, "method": method, "lr": lr, "epoch": epoch, "cost": cost, "exploded": exploded, "frozen": frozen,
        "klom": {} if exploded else klom,
    }  # fmt: skip


def measured(*rows, sizes=(), bridge=(), **changes):
    doing_nothing = [row(name, "nothing", 0.0, 0) for name in SETS]
    given = {(r["set"], r["method"]) for r in rows if r["method"] == "nothing"}
    kept = [r for r in doing_nothing if (r["set"], "nothing") not in given]
    return Measured(replace(BASE, **changes), [*kept, *rows], list(sizes), list(bridge))


def verdict(label, m):
    only = m._replace(config=replace(m.config, verdicts={label: m.config.verdicts[label]}))
    return verdicts.decide(only)[0]


def test_without_a_run_of_the_method_a_verdict_is_open():
    found = {v["label"]: v for v in verdicts.decide(measured(**{"verdicts": {"exp-scrub": {"share": 0.9}}}))}
    assert found["exp-scrub"]["verdict"] == OPEN and found["exp-scrub"]["reason"] == "no run of SCRUB"


@pytest.mark.parametrize(
    ("forget", "kept", "exploded", "outcome"),
    [
        (9.0, 0.7, 0, "unchanged"),
        (8.2, 0.7, 0, "unchanged"),
        (8.0, 0.7, 0, "between"),
        (4.6, 1.6, 0, "between"),
        (4.5, 1.6, 0, "success"),
        (0.1, 1.7, 0, "broken"),
        (9.0, 0.7, 3, "broken"),
    ],
)
def test_an_outcome_follows_its_bounds(forget, kept, exploded, outcome):
    assert 1.6 < 2.5 * floor(100) < 1.7
    assert measured().outcome(row("random-10", forget=forget, kept=kept, exploded=exploded)) == outcome


UNCHANGED, BROKEN, BETWEEN, GOOD = ({}, {"kept": 5.0}, {"forget": 6.0}, {"forget": 2.0})


@pytest.mark.parametrize(("middle", "word"), [(1, YES), (2, NO)])
def test_the_dichotomy_allows_one_tenth_in_between(middle, word):
    rows = [row("random-10", epoch=e, **UNCHANGED) for e in range(9)]
    rows += [row("random-10", "GDA", epoch=e, **BROKEN) for e in range(9 - middle)]
    rows += [row("random-10", epoch=90 + e, **(BETWEEN if e else GOOD)) for e in range(middle)]
    found = verdict("exp-dichotomy", measured(*rows))
    assert found["verdict"] == word and "9 unchanged" in found["reason"] and found["tolerance"] == {"middle": 0.1}


def test_the_frozen_control_does_not_count_as_ga():
    rows = [row("random-10"), *(row("random-10", epoch=e, frozen=True, **BETWEEN) for e in range(9))]
    assert "of 1 snapshots" in verdict("exp-dichotomy", measured(*rows))["reason"]


@pytest.mark.parametrize(("successes", "word"), [(0, NO), (1, YES), (2, NO)])
def test_the_illusion_is_exactly_one_rate_and_time(successes, word):
    rows = [row("random-10", epoch=e, **(GOOD if e < successes else BROKEN)) for e in range(8)]
    elsewhere = [row("pc1-top-10", epoch=e, **GOOD) for e in range(8)]
    found = verdict("exp-illusion", measured(*rows, *elsewhere))
    assert found["verdict"] == word and f"{successes} of 8" in found["reason"]


def difficulty(pc1=0, random=1, pc2=2, cost=0.3, method="GDA"):
    counts = {"pc1-top-10": pc1, "random-10": random, "pc2-top-10": pc2}
    return [
        row(name, method, epoch=e, cost=cost, **(GOOD if e < good else UNCHANGED))
        for name, good in counts.items()
        for e in range(4)
    ]


@pytest.mark.parametrize(
    ("change", "word"),
    [({}, YES), ({"pc1": 1}, NO), ({"pc2": 0, "random": 0}, NO), ({"random": 3}, NO), ({"cost": 0.5}, NO),
     ({"method": "GA"}, OPEN)],
    ids=str,
)  # fmt: skip
def test_difficulty_needs_all_three_parts(change, word):
    assert verdict("exp-difficulty", measured(*difficulty(**change)))["verdict"] == word


@pytest.mark.parametrize(
    ("forget", "kept", "word"), [(9.0, 0.7, YES), (1.9, 0.7, NO), (9.0, 1.1, NO), (9.0, 0.99, YES), (2.1, 0.7, YES)]
)
def test_the_gap_is_measured_in_floors(forget, kept, word):
    rows = [row("pc2-top-10", "nothing", 0.0, 0, forget=forget, kept=kept)]
    assert verdict("exp-pretrain-gap", measured(*rows))["verdict"] == word


def sized(at80, at100):
    return [
        {"set": "random-10", "models": n, "klom": {s: {"p95": v} for s in ("forget", "retain", "validation")}}
        for n, v in ((80, at80), (100, at100))
    ]


@pytest.mark.parametrize(("at80", "word"), [(1.0, YES), (1.09, YES), (1.11, NO), (0.89, NO)])
def test_models_needed_compares_80_with_all(at80, word):
    assert verdict("exp-models-needed", measured(sizes=sized(at80, 1.0)))["verdict"] == word


def test_models_needed_is_open_without_more_than_80():
    assert verdict("exp-models-needed", measured(sizes=sized(1, 1), models=80))["verdict"] == OPEN


@pytest.mark.parametrize(("moved", "word"), [(0, YES), (1, YES), (2, NO)])
def test_scrub_stays_if_nine_in_ten_are_unchanged(moved, word):
    rows = [row("random-10", "SCRUB", epoch=e, **(BETWEEN if e < moved else UNCHANGED)) for e in range(10)]
    assert verdict("exp-scrub", measured(*rows))["verdict"] == word


def crossed(harms):
    rows = [row(name, "GDA", kept=0.7 + harm) for name, harm in zip(SETS, harms, strict=True)]
    bridge = [{"set": name, "spectral_norm": float(i)} for i, name in enumerate(SETS)]
    return measured(*rows, bridge=bridge)


@pytest.mark.parametrize(
    ("harms", "word"), [((0, 1, 2, 3, 4, 5), YES), ((5, 4, 3, 2, 1, 0), NO), ((1, 0, 5, 2, 3, 0.5), OPEN)], ids=str
)
def test_cross_influence_is_a_rank_correlation_with_a_permutation_test(harms, word):
    assert verdict("exp-cross-influence", crossed(harms))["verdict"] == word


def test_cross_influence_is_open_where_networks_exploded():
    m = crossed(range(6))
    m.rows.append(row("random-10", "GDA", epoch=7, exploded=2))
    assert verdict("exp-cross-influence", m)["verdict"] == OPEN


EASY = config.parse(config.text("table1"))


@pytest.mark.parametrize(("models", "first", "word"), [(50, 4.5, YES), (50, 5.2, NO), (50, 3.2, YES), (20, 4.13, OPEN)])
def test_easy_data_is_open_where_the_floor_is_above_the_papers_numbers(models, first, word):
    rows = [row(s.name, "nothing", 0.0, 0, forget=first if s.size == 12 else 2.7) for s in EASY.sets]
    changed = replace(EASY, models=models, bounds=Bounds(models=20))
    found = verdict("exp-easy-data", Measured(changed, rows, [], []))
    assert found["verdict"] == word and f"floor {floor(models):.2f}" in found["reason"]


def test_too_few_models_leave_every_verdict_open():
    found = verdicts.decide(measured(*difficulty(), models=40))
    assert {v["verdict"] for v in found} == {OPEN} and all("N = 40 is fewer than 80" in v["reason"] for v in found)


def test_stopping_counts_what_hindsight_would_choose_against_the_rule():
    rows = [row("random-10", epoch=e, **(GOOD if e == 5 else BROKEN)) for e in (1, 3, 5)]
    found = verdicts.stopping(measured(*rows))[0]
    assert (found["snapshots"], found["successes"], found["by_rule"]) == (3, 1, ["broken"])
