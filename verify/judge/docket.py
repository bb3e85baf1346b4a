"""Many claims before the judge: in several processes, each within its time, each verdict kept once it is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import closing
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter
from pebble import ProcessExpired, ProcessPool

import theory
import verify
from theory.errors import DomainError
from verify.judge.claims_file import Entry
from verify.judge.reader import claim, judged
from verify.judge.strategy import Judged, Limits, undecided

START = b'["'  # of a line of kept verdicts
GRACE = 5.0  # seconds beyond one and a half times the limit, after which the process of a claim is ended

AS_JSON = make_converter()
AS_JSON.register_unstructure_hook(Fraction, str)
AS_JSON.register_structure_hook(Fraction, lambda text, _: Fraction(text))


class Kept:
    """Verdicts in the file at ``path``, a line of JSON each; none where there is no path.

    A verdict is found again for the same texts, the same limits and the same code only. Errors: ``DomainError`` for a
    file that is something else, or that cannot be read or written.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.known: dict[str, Judged] = {}
        self.code = _code() if path else ""
        if path is None:
            return
        try:
            path.open("a").close()  # one that cannot be written is refused before anything is decided
            data = path.read_bytes()
            *lines, rest = data.split(b"\n")
            for line in lines:
                key, found = json.loads(line)
                self.known[key] = AS_JSON.structure(found, Judged)
            if not rest.startswith(START[: len(rest)]):
                raise ValueError
            if rest:  # what an interrupted run wrote last: half a line
                path.write_bytes(data[: -len(rest)])
        except OSError as error:
            raise self._unusable(f"cannot be read and written ({error.strerror})") from None
        except (ValueError, TypeError, BaseValidationError):
            raise self._unusable("is not a file of kept verdicts") from None

    def _unusable(self, why: str) -> DomainError:
        return DomainError(f"--keep {self.path}: {why}; name a new file, or one that this command wrote")

    def _key(self, entry: Entry, limits: Limits) -> str:
        return hashlib.sha256(json.dumps([asdict(entry), asdict(limits), self.code]).encode()).hexdigest()

    def find(self, entry: Entry, limits: Limits) -> Judged | None:
        return self.known.get(self._key(entry, limits)) if self.known else None

    def add(self, entry: Entry, limits: Limits, found: Judged) -> None:
        if self.path is None:
            return
        try:
            with self.path.open("a", encoding="ascii") as file:
                file.write(json.dumps([self._key(entry, limits), AS_JSON.unstructure(found)]) + "\n")
        except OSError as error:
            raise self._unusable(f"cannot be written ({error.strerror}); what is decided is kept") from None


def _code() -> str:
    """A digest of the code that decides."""
    digest = hashlib.sha256()
    for package in (theory, verify):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


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
        running: dict[Future[Judged], Entry] = {pool.schedule(judged, [e, limits], timeout=most): e for e in entries}
        for future in as_completed(running):
            yield running[future], _result(future)
    finally:
        pool.stop()
        pool.join()


def _result(future: Future[Judged]) -> Judged | str:
    """What a process found, or why it did not."""
    try:
        return future.result()
    except TookTooLong:
        return "a single step took longer than --seconds allows; raise it, or split the claim"
    except ProcessExpired as error:
        return f"its process died (exit status {error.exitcode}); lower --jobs, or split the claim"
