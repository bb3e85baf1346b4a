"""Every claim is a test: its verdict must be the recorded one. The id carries label and verdict."""

import pytest

from tests.paper import CLAIMS, decide_label, recorded
from verify.ledger import record

KNOWN = recorded()


def word(label):
    entry = KNOWN.get(label, {})
    return (entry.get("vacuity") or entry.get("truth") or "unrecorded").upper()


@pytest.mark.parametrize("label", [pytest.param(label, id=f"{label} {word(label)}") for label in CLAIMS])
def test_claim(label):
    own = decide_label(label)
    difference = record.changed(label, own, KNOWN)
    witness = own.witness.sentence() if own.witness else "none"
    assert difference is None, (
        f"{difference}\nstatement: {CLAIMS[label].statement}\nreading: {CLAIMS[label].reading}\nwitness: {witness}"
    )


def test_the_ledger_records_exactly_the_claims():
    assert list(KNOWN) == list(CLAIMS)


def test_labels_kinds_and_corrections_are_known():
    for label, claim in CLAIMS.items():
        assert label == claim.label
        assert set(claim.corrected_by) | set(claim.uses) <= set(CLAIMS)
        if KNOWN[label]["truth"] == "fails":
            assert claim.corrected_by, f"{label} fails and names no statement that holds"
            assert all(KNOWN[c]["truth"] == "holds" for c in claim.corrected_by)
