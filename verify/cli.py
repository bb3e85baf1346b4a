"""The command ``affirm``: decides the claims, solves one problem, writes the report."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from theory.errors import DomainError, LedgerError, UnableError
from theory.exact import count, positive, rational

COLOURS = {"HOLDS": "green", "FAILS": "red", "UNKNOWN": "yellow", "VACUOUS": "magenta", "DEGENERATE": "magenta"}


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog="Example: affirm verify lem-divergence")
def app() -> None:
    """Decides a paper's claims: proved, refuted by an exact witness, or unknown with a reason."""


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


@app.command(epilog="Example: affirm verify lem-divergence lem-distance-growth --json -")
@click.argument("labels", nargs=-1)
@click.option("--jobs", default=str(os.cpu_count() or 1), show_default=True, help="Processes.")
@click.option("--json", "target", metavar="FILE", help="Write the verdicts as JSON; - for standard output.")
def verify(labels: tuple[str, ...], jobs: str, target: str | None) -> int:
    """Decide the claims named LABELS (a row's label stands for all its readings), or all.

    Exit status 0 if every verdict equals the recorded one, 1 if one changed, 2 on bad usage.
    """
    from verify import ledger

    processes = count(jobs, "--jobs")
    if processes < 1:
        raise DomainError(f"--jobs = {jobs}: must be at least 1; give the number of processes, like 2")
    chosen = ledger.select(labels)
    verdicts = with_bar("deciding", len(chosen), lambda step: ledger.decide_all(chosen, processes, step))
    if target:
        emit(ledger.document(chosen, verdicts), target)
    if target != "-":
        show(chosen, verdicts, bool(labels))
    known = ledger.recorded()
    differences = [line for label in chosen if (line := ledger.changed(label, verdicts[label], known))]
    for line in differences:
        click.echo(f"affirm: changed: {line}", err=True)
    return 1 if differences else 0


def show(chosen: list[str], verdicts: dict[str, Any], every: bool) -> None:
    """Prints the table of verdicts; facts are summed up in a line unless they were asked for."""
    from theory.claims import CLAIMS
    from verify import ledger

    table = Table(box=None, pad_edge=False)
    for column in ("claim", "source", "verdict", "whole", "witness or reason"):
        table.add_column(column, no_wrap=column != "witness or reason")
    facts = [label for label in chosen if CLAIMS[label].kind in ("fact", "axiom")]
    for label in chosen:
        if label in facts and not every:
            continue
        own = verdicts[label]
        truth, _, given = ledger.whole(label, verdicts)
        total = truth.name + (" given {" + ", ".join(given) + "}" if given else "")
        why = f"{own.witness.sentence()}; by {own.witness.violation}" if own.witness else own.reason
        table.add_row(label, CLAIMS[label].source, f"[{COLOURS[own.word]}]{own.word}[/]", total, why)
    wide = None if sys.stdout.isatty() else 220
    Console(width=wide, highlight=False).print(table)
    if facts and not every:
        proved = sum(verdicts[label].word == "HOLDS" for label in facts)
        click.echo(f"and {proved} of {len(facts)} facts and definitions hold: affirm verify fact def")


def with_bar(title: str, total: int, work: Callable[[Callable[[], None]], Any]) -> Any:
    """Runs ``work`` with a progress bar on a terminal, without one elsewhere."""
    if not sys.stderr.isatty():
        return work(lambda: None)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        return work(lambda: progress.advance(task))


@app.group(epilog="Example: affirm solve axis --retain 8 --forget 4 --axis-retain 5 --axis-forget 2 --lam 1/10")
def solve() -> None:
    """Enclose the three solutions of one problem."""


@solve.command(
    epilog=(
        "Example: affirm solve axis --retain 8 --forget 4 --axis-retain 5 --axis-forget 2 --lam 1/10 --digits 30"
        " --json -"
    )
)
@click.option("--retain", required=True, metavar="N", help="Retain samples, r.")
@click.option("--forget", required=True, metavar="N", help="Forget samples, f.")
@click.option("--axis-retain", required=True, metavar="N", help="Retain samples on the axis.")
@click.option("--axis-forget", required=True, metavar="N", help="Forget samples on the axis.")
@click.option("--lam", required=True, metavar="Q", help="The ridge, exact: 1/10, 0.1 or 1e-300.")
@click.option("--digits", default="30", show_default=True, metavar="N", help="Significant digits, 1 to 1000.")
@click.option("--json", "target", metavar="FILE", help="Write the result as JSON; - for standard output.")
def axis(
    retain: str, forget: str, axis_retain: str, axis_forget: str, lam: str, digits: str, target: str | None
) -> int:
    """Enclose w_D, w_R and w_DA on one axis, every stationary point of L_DA included."""
    from verify import axis_solution

    problem = axis_solution.AxisProblem(
        count(retain, "--retain"),
        count(forget, "--forget"),
        count(axis_retain, "--axis-retain"),
        count(axis_forget, "--axis-forget"),
        positive(lam, "--lam"),
    )
    return _show(axis_solution.solve(problem, _places(digits)), target)


