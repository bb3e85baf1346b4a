"""Grids against the obvious alternatives, in one run: a loop of ``scipy.optimize.minimize`` over the same points and
problems, and Newton's method written plainly in torch; with the memory that a worker takes.

Run: python benchmarks/grid.py [--json -]. Each worker has one thread; the ratios compare equal work (the three problems
at a point), the grid's time including both methods, the proven bounds and, in the second figure, every claim.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter
from typing import Any

import click
import numpy as np
from scipy.optimize import minimize

from theory.ascent.objectives import LOSSES
from verify.ascent.grid.closed import closed_forms
from verify.ascent.grid.columns import LossProblem, columns
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.losses import Losses, losses
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.grid.optimise import newton
from verify.ascent.grid.plan import planned
from verify.ascent.grid.ratios import EPS
from verify.commands.terminal import emit

PART = 65_536


def points(problem: LossProblem, size: int, seed: int) -> dict[str, np.ndarray]:
    """Parameters at random: phi, alpha/phi and lam over several powers of ten."""
    rng = np.random.default_rng(seed)
    phi = 10 ** rng.uniform(-2, 1, size)
    values = {
        "alpha": phi * 10 ** rng.uniform(-2, 1, size),
        "phi": phi,
        "lam": 10 ** rng.uniform(-4, 1, size),
        "share": 10 ** rng.uniform(-2, 0, size),
    }
    return values | ({"eps": rng.uniform(0, 0.99, size)} if EPS in problem.parameters else {})


def work(problem: LossProblem, size: int, seed: int, claims: bool) -> int:
    """One part of the grid, with or without the claims; the peak memory of this process in MiB."""
    found = columns(problem, points(problem, size, seed), claims=claims)
    if not len(found[problem.names("D")[0]]) == size:
        raise RuntimeError("points were lost")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def grid_seconds(problem: LossProblem, size: int, jobs: int, claims: bool) -> tuple[float, int]:
    """Seconds for ``size`` points in ``jobs`` processes that are already up, and the largest memory of one, in MiB."""
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(work, [problem] * jobs, [100] * jobs, range(jobs), [claims] * jobs))
        parts = [min(PART, size - k) for k in range(0, size, PART)]
        start = perf_counter()
        peak = max(pool.map(work, [problem] * len(parts), parts, range(len(parts)), [claims] * len(parts)))
        return perf_counter() - start, peak


def scipy_seconds(problem: LossProblem, size: int) -> float:
    """Seconds a point of ``scipy.optimize.minimize`` with the derivative given, on the three problems in turn."""
    values = points(problem, size, 0)
    rows = [{name: column[k : k + 1] for name, column in values.items()} for k in range(size)]
    alone = [{which: plain(losses(problem, which, here)) for which in LOSSES} for here in rows]
    start = perf_counter()
    for at in alone:
        original = minimize(at["D"], np.zeros(problem.coordinates), jac=True).x
        minimize(at["R"], np.zeros(problem.coordinates), jac=True)
        with np.errstate(all="ignore"):
            minimize(at["DA"], original, jac=True)
    return (perf_counter() - start) / size


def plain(at: Losses) -> Any:
    """The loss at one point and its gradient, over NumPy numbers as a reader would write them."""
    z = np.array([[float(np.ravel(c)[0]) for c in margins] for margins in at.margins])
    a, lam = np.array([float(f[0]) for f in at.factors]), float(at.lam[0])

    def both(w: np.ndarray) -> tuple[float, np.ndarray]:
        e = a * np.exp(-z @ w)
        return float(e.sum() + lam / 2 * w @ w), lam * w - z.T @ e

    return both


def torch_ratio(problem: LossProblem, size: int) -> dict[str, float] | None:
    """Seconds of Newton's method on L_D, ours and a plain one by ``torch.func``, one thread; None without torch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    values = points(problem, size, 0)
    at, dims = losses(problem, "D", values), problem.coordinates
    z = torch.tensor(np.array([[c + 0 * at.lam for c in m] for m in at.margins])).permute(2, 0, 1)
    a, lam = torch.tensor(np.array(at.factors)).T, torch.tensor(at.lam)

    def one(w: Any, z: Any, a: Any, lam: Any) -> Any:
        return (a * torch.exp(-z @ w)).sum() + lam / 2 * (w * w).sum()

    slope, bend = (torch.func.vmap(f) for f in (torch.func.grad(one), torch.func.hessian(one)))
    start = perf_counter()
    w = torch.zeros(size, dims, dtype=torch.float64)
    for _ in range(100):
        g = slope(w, z, a, lam)
        if bool((g.norm(dim=1) <= 1e-14 * lam * (1 + w.norm(dim=1))).all()):
            break
        w = w - torch.linalg.solve(bend(w, z, a, lam), g)
    theirs = perf_counter() - start
    start = perf_counter()
    ours = newton(at, [np.zeros(size)] * dims)
    spent = perf_counter() - start
    gap = max(float(np.max(np.abs(c - w[:, i].numpy()))) for i, c in enumerate(ours.w))
    if not gap < 1e-6:
        raise RuntimeError(f"the two methods end {gap:.1e} apart")
    return {"ours_s": round(spent, 3), "torch_s": round(theirs, 3), "ratio": round(theirs / spent, 2)}


