"""What to do instead: one Newton step on R, and the influence step; both from the original model.

Newton:     w_D - H_R(w_D)^-1 grad L_R(w_D)      (certified removal: Guo, Goldstein, Hannun, van der Maaten, 2020)
influence:  w_D - H_D(w_D)^-1 grad L_R(w_D)      (the second derivative of the original loss, at hand after training)
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import LinAlgError

from verify.ascent.diagnose.losses import Array
from verify.ascent.diagnose.minimise import Curvature
from verify.ascent.diagnose.problem import Problem

METHODS = {"newton": "R", "influence": "D"}


def removed(problem: Problem, w: Array, method: str) -> Array | None:
    """The parameters after ``method``; None where its second derivative is singular in doubles."""
    z = problem.scores(w)
    try:
        found = w - Curvature(problem, METHODS[method], z).solve(problem.gradient("R", w, z))
    except LinAlgError:
        return None
    return found if np.isfinite(found).all() else None
