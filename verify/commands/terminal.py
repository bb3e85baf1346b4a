"""What the commands share on a terminal: files written whole, and progress."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from theory.errors import DomainError


def emit(text: str, target: str) -> None:
    """Writes ``text`` whole to a file, or to standard output for "-". Errors: ``DomainError``."""
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
        raise DomainError(
            f"--json {target}: cannot be written ({error.strerror}); name a file in a folder that can be"
        ) from None


def with_bar(title: str, total: int, work: Callable[[Callable[[], None]], Any]) -> Any:
    """Runs ``work`` with a progress bar on a terminal, without one elsewhere."""
    if not sys.stderr.isatty():
        return work(lambda: None)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        return work(lambda: progress.advance(task))
