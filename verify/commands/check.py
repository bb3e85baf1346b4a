"""``affirm check``: decides user claims."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from theory.errors import DomainError
from theory.language.exact import count, positive
from verify.claims_file.entries import Entry, Reading, read
from verify.commands.status import OPEN, OWN_FAULT, REFUSED
from verify.commands.terminal import (
    confirm_option,
    emit,
    json_option,
    named,
    prepared,
    processes,
    told_if_unread,
    with_bar,
    writing,
)
from verify.ledger.files import shown

if TYPE_CHECKING:
    from verify.judge import Judged


@click.command(epilog="Example: affirm check claims.toml --explain --json verdicts.json")
@click.argument("file")
@click.option("--explain", is_flag=True, help="Print what was tried, where it stopped, and what would help.")
@click.option(
    "--boxes", default="1500", show_default=True, metavar="N", help="Parts that a claim's covers may look at."
)
@click.option("--bits", default="64", show_default=True, metavar="N", help="Precision of the covers, 32 to 4096.")
@click.option("--seconds", metavar="Q", help="Stop on a claim after so long; verdicts may then differ between runs.")
@click.option("--jobs", default=str(os.cpu_count() or 1), show_default=True, help="Processes.")
@confirm_option
@json_option("the verdicts", makes_folder=True)
@click.option(
    "--keep", metavar="FILE", callback=named,
    help="Keep each verdict in FILE at once; what FILE holds is not decided again."
)  # fmt: skip
@click.option(
    "--report", "folder", metavar="DIR", callback=named,
    help="Write a report: LaTeX, HTML, and PDF where TeX is found."
)  # fmt: skip
def check(
    file: str, explain: bool, boxes: str, bits: str, seconds: str | None, jobs: str, confirm: bool,
    target: str | None, keep: str | None, folder: str | None,
) -> int:  # fmt: skip
    """Decide the claims in FILE, TOML in the form of docs/claims.md.

    Exit status 0 if all hold, 1 if one fails, 3 if none fails but one is unknown or vacuous, 2 if the file is refused
    (then nothing is decided) or a result cannot be written, 4 if affirm contradicts itself on a claim: a fault of its
    own, which comes before the others. A degenerate claim (it holds, but only as an equality) holds.
    """
    parts = _within(boxes, "--boxes", 1, 10**7)
    precision = _within(bits, "--bits", 32, 4096)
    number = processes(jobs)
    time_limit = None if seconds is None else float(positive(seconds, "--seconds"))
    _apart({"FILE": file, "--json": target, "--keep": keep}, folder)
    if not file:
        raise DomainError("FILE '': names no file; name a file of claims")
    reading = read(Path(file))
    if reading.faults:
        return _refuse(reading, file)

    from verify.claims_file.batch import decided
    from verify.claims_file.kept import Kept
    from verify.claims_file.user_claims import document
    from verify.judge import Limits
    from verify.verdict import Truth

    told_if_unread(confirm)
    place = prepared(folder, "--report") if folder is not None else None
    limits, kept = Limits(parts, precision, time_limit, confirm), Kept(Path(keep) if keep is not None else None)

    def work(step: Callable[[], None]) -> dict[str, Judged]:
        found: dict[str, Judged] = {}
        for entry, result in decided(reading.entries, limits, number, kept):
            found[entry.label] = result
            step()
            if target != "-":
                _print(result, explain)
        return found

    found = with_bar("deciding", len(reading.entries), work)
    if target:
        emit(document(reading.entries, found), target)
    if place:
        _report(place, Path(file).name, reading.entries, found, target == "-")
    truths = {judged.verdict.truth for judged in found.values()}
    at_fault = [label for label, judged in found.items() if judged.fault]
    if at_fault:
        some = ", ".join(at_fault[:3]) + (", ..." if len(at_fault) > 3 else "")
        click.echo(f"affirm: contradicts itself on {some}; believe no verdict on that, and report it", err=True)
        return OWN_FAULT
    return 1 if Truth.FAILS in truths else OPEN if Truth.UNKNOWN in truths else 0


def _apart(names: dict[str, str | None], folder: str | None) -> None:
    """Refuses one file under two names, since the last that writes would replace what the first holds, and a file in a
    folder that is not there and that ``--report`` does not make. Errors: ``DomainError``."""
    given = [(option, Path(name)) for option, name in names.items() if name and name != "-"]
    for (first, one), (second, other) in itertools.combinations(given, 2):
        regular = all(path.is_file() or not path.exists() for path in (one, other))
        if regular and os.path.realpath(one) == os.path.realpath(other):
            raise DomainError(f"{second} {shown(other)}: is {first} too, and would be lost; name another file")
    for option, path in given[1:]:
        made = folder is not None and Path(os.path.realpath(folder)) in Path(os.path.realpath(path)).parents
        if not path.parent.exists() and not made:
            raise DomainError(f"{option} {shown(path)}: its folder is not there; make it, or name another file")


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
    return REFUSED


def _print(judged: Judged, explain: bool) -> None:
    from verify.commands.verify import COLOURS

    own = judged.verdict
    word = click.style(f"{own.word:10}", fg=COLOURS[own.word]) if sys.stdout.isatty() else f"{own.word:10}"
    click.echo(f"{word} {own.label}: {own.reason}")
    for line in judged.tried if explain else ():
        click.echo(f"             {line}")
    sys.stdout.flush()


def _report(place: Path, name: str, entries: tuple[Entry, ...], found: dict[str, Judged], quiet: bool) -> None:
    from verify.report import user_claims

    with writing("--report", place):
        written = user_claims.write(place, name, entries, found)
    for path in () if quiet else written:
        click.echo(str(path))
