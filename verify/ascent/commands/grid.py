"""``affirm grid``: verifies point by point over a grid or a random design, and sums up what was found."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from theory.errors import DomainError, UnableError
from theory.language.exact import count
from verify.ascent.grid import manifest as manifests
from verify.ascent.grid.cluster import connected, on_cluster
from verify.ascent.grid.estimate import admit
from verify.ascent.grid.machine import on_machine, prepare
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.grid.partition import work_of
from verify.ascent.grid.plan import planned
from verify.ascent.grid.problem import Problem
from verify.ascent.grid.problems import PROBLEMS, problem_of
from verify.ascent.grid.store import Store, opened
from verify.ascent.grid.summary import Summary, summarise
from verify.commands.terminal import emit, json_option, named, processes, with_bar, writable


@click.group(epilog=f"Example: affirm grid {AXIS.name} {AXIS.example}")
def grid() -> None:
    """Verify point by point over a grid or a random design of parameters."""


def command(problem: Problem) -> click.Command:
    """``affirm grid`` with the name and the parameters of ``problem``."""
    options = [
        click.option(p.option, required=True, metavar="A:B:N[:log]", help=p.meaning) for p in problem.parameters
    ] + [
        click.option("--out", required=True, metavar="DIR", callback=named, help="The folder of the results."),
        click.option("--random", "number", metavar="N", help="N random points; the ranges are bounds, A:B[:log]."),
        click.option("--seed", metavar="S", help="The seed of --random; 0 unless given."),
        click.option("--resume", is_flag=True, help="Go on with the run in DIR."),
        click.option("--jobs", metavar="N", help="Processes on this machine; one a core, one with --device cuda."),
        click.option("--scheduler", metavar="ADDRESS", help="Compute on a Dask cluster, like tcp://host:8786."),
        click.option(
            "--device", type=click.Choice(["cpu", "cuda"]), help="Minimise with torch there; else with NumPy."
        ),
        click.option("--partition", default="65536", show_default=True, metavar="N", help="Points in a file."),
        click.option("--yes", is_flag=True, help="Compute more than 10^9 points."),
        json_option("the summary", makes_folder=True),
    ]
    run: Callable[..., int] = partial(_run, problem.name)
    for option in reversed(options):
        run = option(run)
    said = f"{problem.title} A parameter is one value, a list Q,Q,..., or a range A:B:N, in equal ratios with :log."
    return click.command(problem.name, help=said, epilog=f"Example: affirm grid {problem.name} {problem.example}")(run)


@grid.command(epilog="Example: affirm grid summary axis-grid --figure harm.png --over alpha,lam")
@click.argument("folder", metavar="DIR")
@json_option("the summary")
@click.option("--figure", metavar="FILE", callback=writable, help="Draw heat maps, as .png, .pdf or .svg.")
@click.option("--over", default="", metavar="NAME,NAME", help="The two parameters of the heat maps.")
@click.option("--column", default="", metavar="NAME", help="The column of the heat maps.")
def summary(folder: str, target: str | None, figure: str | None, over: str, column: str) -> int:
    """Count what the partitions in DIR hold, and draw it.

    Exit status 0 if every partition is there and whole, 1 if not.
    """
    if (over or column) and not figure:
        raise DomainError("--over and --column choose what --figure draws; add --figure FILE")
    from verify.ascent.grid.heatmap import HeatMap  # Matplotlib takes a second to import

    store = Store(Path(folder), manifests.read(Path(folder)))
    heat = HeatMap(problem_of(store.manifest), store.manifest, over, column) if figure else None
    found = with_bar(
        "reading", store.partitions, lambda step: summarise(store, step, heat.add if heat else lambda table: None)
    )
    if heat and figure:
        heat.save(Path(figure))
    _show(found, target)
    return 0 if found.complete else 1


def _run(
    name: str,
    out: str,
    number: str | None,
    seed: str | None,
    resume: bool,
    jobs: str | None,
    scheduler: str | None,
    device: str | None,
    partition: str,
    yes: bool,
    target: str | None,
    **texts: str,
) -> int:
    if seed is not None and number is None:
        raise DomainError(f"--seed = {seed[:40]}: a grid draws nothing; add --random N, or leave --seed out")
    random = None if number is None else count(number, "--random")
    chosen = planned(
        PROBLEMS[name], texts, count(partition, "--partition"), device, random, count(seed or "0", "--seed")
    )
    at_once = _processes(jobs, scheduler, device)
    if at_once > 1 and scheduler is None:
        prepare(chosen.problem)
    work = work_of(chosen)
    admit(work, 1 if scheduler is not None else at_once, yes)
    cluster = connected(scheduler) if scheduler is not None else contextlib.nullcontext()
    with cluster as client, opened(Path(out), work.manifest, resume) as store:
        try:
            if resume:
                for name, fault in with_bar("checking", store.partitions, store.set_aside):
                    click.echo(f"affirm: {name}: {fault}; moved to {store.folder}/rejected, computed again", err=True)
            missing, kept = store.missing(), store.kept()
            jobs_needed = max(1, min(at_once, store.partitions - kept))
            results = on_cluster(work, missing, client) if client else on_machine(work, missing, jobs_needed)
            left = chosen.design.size - kept * chosen.partition
            with contextlib.closing(results):
                with_bar("computing", left, lambda step: store.fill(results, step), "points")
            found = with_bar("reading", store.partitions, lambda step: summarise(store, step))
        except MemoryError:
            raise UnableError(f"out of memory; {store.resumption()}, with a smaller --jobs") from None
        except KeyboardInterrupt:
            click.echo(f"affirm: interrupted; {store.resumption()}", err=True)
            return 130
    _show(found, target)
    return 0


def _processes(jobs: str | None, scheduler: str | None, device: str | None) -> int:
    if jobs is None:
        return 1 if device == "cuda" else len(os.sched_getaffinity(0))
    if scheduler is not None:
        raise DomainError(f"--jobs = {jobs[:40]}: the cluster has its own processes; leave --jobs or --scheduler out")
    return processes(jobs)


def _show(found: Summary, target: str | None) -> None:
    """Writes the summary as JSON, as lines, or both."""
    if target:
        emit(json.dumps(found.as_json(), indent=1) + "\n", target)
    for name, fault in found.damaged.items():
        click.echo(f"affirm: {name}: {fault}; run its command with --resume to compute it again", err=True)
    if found.missing:
        click.echo(f"affirm: {found.missing} partitions are not there; run their command with --resume", err=True)
    if target == "-":
        return
    click.echo(f"{found.counted} of {found.points} points")
    width = max(map(len, found.counts), default=0)
    for column, words in found.counts.items():
        met = ", ".join(f"{word} {number}" for word, number in words.items() if number)
        click.echo(f"{column:{width}}  {met}")


for _problem in PROBLEMS.values():
    grid.add_command(command(_problem))
