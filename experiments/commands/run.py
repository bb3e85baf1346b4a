"""``affirm experiment run``: does an experiment, or goes on with one that is interrupted, extended or shared."""

from __future__ import annotations

import re
import shutil
import time
from functools import partial
from pathlib import Path
from typing import Any

import click

from experiments import config, estimate, finish, flops, outline, verdicts
from experiments.opening import opened
from experiments.perform import performing, processes
from experiments.study import Study
from theory.errors import DomainError, UnableError
from verify.commands.status import OPEN
from verify.commands.terminal import emit, json_option, named, prepared, with_bar, writing


def shard(context: click.Context, parameter: click.Parameter, text: str | None) -> tuple[int, int]:
    """The shard "I/N" as (I - 1, N). Errors: ``DomainError``."""
    if text is None:
        return outline.ALL
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise DomainError(f"--shard {text[:40]}: must be I/N with 1 <= I <= N, like 2/8")
    return int(found[1]) - 1, int(found[2])


@click.command(epilog="Example: affirm experiment run smoke --out smoke-run")
@click.argument("source", default="smoke", metavar="[PROFILE|FILE.toml]")
@click.option("--out", metavar="DIR", callback=named, help="The run's folder.  [default: experiment-NAME]")
@click.option("--device", default="", metavar="NAME[,NAME]", help="cpu, cuda, cuda:K, or several GPUs: cuda:0,cuda:1.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes, of one thread each.")
@click.option("--shard", "part", callback=shard, metavar="I/N", help="Only the networks of part I of N.")
@click.option("--plan", is_flag=True, help="Print what is to do and what it takes, and stop.")
@json_option("the results", makes_folder=True)
def run(
    source: str,
    out: str | None,
    device: str,
    workers: int | None,
    part: tuple[int, int],
    plan: bool,
    target: str | None,
) -> int:
    """Train, unlearn, compare: all that the profile (smoke, cpu, table1, mnist, resnet, gpu) or the TOML file says.

    The folder holds configuration, steps, results, figures and a page. Interrupted or extended, the same command goes
    on where it was; finished, it writes the results again. Several commands on one folder share the work. A shard ends
    with status 3 while steps of others are missing: copy their folders steps/ together, and run again.
    """
    toml = config.text(source)
    verdicts.check(config.parse(toml))
    running = opened(prepared(out or f"experiment-{Path(source).stem}"), toml, device, workers or 0)
    announce(running, quiet=target == "-")
    if plan:
        return 0
    perform_all(running, part)
    missing = sum(map(len, outline.left(running)))
    if missing:
        click.echo(
            f"{running.folder}: part {part[0] + 1}/{part[1]} is done as far as it can be, {missing} steps are missing;"
            " put the folders steps/ of all parts together and run again",
            err=True,
        )
        return OPEN
    with writing("--out", running.folder):
        written = finish.save(running)
    results, _ = finish.load(running.folder)
    if target:
        emit(written[0].read_text(), target)
    if target != "-":
        show(results)
        click.echo(f"written to {running.folder}: {', '.join(path.name for path in written)}")
    return 0


def announce(running: Study, quiet: bool) -> None:
    """Says, unless ``quiet``, what the steps to do will take. Errors: ``UnableError`` if the disk lacks the room."""
    left = outline.left(running)
    if not any(left):
        return
    found = estimate.estimate(running, left)
    if not quiet:
        click.echo(estimate.words(found, processes(running.config)))
    free = shutil.disk_usage(running.folder).free
    if found.disk > free:
        raise UnableError(
            f"{running.folder}: {found.disk / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB free; make room, or lower"
            " models or retain_points"
        )


def perform_all(running: Study, part: tuple[int, int]) -> None:
    """Does the steps of the part, stage by stage; says which forget sets are not stable as soon as they are known."""
    told = False
    with performing(running) as perform:
        for stage in outline.stages(running, part):
            told = told or tell_unstable(running)
            if not stage:
                continue
            start, name = time.perf_counter(), stage[0][0]
            spent = with_bar(name, len(stage), partial(perform, stage))
            wall = time.perf_counter() - start
            took = {"stage": name, "steps": len(stage), "wall_s": round(wall), "cpu_s": round(spent)}
            finish.record(running, took | flops.reached(running, stage, wall))


def tell_unstable(running: Study) -> bool:
    """Whether the sets by influence are known; says which depend on the networks that chose them.

    Errors: ``UnableError`` for such a set where the configuration is strict.
    """
    names = [s.name for s in running.config.sets if running.by_influence(s.name)]
    if not names or any(kind == "components" for stage in outline.left(running) for kind, _ in stage):
        return not names
    c = running.config.influence
    for name in names:
        found = running.stability(name)
        if found is None or found.shared >= c.shared:
            continue
        said = (
            f"forget set {name}: two halves of the {c.networks} networks agree on {found.shared:.0%} of it, less than"
            f" {c.shared:.0%} (cosine {found.cosine:.2f}, gap {found.gap:.2f}); raise influence.networks"
        )
        if c.strict:
            raise UnableError(said)
        click.echo(f"affirm: {said}", err=True)
    return True


def show(results: dict[str, Any]) -> None:
    """Prints the verdicts, the floor first."""
    click.echo(
        f"{results['data']['name']}, {results['architecture']}: N = {results['models']}, seed {results['seed']}, floor"
        f" of p95 {results['floor_p95']:.2f}"
    )
    for verdict in results["verdicts"]:
        asked = " ".join(filter(None, (verdict["label"], verdict["method"])))
        click.echo(f"{asked:30} {verdict['verdict']:15} {verdict['reason']}")
