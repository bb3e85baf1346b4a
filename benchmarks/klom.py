"""Time of KLoM over 60,000 points at N = 100, each convention: ``python benchmarks/klom.py``."""

from __future__ import annotations

import time

import click
import numpy as np

from experiments.klom import CONVENTIONS, klom


def main() -> None:
    rng = np.random.default_rng(0)
    unlearned, oracle = rng.standard_normal((100, 60_000)), rng.standard_normal((100, 60_000)) + 0.3
    for convention in CONVENTIONS:
        start = time.perf_counter()
        p95 = klom(unlearned, oracle, convention).p95
        click.echo(f"{convention:9} {time.perf_counter() - start:.2f} s, p95 {p95:.3f}")


if __name__ == "__main__":
    main()
