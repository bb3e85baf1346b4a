"""``affirm verify``: decides the paper's claims and prints the table."""

from __future__ import annotations

import os
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from verify.commands.terminal import (
    confirm_option,
    emit,
    json_option,
    paper_option,
    processes,
    told_if_unread,
    with_bar,
)
from verify.ledger import decided as ledger
from verify.ledger import record
from verify.ledger.paper import load
from verify.ledger.whole import Whole
from verify.prove.library import Library

COLOURS = {"HOLDS": "green", "FAILS": "red", "UNKNOWN": "yellow", "VACUOUS": "magenta", "DEGENERATE": "magenta"}


@click.command(epilog="Example: affirm verify lem-divergence lem-distance-growth --json -")
@click.argument("labels", nargs=-1)
@click.option("--jobs", default=str(os.cpu_count() or 1), show_default=True, help="Processes.")
@paper_option
@confirm_option
@json_option("the verdicts")
def verify(labels: tuple[str, ...], jobs: str, name: str, confirm: bool, target: str | None) -> int:
    """Decide the claims named LABELS (a row's label stands for all its readings), or all.

    Exit status 0 if every verdict equals the recorded one, 1 if one changed, 2 on bad usage.
    """
    number = processes(jobs)
    paper = load(name)
    chosen = ledger.select(labels, paper.library)
    told_if_unread(confirm)
    verdicts = with_bar("deciding", len(chosen), lambda step: ledger.decide_all(chosen, paper, number, step, confirm))
    if target:
        emit(ledger.document(chosen, verdicts, paper.library), target)
    if target != "-":
        show(chosen, verdicts, paper.library, bool(labels))
    known = record.recorded(paper.recorded)
    differences = [line for label in chosen if (line := record.changed(label, verdicts[label], known))]
    for line in differences:
        click.echo(f"affirm: changed: {line}", err=True)
    return 1 if differences else 0


def show(chosen: list[str], verdicts: dict[str, Any], library: Library, every: bool) -> None:
    """Prints the table of verdicts; facts are summed up in a line unless they were asked for."""
    table = Table(box=None, pad_edge=False)
    for column in ("claim", "source", "verdict", "whole", "witness or reason"):
        table.add_column(column, no_wrap=column != "witness or reason")
    facts = [label for label in chosen if library.statements[label].kind in ("fact", "axiom")]
    known: dict[str, Whole] = {}
    for label in chosen:
        if label in facts and not every:
            continue
        own = verdicts[label]
        truth, _, given = ledger.whole(label, verdicts, library, known)
        total = truth.name + (" given {" + ", ".join(given) + "}" if given else "")
        why = f"{own.witness.sentence()}; by {own.witness.violation}" if own.witness else own.reason
        table.add_row(label, library.statements[label].source, f"[{COLOURS[own.word]}]{own.word}[/]", total, why)
    wide = None if sys.stdout.isatty() else 220
    Console(width=wide, highlight=False).print(table)
    if facts and not every:
        proved = sum(verdicts[label].word == "HOLDS" for label in facts)
        click.echo(f"and {proved} of {len(facts)} facts and definitions hold: affirm verify fact def")
