"""One axis: a data set with one-coordinate blocks, its stationarity equations and closed forms.

The data set has ``n`` retain and ``m`` forget samples on axis j (both signs of the label, unit
margin), and the remaining ``r - n`` and ``f - m`` samples on another axis. Differentiating the
three objectives there shows that coordinate j decouples, and that its gradient is

    lam w - a exp(-w),   a = (n + m)/d,  n/r,  n/r - m/f   for D, R, DA,

so that stationary points solve ``w e^w = a/lam``.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from theory.errors import LedgerError
from theory.lambert import W0
from theory.objectives import DataSet, Samples

R, F, N, M = sp.symbols("r f n m", real=True)
LAM = sp.Symbol("lam", real=True)
W, START, OTHER = sp.symbols("w start other", real=True)
FLIPPED_N, FLIPPED_M = sp.symbols("n_minus m_minus", real=True)


@cache
def data_set() -> DataSet:
    """The data set in symbols: coordinate 0 is axis j, coordinate 1 stands for any other axis.

    ``n_minus`` and ``m_minus`` of axis j's samples have label -1 and feature -1.
    """
    on_axis = [
        Samples((sp.Integer(1), sp.Integer(0)), 1, N - FLIPPED_N, M - FLIPPED_M),
        Samples((sp.Integer(-1), sp.Integer(0)), -1, FLIPPED_N, FLIPPED_M),
    ]
    off_axis = [Samples((sp.Integer(0), sp.Integer(1)), 1, R - N, F - M)]
    return DataSet(on_axis + off_axis)


@cache
def weight(which: str) -> sp.Expr:
    """The ``a`` in ``dL/dw_j = lam w - a exp(-w)`` for "D", "R" or "DA", read off the derivative.

    Errors: ``LedgerError`` if the derivative has another form or depends on more than w_j.
    """
    derived = sp.cancel(data_set().gradient(which, (W, OTHER), LAM)[0])
    a = sp.factor(sp.cancel((LAM * W - derived) * sp.exp(W)))
    if a.has(W, OTHER, FLIPPED_N, FLIPPED_M) or sp.cancel(derived - (LAM * W - a * sp.exp(-W))) != 0:
        raise LedgerError(f"the gradient of L_{which} on axis j is not lam w - a exp(-w): {derived}")
    return a


@cache
def gradient(which: str) -> sp.Expr:
    """dL/dw_j for "D", "R" or "DA", a function of w_j alone, as ``weight`` found it."""
    return LAM * W - weight(which) * sp.exp(-W)


@cache
def argument(which: str) -> sp.Expr:
    """``a/lam``, the argument of W in the closed form, in counts: r, f, n, m, lam."""
    return sp.factor(weight(which) / LAM)


@cache
def slope(which: str) -> sp.Expr:
    """d2L/dw_j^2, derived."""
    return sp.diff(gradient(which), W)


@cache
def rise(which: str) -> sp.Expr:
    """L(w) - L(w') where the points differ in coordinate j alone, as a function of w = ``W`` and
    w' = ``START``; all other coordinates cancel (checked: ``LedgerError``)."""
    loss = [data_set().loss(which, (w, OTHER), LAM) for w in (W, START)]
    derived = sp.expand(sp.cancel(sp.expand(loss[0]) - sp.expand(loss[1])))
    if derived.has(OTHER, FLIPPED_N, FLIPPED_M):
        raise LedgerError(f"L_{which} does not separate over the axes: {derived}")
    return derived


def closed_form(which: str) -> sp.Expr:
    """W0(a/lam), the stationary point of "D" or "R"; of "DA" the local minimum, where there is one."""
    return W0(argument(which))
