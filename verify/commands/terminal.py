"""What the commands share: files written whole, folders to write into, and progress on a terminal."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import Progress, ProgressColumn, Task
from rich.text import Text

from theory.errors import DomainError
from theory.language.exact import count
from verify.ledger import files

Command = TypeVar("Command", bound=Callable[..., Any] | click.Command)


def processes(jobs: str) -> int:
    """The number of processes that ``--jobs`` asks for. Errors: ``DomainError`` for less than one."""
    number = count(jobs, "--jobs")
    if number < 1:
        raise DomainError(f"--jobs = {jobs[:40]}: must be at least 1; give the number of processes, like 2")
    return number


def named(context: click.Context, parameter: click.Parameter, target: str | None) -> str | None:
    """The name that an option was given, or None; as a callback, so that an empty one is refused and not taken for
    none, or for the folder in which the command runs. Errors: ``DomainError``."""
    if target == "":
        raise DomainError(f"{parameter.opts[0]} '': names nothing; give a name")
    return target


def writable(
    context: click.Context, parameter: click.Parameter, target: str | None, makes_folder: bool = False
) -> str | None:
    """The name of a file that can be written, "-", or None; as a callback of an option, so that a bad one is refused
    before anything is computed. A command that ``makes_folder`` may be given a file in it, which is not there yet.
    Errors: ``DomainError``."""
    if target is None or target == "-":
        return target
    option, path = parameter.opts[0], Path(target)
    if target == "":
        raise DomainError(f"{option} '': names no file; name one that can be written")
    try:
        if not makes_folder and not path.parent.exists():
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        files.admit(path)
        return target
    except OSError as error:
        raise _unwritable(option, target, error) from None


def json_option(what: str, makes_folder: bool = False) -> Callable[[Command], Command]:
    """The option ``--json`` of a command that can write ``what``; see ``writable``."""
    text, tried = f"Write {what} as JSON; - for standard output.", partial(writable, makes_folder=makes_folder)
    return click.option("--json", "target", metavar="FILE", callback=tried, help=text)


def confirm_option(command: Command) -> Command:
    """The option ``--confirm/--no-confirm`` of a command that decides claims."""
    said = "Read each verdict a second time, by code and a solver of its own; what that does not confirm is UNKNOWN."
    return click.option("--confirm/--no-confirm", default=True, show_default=True, help=said)(command)


def paper_option(command: Command) -> Command:
    """The option ``--paper`` of a command that speaks of a paper's claims."""
    said = "An installed paper, or the folder of one; the only installed one if left out."
    return click.option("--paper", "name", default="", metavar="NAME", help=said)(command)


def told_if_unread(confirm: bool) -> None:
    """Says, in one line on standard error, where ``confirm`` asks for a solver that is not installed."""
    from verify.confirm.verdicts import solver_missing  # knows all claims, which take a moment

    why = solver_missing() if confirm else ""
    if why:
        click.echo(f"affirm: {why}", err=True)


def emit(text: str, target: str, option: str = "--json") -> None:
    """Writes ``text`` whole to the file that ``option`` names, or to standard output for "-"; see ``files.write``.
    Errors: ``DomainError``."""
    if target == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        files.write(Path(target), text.encode())
    except OSError as error:
        raise _unwritable(option, target, error) from None


def _unwritable(option: str, target: str, error: OSError) -> DomainError:
    return DomainError(
        f"{option} {files.shown(target)}: cannot be written ({error.strerror}); name a file in a folder that can be"
    )


@contextlib.contextmanager
def writing(option: str, folder: Path) -> Iterator[None]:
    """Turns what the disk refuses, while ``folder`` is filled, into one line. Errors: ``DomainError``."""
    try:
        yield
    except OSError as error:
        what = files.shown(error.filename or folder)
        raise DomainError(
            f"{option} {files.shown(folder)}: {what} cannot be written ({error.strerror}); make room, or name another"
            " folder"
        ) from None


def prepared(target: str | Path, option: str = "--out") -> Path:
    """The folder that ``option`` names, made if need be and writable. Errors: ``DomainError``."""
    folder = Path(target)
    if target == "":
        raise DomainError(f"{option} '': names no folder; name one that can be written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise DomainError(
            f"{option} {files.shown(folder)}: cannot be written ({error.strerror}); name a folder that can be"
        ) from None


def with_bar(title: str, total: int, work: Callable[[Callable[..., None]], Any], unit: str = "") -> Any:
    """Runs ``work`` with a progress bar on a terminal, without one elsewhere; a step advances it by one, or by
    the number given. With ``unit``, the bar shows the rate as well."""
    if not sys.stderr.isatty():
        return work(lambda done=1: None)
    columns = [*Progress.get_default_columns(), *([Rate(unit)] if unit else [])]
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=600) as progress:
        task = progress.add_task(title, total=total)
        return work(lambda done=1: progress.advance(task, done))


class Rate(ProgressColumn):
    """How many are done a second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.unit = unit

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} {self.unit}/s" if task.speed else "")
