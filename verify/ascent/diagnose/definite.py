"""Positive definiteness of a symmetric matrix of doubles, proven by a Cholesky factorisation that ran to its end."""

from __future__ import annotations

import numpy as np
from scipy.linalg import LinAlgError, cholesky, eigvalsh

from verify.ascent.diagnose.rounding import UNIT, gamma


def least_eigenvalue(matrix: np.ndarray, error: float) -> float:
    """At most the least eigenvalue of any symmetric matrix within ``error`` (spectral norm) of the one whose lower
    triangle is given; -inf where nothing is proven.

    If Cholesky's factorisation of A - s I runs to its end in doubles, the least eigenvalue of A - s I is at least
    -gamma(n + 1)/(1 - gamma(n + 1)) trace(A - s I) (Rump, Verification of positive definiteness, 2006, theorem 2.3), in
    any order of its sums. s is a guess; nothing rests on its accuracy.
    """
    size = len(matrix)
    if not np.isfinite(matrix).all():
        return -np.inf
    guess = float(eigvalsh(matrix, lower=True, subset_by_index=[0, 0])[0])
    scale = float(np.abs(np.diag(matrix)).max()) * size
    for slack in (1e-14, 1e-12, 1e-9):
        shift = guess - slack * scale - error
        moved = matrix.copy()
        moved[np.diag_indices(size)] -= shift
        try:
            cholesky(moved, lower=True, overwrite_a=True, check_finite=False)
        except LinAlgError:
            continue
        diagonal = np.diag(matrix) - shift
        lost = 2 * gamma(size + 2) * float(diagonal.sum()) + 2 * UNIT * float(np.abs(diagonal).max())
        return float(shift - lost * (1 + 2 * gamma(size + 4)) - error)
    return -np.inf
