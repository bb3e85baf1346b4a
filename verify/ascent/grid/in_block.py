"""The grid's problem "block": two correlated axes, retain samples (1, eps) and forget samples (eps, 1)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from theory.ascent import two_axes
from theory.ascent.objectives import DataSet
from theory.ascent.unknowns import BlockPoint
from theory.language.algebra import equal
from theory.language.claim import Claim
from theory.language.formula import And, Atom, Or
from theory.language.term import Number, Term, Variable, exp, w0
from verify.ascent.grid import ratios
from verify.ascent.grid.bounds import symbols
from verify.ascent.grid.columns import LossProblem
from verify.ascent.grid.set_up import RATIOS, SHARE
from verify.values.intervals.interval import Interval, points
from verify.values.intervals.terms import HOLDS, Terms

LOWER, UPPER = Variable("q_lower"), Variable("q_upper")
AROUND_FOLD = 2.0**-20
ZERO, ONE = Number(0), Number(1)


class InBlock(LossProblem):
    """Two correlated axes, solved in w = (w_i, w_j); claims speak of x = w_i + eps w_j and y = eps w_i + w_j."""

    name = "block"
    title = "Two correlated axes."
    example = "--random 1000000 --alpha 0:2 --phi 0.01:1 --lam 1e-6:1:log --share 1 --eps 0:0.99 --out block-grid"
    parameters = ratios.ALPHA, ratios.PHI, ratios.LAM, ratios.SHARE, ratios.EPS
    coordinates = 2
    substitution = RATIOS | {two_axes.B_R: SHARE / two_axes.LAM}

    @property
    def data_set(self) -> DataSet:
        return two_axes.data_set()

    def names(self, loss: str) -> tuple[str, ...]:
        return f"wi_{loss}", f"wj_{loss}"

    def combinations(
        self, loss: str, values: Mapping[str, np.ndarray], boxes: Mapping[str, Interval]
    ) -> dict[str, Interval]:
        i, j = (boxes[name] for name in self.names(loss))
        eps = points(values["eps"])
        return {f"x_{loss}": i + eps * j, f"y_{loss}": eps * i + j}

    def closed_form(self, loss: str) -> tuple[str, Term] | None:
        return ("x_R", two_axes.oracle()[0].subs(self.substitution)) if loss == "R" else None

    def no_minimum(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """alpha beyond the fold. On the curve of stationary points, by Q = q, the Hessian's determinant is -``turn``;
        it vanishes somewhere between q_lower and q_upper if ``turn`` is negative at one and positive at the other, and
        where it vanishes alpha is largest (res-block-da-fold; points with equal x are equal). There alpha = q e^y/bF
        with y = kappa u P - u q, each part at most what it is at one of the ends. At eps = 0 the second axis stands
        alone."""
        from verify.ascent.solve import block_curve  # scipy takes a moment to import

        eps, u, bR = two_axes.EPS, 1 + two_axes.EPS**2, SHARE / two_axes.LAM
        with np.errstate(all="ignore"):
            q = np.exp(block_curve.fold(values["phi"], values["share"] / values["lam"], values["eps"]))
        q = np.where(np.isfinite(q), q, 1.0)
        at = Terms(symbols(values) | {LOWER: points(q * (1 - AROUND_FOLD)), UPPER: points(q * (1 + AROUND_FOLD))})

        def first(z: Term) -> Term:
            return w0(u * bR * exp(2 * eps * z)) / u

        def turn(z: Term) -> Term:
            return z * ((1 - eps**2) ** 2 * first(z) + u) - (u * first(z) + 1)

        bF = bR / two_axes.PHI
        bracketed = And((Atom(">", eps, ZERO), Atom("<", turn(LOWER), ZERO), Atom(">", turn(UPPER), ZERO)))
        most = UPPER * exp(2 * eps * first(UPPER) - u * LOWER) / bF
        alone = And((Atom("==", eps, ZERO), Atom(">", two_axes.ALPHA * bF * exp(ONE), ONE)))
        return at.truth(Or((And((bracketed, Atom(">", two_axes.ALPHA, most))), alone))) == HOLDS

    def losses_of(self, claim: Claim) -> tuple[str, ...] | None:
        own = [u for u in claim.unknowns if isinstance(u, BlockPoint) and self._standard(u)]
        known = {"eps"} <= set(claim.variables) <= {"r", "f", "n", "m", "lam", "eps", "phi", "bR", "alpha"}
        return tuple(u.loss for u in own) if known and len(own) == len(claim.unknowns) else None

    def _standard(self, unknown: BlockPoint) -> bool:
        """Whether ``unknown`` is the stationary point of its loss at a point's own parameters."""
        numbers = (unknown.phi, unknown.bR, unknown.eps, unknown.alpha)
        own = (two_axes.PHI, SHARE / two_axes.LAM, two_axes.EPS, two_axes.ALPHA)
        same = all(equal(v.subs(self.substitution), e) for v, e in zip(numbers, own, strict=True))
        return same and unknown.names == (f"x_{unknown.loss}", f"y_{unknown.loss}")


BLOCK = InBlock()
