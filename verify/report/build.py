"""Writes the report into a folder: report.tex, report.pdf where a TeX engine is found, report.html."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import jinja2
from latex2mathml.converter import convert
from markupsafe import Markup

from theory.errors import LedgerError
from theory.language.claim import Statement
from verify.ledger import files
from verify.ledger.decided import whole
from verify.ledger.paper import Paper
from verify.ledger.whole import Whole
from verify.report import formulas, plots
from verify.report.tex import escaped
from verify.verdict import Truth, Verdict

ENGINES = (("latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error"), ("tectonic",))
MISSING = re.compile(r"File `[^']+' not found")  # a package of TeX
SCRAPS = ("aux", "fdb_latexmk", "fls", "out")


def row(claim: Statement, own: Verdict, all_of_it: Whole, symbols: formulas.Symbols, **more: Any) -> dict[str, Any]:
    """All that a template shows of one claim; ``more`` replaces or adds entries."""
    truth, grade, given = all_of_it
    return {
        "claim": claim, "own": own, "word": own.word, "whole": truth.name, "grade": grade.word, "given": given,
        "formula": formulas.statement(claim, symbols), "where": formulas.abbreviations(claim, symbols),
        "corrected": (), "said": claim.statement, "written": "", "tried": (),
    } | more  # fmt: skip


def rows(paper: Paper, verdicts: dict[str, Verdict]) -> list[dict[str, Any]]:
    """The paper's claims with their verdicts, from the claims and the ledger alone."""
    known: dict[str, Whole] = {}
    symbols = {symbol.name: symbol.latex for symbol in paper.symbols}
    found = []
    for label, own in verdicts.items():
        claim = paper.library.statements[label]
        corrected = [paper.library.statements[c] for c in claim.corrected_by]
        found.append(row(claim, own, whole(label, verdicts, paper.library, known), symbols, corrected=corrected))
    return found


def errata(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statements that fail, are vacuous or degenerate, each with what does hold."""
    return [e for e in entries if e["own"].truth is Truth.FAILS or e["own"].vacuity]


def visible(value: Any) -> Any:
    """A text with its characters that are not seen but obeyed, such as one that turns the direction of what follows,
    written as their numbers, like U+202E; all else as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    hidden = (c for c in set(value) - set("\n\t") if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs"))
    return value.translate({ord(c): f"U+{ord(c):04X}" for c in hidden})


def environment(kind: str, package: str = "verify.report") -> jinja2.Environment:
    """Templates of ``package`` for "tex" (delimiters that LaTeX does not use) or "html" (escaped); what it lacks, such
    as the style of the pages, comes from ``verify.report``."""
    loader = jinja2.ChoiceLoader(
        [jinja2.PackageLoader(p, "templates") for p in dict.fromkeys((package, "verify.report"))]
    )
    if kind == "tex":
        made = jinja2.Environment(
            loader=loader,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            block_start_string="<%",
            block_end_string="%>",
            variable_start_string="<<",
            variable_end_string=">>",
            comment_start_string="<#",
            comment_end_string="#>",
        )
        made.filters["tex"] = escaped
        return made
    made = jinja2.Environment(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["mathml"] = lambda tex: convert(
        tex.replace(r"\!", "").replace(r"\wedge", r"\land").replace(r"\vee", r"\lor")
    )
    return made


def write(folder: Path, paper: Paper, verdicts: dict[str, Verdict]) -> list[Path]:
    """Writes the report of the claims of ``paper`` and returns the files' paths.

    Errors: ``LedgerError`` if LaTeX refuses its input.
    """
    entries = rows(paper, verdicts)
    drawn = plots.save(folder, paper.plots())
    shown = {
        "title": paper.title, "entries": entries, "errata": errata(entries), "symbols": paper.symbols, "plots": drawn
    }  # fmt: skip
    written = rendered(folder, "report", shown)
    return [*written, *(path for saved in drawn for path in saved.paths), *typeset(folder)]


def rendered(folder: Path, template: str, shown: dict[str, Any]) -> list[Path]:
    """report.tex and report.html in ``folder``, from ``template``; each appears whole."""
    written = [folder / "report.tex", folder / "report.html"]
    for path, kind in zip(written, ("tex", "html"), strict=True):
        text = environment(kind).get_template(f"{template}.{kind}").render(**shown)
        files.write(path, text.encode())
    return written


def typeset(folder: Path) -> list[Path]:
    """report.pdf, where latexmk (with pdflatex) or tectonic is found with the packages that the report uses; else
    nothing, and report.log says which is missing. Errors: ``OSError`` if the disk is full; ``LedgerError`` if LaTeX
    refuses its input."""
    for engine, *options in ENGINES:
        if shutil.which(engine) is None:
            continue
        try:
            ran = subprocess.run(
                [engine, *options, "report.tex"],
                cwd=folder,
                capture_output=True,
                text=True,
                errors="replace",
                stdin=subprocess.DEVNULL,
                env=os.environ | {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"},
            )
        except BaseException:  # an interruption: what is there is half of a PDF
            _remove(folder, *SCRAPS, "log", "pdf")
            raise
        if ran.returncode != 0:
            _remove(folder, *SCRAPS)
            _room(folder)
            wrong = next((line for line in ran.stdout.splitlines() if line.startswith("!")), "no message")
            if MISSING.search(wrong):
                continue
            raise LedgerError(f"{engine} refuses report.tex: {wrong}; see report.log")
        _remove(folder, *SCRAPS)
        return [folder / "report.pdf"]
    return []


def _remove(folder: Path, *kinds: str) -> None:
    for kind in kinds:
        (folder / f"report.{kind}").unlink(missing_ok=True)


def _room(folder: Path) -> None:
    """Errors: ``OSError`` where ``folder`` takes no more."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(2**16))
        file.flush()
        os.fsync(file.fileno())
