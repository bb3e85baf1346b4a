"""Verdicts on rows made by hand: floors, errors, correlation, the fixed stopping rule, tolerances."""

from dataclasses import replace

import numpy as np
import pytest

from experiments import config, verdicts
from experiments.config import Bounds
from experiments.klom import floor
from experiments.outcomes import Measured, error, figure, stretched
from experiments.results import floored, halves, splits
from experiments.rules import RULES
from experiments.rules.counting import NO, OPEN, YES
from experiments.statements import SENTENCES
from theory.errors import DomainError

BASE = config.parse(config.text("cpu"))
SETS = tuple(s.name for s in BASE.sets)


def row(name, method="GA", lr=0.01, epoch=1, forget=9.0, kept=0.7, cost=0.1, exploded=0):
    klom = {s: {"p95": v} for s, v in (("forget", forget), ("retain", kept), ("validation", kept))}
    return {
        "set": name, "method": method, "lr": lr, "epoch": epoch, "cost": cost, "exploded": exploded,
        "klom": {} if exploded else klom,
    }  # fmt: skip


def measured(*rows, sizes=(), bridge=(), base=BASE, **changes):
    doing_nothing = [row(s.name, "nothing", 0.0, 0) for s in base.sets]
    given = {(r["set"], r["method"]) for r in rows if r["method"] == "nothing"}
    kept = [r for r in doing_nothing if (r["set"], "nothing") not in given]
    return Measured(replace(base, **changes), [*kept, *rows], list(sizes), list(bridge))


def verdict(label, m):
    return verdicts.decide(m._replace(config=replace(m.config, verdicts={label: m.config.verdicts[label]})))[0]


@pytest.mark.parametrize("profile", config.PROFILES)
def test_every_profile_has_all_tolerances_of_its_verdicts(profile):
    verdicts.check(config.parse(config.text(profile)))


def test_every_rule_has_the_papers_sentence_and_numbers():
    assert set(RULES) == set(SENTENCES)


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ({"exp-no": {}}, "no such statement"),
        ({"exp-dichotomy": {"middle": 0.1}}, "least is missing"),
        ({"exp-illusion": {"set": "elsewhere"}}, "elsewhere is no forget set"),
        ({"exp-difficulty-pc1": {"pc1": ["elsewhere"]}}, "elsewhere is no forget set"),
    ],
    ids=str,
)
def test_a_verdict_without_its_tolerances_is_refused_before_the_run(spoilt, message):
    with pytest.raises(DomainError, match=message):
        verdicts.check(replace(BASE, verdicts=spoilt))


def test_every_verdict_says_what_was_seen_and_what_would_have_changed_it():
    found = verdicts.decide(measured(row(SETS[0], "GDA")))
    assert {(v["label"], v["method"]) for v in found} >= {("exp-dichotomy", "GA"), ("exp-dichotomy", "GDA")}
    assert all(v["reason"] and v["would_change"] and v["said"] and v["paper"] for v in found)
    assert next(v for v in found if v["label"] == "exp-scrub")["reason"] == "no run of SCRUB"


def test_too_few_models_leave_every_verdict_open():
    found = verdicts.decide(measured(row(SETS[0], "GDA"), models=40))
    assert {v["verdict"] for v in found} == {OPEN} and all("N = 40 is fewer than 80" in v["reason"] for v in found)


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
def test_without_errors_an_outcome_is_one_word_by_its_bounds(forget, kept, exploded, outcome):
    assert 1.6 < 2.5 * floor(100) < 1.7
    assert measured().outcomes(row(SETS[0], forget=forget, kept=kept, exploded=exploded)) == {outcome}


def test_near_the_floor_is_a_success_though_it_is_not_halved():
    low = [row(SETS[0], "nothing", 0.0, 0, forget=1.6)]
    assert measured(*low).outcomes(row(SETS[0], forget=1.3)) == {"success"}
    assert measured(*low, bounds=replace(BASE.bounds, near=1.0)).outcomes(row(SETS[0], forget=1.3)) == {"between"}


def test_the_error_over_models_is_the_true_deviation_or_up_to_twice_and_what_is_shared_cancels():
    rng, sizes = np.random.default_rng(0), {"forget": 10}
    shift = np.linspace(1.5, 2.5, 10)
    drawn = [(rng.standard_normal((100, 10)), shift + rng.standard_normal((100, 10))) for _ in range(60)]
    found = [splits(u, o, sizes, "paper")["forget"] for o, u in drawn]
    true = np.std([k["p95"] for k in found], ddof=1)
    assert 0.8 * true < np.sqrt(np.mean([error((1, k)) ** 2 for k in found])) < 2 * true
    assert error((1, found[0]), (-1, found[0])) == 0 and error((2, found[0])) == pytest.approx(2 * error((1, found[0])))


