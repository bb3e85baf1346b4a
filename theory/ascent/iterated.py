"""The iterated method on one axis: a descent step on L_R, then an ascent step on the forget loss.

With p = |R_j|/r and q = |F_j|/f the mean losses on axis j are p e^-w and q e^-w. The forget loss is
(1/f) sum_F exp(-y <w,x>), which is L_R - L_DA; the ridge of the second step can have either sign:

    "shrinks"   w'' = w' + eta d/dw [forget loss - (lam/2) w^2]    both steps draw w toward 0
    "ascends"   w'' = w' + eta d/dw [forget loss + (lam/2) w^2]    ascent on the whole forget objective

Everything below is differentiated from the losses; ``next`` is w'' as a function of w.
"""

from __future__ import annotations

from functools import cache
from math import factorial

from theory.ascent import one_axis
from theory.errors import LedgerError
from theory.language.calculus import diff
from theory.language.exponentials import collected
from theory.language.term import Term, Variable

P, Q, ETA = Variable("p"), Variable("q"), Variable("eta")
LAM, W = one_axis.LAM, one_axis.W
RIDGES = {"shrinks": -1, "ascends": 1}


def _in_shares(term: Term) -> Term:
    """``term`` with n = p r and m = q f; the counts must cancel. Errors: ``LedgerError``."""
    shares = {one_axis.N: P * one_axis.R, one_axis.M: Q * one_axis.F}
    found = collected(term.subs(shares))
    if found.has(one_axis.R, one_axis.F):
        raise LedgerError(f"the iterated method depends on the counts beyond their shares: {found}")
    return found


@cache
def retain_slope() -> Term:
    """dL_R/dw on the axis."""
    return _in_shares(one_axis.gradient("R"))


@cache
def forget_slope(ridge: str) -> Term:
    """The derivative of the second step's objective: the forget loss with the ridge's sign."""
    return _in_shares(one_axis.gradient("R") - one_axis.gradient("DA")) + RIDGES[ridge] * LAM * W


@cache
def middle() -> Term:
    """w', after the descent step."""
    return W - ETA * retain_slope()


@cache
def two_step(ridge: str = "shrinks") -> Term:
    """w'', after the ascent step."""
    return middle() + ETA * at(forget_slope(ridge), middle())


@cache
def coefficient(order: int, ridge: str = "shrinks") -> Term:
    """The coefficient of eta^order in the Taylor series of ``two_step`` at eta = 0."""
    slope = two_step(ridge)
    for _ in range(order):
        slope = diff(slope, ETA)
    return collected(slope.subs({ETA: 0}) / factorial(order))


@cache
def truncated() -> Term:
    """w plus the first- and second-order terms: ``two_step`` without what is of higher order in eta."""
    return W + ETA * coefficient(1) + ETA**2 * coefficient(2)


@cache
def simultaneous(factor: int = 2) -> Term:
    """-dL_DA/dw with the ridge ``factor`` lam: the direction of the simultaneous update."""
    return _in_shares(-one_axis.gradient("DA").subs({LAM: factor * LAM}))


@cache
def multiplier() -> Term:
    """The derivative of ``two_step`` in w: at a fixed point, how the distance to it is multiplied."""
    return diff(two_step(), W)


def at(term: Term, point: Term) -> Term:
    """``term`` with w replaced by ``point``."""
    return term.subs({W: point})
