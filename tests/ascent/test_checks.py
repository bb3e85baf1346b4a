"""A claim's check is found by the name of the module that states it, and its row of the ledger links to both."""

import re

import pytest

from tests.paper import CHECKS, CLAIMS, DECISIONS
from theory.ascent.claims import MODULES
from verify.ascent import checks
from verify.ascent.paper import PAPER

STATED = {claim.label: module.__name__.rpartition(".")[2] for module in MODULES for claim in module.CLAIMS}
ROWS = (PAPER.recorded[0].parent / "ledger.md").read_text().splitlines()


@pytest.mark.parametrize("label", [label for label in STATED if label in CHECKS.keys() | DECISIONS.keys()])
def test_a_check_is_named_as_the_module_of_its_claim(label):
    module = (CHECKS.get(label) or DECISIONS[label]).__module__
    named = f"{checks.__name__}.{STATED[label]}"
    assert module == named or module.startswith(f"{named}."), f"{label}: stated in {STATED[label]}, checked in {module}"


def test_rows_of_the_ledger_link_to_the_statement_and_to_the_check():
    rows = {match[1]: re.findall(r"\]\((.*?)\)", row) for row in ROWS if (match := re.match(r"\| \[`(.*?)`\]", row))}
    assert list(rows) == list(CLAIMS), "run: python -m verify.report.pages"
    for label, links in rows.items():
        assert len(links) == 1 + (label in CHECKS or label in DECISIONS), label
        assert all((PAPER.recorded[0].parent / link).is_file() for link in links), label
