"""The command ``affirm``: finds the command asked for, and turns errors into one line and an exit status.

Each command lives in a module of its own, imported when it is asked for. Packages that ``verify`` does not know, such
as ``experiments``, register theirs as entry points of the group ``affirm.commands``.
"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import entry_points

import click

from theory.errors import DomainError, LedgerError, UnableError

COMMANDS = {
    "verify": "Decide the paper's claims.",
    "check": "Decide a reader's own claims.",
    "export": "Write the paper's claims as a file for check.",
    "solve": "Enclose the three solutions of one problem.",
    "grid": "Verify point by point over a grid of parameters.",
    "report": "Write the report: LaTeX, PDF, HTML, figures.",
}


class Commands(click.Group):
    """The commands by name: ``verify/commands/NAME.py`` holds ``NAME``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(entry_points(group="affirm.commands").names)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            found = getattr(importlib.import_module(f"verify.commands.{cmd_name}"), cmd_name)
        else:
            found = next((e.load() for e in entry_points(group="affirm.commands", name=cmd_name)), None)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """A line for each command; none of ours is imported for it."""
        plugged = {e.name: e.load().get_short_help_str(60) for e in entry_points(group="affirm.commands")}
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items(), *sorted(plugged.items())])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: affirm verify lem-divergence",
)
def app() -> None:
    """Decides a paper's claims: proved, refuted by an exact witness, or unknown with a reason."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; one line on standard error for an error, and the exit status."""
    try:
        status = app.main(arguments, prog_name="affirm", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.UsageError as error:
        hint = error.ctx.command_path if error.ctx else "affirm"
        click.echo(f"affirm: {' '.join(error.format_message().split())} See {hint} --help.", err=True)
        return 2
    except (DomainError, UnableError) as error:
        click.echo(f"affirm: {error}", err=True)
        return 2
    except LedgerError as error:
        click.echo(f"affirm: the ledger is at fault: {error}", err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("affirm: interrupted; run the same command again", err=True)
        return 130


def run() -> None:
    """The console script."""
    sys.exit(main())
