"""A file of claims of known truth before the judge: ``python -m tests.judge.measure FILE [--seconds Q] [--jobs N]``.

A label begins with what is true of its claim: true, false, vacuous or degenerate. What is printed is the label, what
was expected, what came, the time, and totals. The exit status is 1 if a verdict is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from verify.claims_file.entries import Entry, read
from verify.claims_file.user_claims import judged
from verify.judge import Limits

EXPECTED = {"true": "HOLDS", "false": "FAILS", "vacuous": "VACUOUS", "degenerate": "DEGENERATE"}
# what contradicts each truth; a degenerate claim holds, so that the two words for it do not contradict each other
WRONG = {
    "true": {"FAILS", "VACUOUS"},
    "false": {"HOLDS", "VACUOUS", "DEGENERATE"},
    "vacuous": {"HOLDS", "FAILS", "DEGENERATE"},
    "degenerate": {"FAILS", "VACUOUS"},
}


def entries(path: Path) -> tuple[Entry, ...]:
    """The claims of ``path``. Errors: ``ValueError`` for a file with faults or with a label of no known truth."""
    reading = read(path)
    faults = [fault.sentence(path.name) for fault in reading.faults]
    faults += [f"{e.label}: no known truth" for e in reading.entries if truth(e) not in EXPECTED]
    if faults:
        raise ValueError("; ".join(faults))
    return reading.entries


def truth(entry: Entry) -> str:
    """What the label says."""
    return entry.label.partition("-")[0]


def timed(entry: Entry, limits: Limits) -> tuple[Entry, str, float, str]:
    """The entry, the word of its verdict, the seconds that it took, and the reason."""
    start = time.monotonic()
    found = judged(entry, limits).verdict
    return entry, found.word, time.monotonic() - start, found.reason


def measured(
    claims: Sequence[Entry], limits: Limits, jobs: int, processes: bool = True
) -> Iterator[tuple[Entry, str, float, str]]:
    """As ``timed``, of each of ``claims``, as they are decided."""
    work = partial(timed, limits=limits)
    if jobs == 1 and not processes:
        yield from map(work, claims)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for future in as_completed([pool.submit(work, entry) for entry in claims]):
            yield future.result()


def outcome(entry: Entry, word: str) -> str:
    """How a verdict fits: as expected, wrong, not refuted (a false claim) or undecided; the other word, where HOLDS and
    DEGENERATE stand for each other."""
    expected = truth(entry)
    if word == EXPECTED[expected]:
        return "as expected"
    if word in WRONG[expected]:
        return "wrong"
    if word in ("HOLDS", "DEGENERATE"):
        return "the other word"
    return "not refuted" if expected == "false" else "undecided"


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("file", type=Path)
    reader.add_argument("--seconds", type=float, default=60.0)
    reader.add_argument("--jobs", type=int, default=2)
    given = reader.parse_args()
    tally: Counter[str] = Counter()
    start = time.monotonic()
    for entry, word, seconds, reason in measured(entries(given.file), Limits(seconds=given.seconds), given.jobs):
        said = outcome(entry, word)
        tally[said] += 1
        tally[f"{truth(entry)}: {said}"] += 1
        more = "" if said == "as expected" else f"  {said}: {reason}"
        expected = EXPECTED[truth(entry)]
        print(f"{entry.label:24} {expected:10} {word:10} {seconds:6.1f} s{more}", flush=True)  # noqa: T201
    print(f"\n{time.monotonic() - start:.0f} s in {given.jobs} processes")  # noqa: T201
    for said, count in sorted(tally.items()):
        print(f"{count:5} {said}")  # noqa: T201
    return 1 if tally["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
