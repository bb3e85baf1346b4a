"""The table of mutants: no mutant is both refuted and proved, and enough of the others are refuted."""

import json
from dataclasses import replace

import pytest

from tests.mutants.table import DOCS, WORDS, chosen, decide_all, denied, follows, page
from tests.paper import FORMAL

KNOWN = json.loads((DOCS / "mutation.json").read_text())


def test_the_page_is_generated_from_the_recorded_results():
    assert (DOCS / "mutation.md").read_text() == page(KNOWN)


def test_no_recorded_mutant_is_wrong_and_most_are_refuted():
    words = [found[0] for each in KNOWN.values() for found in each.values()]
    assert list(KNOWN) == chosen() and set(words) <= set(WORDS) and "wrong" not in words
    assert words.count("refuted") >= 0.95 * (words.count("refuted") + words.count("unknown"))


@pytest.mark.parametrize("label", ["fact-log-tangent", "fact-exp-cubic"])
def test_the_recorded_results_come_again(label):
    assert {name: found[0] for name, found in decide_all(label).items()} == {
        name: found[0] for name, found in KNOWN[label].items()
    }


@pytest.mark.exhaustive
@pytest.mark.parametrize("label", chosen())
def test_no_recorded_result_is_contradicted_when_all_are_decided_again(label):
    for name, (word, how) in decide_all(label, 2).items():
        assert word in (KNOWN[label][name][0], "unknown") or KNOWN[label][name][0] == "unknown", (
            f"{name}: {word}, {how}"
        )
        assert word != "wrong", f"{name}: {how}"


def test_what_follows_from_a_claim_and_what_it_denies():
    label = "fact-log-tangent"
    claim = FORMAL[label]
    weaker, negated, stronger = (
        replace(claim, conclusion=text) for text in ("log(x) <= x", f"not ({claim.conclusion})", "log(x) <= x - 2")
    )
    assert follows(label, weaker) and not denied(label, weaker)
    assert denied(label, negated) and not follows(label, negated)
    assert not follows(label, stronger) and not denied(label, stronger)
    assert not follows(label, replace(claim, hypotheses=())), "the claim says nothing where its hypotheses fail"
