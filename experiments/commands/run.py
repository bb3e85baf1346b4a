"""``affirm experiment run``: does an experiment, or goes on with an interrupted one."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any

import click

from experiments import config, finish, study, verdicts
from verify.commands.terminal import emit, json_option, named, prepared, with_bar, writing


@click.command(epilog="Example: affirm experiment run smoke --out smoke-run")
@click.argument("source", default="smoke", metavar="[PROFILE|FILE.toml]")
@click.option("--out", metavar="DIR", callback=named, help="The run's folder.  [default: experiment-NAME]")
@json_option("the results", makes_folder=True)
def run(source: str, out: str | None, target: str | None) -> int:
    """Train, unlearn, compare: everything that the profile (smoke, cpu, table1, resnet, gpu) or the TOML file says.

    The folder holds configuration, networks, margins, results, figures and a page. Interrupted, the same command goes
    on where it was; finished, it writes the results again.
    """
    toml = config.text(source)
    verdicts.check(config.parse(toml))
    running = study.opened(prepared(out or f"experiment-{Path(source).stem}"), toml)
    with study.performing(running) as perform:
        for stage in running.stages():
            if not stage:
                continue
            start, name = time.perf_counter(), stage[0][0]
            spent = with_bar(name, len(stage), partial(perform, stage))
            wall = time.perf_counter() - start
            finish.record(running, {"stage": name, "steps": len(stage), "wall_s": round(wall), "cpu_s": round(spent)})
    with writing("--out", running.folder):
        written = finish.save(running)
    results, _ = finish.load(running.folder)
    if target:
        emit(written[0].read_text(), target)
    if target != "-":
        show(results)
        click.echo(f"written to {running.folder}: {', '.join(path.name for path in written)}")
    return 0


def show(results: dict[str, Any]) -> None:
    """Prints the verdicts, the floor first."""
    click.echo(
        f"{results['data']['name']}, {results['architecture']}: N = {results['models']}, seed {results['seed']}, floor"
        f" of p95 {results['floor_p95']:.2f}"
    )
    for verdict in results["verdicts"]:
        click.echo(f"{verdict['label']:20} {verdict['verdict']:15} {verdict['reason']}")
