"""Verdicts of the ledger, own and whole; contradictions, circles and findings that decide too much are refused."""

from dataclasses import replace

import pytest

from tests.paper import DECISIONS, LIBRARY, decide, decide_label, search, verdicts, whole
from theory.errors import LedgerError
from theory.language.claim import Assertion, Claim
from verify.ledger import decided as ledger
from verify.verdict import Evidence, Finding, Grade, Truth


def test_a_proof_and_a_witness_together_are_the_projects_fault(monkeypatch):
    words = dict.fromkeys(("source", "statement", "reading"), "test")
    false = Claim(label="test", kind="result", variables={"x": "real"}, conclusion="x >= 0", **words)
    monkeypatch.setattr(LIBRARY, "prove", lambda *_: (object(), ""))
    assert search(false).witness is not None
    assert "contradicts itself" in decide(false).reason
    monkeypatch.setitem(LIBRARY.claims, "test", false)
    monkeypatch.setitem(LIBRARY.statements, "test", false)
    with pytest.raises(LedgerError, match="proved, and refuted at x = -1"):
        decide_label("test")


def test_a_false_premise_leaves_the_whole_unknown():
    found = verdicts(["fact-w0-increasing"])
    assert whole("fact-w0-increasing", found)[::2] == (Truth.HOLDS, ("def-w0",))
    broken = found | {"fact-xexp-increasing": replace(found["fact-xexp-increasing"], truth=Truth.FAILS)}
    assert whole("fact-w0-increasing", broken)[0] is Truth.UNKNOWN
    assert broken["fact-w0-increasing"].truth is Truth.HOLDS


def test_circles_are_refused():
    found = verdicts(["fact-exp-increasing"])
    found["fact-exp-increasing"] = replace(found["fact-exp-increasing"], uses=("fact-exp-increasing",))
    with pytest.raises(LedgerError, match="circular"):
        whole("fact-exp-increasing", found)


@pytest.mark.parametrize(
    ("finding", "rule"),
    [
        (Finding(Truth.HOLDS, Grade.SAMPLED, "", (Evidence("m", Truth.HOLDS, Grade.SAMPLED, "here", ""),)), "evidence"),
        (Finding(Truth.HOLDS, Grade.EXACT, "", (Evidence("m", Truth.HOLDS, Grade.ENCLOSED, "here", ""),)), "evidence"),
        (Finding(Truth.HOLDS, Grade.EXACT, "", (Evidence("m", Truth.HOLDS, Grade.EXACT, "there", ""),)), "covers"),
        (Finding(Truth.FAILS, Grade.EXACT, "", (Evidence("m", Truth.FAILS, Grade.EXACT, "here", ""),)), "witness"),
    ],
    ids=["samples", "grade above its evidence", "evidence elsewhere", "no witness"],
)
def test_a_finding_that_decides_too_much_is_refused(finding, rule, monkeypatch):
    assertion = Assertion(
        label="res-x", kind="result", source="", statement="", reading="", domain="here", assertion="something"
    )
    monkeypatch.setitem(DECISIONS, "res-x", lambda: finding)
    with pytest.raises(LedgerError, match=rule):
        ledger.settle(assertion, LIBRARY)


def test_a_finding_with_its_evidence_is_a_verdict(monkeypatch):
    assertion = Assertion(
        label="res-x", kind="result", source="", statement="", reading="", domain="here", assertion="something"
    )
    finding = Finding(Truth.HOLDS, Grade.ENCLOSED, "so", (Evidence("m", Truth.HOLDS, Grade.EXACT, "here", ""),))
    monkeypatch.setitem(DECISIONS, "res-x", lambda: finding)
    assert (ledger.settle(assertion, LIBRARY).truth, ledger.settle(assertion, LIBRARY).grade) == (
        Truth.HOLDS,
        Grade.ENCLOSED,
    )
