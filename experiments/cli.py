"""``affirm experiment``: the paper's experiments with neural networks on images.

Each of its commands is in a module of its own, imported when it is asked for.
"""

from __future__ import annotations

import importlib
from typing import Any

import click

from theory.errors import UnableError

COMMANDS = {
    "run": "Do an experiment, or go on with an interrupted one.",
    "report": "Write the page and the figures of a finished run.",
    "klom": "Compare margins of unlearned models with those of oracles.",
    "score": "Score ensembles that someone else trained on F, R and validation.",
}


class Commands(click.Group):
    """The commands by name: ``experiments/commands/NAME.py`` holds ``NAME``. Help imports neither numpy nor torch."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command. Errors: ``UnableError`` where a package is absent that only the experiments need."""
        try:
            return super().invoke(ctx)
        except ImportError as error:
            if (error.name or "experiments").split(".")[0] in ("experiments", "verify", "theory"):
                raise
            raise UnableError(
                f"{error.name}: cannot be imported ({error}); install it with pip install 'affirm-theory[experiments]'"
            ) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(importlib.import_module(f"experiments.commands.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, epilog="Example: affirm experiment klom unlearned.npy oracle.npy")
def experiment() -> None:
    """The paper's experiments with neural networks on images."""
