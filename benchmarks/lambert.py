"""Real W0 and W-1 on arrays against ``scipy.special.lambertw``, in one run on one thread.

Run: python benchmarks/lambert.py [--json -]. The two are timed in turn; each time is the best of all.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import click
import numpy as np
import scipy
from scipy.special import lambertw

from theory.lambert import w0, wm1
from verify.commands.terminal import emit


def arguments(n: int, rng: np.random.Generator) -> dict[str, tuple[int, np.ndarray]]:
    """Branch and arguments of each row of the table."""
    edge = np.exp(-1)
    return {
        "W0, z in [-1/e, 0)": (0, rng.uniform(-edge, 0, n)),
        "W0, z in [0, 10]": (0, rng.uniform(0, 10, n)),
        "W0, log z uniform in [-300, 300]": (0, 10 ** rng.uniform(-300, 300, n)),
        "W0, 1e-12 to 0.06 above -1/e": (0, -edge + 10 ** rng.uniform(-12, np.log10(0.06), n)),
        "W-1, z in [-1/e, 0)": (-1, rng.uniform(-edge, 0, n)),
        "W-1, log -z uniform in [-300, -1]": (-1, -(10 ** rng.uniform(-300, -1, n))),
        "W-1, 1e-12 to 0.09 above -1/e": (-1, -edge + 10 ** rng.uniform(-12, np.log10(0.09), n)),
    }


def seconds(call: Callable[[], Any]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def measure(n: int, rounds: int, seed: int) -> dict[str, Any]:
    """Nanoseconds an element and their ratio, for each row of ``arguments``."""
    rows = []
    for name, (branch, z) in arguments(n, np.random.default_rng(seed)).items():
        ours = w0 if branch == 0 else wm1
        pairs = [
            (seconds(lambda f=ours, z=z: f(z)), seconds(lambda k=branch, z=z: lambertw(z, k))) for _ in range(rounds)
        ]
        here, there = (min(times) / n * 1e9 for times in zip(*pairs, strict=True))
        rows.append(
            {"arguments": name, "ns": round(here, 1), "scipy_ns": round(there, 1), "ratio": round(there / here, 2)}
        )
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    versions = f"NumPy {np.__version__}, SciPy {scipy.__version__}"
    return {"machine": f"{machine}, {versions}", "threads": 1, "n": n, "rounds": rounds, "seed": seed, "rows": rows}


@click.command(epilog="Example: python benchmarks/lambert.py --n 1000000 --seed 1 --json -")
@click.option("--n", default=1_000_000, show_default=True, help="Elements of each array.", type=click.IntRange(1))
@click.option("--rounds", default=7, show_default=True, help="Timings of each.", type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="Seed of the arguments.", type=click.IntRange(0))
@click.option("--json", "target", metavar="FILE", help="Write the result as JSON; - for standard output.")
def main(n: int, rounds: int, seed: int, target: str | None) -> None:
    """Time W0 and W-1 against scipy.special.lambertw."""
    result = measure(n, rounds, seed)
    if target is not None:
        emit(json.dumps(result, indent=1) + "\n", target)
    if target == "-":
        return
    click.echo(f"{result['machine']}; N = {n}, seed {seed}, best of {rounds}, one thread")
    for row in result["rows"]:
        click.echo(f"{row['arguments']:36}{row['ns']:8} ns, scipy {row['scipy_ns']:8} ns: {row['ratio']:6} times")


if __name__ == "__main__":
    sys.exit(main())