@solve.command(
    epilog=(
        "Example: affirm solve block --retain 1 --forget 2 --block-retain 1 --block-forget 1 --eps 1/2 --lam 1"
        " --digits 30 --json -"
    )
)
@click.option("--retain", required=True, metavar="N", help="Retain samples, r.")
@click.option("--forget", required=True, metavar="N", help="Forget samples, f.")
@click.option("--block-retain", required=True, metavar="N", help="Retain samples (1, eps) in the block.")
@click.option("--block-forget", required=True, metavar="N", help="Forget samples (eps, 1) in the block.")
@click.option("--eps", required=True, metavar="Q", help="The correlation, exact, in [0, 1): 1/2 or 0.99.")
@click.option("--lam", required=True, metavar="Q", help="The ridge, exact: 1/10, 0.1 or 1e-300.")
@click.option("--digits", default="30", show_default=True, metavar="N", help="Significant digits, 1 to 1000.")
@click.option("--json", "target", metavar="FILE", help="Write the result as JSON; - for standard output.")
def block(
    retain: str,
    forget: str,
    block_retain: str,
    block_forget: str,
    eps: str,
    lam: str,
    digits: str,
    target: str | None,
) -> int:
    """Enclose the three solutions on two correlated axes, in x = w_i + eps w_j, y = eps w_i + w_j and in w,
    and the alpha at which their order changes."""
    from verify import block_solution

    problem = block_solution.BlockProblem(
        count(retain, "--retain"),
        count(forget, "--forget"),
        count(block_retain, "--block-retain"),
        count(block_forget, "--block-forget"),
        rational(eps, "--eps"),
        positive(lam, "--lam"),
    )
    return _show(block_solution.solve(problem, _places(digits)), target)


def _places(digits: str) -> int:
    places = count(digits, "--digits")
    if not 1 <= places <= 1000:
        raise DomainError(f"--digits = {digits}: must be between 1 and 1000; 30 is the default")
    return places


def _show(result: dict[str, Any], target: str | None) -> int:
    """Writes the result as JSON, as lines, or both."""
    if target:
        emit(json.dumps(result, indent=1) + "\n", target)
    if target == "-":
        return 0
    lines = {name: entries for name, entries in result.items() if name not in ("schema", "alpha")}
    lines |= {f"alpha, {name}": entry for name, entry in result.get("alpha", {}).items()}
    for name, entries in lines.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            click.echo(f"{name:18} {_sentence(entry)}")
    return 0


def _sentence(entry: dict[str, Any]) -> str:
    if entry["mid"] is None:
        return str(entry.get("reason", "none"))
    kind = "  " + ", ".join(entry[key] for key in ("kind", "branch") if entry.get(key)) if "kind" in entry else ""
    return f"{entry['mid']} +/- {entry['rad']}{kind}"


@app.command(epilog="Example: affirm report --out report")
@click.option("--out", default="report", show_default=True, metavar="DIR", help="Where to write.")
@click.option("--jobs", default=str(os.cpu_count() or 1), show_default=True, help="Processes.")
@click.option("--json", "target", metavar="FILE", help="Write the list of files as JSON; - for standard output.")
def report(out: str, jobs: str, target: str | None) -> int:
    """Write report.tex (and report.pdf where a TeX engine is found), report.html and the figure."""
    from verify import ledger
    from verify.report import build

    folder = build.prepared(Path(out))
    chosen = ledger.select(())
    verdicts = with_bar(
        "deciding", len(chosen), lambda step: ledger.decide_all(chosen, count(jobs, "--jobs") or 1, step)
    )
    written = build.write(folder, verdicts)
    if target:
        emit(json.dumps({"schema": 1, "files": [path.name for path in written]}, indent=1) + "\n", target)
    if target != "-":
        for path in written:
            click.echo(str(path))
        if not any(path.suffix == ".pdf" for path in written):
            click.echo("no PDF: install latexmk with pdflatex, or tectonic, and run this again")
    return 0


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
