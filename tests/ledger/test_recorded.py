"""Every claim is a test: its verdict must be the recorded one. The id carries label and verdict."""

import json

import pytest

from tests.paper import CLAIMS, recorded, takes_long, verdict
from tests.slow import slow
from verify.ledger import record
from verify.ledger.whole import whole_verdict
from verify.verdict import Grade, Truth

MADE_BY = "run: affirm verify --json docs/ledger.json"
KNOWN = recorded()


def word(label):
    entry = KNOWN.get(label, {})
    return (entry.get("vacuity") or entry.get("truth") or "unrecorded").upper()


@pytest.mark.parametrize(
    "label", [slow(k) if takes_long(k) else k for k in CLAIMS], ids=[f"{k} {word(k)}" for k in CLAIMS]
)
def test_claim(label):
    own = verdict(label)
    difference = record.changed(label, own, KNOWN)
    witness = own.witness.sentence() if own.witness else "none"
    said = f"statement: {CLAIMS[label].statement}\nreading: {CLAIMS[label].reading}\nwitness: {witness}"
    assert difference is None, f"{difference}; {MADE_BY}\n{said}"
    known = KNOWN[label]
    now = record.described(CLAIMS[label], own, Truth(known["whole"]), known["given"])
    assert json.loads(json.dumps(now)) == known, MADE_BY


def test_the_whole_verdicts_follow_from_the_own_ones():
    def own(label):
        return Truth(KNOWN[label]["truth"]), Grade.EXACT, (label,) if CLAIMS[label].kind == "axiom" else ()

    def uses(label):
        return () if CLAIMS[label].kind == "axiom" else KNOWN[label]["uses"]

    for label, entry in KNOWN.items():
        truth, _, given = whole_verdict(label, own, uses, {})
        assert (truth.value, list(given)) == (entry["whole"], entry["given"]), f"{label}; {MADE_BY}"


def test_the_ledger_records_exactly_the_claims():
    assert list(KNOWN) == list(CLAIMS), MADE_BY


def test_labels_kinds_and_corrections_are_known():
    for label, claim in CLAIMS.items():
        assert label == claim.label
        assert set(claim.corrected_by) | set(claim.uses) <= set(CLAIMS)
        if KNOWN[label]["truth"] == "fails":
            assert claim.corrected_by, f"{label} fails and names no statement that holds"
            assert all(KNOWN[c]["truth"] == "holds" for c in claim.corrected_by)
