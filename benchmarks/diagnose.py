"""``affirm.diagnose`` at the sizes it is meant for: time and memory of one forget set, without a baseline.

Run: python benchmarks/diagnose.py dense|sparse. Each size runs in a process of its own, so that its peak
memory is its own; data are drawn with a seed, and drawing them is not counted.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
from time import perf_counter, process_time
from typing import Any

import click
import numpy as np
from scipy import sparse

import affirm

SIZES = {"dense": (100_000, 500), "sparse": (1_000_000, 10_000), "small": (569, 30)}
NONZEROS = 20


def data(kind: str, seed: int = 0) -> tuple[Any, np.ndarray, np.ndarray]:
    """Features, labels of a noisy linear rule, and a forget set of one in a hundred samples."""
    rng = np.random.default_rng(seed)
    n, p = SIZES[kind]
    rule = rng.normal(size=p)
    if kind == "sparse":
        places = rng.integers(0, p, (n, NONZEROS))
        x = sparse.csr_array(
            (rng.normal(size=n * NONZEROS), places.ravel(), np.arange(0, n * NONZEROS + 1, NONZEROS)), shape=(n, p)
        )
        x.sum_duplicates()
    else:
        x = rng.standard_normal((n, p))
    score = x @ rule
    y = np.where(score + rng.normal(size=n) * np.std(score) > 0, 1, -1)
    return x, y, rng.choice(n, n // 100, replace=False)


def measure(kind: str, ridge: float, steps: int) -> dict[str, Any]:
    """One diagnosis."""
    x, y, forget = data(kind)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, worked = perf_counter(), process_time()
    found = affirm.diagnose(x, y, forget, ridge=ridge, steps=steps)
    taken, worked = perf_counter() - start, process_time() - worked
    document = found.to_dict()  # type: ignore[union-attr]
    return {
        "kind": kind,
        "samples": x.shape[0],
        "features": x.shape[1],
        "ridge": ridge,
        "steps": steps,
        "seconds": round(taken, 1),
        "cpu_seconds": round(worked, 1),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        "peak_gb_before": round(before / 1e6, 2),
        "cores": len(os.sched_getaffinity(0)),
        "load": [round(v, 1) for v in os.getloadavg()],
        "machine": platform.machine(),
        "verdict": document["verdict"],
        "end": document["end"],
        "distance": document["distance"],
    }


@click.command()
@click.argument("kind", type=click.Choice(list(SIZES)))
@click.option("--ridge", default=1e-3, show_default=True)
@click.option("--steps", default=100, show_default=True)
def main(kind: str, ridge: float, steps: int) -> None:
    """Measures one size."""
    sys.stdout.write(json.dumps(measure(kind, ridge, steps), indent=1) + "\n")


if __name__ == "__main__":
    main()
