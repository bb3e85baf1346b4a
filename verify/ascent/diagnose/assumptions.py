"""How far the data are from the theory's assumptions, and which of its statements apply as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from verify.ascent.diagnose.problem import Problem

LARGEST = 10**7  # nonzero features up to which blocks are sought


@dataclass(frozen=True)
class Assumptions:
    """``unit_margin``: the share of nonzero features with y x = 1 (Assumption 2 asks for all). ``blocks``: the number
    of blocks of Assumption 1, sets of samples that share no feature with others; ``forget_blocks``: how many of them
    hold forget samples. ``one_axis``: the assumptions of the closed forms hold exactly, the loss being exponential."""

    unit_margin: float
    blocks: int
    forget_blocks: int
    one_axis: bool

    def sentences(self, problem: Problem) -> list[str]:
        """What applies here, and what does not."""
        said = ["The identity L_DA = (d/f)(L_R - L_D) + (lambda/2)|w|^2 holds for these data, as for all."]
        if self.one_axis:
            said.append(
                "Blocks of one feature, unit margins, exponential loss: the closed forms and Lemmas 2 to 5 apply."
            )
            said += _axes(problem)
        else:
            short = [
                f"{self.unit_margin:.1%} of the nonzero features have unit margin" if self.unit_margin < 1 else "",
                f"blocks of samples: {self.blocks}, not of one feature each" if self.blocks else "",
                f"the loss is {problem.loss.name}" if problem.loss.name != "exponential" else "",
                "there is an intercept" if problem.intercept else "",
            ]
            why = "; ".join(part for part in short if part)
            said.append(f"The lemmas on one axis do not apply ({why}); nothing above rests on them.")
        if self.forget_blocks > 1:
            said.append(f"The forget set lies in {self.forget_blocks} blocks; the paper takes it from one.")
        return said


def assumptions(problem: Problem) -> Assumptions:
    """Read off the data; blocks are not sought, and said to be 0, among more than ``LARGEST`` nonzero features."""
    unit, nonzero = 0, 0
    for rows in problem.chunks():
        part = problem.x[rows]
        if problem.k == 1:
            margins = part.multiply(problem.y[rows]).data if problem.sparse else part * problem.y[rows]
            unit += int((margins == 1).sum())
        nonzero += int(part.count_nonzero() if problem.sparse else np.count_nonzero(part))
    share = unit / nonzero if nonzero else 0.0
    if nonzero > LARGEST:
        return Assumptions(share, 0, 0, False)
    used = sparse.csr_array(problem.x, copy=True)
    used.eliminate_zeros()
    n, p = used.shape
    ends = (np.repeat(np.arange(n), np.diff(used.indptr)), n + used.indices)
    ties = sparse.coo_array((np.ones(used.nnz), ends), shape=(n + p, n + p))
    blocks = connected_components(ties, directed=False)[1]
    filled = np.diff(used.indptr) > 0
    names, of_forget = np.unique(blocks[:n][filled]), np.unique(blocks[:n][filled & problem.forget])
    widths = np.bincount(blocks[n:], minlength=int(blocks.max()) + 1)[names]
    simple = problem.loss.name == "exponential" and not problem.intercept and problem.weights is None
    return Assumptions(share, len(names), len(of_forget), bool(simple and share == 1 and (widths == 1).all()))


def _axes(problem: Problem) -> list[str]:
    """What the lemmas say of each axis with retain and forget samples: where alpha lies, exactly."""
    used = sparse.csr_array(problem.x) != 0
    retain, forget = (np.asarray(used[rows].sum(axis=0)).ravel() for rows in (~problem.forget, problem.forget))
    r, f = problem.r, problem.f
    high, low = Fraction(f, r), Fraction(f * f, r * (r + 2 * f))
    alphas = [Fraction(int(m), int(n)) for n, m in zip(retain, forget, strict=True) if n and m]
    inside, above = sum(low < alpha < high for alpha in alphas), sum(alpha > high for alpha in alphas)
    return [
        f"alpha = |F_j|/|R_j| lies strictly inside Lemma 3's range, {low} to {high}, on {inside} of the {len(alphas)}"
        " axes with retain and forget samples: there w_D lies between the oracle and the end of descent-ascent. It"
        f" lies above on {above}: there the end lies on the other side of 0, or there is none (Lemma 5)."
    ]
