"""The report of a reader's own claims: report.tex, report.pdf where a TeX engine is found, report.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import claim, whole
from verify.judge import Judged
from verify.ledger.whole import Whole
from verify.report import build

LONGEST = 400  # characters of a claim that is also set as mathematics


def rows(entries: Sequence[Entry], decided: Mapping[str, Judged]) -> list[dict[str, Any]]:
    """All that the templates show, one entry a claim."""
    found = []
    known: dict[str, Whole] = {}
    declared = {entry.label: entry.uses for entry in entries}
    for entry in entries:
        judged = decided[entry.label]
        row = build.row(
            claim(entry), judged.verdict, whole(entry.label, decided, declared, known), {},
            written=written(entry), tried=judged.tried,
            title=entry.words.get("title", ""), said=entry.words.get("statement") or entry.words.get("title", ""),
        )  # fmt: skip
        if len(row["written"]) > LONGEST:
            row |= {"formula": "", "where": []}
        found.append(row)
    return found


def written(entry: Entry) -> str:
    """The formulas of ``entry`` as its file has them; the grammar leaves nothing in them for LaTeX to obey."""
    lines = [f"{name} = {text}" for name, text in entry.definitions.items()]
    lines += [f"if {text}" for text in entry.hypotheses]
    return "\n".join([*lines, f"then {entry.conclusion}"])


def write(folder: Path, name: str, entries: Sequence[Entry], decided: Mapping[str, Judged]) -> list[Path]:
    """Writes the report of the claims in the file ``name`` and returns the paths of the files.

    Errors: ``LedgerError`` if LaTeX refuses its input.
    """
    shown = {"name": name, "entries": rows(entries, decided)}
    return [*build.rendered(folder, "reader", shown), *build.compiled(folder)]
