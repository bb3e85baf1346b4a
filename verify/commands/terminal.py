"""What the commands share: files written whole, folders to write into, and progress on a terminal."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import Progress, ProgressColumn, Task
from rich.text import Text

from theory.errors import DomainError
from theory.exact import count

Command = TypeVar("Command", bound=Callable[..., Any] | click.Command)


def processes(jobs: str) -> int:
    """The number of processes that ``--jobs`` asks for. Errors: ``DomainError`` for less than one."""
    number = count(jobs, "--jobs")
    if number < 1:
        raise DomainError(f"--jobs = {jobs[:40]}: must be at least 1; give the number of processes, like 2")
    return number


def writable(
    context: click.Context, parameter: click.Parameter, target: str | None, makes_folder: bool = False
) -> str | None:
    """The name of a file that can be written, "-", or None; as a callback of an option, so that a bad one is refused
    before anything is computed. A command that ``makes_folder`` may be given a file in it, which is not there yet.
    Errors: ``DomainError``."""
    if target is None or target == "-":
        return target
    option, path = parameter.opts[0], Path(target)
    if target == "" or path.is_dir():
        raise DomainError(f"{option} '{target}': names no file; name one that can be written")
    if makes_folder and not path.parent.exists():
        return target
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            return target
    except OSError as error:
        raise _unwritable(option, target, error) from None


def json_option(what: str, makes_folder: bool = False) -> Callable[[Command], Command]:
    """The option ``--json`` of a command that can write ``what``; see ``writable``."""
    text, tried = f"Write {what} as JSON; - for standard output.", partial(writable, makes_folder=makes_folder)
    return click.option("--json", "target", metavar="FILE", callback=tried, help=text)


def emit(text: str, target: str, option: str = "--json") -> None:
    """Writes ``text`` whole to the file that ``option`` names, or to standard output for "-". Errors:
    ``DomainError``."""
    if target == "-":
        sys.stdout.write(text)
        return
    path = Path(target)
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(text)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True) if path.parent.is_dir() else None
        raise _unwritable(option, target, error) from None


def _unwritable(option: str, target: str, error: OSError) -> DomainError:
    return DomainError(f"{option} {target}: cannot be written ({error.strerror}); name a file in a folder that can be")


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
            f"{option} {folder}: cannot be written ({error.strerror}); name a folder that can be"
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
