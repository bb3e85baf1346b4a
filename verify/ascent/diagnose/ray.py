"""Divergence, proven: a ray along which L_DA falls without end.

Exponential loss, along w + t v. Samples with equal margins are one, with the sum of their factors in L_DA, a_i; here R
are those with a_i > 0 and F those with a_i < 0. With c_i = -y_i <v, x_i> and b_i = |a_i| exp(-y_i <w, x_i>),

    d/dt L_DA = sum_R b_i c_i e^{c_i t} - sum_F b_j c_j e^{c_j t} + lambda (<w, v> + t |v|^2)
             <= A_R e^{c_R t} + B + lambda (<w, v>+ + t |v|^2) - A_F e^{c t},

c_R the largest c_i on R, or 0; A_R the sum over R of b_i c_i > 0; J the forget samples with c_j >= max(c_R, c), A_F
their sum, c their least c_j; B the sum of b_j |c_j| over forget samples with c_j < 0. If A = A_F - A_R satisfies
``A > B + lambda <w, v>+`` and ``A c >= lambda |v|^2``, this is below a negative constant for all t >= 0, because
e^{c t} >= e^{c_R t} and e^{c t} >= 1 + c t. Squared loss: L_DA is quadratic; a negative second derivative suffices.

Logistic loss and softmax: their sums grow like |w|, the ridge like its square, so that L_DA has a minimum; but no ridge
holds an intercept. Where the score of class c falls by t, its probability p_c falls as well, and

    d/dt L_DA = sum_R a_i ([y_i = c] - p_c) - sum_F a_j ([y_j = c] - p_c) <= share_R(c) - share_F(c) + sum_F a_j p_c(0),

which is a negative constant as soon as class c is more frequent in F than in R and the run is far enough.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from verify.ascent.diagnose.certify import enclosed, scores_within
from verify.ascent.diagnose.equal_rows import digests
from verify.ascent.diagnose.losses import Array, Softmax
from verify.ascent.diagnose.problem import Problem
from verify.ascent.diagnose.rounding import UNIT, above, gamma, norm_above
from verify.values.intervals.interval import Interval, logistic


def falls_without_end(problem: Problem, w: Array, v: Array) -> bool:
    """True only if L_DA(w + t v) falls for all t >= 0, and to -infinity; False where that is not proven."""
    if problem.loss.name == "exponential":
        return _exponential(problem, w, v)
    if problem.loss.name == "squared":
        return _squared(problem, w, v)
    return problem.intercept and _intercept(problem, w, v)


def _exponential(problem: Problem, w: Array, v: Array) -> bool:
    everything = slice(0, problem.n)
    rows, least, most = net(problem)
    sign = -problem.y[:, 0]
    turn = _at(_signed(scores_within(problem, v, everything), sign), rows)
    pulls = _signed(problem.loss.slope_within(scores_within(problem, w, everything), problem.y), sign)  # phi' = -y e^-m
    pulls = _at(pulls, rows)
    slack = 2 * gamma(problem.n + 10)
    rising = (most > 0) & (turn.hi > 0)
    held = float((most * pulls.hi * turn.hi)[rising].sum()) * (1 + slack)  # A_R
    fastest = float(turn.hi[rising].max(initial=0.0))  # c_R
    leading = (most < 0) & (turn.lo >= fastest) & (turn.lo > 0)
    if not leading.any():
        return False
    pace = float(turn.lo[leading].min())  # c
    lead = float((-most * pulls.lo * turn.lo)[leading].sum()) * (1 - slack)  # A_F
    back = float((least * pulls.hi * turn.lo)[(least < 0) & (turn.lo < 0)].sum()) * (1 + slack)  # B
    sizes = norm_above(w) * norm_above(v)
    along = max(float(np.vdot(problem.ridges * w, v)) + gamma(w.size + 4) * problem.ridge.value * sizes, 0.0)
    along += problem.ridge.slack * sizes
    stiff = (problem.ridge.value + problem.ridge.slack) * norm_above(v) ** 2
    margin = (lead - held) * (1 - 8 * UNIT)
    return bool(margin > above(back + along, 8) and margin * pace > above(stiff, 8))


def net(problem: Problem) -> tuple[Array, Array, Array]:
    """The distinct vectors of margins y_i x_i: a row that has each, and bounds below and above on the sum of its
    samples' factors in L_DA, retain less forget. Equal margins must meet here: no interval tells them from nearly equal
    ones."""
    groups: dict[bytes, int] = {}
    rows: list[int] = []
    place = np.empty(problem.n, dtype=np.int64)
    margins = (problem.x.multiply(problem.y) if problem.sparse else problem.x * problem.y) + 0.0
    margins = sparse.csr_array(margins) if problem.sparse else margins
    for i, digest in enumerate(digests(margins, problem.y if problem.intercept else None)):
        place[i] = groups.setdefault(digest, len(groups))
        if place[i] == len(rows):
            rows.append(i)
    shares = problem.shares("DA")
    total, size = np.bincount(place, shares), np.bincount(place, np.abs(shares))
    error = 2 * gamma(problem.n + 6) * size
    return np.array(rows), total - error, total + error


def _at(x: Interval, rows: Array) -> Interval:
    return Interval(x.lo[rows], x.hi[rows])


def _squared(problem: Problem, w: Array, v: Array) -> bool:
    """The second derivative along v, and the first at w, both certainly negative."""
    square = np.zeros(problem.n)
    shares = problem.shares("DA")
    for rows in problem.chunks():
        z = scores_within(problem, v, rows)
        outer = np.maximum(np.abs(z.lo), np.abs(z.hi))
        inner = np.where((z.lo > 0) | (z.hi < 0), np.minimum(np.abs(z.lo), np.abs(z.hi)), 0.0)
        least, most = (inner**2).sum(axis=1), (outer**2).sum(axis=1)
        square[rows] = np.where(shares[rows] > 0, most, least)
    terms = shares * square
    bend = float(terms.sum()) + gamma(problem.n + problem.k + 10) * float(np.abs(terms).sum())
    bend += above((problem.ridge.value + problem.ridge.slack) * norm_above(v) ** 2, 8)
    at = enclosed(problem, w, ["DA"])["DA"]
    slope = float(np.vdot(at.mid, v)) + above((at.error + gamma(v.size + 4) * norm_above(at.mid)) * norm_above(v), 8)
    return bool(bend < 0 and slope < 0)


def _intercept(problem: Problem, w: Array, v: Array) -> bool:
    """``v`` moves the intercept of one class down, or of the one score up or down."""
    if np.count_nonzero(v) != 1 or not v[:, -1].any():
        return False
    column = int(np.argmax(np.abs(v[:, -1])))
    z = scores_within(problem, w, slice(0, problem.n))
    if problem.loss.name == "softmax":
        if v[column, -1] > 0:
            return False
        probability, member = Softmax().shares_within(z).hi[:, column], problem.y == column
    else:
        falling = 1.0 if v[column, -1] < 0 else -1.0  # the label whose score falls
        probability, member = logistic(_signed(z, np.full(problem.n, falling))).hi, problem.y[:, 0] == falling
    weight = np.abs(problem.shares("DA"))
    slack = 2 * gamma(problem.n + 10)
    most = float(weight[member & ~problem.forget].sum() + (weight * probability)[problem.forget].sum()) * (1 + slack)
    return bool(most < float(weight[member & problem.forget].sum()) * (1 - slack))


def _signed(x: Interval, sign: Array) -> Interval:
    lo, hi = x.lo[:, 0], x.hi[:, 0]
    return Interval(np.where(sign > 0, lo, -hi), np.where(sign > 0, hi, -lo))
