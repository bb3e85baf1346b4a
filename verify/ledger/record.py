"""Verdicts as they are written down: as JSON, and in the ledger that is recorded in ``docs``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from theory.errors import DomainError, LedgerError
from theory.language.claim import Statement
from verify.verdict import Truth, Verdict


def described(claim: Statement, own: Verdict, whole: Truth, given: Sequence[str]) -> dict[str, Any]:
    """One claim of ``--json``: its own verdict, the ``whole`` one and what that takes as given; no times, dates or
    paths."""
    return {
        "label": claim.label, "kind": claim.kind, "source": claim.source,
        "statement": claim.statement, "reading": claim.reading,
        "truth": own.truth.value, "grade": own.grade.word, "domain": own.domain, "reason": own.reason,
        "witness": own.witness.as_json() if own.witness else None, "whole": whole.value, "given": list(given),
        "uses": list(own.uses), "corrected_by": list(claim.corrected_by), "vacuity": own.vacuity,
        "evidence": [e.as_json() for e in own.evidence],
    }  # fmt: skip


def text(claims: Sequence[dict[str, Any]]) -> str:
    """The text of ``--json`` for ``described`` claims."""
    return json.dumps({"schema": 1, "claims": list(claims)}, indent=1, ensure_ascii=True) + "\n"


def recorded(paths: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """The recorded claims by label, from the first of ``paths`` that is there. Errors: ``DomainError`` if none is,
    ``LedgerError`` if it is damaged."""
    source = next((path for path in paths if path.exists()), None)
    write = f"write it with affirm verify --json {paths[0].name}"
    if source is None:
        raise DomainError(f"{paths[0].name}: no ledger is recorded yet; {write}")
    try:
        return {claim["label"]: claim for claim in json.loads(source.read_text())["claims"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = f"the recorded ledger cannot be read ({type(error).__name__})"
        raise LedgerError(f"{source.name}: {why}; {write}") from None


def changed(label: str, own: Verdict, known: dict[str, dict[str, Any]]) -> str | None:
    """How the verdict differs from the recorded one, in one line; None if it does not."""
    if label not in known:
        return f"{label}: not in the recorded ledger; now {own.word}"
    before = known[label]
    witness = own.witness.as_json() if own.witness else None
    if (before["truth"], before["vacuity"], before["grade"]) != (own.truth.value, own.vacuity, own.grade.word):
        return (
            f"{label}: recorded {before['vacuity'] or before['truth']} ({before['grade']}), now {own.word.lower()}"
            f" ({own.grade.word}): {own.reason}"
        )
    if before["witness"] != witness:
        return f"{label}: the witness changed from {before['witness']} to {witness}"
    return None
