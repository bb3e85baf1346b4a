"""The command ``affirm``: finds the command asked for, and turns errors into one line and an exit status.

Each command lives in a module of its own, imported when it is asked for. Packages that ``verify`` does not know, such
as ``experiments``, register theirs as entry points of the group ``affirm.commands``.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
import traceback
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import click

from theory.errors import DomainError, LedgerError, UnableError
from verify.commands.status import INTERRUPTED, OWN_FAULT, REFUSED
from verify.commands.streams import UndeliveredError, secure
from verify.ledger.files import shown

COMMANDS = {
    "verify": "Decide the paper's claims.",
    "check": "Decide claims of your own.",
    "export": "Write the paper's claims as a file for check.",
    "report": "Write the report: LaTeX, PDF, HTML, figures.",
}
OURS = ("theory", "verify", "experiments")


class Commands(click.Group):
    """The commands by name: ``verify/commands/NAME.py`` holds ``NAME``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(entry_points(group="affirm.commands").names)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            found: click.Command | None = getattr(importlib.import_module(f"verify.commands.{cmd_name}"), cmd_name)
        else:
            found = next((e.load() for e in entry_points(group="affirm.commands", name=cmd_name)), None)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """A line for each command; none is imported for it."""
        plugged = {e.name: _said_of(e) for e in entry_points(group="affirm.commands")}
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items(), *sorted(plugged.items())])


def _said_of(plugged: EntryPoint) -> str:
    """What the module of a plugged command says of it: the first line of its docstring, after the command's name."""
    found = importlib.util.find_spec(plugged.module)
    text = Path(found.origin).read_text(encoding="utf-8") if found and found.origin else ""
    said = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0].rpartition("``: ")[2]
    return said[:1].upper() + said[1:]


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: affirm verify lem-divergence",
)
def app() -> None:
    """Decides a paper's claims: proved, refuted by an exact witness, or unknown with a reason."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; one line on standard error for an error, and the exit status, of
    ``verify.commands.status``."""
    try:
        status = app.main(arguments, prog_name="affirm", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.UsageError as error:
        hint = error.ctx.command_path if error.ctx else "affirm"
        return _said(f"{' '.join(error.format_message().split())} See {hint} --help.", REFUSED)
    except (DomainError, UnableError) as error:
        return _said(str(error), REFUSED)
    except LedgerError as error:
        return _said(f"the ledger is at fault: {error}", OWN_FAULT)
    except UndeliveredError as error:
        return _said(str(error), error.status)
    except (KeyboardInterrupt, click.Abort):
        return _said("interrupted; run the same command again", INTERRUPTED)
    except MemoryError:
        return _said("out of memory; run the same command again with a smaller --jobs", REFUSED)
    except OSError as error:
        what = f"{shown(error.filename)}: " if error.filename else ""
        return _said(f"{what}the system refuses ({error.strerror or error}); put that right and run again", REFUSED)
    except Exception as error:
        if isinstance(error, ImportError) and (error.name or "verify").split(".")[0] not in OURS:
            return _said(f"{error.name}: cannot be imported ({error}); install it with pip", REFUSED)
        return _said(f"a fault of affirm: {type(error).__name__}: {error} ({_where(error)}); report this", OWN_FAULT)


def _said(line: str, status: int) -> int:
    """Prints ``line`` to standard error, as one line whatever is in it; the exit status."""
    click.echo(f"affirm: {''.join(c if c.isprintable() else ascii(c)[1:-1] for c in line)}", err=True)
    return status


def _where(error: BaseException) -> str:
    """The file and line at which ``error`` was raised."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}, line {last.lineno}"


def run() -> int:
    """``main`` on the arguments of the process, with safe standard streams."""
    try:
        secure()
        status = main()
        sys.stdout.flush()
    except UndeliveredError as error:
        status = _said(str(error), error.status)
    return status
