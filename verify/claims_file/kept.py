"""Verdicts that are kept: a line of JSON each, sealed, so that a line that was changed is decided again."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from cattrs.preconf.json import make_converter

from theory.errors import DomainError
from theory.language.exact import reread, written
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import claim
from verify.confirm.verdicts import confirmed, solver_missing
from verify.judge import Judged, Limits
from verify.ledger import files
from verify.ledger.paper import installed, load
from verify.ledger.sources import digest
from verify.prove.facts import FACTS
from verify.verdict import Grade, Truth

START = b'["'  # of a line
OURS = re.compile(rb'\["[0-9a-f]{64}", ')
LONGEST = 2**26  # bytes of a line

AS_JSON = make_converter()
AS_JSON.register_unstructure_hook(Fraction, written)
AS_JSON.register_structure_hook(Fraction, lambda text, _: reread(text))


def believed(entry: Entry, found: Judged) -> bool:
    """Whether a kept verdict on ``entry`` may stand in the place of deciding it. The one place where that is asked.

    It is on this claim, and does not contradict itself: a witness goes with FAILS and with nothing else, HOLDS rests on
    more than samples, and no evidence decides against it. A witness is read a second time; what else the evidence says
    is not decided again.
    """
    own = found.verdict
    against = {Truth.HOLDS: Truth.FAILS, Truth.FAILS: Truth.HOLDS}.get(own.truth)
    vacuity = {Truth.HOLDS: (None, "degenerate"), Truth.UNKNOWN: (None, "vacuous")}.get(own.truth, (None,))
    return (
        own.label == entry.label
        and (own.truth is Truth.FAILS) == (own.witness is not None)
        and (own.truth is Truth.UNKNOWN or own.grade is not Grade.SAMPLED)
        and own.vacuity in vacuity
        and all(evidence.truth is not against for evidence in own.evidence)
        and not found.fault
        and (own.truth is not Truth.FAILS or confirmed(claim(entry), own, None, FACTS.claim) is own)
    )


class Kept:
    """Verdicts in the file at ``path``; none where there is no path.

    A verdict is found again only for the same texts, the same limits, the second reader's solver there or not, and the
    same code: of the modules ``deciding``, with all that these import. Each line ends with a digest of what it says. A
    line that does not agree with its digest or that is not ``believed`` is as if it were not there, and so are two that
    contradict each other, until a third is there. The digest finds accidents and edits, and no forger who computes it
    anew.
    Errors: ``DomainError`` for a file that is something else, or that cannot be read or written.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.known: dict[str, Any] = {}
        self.code = digest(*deciding()) if path else ""
        if path is None:
            return
        try:
            with files.opened(path, os.O_RDWR | os.O_APPEND | os.O_CREAT) as file:  # one that cannot be written is
                file.seek(0)  # refused before anything is decided
                end = 0
                while line := file.readline(LONGEST):
                    whole = line.endswith(b"\n")
                    if not (OURS.match(line) if whole else line.startswith(START[: len(line)])):
                        raise self._unusable("is not a file of kept verdicts")
                    if not whole:
                        if len(line) == LONGEST:
                            raise self._unusable(f"has a line of more than {LONGEST} bytes")
                        file.truncate(end)  # what an interrupted run wrote last: half a line
                        break
                    end += len(line)
                    self._read(line)
        except OSError as error:
            raise self._unusable(f"cannot be read and written ({error.strerror})") from None

    def _read(self, line: bytes) -> None:
        try:
            key, found, seal = json.loads(line)
            if seal != _seal(key, found):
                return
        except (ValueError, TypeError, RecursionError):
            return
        before = self.known.get(key)  # None too where two lines differ: then the next was decided anew
        self.known[key] = found if before is None or before == found else None

    def _unusable(self, why: str) -> DomainError:
        return DomainError(
            f"--keep {files.shown(self.path or '')}: {why}; name a new file, or one that this command wrote"
        )

    def _key(self, entry: Entry, limits: Limits) -> str:
        return hashlib.sha256(
            json.dumps([asdict(entry), asdict(limits), self.code, solver_missing()]).encode()
        ).hexdigest()

    def find(self, entry: Entry, limits: Limits) -> Judged | None:
        """The verdict that is kept for ``entry``, if there is one that is ``believed``."""
        kept = self.known.get(self._key(entry, limits)) if self.known else None
        if not isinstance(kept, Mapping):
            return None
        try:
            found = AS_JSON.structure(kept, Judged)
        except Exception:  # whatever a converter meets in what is no verdict
            return None
        return found if believed(entry, found) else None

    def add(self, entry: Entry, limits: Limits, found: Judged) -> None:
        """Keeps ``found``, unless affirm contradicted itself there. Errors: ``DomainError``."""
        if self.path is None or found.fault:
            return
        key, said = self._key(entry, limits), AS_JSON.unstructure(found)
        try:
            with files.opened(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT) as file:
                file.write(json.dumps([key, said, _seal(key, said)]).encode() + b"\n")
        except OSError as error:
            raise self._unusable(f"cannot be written ({error.strerror}); what was decided before is kept") from None


def _seal(key: str, found: Any) -> str:
    """A digest of a line's content."""
    return hashlib.sha256(json.dumps([key, found], sort_keys=True).encode()).hexdigest()


def deciding() -> tuple[str, ...]:
    """The modules whose code, with what they import, decides: the judge, what reads a claim, and what the installed
    papers register while the program runs."""
    libraries = [load(name).library for name in installed()]
    registered = {
        found.__module__ for library in libraries for found in (*library.scripts.values(), *library.decisions.values())
    }
    return "verify.judge", "verify.claims_file.user_claims", *sorted(registered)
