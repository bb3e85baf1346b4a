"""The paper's claims, exported and decided from outside: ``python -m tests.judge.round_trip [SECONDS [PROCESSES]]``.

Resumes where it was stopped; writes docs/round-trip.json (label -> the verdict from outside and that of the ledger).
"""

import json
import sys
from collections import Counter
from pathlib import Path

from tests.paper import FORMAL, recorded
from verify.claims_file.batch import Kept, decided
from verify.claims_file.export import entry
from verify.judge import Limits

RECORD = Path(__file__).resolve().parents[2] / "docs" / "round-trip.json"
DECIDED = ("HOLDS", "FAILS", "VACUOUS", "DEGENERATE")


def exported():
    """The claims that a file can hold, with those that they use."""
    kept = [label for label, claim in FORMAL.items() if not claim.exists]
    return [e for label in kept if (e := entry(FORMAL[label], kept)) is not None]


def recorded_word(label):
    known = recorded()[label]
    return (known["vacuity"] or known["truth"]).upper()


def contradictions(found):
    """Labels whose verdict from outside contradicts the ledger's."""
    return [k for k, (outside, own) in found.items() if outside in DECIDED and own in DECIDED and outside != own]


def summary(found):
    """How many come back with the ledger's verdict, how many are unknown from outside."""
    counts = Counter("the same" if outside == own else outside for outside, own in found.values())
    return f"{len(found)} claims: {counts.pop('the same', 0)} come back with the ledger's verdict" + "".join(
        f", {number} {word}" for word, number in counts.items()
    )


def main(seconds=30.0, processes=2):
    found = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    entries = exported()
    waiting = [e for e in entries if e.label not in found]
    for e, judged in decided(waiting, Limits(boxes=100, seconds=seconds), int(processes), Kept(None)):
        found[e.label] = [judged.verdict.word, recorded_word(e.label)]
        found = {e.label: found[e.label] for e in entries if e.label in found}
        RECORD.write_text(json.dumps(found, indent=1) + "\n")
    print(summary(found), contradictions(found))  # noqa: T201


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
