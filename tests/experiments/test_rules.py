"""Every rule on made-up margins in which the truth is known, and mutants of the rules that these cases reject."""

from dataclasses import replace
from functools import cache

import pytest

from experiments import outcomes, verdicts
from experiments.outcomes import Measured
from experiments.rules import counting, methods
from experiments.rules.counting import NO, OPEN, YES
from tests.experiments.made_up import NAMES, World

EITHER_OR = {0.01: "same", 0.1: "same", 1.0: "broken"}
WORKS = {0.01: "same", 0.1: "perfect", 1.0: "broken"}
IDLE = {0.01: "same", 0.1: "same", 1.0: "same"}


def worlds():
    """Name: how a world is made."""
    return {
        "either unchanged or broken": lambda: World().did("GDA", EITHER_OR).did("finetune", IDLE),
        "a perfect unlearner": lambda: World().did("GDA", WORKS).did("finetune", IDLE),
        "fine-tuning alone is perfect": lambda: World().did("GDA", WORKS).did("finetune", WORKS),
        "perfect on PC2 alone": lambda: (
            World().did("GDA", EITHER_OR, NAMES[:2]).did("GDA", WORKS, NAMES[2:]).did("finetune", IDLE)
        ),
        "the best row on the upper edge": lambda: World().did("GDA", {0.01: "same", 0.1: "same", 1.0: "half"}),
        "the best row on the lower edge": lambda: World().did("GDA", {0.01: "half", 0.1: "broken", 1.0: "broken"}),
        "unchanged up to the upper edge": lambda: World().did("GDA", IDLE),
        "broken from the lower edge on": lambda: World().did("GDA", {0.01: "broken", 0.1: "broken", 1.0: "broken"}),
        "nothing to forget": lambda: World(memory=0.3).did("GDA", WORKS).did("finetune", IDLE),
        "a start that is broken": lambda: World(harm=2.0).did("GDA", WORKS).did("finetune", IDLE),
        "a start that may be broken": lambda: World(harm=0.8).did("GDA", WORKS).did("finetune", IDLE),
        "two exploded models": lambda: (
            World().did("GDA", {0.01: "same", 0.1: "exploded", 1.0: "broken"}).did("finetune", IDLE)
        ),
        "halved within the errors": lambda: (
            World().did("GDA", {0.01: "same", 0.1: "limit", 1.0: "broken"}).did("finetune", IDLE)
        ),
        "N too small to break": lambda: World(models=20, **{"models": 20}),
        "padded with rates that do nothing": lambda: World().did(
            "GDA", {10.0**-k: "same" for k in range(2, 32)} | {0.1: "half", 0.5: "half", 1.0: "broken"}
        ),
        "one lucky rate": lambda: World().did("GA", WORKS),
        "two lucky rates": lambda: World().did("GA", WORKS | {0.2: "perfect"}),
        "lucky on the edge": lambda: World().did("GA", {0.01: "same", 0.1: "perfect"}),
        "never lucky": lambda: World().did("GA", EITHER_OR),
        "SCRUB moves": lambda: World().did("SCRUB", {0.02: "same", 0.2: "perfect"}).did("SCRUB-public", {0.2: "same"}),
        "SCRUB stays": lambda: World().did("SCRUB", {0.02: "same", 0.2: "same"}).did("SCRUB-public", {0.2: "same"}),
        "SCRUB at small rates": lambda: World().did("SCRUB", {0.002: "same", 0.02: "same"}),
    }


@cache
def world(name):
    return worlds()[name]().measured()


def small():
    made = World(models=20)
    made.config = replace(made.config, bounds=replace(made.config.bounds, models=10))
    return made.did("GDA", WORKS).did("finetune", IDLE).measured()


def word(m, label, method=""):
    only = m._replace(config=replace(m.config, verdicts={label: m.config.verdicts[label]}))
    return next(v for v in verdicts.decide(only) if v["method"] == method)["verdict"]


