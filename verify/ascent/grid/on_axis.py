"""The grid's problem "axis": one axis with retain and forget samples on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from theory.ascent import one_axis
from theory.ascent.objectives import DataSet
from theory.ascent.unknowns import AxisPoint
from theory.language.algebra import equal, factored
from theory.language.claim import Claim
from theory.language.formula import Atom
from theory.language.term import Number, Term, exp, w0
from verify.ascent.grid import ratios
from verify.ascent.grid.bounds import symbols
from verify.ascent.grid.columns import LossProblem
from verify.ascent.grid.losses import exponentials
from verify.ascent.grid.set_up import RATIOS
from verify.values.intervals.terms import HOLDS, Terms


class OnAxis(LossProblem):
    """One axis, with w_D, w_R and w_DA in closed form."""

    name = "axis"
    title = "One axis."
    example = "--alpha 0:2:200 --phi 0.5 --lam 1e-6:1:200:log --share 1 --out axis-grid"
    parameters = ratios.ALPHA, ratios.PHI, ratios.LAM, ratios.SHARE
    coordinates = 1

    @property
    def data_set(self) -> DataSet:
        return one_axis.data_set()

    def names(self, loss: str) -> tuple[str, ...]:
        return (f"w_{loss}",)

    def closed_form(self, loss: str) -> tuple[str, Term]:
        return _closed_form(loss)

    def no_minimum(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """a/lam < -1/e, a the factor of the exponential: the minimum of w e^w is -1/e."""
        ((_, a),) = exponentials(self, "DA")
        return Terms(symbols(values)).truth(Atom("<", a * exp(Number(1)), -one_axis.LAM)) == HOLDS

    def losses_of(self, claim: Claim) -> tuple[str, ...] | None:
        own = [u for u in claim.unknowns if isinstance(u, AxisPoint) and self._standard(u)]
        known = set(claim.variables) <= {"r", "f", "n", "m", "lam"}
        return tuple(u.loss for u in own) if known and len(own) == len(claim.unknowns) else None

    def _standard(self, unknown: AxisPoint) -> bool:
        """Whether ``unknown`` is the stationary point of its loss at a point's own parameters."""
        same = equal(unknown.weight, one_axis.weight(unknown.loss)) and unknown.lam is one_axis.LAM
        return same and unknown.names == self.names(unknown.loss)


@cache
def _closed_form(loss: str) -> tuple[str, Term]:
    (argument,) = one_axis.closed_form(loss).args
    return f"w_{loss}", w0(factored(argument.subs(RATIOS)))


AXIS = OnAxis()
