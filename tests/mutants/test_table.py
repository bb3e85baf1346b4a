"""The table of mutants: no mutant is both refuted and proved, and enough of the others are refuted."""

import json

import pytest

from tests.mutants.table import DOCS, WORDS, chosen, decide_all, page

KNOWN = json.loads((DOCS / "mutation.json").read_text())


def test_the_page_is_generated_from_the_recorded_results():
    assert (DOCS / "mutation.md").read_text() == page(KNOWN)


def test_no_recorded_mutant_is_wrong_and_most_are_refuted():
    words = [found[0] for each in KNOWN.values() for found in each.values()]
    assert set(KNOWN) <= set(chosen()) and set(words) <= set(WORDS) and "wrong" not in words
    assert words.count("refuted") >= 0.9 * (words.count("refuted") + words.count("unknown"))


@pytest.mark.parametrize("label", ["fact-log-tangent", "fact-exp-cubic"])
def test_the_recorded_results_come_again(label):
    assert {name: found[0] for name, found in decide_all(label).items()} == {
        name: found[0] for name, found in KNOWN[label].items()
    }


@pytest.mark.exhaustive
@pytest.mark.parametrize("label", [label for label in chosen() if label not in KNOWN])
def test_mutants_that_are_not_recorded_are_not_wrong_either(label):
    assert all(found[0] != "wrong" for found in decide_all(label).values())