DICHOTOMY, PC1, PC2, ORDER = (
    ("exp-dichotomy", "GDA"), ("exp-difficulty-pc1", "GDA"), ("exp-difficulty-pc2", "GDA"),
    ("exp-difficulty-random", "GDA"),
)  # fmt: skip
ILLUSION, SCRUB, GAP = ("exp-illusion", "GA"), ("exp-scrub", "SCRUB"), ("exp-pretrain-gap", "")
CLOSE, NUMBERS = ("exp-easy-data-close", ""), ("exp-easy-data-numbers", "")
TRUTH = {
    "either unchanged or broken": {DICHOTOMY: YES, PC1: YES, PC2: NO, ORDER: NO, GAP: YES, CLOSE: NO, NUMBERS: NO},
    "a perfect unlearner": {DICHOTOMY: NO, PC1: NO, PC2: YES, ORDER: NO},
    "fine-tuning alone is perfect": {DICHOTOMY: NO, PC1: NO, PC2: NO},
    "perfect on PC2 alone": {PC1: YES, PC2: YES, ORDER: YES},
    "the best row on the upper edge": {DICHOTOMY: OPEN, PC1: OPEN, PC2: OPEN, ORDER: OPEN},
    "the best row on the lower edge": {DICHOTOMY: OPEN, PC1: OPEN, PC2: OPEN, ORDER: OPEN},
    "unchanged up to the upper edge": {DICHOTOMY: OPEN, PC1: OPEN, PC2: OPEN, ORDER: OPEN},
    "broken from the lower edge on": {DICHOTOMY: OPEN, PC1: OPEN, PC2: OPEN, ORDER: OPEN},
    "nothing to forget": {DICHOTOMY: OPEN, PC1: OPEN, PC2: OPEN, ORDER: OPEN, GAP: NO, CLOSE: YES, NUMBERS: NO},
    "a start that is broken": {DICHOTOMY: OPEN, PC1: OPEN, PC2: OPEN, ORDER: OPEN, GAP: NO},
    "a start that may be broken": {DICHOTOMY: OPEN, PC1: OPEN, PC2: OPEN},
    "two exploded models": {PC1: YES, PC2: NO},
    "halved within the errors": {PC1: OPEN, PC2: OPEN},
    "padded with rates that do nothing": {DICHOTOMY: NO},
    "one lucky rate": {ILLUSION: YES},
    "two lucky rates": {ILLUSION: NO},
    "lucky on the edge": {ILLUSION: OPEN},
    "never lucky": {ILLUSION: NO},
    "SCRUB moves": {SCRUB: NO},
    "SCRUB stays": {SCRUB: YES},
    "SCRUB at small rates": {SCRUB: OPEN},
}


@pytest.mark.parametrize(
    ("name", "asked"), [(name, asked) for name, known in TRUTH.items() for asked in known], ids=str
)
def test_a_rule_says_what_is_true(name, asked):
    assert word(world(name), *asked) == TRUTH[name][asked]


def test_a_set_that_depends_on_the_networks_tells_nothing_of_a_component(monkeypatch):
    m = world("a perfect unlearner")
    loose = m._replace(shared={"pc1-top-10": 0.4, "pc2-top-10": 0.4})
    assert [word(loose, *asked) for asked in (PC1, PC2, ORDER, DICHOTOMY)] == [OPEN, OPEN, OPEN, NO]
    monkeypatch.setattr(Measured, "stable", lambda m, names: names)
    assert [word(loose, *asked) for asked in (PC1, PC2)] == [NO, YES]


def test_at_small_n_where_nothing_can_break_every_verdict_is_open():
    assert {v["verdict"] for v in verdicts.decide(small())} == {OPEN}
    assert all("nothing can be broken" in v["reason"] for v in verdicts.decide(small()))


def mutants(patch):
    """Name: what spoils the rules, the world in which it shows, the statement."""
    return {
        "no error over models": (lambda: patch(outcomes, "error", lambda *t: 0.0), "halved within the errors", PC2),
        "stretched is not seen": (lambda: patch(outcomes, "stretched", lambda k: False), "two exploded models", PC2),
        "the edge is not seen": (
            lambda: patch(Measured, "edge", lambda *a: ""), "unchanged up to the upper edge", DICHOTOMY,
        ),
        "the lower edge is not seen": (
            lambda: patch(Measured, "edge", upper_edge_alone), "the best row on the lower edge", PC2,
        ),
        "every set can tell": (
            lambda: patch(Measured, "left_out", lambda m, name, method="": m.edge(method, name) if method else ""),
            "nothing to forget", DICHOTOMY,
        ),
        "a start may be broken": (
            lambda: patch(Measured, "left_out", nothing_to_forget_alone), "a start that may be broken", PC2,
        ),
        "no control": (lambda: patch(counting, "CONTROL", {}), "fine-tuning alone is perfect", PC2),
        "padding counts": (lambda: patch(methods, "spanned", lambda m, rows: rows), PADDED, DICHOTOMY),
        "a success on the edge is the only one": (lambda: patch(Measured, "edge", lambda *a: ""), EDGE, ILLUSION),
        "small rates count as all rates": (
            lambda: patch(methods, "max", lambda *a, **k: 1.0, raising=False), "SCRUB at small rates", SCRUB,
        ),
    }  # fmt: skip


PADDED, EDGE = "padded with rates that do nothing", "lucky on the edge"
EDGE_OF = Measured.edge


def upper_edge_alone(m, method, name):
    found = EDGE_OF(m, method, name)
    return "" if "below" in found else found


def nothing_to_forget_alone(m, name, method=""):
    return m.edge(method, name) if method else ""


@pytest.mark.parametrize("mutant", mutants(None))
def test_a_spoilt_rule_is_noticed(monkeypatch, mutant):
    spoil, name, asked = mutants(monkeypatch.setattr)[mutant]
    m = world(name)
    assert word(m, *asked) == TRUTH[name][asked]
    spoil()
    assert word(m, *asked) != TRUTH[name][asked]


def test_without_the_least_n_a_spoilt_rule_would_decide_at_small_n(monkeypatch):
    monkeypatch.setattr(Measured, "unreachable", lambda m: False)
    assert {v["verdict"] for v in verdicts.decide(small())} != {OPEN}
