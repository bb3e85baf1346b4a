"""``affirm export``: the paper's claims as a file of claims."""

from __future__ import annotations

import dataclasses
import json

import click

from verify.claims_file.export import as_toml, entry
from verify.commands.terminal import emit, json_option, paper_option, writable
from verify.ledger import decided as ledger
from verify.ledger.paper import load


@click.command(epilog="Example: affirm export lem-distance-growth --out claims.toml")
@click.argument("labels", nargs=-1)
@click.option(
    "--out", default="-", metavar="FILE", callback=writable, help="Where to write the claims; - for standard output."
)
@paper_option
@json_option("the same claims")
def export(labels: tuple[str, ...], out: str, name: str, target: str | None) -> int:
    """Write the paper's claims named LABELS, or all, as a file that affirm check reads.

    A stationary point becomes a variable, its equation a hypothesis. Claims that say that a solution exists, and
    statements that no formula expresses, are left out and named on standard error.
    """
    library = load(name).library
    chosen = ledger.select(labels, library)
    entries = [
        e for label in chosen if label in library.claims and (e := entry(library.claim(label), chosen)) is not None
    ]
    kept = {e.label for e in entries}
    entries = [dataclasses.replace(e, uses=tuple(u for u in e.uses if u in kept)) for e in entries]
    if target:
        claims = [dataclasses.asdict(e) for e in entries]
        emit(json.dumps({"schema": 1, "claims": claims}, indent=1, ensure_ascii=True) + "\n", target)
    if target != "-":
        emit(as_toml(entries), out, "--out")
    left = [label for label in chosen if label not in kept]
    if left:
        shown = ", ".join(left[:3]) + (", ..." if len(left) > 3 else "")
        click.echo(f"affirm: left out {len(left)} that no formula of a claims file expresses: {shown}", err=True)
    return 0
