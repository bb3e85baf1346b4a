"""``affirm experiment klom``: KLoM from two files of margins."""

from __future__ import annotations

import json

import click

from experiments.klom import CONVENTIONS, DEFAULT, floor, percentile
from experiments.klom import klom as divergence
from experiments.margin_files import read
from verify.commands.terminal import emit, json_option


@click.command(epilog="Example: affirm experiment klom unlearned.npy oracle.npy --convention paper --json -")
@click.argument("unlearned", metavar="UNLEARNED")
@click.argument("oracle", metavar="ORACLE")
@click.option("--convention", default=DEFAULT, show_default=True, metavar="|".join(CONVENTIONS), help="Whose KLoM.")
@json_option("the result")
def klom(unlearned: str, oracle: str, convention: str, target: str | None) -> int:
    """Compare the margins of unlearned models with those of oracles, point by point.

    Both files (.npy, .npz or .pt) hold an array of shape (models, points) of classifier margins, in the same order of
    points; float16 is binned on float16 edges, as the public implementations do. The floor is what two samples of as
    many equal models would read: a p95 below it shows no difference. The robust figures use bins of the oracles alone,
    which exploded models cannot stretch.
    """
    found = divergence(read(unlearned), read(oracle), convention)
    least, stretched = floor(found.models, convention), int(found.stretched.sum())
    low, high = found.interval
    robust = {"mean": float(found.robust.mean()), "p95": percentile(found.robust)}
    if target:
        result = {
            "convention": convention,
            "models": found.models,
            "points": len(found.per_point),
            "mean": found.mean,
            "p95": found.p95,
            "p95_interval": [low, high],
            "floor_p95": least,
            "stretched": stretched,
            "stretched_points": found.stretched.nonzero()[0].tolist(),
            "robust": robust,
            "per_point": found.per_point.tolist(),
        }
        emit(json.dumps(result) + "\n", target)
    if target != "-":
        click.echo(f"KLoM, convention {convention}: {found.models} models a side, {len(found.per_point)} points")
        click.echo(f"mean   {decimals(found.mean)}")
        click.echo(
            f"p95    {decimals(found.p95)}  95 % bootstrap interval over points [{decimals(low)}, {decimals(high)}]"
        )
        click.echo(f"robust {decimals(robust['p95'])}  p95 on the oracles' own bins, mean {decimals(robust['mean'])}")
        click.echo(f"floor  {decimals(least)}  p95 of two samples of {found.models} from one Gaussian, seed 0")
        if stretched:
            click.echo(
                f"note   at {stretched} points some margins lie so far out that the bins are too coarse to show the"
                " oracles: read the robust figures"
            )
    return 0


def decimals(value: float) -> str:
    """Four decimals, zero without a sign."""
    return f"{round(value, 4) + 0.0:.4f}"
