"""``affirm diagnose``: would descent-ascent harm this model on this forget set?

NumPy and SciPy are imported when the command runs, so that help is quick.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click

from theory.errors import DomainError
from theory.language.exact import count, positive
from verify.commands.terminal import emit, json_option, named, prepared, with_bar, writing

NUMBERS = re.compile(r"\s*\d+\s*(:\s*\d+\s*)?(,\s*\d+\s*(:\s*\d+\s*)?)*", re.ASCII)
LOSSES = ("logistic", "exponential", "squared")


@click.command(
    short_help="Would descent-ascent harm this model on this data?",
    epilog="Example: affirm diagnose data.csv --target label --drop user_id --forget 'user_id == 17' --ridge 1/100"
    " --json -",
)
@click.argument("data", metavar="DATA")
@click.option("--target", "column", metavar="COLUMN", callback=named, help="The column of the labels; of a table only.")
@click.option("--labels", metavar="FILE", callback=named, help="The labels, .npy, where DATA has none.")
@click.option("--drop", multiple=True, metavar="COLUMN", help="A column that is no feature; may be repeated.")
@click.option(
    "--forget",
    "forgets",
    multiple=True,
    metavar="SET",
    help="A query ('user_id == 17'), a column of 0 and 1, row numbers (3,17,20:30), or a .npy file of row numbers or of"
    " a mask; may be repeated. An .npz may bring its own.",
)
@click.option(
    "--loss",
    type=click.Choice(LOSSES),
    default="logistic",
    show_default=True,
    help="The loss; logistic is softmax for several classes.",
)
@click.option("--ridge", metavar="Q", help="lambda in mean loss + lambda/2 |w|^2, exact: 1/100 or 0.01.")
@click.option("--C", "C", metavar="Q", help="scikit-learn's C instead; lambda = 1/(C n). 1 if neither is given.")
@click.option("--intercept", is_flag=True, help="Add an intercept, not penalised.")
@click.option("--balanced", is_flag=True, help="Weigh the classes by scikit-learn's class_weight='balanced'.")
@click.option("--eval", "held", metavar="FILE", callback=named, help="Held-out data, of the same form as DATA.")
@click.option("--steps", default="100", show_default=True, metavar="N", help="Steps of the gradient methods.")
@click.option("--rate", metavar="Q", help="Their rate; unless given, one that resolves the run.")
@click.option(
    "--baseline",
    default="0",
    show_default=True,
    metavar="N",
    help="Compare with N random forget sets of the same size.",
)
@click.option("--seed", default="0", show_default=True, metavar="S", help="The seed of --baseline.")
@click.option("--report", metavar="DIR", callback=named, help="Write a page, figures, the path and the JSON there.")
@json_option("the diagnosis", makes_folder=True)
def diagnose(data: str, held: str | None, report: str | None, target: str | None, **given: Any) -> int:
    """Would descent-ascent harm this model on this forget set? And what to do instead.

    DATA: .csv, .parquet, .npy or .npz (X, y and, if it likes, forget). Exit status 0 if descent-ascent helps, 1 if it
    harms, 3 if that cannot be told; of several forget sets, 1 if it harms one.
    """
    from verify.ascent.diagnose import tables
    from verify.ascent.diagnose.ask import Choices, ask
    from verify.ascent.diagnose.document import documents
    from verify.ascent.diagnose.summary import summary

    choices = Choices(
        given["loss"],
        C=None if given["C"] is None else positive(given["C"], "--C"),
        ridge=None if given["ridge"] is None else positive(given["ridge"], "--ridge"),
        intercept=given["intercept"],
        class_weight="balanced" if given["balanced"] else None,
        steps=count(given["steps"], "--steps"),
        rate=None if given["rate"] is None else float(positive(given["rate"], "--rate")),
        baseline=count(given["baseline"], "--baseline"),
        seed=count(given["seed"], "--seed"),
    )
    place = None if report is None else prepared(report, "--report")
    label_file = None if given["labels"] is None else Path(given["labels"])
    source = tables.read(Path(data), given["column"], given["drop"], label_file)
    away = None if held is None else _held(Path(held), given["column"], given["drop"])
    found = ask(source, _forgets(given["forgets"], source), choices, away, with_bar)
    if place is not None:
        from verify.ascent.diagnose.page import write

        with writing("--report", place):
            written = write(place, Path(data).name, found)
    if target:
        emit(json.dumps(documents(found), indent=1, allow_nan=False) + "\n", target)
    if target != "-":
        for name, each in found.items():
            click.echo(summary(each, name if len(found) > 1 else ""))
        for path in written if place is not None else ():
            click.echo(str(path))
    return _status([each.verdict.status for each in found.values()])


def _status(statuses: list[int]) -> int:
    """1 if any harms, else 3 if any cannot be told, else 0."""
    return next((status for status in (1, 3) if status in statuses), 0)


def _held(path: Path, column: str | None, drop: tuple[str, ...]) -> tuple[Any, Any]:
    from verify.ascent.diagnose import tables

    found = tables.read(path, column, drop)
    if found.y is None:
        raise DomainError(f"--eval {path.name}: has no labels; give a table, or an .npz with X and y")
    return found.x, found.y


def _forgets(texts: tuple[str, ...], source: Any) -> dict[str, Any]:
    """The forget sets by name."""
    if texts:
        return {text: _forget(text) for text in texts}
    if source.forget is None:
        raise DomainError(
            "--forget: no forget set; give a query, row numbers or a file, or an array forget in the .npz"
        )
    return {"forget": source.forget}


def _forget(text: str) -> Any:
    """Row numbers and ranges, a .npy file, or else a query as it stands."""
    import numpy as np

    from verify.ascent.diagnose import tables

    if NUMBERS.fullmatch(text):
        rows: list[int] = []
        for part in text.split(","):
            first, colon, last = part.partition(":")
            start = count(first, "--forget")
            stop = count(last, "--forget") if colon else start + 1
            if stop - start > 10**8:
                raise DomainError(f"--forget = {part}: more than 10^8 rows; give a mask in a .npy file")
            rows.extend(range(start, stop))
        return np.array(rows, dtype=np.int64)
    if text.lower().endswith(".npy"):
        return tables.read(Path(text), None).x
    return text
