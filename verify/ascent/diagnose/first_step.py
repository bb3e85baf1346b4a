"""Whether the first step of descent-ascent points toward the oracle: the sign of <-grad L_DA(w_D), w_R - w_D>."""

from __future__ import annotations

import math

import numpy as np

from verify.ascent.diagnose.certify import Enclosed
from verify.ascent.diagnose.minimise import Point
from verify.ascent.diagnose.problem import Problem
from verify.ascent.diagnose.rounding import TINY, UNIT, above, gamma, norm_above

TOWARD, AWAY, UNDECIDED = "toward", "away", "cannot tell"


def pull(problem: Problem, original: Point, oracle: Point, at: Enclosed) -> tuple[float, float]:
    """<-grad L_DA(w_D), w_R - w_D> at the exact minimisers, as (mid, rad); positive means toward the oracle.

    ``at``: the gradient of L_DA enclosed at ``original.w``. Between there and w_D it changes by at most the distance
    times the largest second derivative, which the loss's ``concordance`` bounds.
    """
    step = oracle.w - original.w
    far = above(norm_above(step) + original.radius + oracle.radius, 4)
    mid = -float(np.vdot(at.mid, step))
    reach = problem.loss.concordance * float(problem.lengths.max()) * original.radius
    steepest = (at.stiffness * math.exp(min(reach, 700.0)) + problem.ridge.value) * (1 + 2.0**-40)
    slope = at.error + steepest * original.radius
    moved = at.most * (original.radius + oracle.radius + 2 * UNIT * norm_above(step))
    rounding = gamma(step.size + 4) * norm_above(at.mid) * norm_above(step)
    return mid, float(above(slope * far + moved + rounding, 20)) + TINY


def sign(value: tuple[float, float]) -> str:
    """``TOWARD``, ``AWAY``, or ``UNDECIDED`` where the interval contains 0."""
    mid, rad = value
    return TOWARD if mid > rad else AWAY if -mid > rad else UNDECIDED