def test_the_halves_of_the_oracles_read_the_floor_where_margins_are_gaussian_and_more_where_models_come_in_kinds():
    rng, sizes = np.random.default_rng(0), {"forget": 200, "retain": 200, "validation": 200}
    plain = floored(halves(rng.standard_normal((100, 600)), sizes, "paper"), BASE)
    assert plain["halves"]["forget"] == pytest.approx(plain["halves_gaussian"], rel=0.1)
    kinds = rng.standard_normal((100, 600)) + 12 * rng.integers(0, 2, (100, 1))
    assert floored(halves(kinds, sizes, "paper"), BASE)["floor"]["forget"] >= plain["floor"]["forget"]
    assert halves(rng.standard_normal((3, 600)), sizes, "paper") == {}


@pytest.mark.parametrize("many", [1, 2, 20, 60, 99])
def test_any_number_of_exploded_models_is_seen_and_the_robust_figure_counts(many):
    rng = np.random.default_rng(0)
    oracle, unlearned = rng.standard_normal((2, 100, 40))
    unlearned += 1.0
    calm = splits(unlearned, oracle, {"forget": 40}, "paper")["forget"]
    unlearned[:many] = 100.0
    found = splits(unlearned, oracle, {"forget": 40}, "paper")["forget"]
    assert not stretched(calm) and figure(calm) == calm["p95"] > 1.5
    assert stretched(found) and figure(found) >= 0.95 * calm["robust"]["p95"]
    assert many == 99 or found["p95"] < 0.3


def test_one_stretched_point_of_forty_is_no_stretched_split():
    assert not stretched({"stretched": 2, "points": 40}) and stretched({"stretched": 3, "points": 40})


def crossed(harms):
    rows = [row(name, "GDA", kept=0.7 + harm) for name, harm in zip(SETS, harms, strict=True)]
    bridge = [{"set": name, "spectral_norm": float(i)} for i, name in enumerate(SETS)]
    return measured(*rows, bridge=bridge)


@pytest.mark.parametrize(
    ("harms", "word"), [((0, 1, 2, 3, 4, 5), YES), ((5, 4, 3, 2, 1, 0), NO), ((1, 0, 5, 2, 3, 0.5), OPEN)], ids=str
)
def test_cross_influence_is_a_rank_correlation_with_a_permutation_test(harms, word):
    assert verdict("exp-cross-influence", crossed(harms))["verdict"] == word


def test_cross_influence_is_open_where_no_order_of_so_few_sets_could_reach_p():
    m = crossed(range(6))
    few = m._replace(bridge=m.bridge[:4])
    assert (
        verdict("exp-cross-influence", few)["verdict"] == OPEN
        and "too few" in verdict("exp-cross-influence", few)["reason"]
    )


@pytest.mark.parametrize(("change", "word"), [(0.1, NO), (0.18, NO), (0.19, OPEN)])
def test_that_eighty_models_are_enough_is_refuted_by_the_floor_alone(change, word):
    tolerance = {"exp-models-needed": {"stable": 80, "change": change}}
    found = verdict("exp-models-needed", measured(verdicts=tolerance))
    assert found["verdict"] == word and "by a factor of 1.18 from N = 80 to 100" in found["reason"]


EASY = config.parse(config.text("table1"))


@pytest.mark.parametrize(
    ("models", "first", "word"), [(100, 4.5, YES), (100, 5.2, NO), (100, 3.2, YES), (90, 4.13, OPEN)]
)
def test_numbers_are_compared_at_the_papers_n_alone(models, first, word):
    rows = [row(s.name, "nothing", 0.0, 0, forget=first if s.size == 12 else 2.7) for s in EASY.sets]
    found = verdict("exp-easy-data-numbers", measured(*rows, base=EASY, models=models, bounds=Bounds(models=80)))
    assert found["verdict"] == word


def test_a_number_below_the_floor_cannot_be_reproduced():
    low = {"exp-easy-data-numbers": {"within": 1.0, "models": 100, "expected": {"share-10": 0.5}}}
    rows = [row(s.name, "nothing", 0.0, 0, forget=0.6) for s in EASY.sets]
    found = verdict("exp-easy-data-numbers", measured(*rows, base=EASY, verdicts=low))
    assert found["verdict"] == OPEN and "below the floor" in found["reason"]


def test_stopping_counts_what_hindsight_would_choose_against_the_rule():
    good, bad = {"forget": 2.0}, {"kept": 5.0}
    rows = [row(SETS[0], epoch=e, **(good if e == 5 else bad)) for e in (1, 3, 5)]
    found = verdicts.stopping(measured(*rows))[0]
    assert (found["snapshots"], found["successes"], found["possible"], found["by_rule"]) == (3, 1, 1, ["broken"])


def test_the_shown_row_has_the_error_in_place_of_the_groups():
    rng = np.random.default_rng(0)
    margins = rng.standard_normal((20, 30))
    k = splits(margins, rng.standard_normal((20, 30)), {"forget": 10, "retain": 10, "validation": 10}, "paper")
    m = measured(models=20)
    shown = verdicts.shown(m, {"set": SETS[0], "exploded": 0, "klom": k})
    assert (
        shown["klom"]["forget"]["error"] == round(error((1, k["forget"])), 4)
        and "groups" not in shown["klom"]["forget"]
    )