def closed_seconds(size: int) -> tuple[float, int]:
    """Seconds for the closed forms of ``size`` points of one axis, part by part, and this process's memory in MiB."""
    texts = {"alpha": "0:2", "phi": "0.01:10:log", "lam": "1e-4:10:log", "share": "0.01:1:log"}
    chosen = planned(AXIS, texts, PART, random=size)
    start, total = perf_counter(), 0
    for number in range(chosen.partitions):
        total += len(closed_forms(AXIS, chosen.design.points(*chosen.span(number)))["w_DA"])
    if total != size:
        raise RuntimeError("points were lost")
    return perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def growth(most: int) -> list[dict[str, Any]]:
    """Cost of the closed forms from 10^4 points up to ``most``, each size in a process of its own."""
    rows = []
    for size in (10**k for k in range(4, 12) if 10**k <= most):
        with ProcessPoolExecutor(1) as pool:
            pool.submit(closed_seconds, 1000).result()
            seconds, memory = pool.submit(closed_seconds, size).result()
        rows.append({"points": size, "ns_a_point": round(seconds / size * 1e9), "MiB": memory})
    return rows


def measure(problem: LossProblem, size: int, sample: int, jobs: int) -> dict[str, Any]:
    """All figures of one problem."""
    solved, _ = grid_seconds(problem, size, jobs, claims=False)
    decided, peak = grid_seconds(problem, size, jobs, claims=True)
    loop = scipy_seconds(problem, sample)
    return {
        "problem": problem.name, "points": size, "jobs": jobs, "solved_and_certified_s": round(solved, 1),
        "with_claims_s": round(decided, 1), "worker_MiB": peak, "scipy_ms_a_point": round(loop * 1e3, 2),
        "scipy_sample": sample, "ratio": round(loop * size / solved), "ratio_with_claims": round(loop * size / decided),
        "newton_in_torch": torch_ratio(problem, min(size, 200_000)),
    }  # fmt: skip


@click.command(epilog="Example: python benchmarks/grid.py --points 1000000 --json -")
@click.option("--points", "size", default=1_000_000, show_default=True, help="Points.", type=click.IntRange(1))
@click.option("--sample", default=200, show_default=True, help="Points of the scipy loop.", type=click.IntRange(1))
@click.option("--jobs", default=2, show_default=True, help="Processes.", type=click.IntRange(1))
@click.option("--json", "target", metavar="FILE", help="Write the result as JSON; - for standard output.")
def main(size: int, sample: int, jobs: int, target: str | None) -> None:
    """Time grids of one axis and of a block against scipy and torch."""
    os.environ["OMP_NUM_THREADS"] = "1"
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    rows = [measure(problem, size, sample, jobs) for problem in (AXIS, BLOCK)]
    result = {"machine": machine, "rows": rows, "closed_forms": growth(10 * size)}
    if target is not None:
        emit(json.dumps(result, indent=1) + "\n", target)
    if target == "-":
        return
    click.echo(machine)
    for row in result["rows"]:
        for name, value in row.items():
            click.echo(f"{name:24}{value}")
    for row in result["closed_forms"]:
        click.echo(f"closed forms of {row['points']:>10} points: {row['ns_a_point']} ns a point, {row['MiB']} MiB")


if __name__ == "__main__":
    sys.exit(main())
