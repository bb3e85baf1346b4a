"""``affirm experiment report``: draws the figures and the page of a finished run again."""

from __future__ import annotations

import json
from pathlib import Path

import click

from experiments import finish
from experiments.commands.run import show
from verify.commands.terminal import emit, json_option, named, prepared, writing
from verify.report import build


@click.command(epilog="Example: affirm experiment report experiment-smoke --out page")
@click.argument("folder", metavar="RUN")
@click.option("--out", metavar="DIR", callback=named, help="Where to write.  [default: the run's folder]")
@json_option("the list of files", makes_folder=True)
def report(folder: str, out: str | None, target: str | None) -> int:
    """Write the page of the finished run in folder RUN: HTML, LaTeX (PDF where an engine is found), Markdown."""
    results, origin = finish.load(Path(folder))
    place = prepared(out or folder)
    with writing("--out", place):
        written = [*finish.write(place, results, origin), *build.typeset(place)]
    if target:
        emit(json.dumps({"schema": 1, "files": [path.name for path in written]}, indent=1) + "\n", target)
    if target != "-":
        show(results)
        for path in written:
            click.echo(str(path))
    return 0
