"""Points for the grid's tests: at random over wide ranges, a quarter of them at the edges."""

import numpy as np

from verify.ascent.grid.in_block import BLOCK


def parameters(problem, size, seed):
    """Columns alpha, phi, lam, share (and eps): alpha = phi, eps near 0 and 1, tiny and huge ridges included."""
    rng = np.random.default_rng(seed)
    phi = 10 ** rng.uniform(-3, 1, size)
    values = {
        "alpha": phi * 10 ** rng.uniform(-2, 1, size),
        "phi": phi,
        "lam": 10 ** rng.uniform(-4, 2, size),
        "share": 10 ** rng.uniform(-2, 0, size),
    }
    edge = rng.random(size) < 0.25
    pick = rng.integers(0, 4, size)
    values["alpha"] = np.where(edge & (pick == 0), phi, values["alpha"])
    values["lam"] = np.where(edge & (pick == 1), 10 ** rng.choice([-9.0, 9.0], size), values["lam"])
    values["share"] = np.where(edge & (pick == 2), 1.0, values["share"])
    if problem is BLOCK:
        eps = rng.uniform(0, 1, size)
        values["eps"] = np.where(edge & (pick == 3), rng.choice([0.0, 1e-9, 1 - 1e-6], size), eps)
    else:
        fold = phi + values["lam"] * phi / (np.e * values["share"])
        near = fold * (1 + rng.choice([-1.0, 1.0], size) * 10 ** rng.uniform(-15, -1, size))
        values["alpha"] = np.where(edge & (pick == 3), near, values["alpha"])
    return values
