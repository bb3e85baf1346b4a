"""Random small problems, of every loss, with and without an intercept, class weights, sparse features."""

import numpy as np
from scipy import sparse

from verify.ascent.diagnose.losses import LOSSES
from verify.ascent.diagnose.problem import Problem, Ridge


def problem(seed, loss=None, intercept=None, n=None, p=None, lam=None):
    """A quarter of the cases at the edges: a tiny ridge, one feature, one forget sample, large features."""
    rng = np.random.default_rng([seed, 17])
    edge = rng.random() < 0.25
    loss = loss or list(LOSSES)[seed % 4]
    intercept = bool(seed // 4 % 2) if intercept is None else intercept
    n = n or int(rng.integers(4, 14))
    p = p or (1 if edge else int(rng.integers(1, 4)))
    x = rng.normal(size=(n, p)) * (3.0 if edge else 1.0)
    if rng.random() < 0.3:
        x = np.where(rng.random((n, p)) < 0.5, 0.0, x)
    k = 1
    if loss == "softmax":
        k = 3
        y = np.concatenate([np.arange(3), rng.integers(0, 3, n - 3)])
    else:
        y = np.where(np.arange(n) % 2 == 0, 1.0, -1.0)[:, None]
    forget = np.zeros(n, dtype=bool)
    forget[rng.choice(n, 1 if edge else int(rng.integers(1, n // 2 + 1)), replace=False)] = True
    weights = rng.uniform(0.5, 2, n) if rng.random() < 0.3 else None
    x = sparse.csr_array(x) if rng.random() < 0.3 else x
    lam = lam or float(10 ** rng.uniform(-3 if edge else -1.5, 0.5))
    return Problem(x, y, forget, LOSSES[loss], Ridge(lam), k, intercept, weights)


def axes(counts, loss="exponential", lam=0.1):
    """Blocks of one feature, unit margins: ``counts`` has (retain, forget) for each axis, and last those without any
    nonzero feature."""
    p = len(counts) - 1
    x, forget = [], []
    for axis, (n, m) in enumerate(counts):
        for gone, number in ((False, n), (True, m)):
            for _ in range(number):
                row = np.zeros(p)
                if axis < p:
                    row[axis] = 1.0
                x.append(row)
                forget.append(gone)
    y = np.where(np.arange(len(x)) % 2 == 0, 1.0, -1.0)[:, None]
    return Problem(np.array(x) * y, y, np.array(forget), LOSSES[loss], Ridge(lam))
