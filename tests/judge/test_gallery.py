"""The gallery: claims of known truth, half used while building, half only measured."""

from dataclasses import replace
from pathlib import Path

import pytest

from verify.claims_file.entries import read
from verify.claims_file.user_claims import judged, whole
from verify.judge import Limits
from verify.refute.simplest import height
from verify.verdict import Truth

GALLERY = Path(__file__).resolve().parents[2] / "docs" / "gallery"
HALVES = {half: read(GALLERY / f"{half}.toml") for half in ("building", "measured")}
KINDS = {
    *("polynomial", "exp and log", "Lambert W", "implicit systems", "limits as bounds", "integers", "vacuous"),
    *("tight on the boundary", "false only near an edge", "false only for huge or tiny parameters"),
    "true but out of reach",
}
RIGHT = {"true": ("HOLDS",), "false": ("FAILS",), "vacuous": ("VACUOUS",), "hard": ("HOLDS",)}
QUICK = (
    "true-squares",
    "true-tangent",
    "true-implicit-w",
    "true-powers",
    "false-pell",
    "false-near-one",
    "vacuous-exp",
)


def word(entry):
    """What is true of a claim, by its label."""
    return entry.label.split("-")[0]


def decide(entry, boxes):
    found = judged(entry, Limits(boxes=boxes)).verdict
    assert found.word in (*RIGHT[word(entry)], "UNKNOWN"), f"{entry.label}: {found.word}, {found.reason}"
    if found.word == "UNKNOWN":
        assert "raise --boxes" in found.reason or "where the sides touch" in found.reason, found.reason
    if found.witness is not None:
        sizes = [height(v)[0] or height(v)[1] for v in found.witness.parameters.values()]
        assert max(sizes, default=0) <= 2001, f"{entry.label}: {found.witness.sentence()} is not small"
    return found.word


def test_both_halves_are_read_and_have_every_kind():
    assert not any(half.faults for half in HALVES.values())
    labels = [entry.label for half in HALVES.values() for entry in half.entries]
    assert len(labels) == len(set(labels)) >= 80
    for half in HALVES.values():
        assert {entry.words["source"] for entry in half.entries} == KINDS
        assert {word(entry) for entry in half.entries} == set(RIGHT)


@pytest.mark.parametrize("label", QUICK)
def test_a_few_of_the_gallery_are_decided(label):
    entry = next(e for e in HALVES["building"].entries if e.label == label)
    assert decide(entry, 200) in RIGHT[word(entry)]


@pytest.mark.slow
@pytest.mark.parametrize("half", HALVES)
def test_no_verdict_is_wrong_and_enough_are_decided(half):
    found = [(word(entry), decide(entry, 60)) for entry in HALVES[half].entries if word(entry) != "hard"]
    for kind, least in (("true", 0.8), ("false", 1.0), ("vacuous", 1.0)):
        mine = [verdict in RIGHT[kind] for truth, verdict in found if truth == kind]
        assert sum(mine) >= least * len(mine), (half, kind)


@pytest.mark.exhaustive
@pytest.mark.parametrize("half", HALVES)
def test_what_is_out_of_reach_is_at_least_not_refuted(half):
    hard = [entry for entry in HALVES[half].entries if word(entry) == "hard"]
    assert {decide(entry, 1500) for entry in hard} <= {"HOLDS", "UNKNOWN"}


def test_the_tutorials_file_is_decided_as_the_tutorial_says():
    entries = read(GALLERY / "tutorial.toml").entries
    found = {entry.label: judged(entry, Limits(boxes=120)) for entry in entries}
    assert {label: own.verdict.word for label, own in found.items()} == {
        "lower": "HOLDS", "upper": "HOLDS", "lemma": "HOLDS", "too-good": "FAILS",
    }  # fmt: skip
    assert found["too-good"].verdict.witness.sentence() == "a = 3/2, b = 1"
    assert any("a'/b in (0, oo)" in line for line in found["upper"].tried)
    declared = {entry.label: entry.uses for entry in entries}
    assert whole("lemma", found, declared)[0] is Truth.HOLDS
    found["lower"].verdict = replace(found["lower"].verdict, truth=Truth.FAILS)
    assert whole("lemma", found, declared)[0] is Truth.UNKNOWN
