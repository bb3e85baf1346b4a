"""Many claims before the judge: in several processes, each within its time, each verdict kept once it is there."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import closing

from pebble import ProcessExpired, ProcessPool

from verify.claims_file.ending import with_its_own
from verify.claims_file.entries import Entry
from verify.claims_file.kept import Kept
from verify.claims_file.user_claims import claim, judged
from verify.judge import Judged, Limits, undecided

GRACE = 5.0  # seconds beyond one and a half times the limit, after which the process of a claim is ended


def decided(entries: Sequence[Entry], limits: Limits, processes: int, kept: Kept) -> Iterator[tuple[Entry, Judged]]:
    """Each of ``entries`` with its verdict, in order; those in ``kept`` are not decided again.

    A claim whose process takes much longer than ``limits.seconds``, or dies, is UNKNOWN with that reason, which is not
    kept.
    """
    found = {entry.label: known for entry in entries if (known := kept.find(entry, limits)) is not None}
    waiting = [entry for entry in entries if entry.label not in found]
    alone = processes == 1 and limits.seconds is None
    results = _here(waiting, limits) if alone or not waiting else _elsewhere(waiting, limits, processes)
    with closing(results):
        for entry in entries:
            while entry.label not in found:
                ready, result = next(results)
                if isinstance(result, Judged):
                    kept.add(ready, limits, result)
                found[ready.label] = result if isinstance(result, Judged) else undecided(claim(ready), result)
            yield entry, found[entry.label]


def _here(entries: Sequence[Entry], limits: Limits) -> Generator[tuple[Entry, Judged | str]]:
    yield from ((entry, judged(entry, limits)) for entry in entries)


def _elsewhere(entries: Sequence[Entry], limits: Limits, processes: int) -> Generator[tuple[Entry, Judged | str]]:
    """As they come from the processes, which are stopped when nobody waits any longer."""
    most = None if limits.seconds is None else 1.5 * limits.seconds + GRACE
    pool = ProcessPool(min(processes, len(entries)))
    try:
        running: dict[Future[Judged], Entry] = {pool.schedule(_judged, [e, limits], timeout=most): e for e in entries}
        for future in as_completed(running):
            yield running[future], _result(future)
    finally:
        pool.stop()
        pool.join()


def _judged(entry: Entry, limits: Limits) -> Judged:
    with with_its_own():
        return judged(entry, limits)


def _result(future: Future[Judged]) -> Judged | str:
    """What a process found, or why it did not."""
    try:
        return future.result()
    except TookTooLong:
        return "a single step took longer than --seconds allows; raise it, or split the claim"
    except ProcessExpired as error:
        return f"its process died (exit status {error.exitcode}); lower --jobs, or split the claim"
