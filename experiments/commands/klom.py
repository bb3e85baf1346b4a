"""``affirm experiment klom``: KLoM from two files of margins."""

from __future__ import annotations

import json
from pathlib import Path

import click
import numpy as np

from experiments.klom import CONVENTIONS, DEFAULT, floor
from experiments.klom import klom as divergence
from theory.errors import DomainError
from verify.commands.terminal import emit, json_option


@click.command(epilog="Example: affirm experiment klom unlearned.npy oracle.npy --convention paper --json -")
@click.argument("unlearned", metavar="UNLEARNED.npy")
@click.argument("oracle", metavar="ORACLE.npy")
@click.option("--convention", default=DEFAULT, show_default=True, metavar="|".join(CONVENTIONS), help="Whose KLoM.")
@json_option("the result")
def klom(unlearned: str, oracle: str, convention: str, target: str | None) -> int:
    """Compare the margins of unlearned models with those of oracles, point by point.

    Both files hold an array of shape (models, points) of classifier margins, in the same order of points. The floor is
    what two samples of as many equal models would read: a p95 below it shows no difference.
    """
    found = divergence(margins(unlearned), margins(oracle), convention)
    least = floor(found.models, convention)
    low, high = found.interval
    if target:
        result = {
            "convention": convention,
            "models": found.models,
            "points": len(found.per_point),
            "mean": found.mean,
            "p95": found.p95,
            "p95_interval": [low, high],
            "floor_p95": least,
            "stretched": np.flatnonzero(found.stretched).tolist(),
            "per_point": found.per_point.tolist(),
        }
        emit(json.dumps(result) + "\n", target)
    if target != "-":
        click.echo(f"KLoM, convention {convention}: {found.models} models a side, {len(found.per_point)} points")
        click.echo(f"mean  {found.mean:.4f}")
        click.echo(f"p95   {found.p95:.4f}  95 % bootstrap interval over points [{low:.4f}, {high:.4f}]")
        click.echo(f"floor {least:.4f}  p95 of two samples of {found.models} from one Gaussian, simulated with seed 0")
        if found.stretched.any():
            click.echo(
                f"note  at {found.stretched.sum()} points a single model more than doubles the range of margins: there"
                " KLoM tells of that model more than of the others"
            )
    return 0


def margins(name: str) -> np.ndarray:
    """The array in a .npy file, never unpickled. Errors: ``DomainError`` naming the file."""
    try:
        return np.load(Path(name), mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise DomainError(f"{name}: cannot be read ({error.strerror}); give a .npy file of margins") from None
    except (ValueError, EOFError):
        raise DomainError(
            f"{name}: not a whole .npy array of numbers; save margins with numpy.save as an array (models, points)"
        ) from None
