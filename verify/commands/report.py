"""``affirm report``: writes the report."""

from __future__ import annotations

import json
import os

import click

from verify.commands.terminal import emit, json_option, paper_option, prepared, processes, with_bar, writing
from verify.ledger import decided as ledger
from verify.ledger.paper import load
from verify.report import build


@click.command(epilog="Example: affirm report --out report")
@click.option("--out", default="report", show_default=True, metavar="DIR", help="Where to write.")
@click.option("--jobs", default=str(os.cpu_count() or 1), show_default=True, help="Processes.")
@paper_option
@json_option("the list of files", makes_folder=True)
def report(out: str, jobs: str, name: str, target: str | None) -> int:
    """Write report.tex (and report.pdf where a TeX engine is found), report.html and the figure."""
    number = processes(jobs)
    folder = prepared(out)
    paper = load(name)
    chosen = ledger.select((), paper.library)
    verdicts = with_bar("deciding", len(chosen), lambda step: ledger.decide_all(chosen, paper, number, step))
    with writing("--out", folder):
        written = build.write(folder, paper, verdicts)
    if target:
        emit(json.dumps({"schema": 1, "files": [path.name for path in written]}, indent=1) + "\n", target)
    if target != "-":
        for path in written:
            click.echo(str(path))
        if not any(path.suffix == ".pdf" for path in written):
            click.echo(
                "no PDF: install latexmk with pdflatex, or tectonic, with the packages that report.log misses; then run"
                " this again"
            )
    return 0
