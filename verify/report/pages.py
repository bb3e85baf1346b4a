"""The generated pages of ``docs``, from the recorded ledger: ``python -m verify.report.pages``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jinja2

from verify.ledger import record
from verify.ledger.paper import Paper, load
from verify.prove.rules import RULES

Known = dict[str, dict[str, Any]]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _word(claim: dict[str, Any]) -> str:
    return str(claim["vacuity"] or claim["truth"]).upper()


def _why(claim: dict[str, Any]) -> str:
    if not claim["witness"]:
        return str(claim["reason"])
    point = ", ".join(f"{name} = {value}" for name, value in claim["witness"]["parameters"].items())
    return f"{point}; by {claim['witness']['violation']}"


def ledger_page(paper: Paper, known: Known) -> str:
    """All verdicts in one table."""
    rows = [
        "# Ledger",
        "",
        "Generated from `ledger.json`; do not edit.",
        "",
        "| claim | source | own | whole | witness or reason |",
        "|---|---|---|---|---|",
    ]
    rows += [
        f"| `{label}` | {_cell(c['source'])} | {_word(c)} | {c['whole'].upper()} | {_cell(_why(c))} |"
        for label, c in known.items()
    ]
    return "\n".join(rows) + "\n"


def errata_page(paper: Paper, known: Known) -> str:
    """What fails, is vacuous or degenerate, beside what holds."""
    rows = [
        "# Errata",
        "",
        "Generated from `ledger.json`; do not edit.",
        "",
        "| statement | verdict | what holds |",
        "|---|---|---|",
    ]
    for label, c in known.items():
        if c["truth"] == "fails" or c["vacuity"]:
            right = "; ".join(f"`{other}`: {paper.library.statements[other].statement}" for other in c["corrected_by"])
            rows.append(
                f"| `{label}`, {_cell(c['source'])}: {_cell(c['statement'])}. {_cell(c['reading'])} | {_word(c)}:"
                f" {_cell(_why(c))} | {_cell(right)} |"
            )
    return "\n".join(rows) + "\n"


def graph_page(paper: Paper, known: Known) -> str:
    """Which claim uses which, as a Mermaid graph; facts are drawn with round ends."""
    rows = [
        "# Graph",
        "",
        "Generated from `ledger.json`; do not edit. An arrow goes from a claim to what its proof uses.",
        "",
        "```mermaid",
        "graph LR",
    ]
    for label, c in known.items():
        shape = f"([{label}])" if c["kind"] in ("fact", "axiom") else f"[{label}: {_word(c)}]"
        rows.append(f"  {label.replace('-', '_')}{shape}")
    rows += [
        f"  {label.replace('-', '_')} --> {used.replace('-', '_')}" for label, c in known.items() for used in c["uses"]
    ]
    return "\n".join([*rows, "```"]) + "\n"


def notation_page(paper: Paper, known: Known) -> str:
    """The table of symbols."""
    rows = [
        "# Conventions",
        "",
        "Generated from the table of symbols; do not edit.",
        "",
        "| name | symbol | domain | meaning |",
        "|---|---|---|---|",
    ]
    rows += [f"| `{s.name}` | ${_cell(s.latex)}$ | {_cell(s.domain)} | {_cell(s.meaning)} |" for s in paper.symbols]
    return "\n".join(rows) + "\n"


def guarantees_page(paper: Paper, known: Known) -> str:
    """What a verdict promises, with the kernel's rules."""
    loader = jinja2.PackageLoader("verify.report", "templates")
    made = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return made.get_template("guarantees.md").render(rules=RULES)


PAGES: dict[str, Callable[[Paper, Known], str]] = {
    "ledger.md": ledger_page, "errata.md": errata_page, "graph.md": graph_page, "conventions.md": notation_page,
    "guarantees.md": guarantees_page,
}  # fmt: skip

if __name__ == "__main__":
    paper = load()
    for name, page in PAGES.items():
        (paper.recorded[0].parent / name).write_text(page(paper, record.recorded(paper.recorded)))
