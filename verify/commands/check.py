"""``affirm check``: decides a reader's own claims."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from theory.errors import DomainError
from theory.exact import count, positive
from verify.commands.terminal import emit, with_bar
from verify.judge.claims_file import Entry, Reading, read

if TYPE_CHECKING:
    from verify.judge.strategy import Judged, Limits


@click.command(epilog="Example: affirm check claims.toml --explain --json verdicts.json")
@click.argument("file")
@click.option("--explain", is_flag=True, help="Print what was tried, where it stopped, and what would help.")
@click.option(
    "--boxes", default="1500", show_default=True, metavar="N", help="Parts that a claim's covers may look at."
)
@click.option("--bits", default="64", show_default=True, metavar="N", help="Precision of the covers, 32 to 4096.")
@click.option("--seconds", metavar="Q", help="Stop on a claim after so long; verdicts may then differ between runs.")
@click.option("--jobs", default=str(os.cpu_count() or 1), show_default=True, help="Processes.")
@click.option("--json", "target", metavar="FILE", help="Write the verdicts as JSON; - for standard output.")
def check(file: str, explain: bool, boxes: str, bits: str, seconds: str | None, jobs: str, target: str | None) -> int:
    """Decide the claims in FILE, TOML in the form of docs/claims.md.

    Exit status 0 if all hold, 1 if one fails, 3 if none fails but one is unknown or vacuous, 2 if the file is refused:
    then nothing is decided. A degenerate claim (it holds, but only as an equality) holds.
    """
    parts = _within(boxes, "--boxes", 1, 10**7)
    precision = _within(bits, "--bits", 32, 4096)
    processes = _within(jobs, "--jobs", 1, 1024)
    time_limit = None if seconds is None else float(positive(seconds, "--seconds"))
    reading = read(Path(file))
    if reading.faults:
        return _refuse(reading, file)

    from verify.judge.strategy import Limits

    limits = Limits(parts, precision, time_limit)
    decided = with_bar("deciding", len(reading.entries), partial(_decided, reading.entries, limits, processes))
    return _report(reading.entries, decided, explain, target)


def _within(text: str, name: str, least: int, most: int) -> int:
    value = count(text, name)
    if not least <= value <= most:
        raise DomainError(f"{name} = {text}: must be between {least} and {most}")
    return value


def _refuse(reading: Reading, file: str) -> int:
    """One line for each fault, and the names of the claims that are good."""
    for fault in reading.faults[:20]:
        click.echo(f"affirm: {fault.sentence(Path(file).name)}", err=True)
    if len(reading.faults) > 20:
        click.echo(f"affirm: and {len(reading.faults) - 20} more faults", err=True)
    good = ", ".join(entry.label for entry in reading.entries[:50]) or "none"
    click.echo(f"affirm: nothing was decided; good claims: {good}", err=True)
    return 2


def _decided(entries: tuple[Entry, ...], limits: Limits, processes: int, step: Callable[[], None]) -> dict[str, Judged]:
    from verify.judge.reader import judged

    work = partial(judged, limits=limits)
    found: dict[str, Judged] = {}
    if processes == 1 or len(entries) == 1:
        for entry in entries:
            found[entry.label] = work(entry)
            step()
        return found
    with ProcessPoolExecutor(min(processes, len(entries))) as pool:
        for entry, result in zip(entries, pool.map(work, entries), strict=True):
            found[entry.label] = result
            step()
    return found


def _report(entries: tuple[Entry, ...], decided: dict[str, Judged], explain: bool, target: str | None) -> int:
    from verify.commands.verify import COLOURS
    from verify.judge.reader import document
    from verify.verdict import Truth

    if target:
        emit(document(entries, decided), target)
    if target != "-":
        for entry in entries:
            own = decided[entry.label].verdict
            word = click.style(f"{own.word:10}", fg=COLOURS[own.word]) if sys.stdout.isatty() else f"{own.word:10}"
            click.echo(f"{word} {entry.label}: {own.reason}")
            for line in decided[entry.label].tried if explain else ():
                click.echo(f"             {line}")
    truths = {judged.verdict.truth for judged in decided.values()}
    return 1 if Truth.FAILS in truths else 3 if Truth.UNKNOWN in truths else 0
