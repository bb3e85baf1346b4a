"""``affirm experiment score``: KLoM of unlearned models against oracles from ensembles that someone else trained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np

from experiments.config import Config
from experiments.ensemble_files import SPLITS, Split, aligned, ensembles
from experiments.forget import ForgetSet, checked
from experiments.klom import CONVENTIONS, DEFAULT, floor
from experiments.outcomes import Measured
from experiments.results import Row, splits
from theory.errors import DomainError
from verify.commands.terminal import emit, json_option


@click.command(
    epilog="Example: affirm experiment score pretrained.npy oracle.pt ga.npz --forget forget.npy --train 50000"
)
@click.argument("pretrained", metavar="PRETRAINED")
@click.argument("oracle", metavar="ORACLE")
@click.argument("unlearned", metavar="UNLEARNED")
@click.option("--forget", metavar="FILE.npy", help="The forget set's training points; needed for arrays not yet split.")
@click.option(
    "--train", type=click.IntRange(min=1), metavar="N", help="How many of an array's first columns are for training."
)
@click.option(
    "--models", type=click.IntRange(min=2), metavar="N", help="Models a side.  [default: as many as all have]"
)
@click.option("--convention", default=DEFAULT, show_default=True, metavar="|".join(CONVENTIONS), help="Whose KLoM.")
@json_option("the scores")
def score(
    pretrained: str,
    oracle: str,
    unlearned: str,
    forget: str | None,
    train: int | None,
    models: int | None,
    convention: str,
    target: str | None,
) -> int:
    """Compare unlearned models with oracles on F, R and validation, beside doing nothing and the floor.

    Each argument is an ensemble of margins: a file .npy, .npz or .pt, or a folder of one .npy file a model, as
    data-unlearning-bench and EasyDUB publish them. A .pt of several epochs, or an .npz with an axis of epochs, is
    scored epoch by epoch. Nothing is trained and nothing is unpickled. The outcome of a snapshot is that of the rules
    of a run with the default bounds.
    """
    points = _points(forget)
    sides = [list(ensembles(name, points, train or 0)) for name in (pretrained, oracle, unlearned)]
    for name, side in zip((pretrained, oracle), sides, strict=False):
        if len(side) != 1:
            raise DomainError(f"{name}: {len(side)} snapshots; give one ensemble")
    (_, before), (_, goal) = sides[0][0], sides[1][0]
    snapshots = [("nothing", before), *((word or "unlearned", split) for word, split in sides[2])]
    names = [pretrained, *[unlearned] * len(sides[2])]
    ready = [(word, aligned(split, goal, points, name)) for (word, split), name in zip(snapshots, names, strict=True)]
    count = _models([goal, *(split for _, split in ready)], models)
    config = Config(models=count, convention=convention, sets=(ForgetSet("F", "file"),))
    rows = [_row(word, split, goal, config) for word, split in ready]
    measured = Measured(config, rows)
    for row in rows:
        row["outcomes"] = sorted(measured.outcomes(row))
    least = floor(count, convention)
    if target:
        result = {"schema": 1, "convention": convention, "models": count, "floor_p95": least, "rows": rows}
        emit(json.dumps(result, indent=1) + "\n", target)
    if target != "-":
        _show(rows, count, convention, least)
    return 0


def _points(forget: str | None) -> np.ndarray | None:
    """The forget set's points. Errors: ``DomainError``."""
    if forget is None:
        return None
    try:
        found = np.load(Path(forget), allow_pickle=False)
    except (OSError, ValueError, EOFError):
        raise DomainError(f"--forget {forget}: not a whole .npy file of indices; save them with numpy.save") from None
    return checked(found, np.iinfo(np.int64).max, forget)


def _models(ensembles: list[Split], wanted: int | None) -> int:
    """How many models a side are compared. Errors: ``DomainError`` if there are fewer than wanted."""
    there = min(len(array) for split in ensembles for array in split.values())
    if wanted and wanted > there:
        raise DomainError(f"--models {wanted}: an ensemble has {there} models; give at most {there}")
    return wanted or there


def _row(word: str, split: Split, oracle: Split, config: Config) -> Row:
    """A snapshot's row, as ``results.rows`` has it: no KLoM where models exploded."""
    mine, goal = (np.concatenate([side[s][: config.models] for s in SPLITS], axis=1) for side in (split, oracle))
    if not np.isfinite(goal).all():
        raise DomainError("the oracles' margins are not all finite: KLoM is undefined; leave those models out")
    exploded = int((~np.isfinite(mine)).any(axis=1).sum())
    sizes = {s: split[s].shape[1] for s in SPLITS}
    accuracy = {s: round(float((split[s][: config.models] > 0).mean()), 4) for s in SPLITS}
    found: dict[str, Any] = {} if exploded else splits(mine, goal, sizes, config.convention)
    method = "nothing" if word == "nothing" else "unlearned"
    return {
        "set": "F",
        "method": method,
        "epoch": word,
        "exploded": exploded,
        "accuracy": accuracy,
        "klom": found,
    }


def _show(rows: list[Row], models: int, convention: str, least: float) -> None:
    click.echo(
        f"KLoM, convention {convention}: {models} models a side; floor of p95 {least:.2f}; p95 on F, R, validation"
    )
    for row in rows:
        figures = "  ".join(f"{row['klom'][s]['p95']:6.2f}" for s in SPLITS) if row["klom"] else "exploded".rjust(22)
        click.echo(f"{row['epoch']:10} {figures}  {' or '.join(row['outcomes'])}")
