"""One axis: a data set with one-coordinate blocks, its stationarity equations and closed forms.

The data set has ``n`` retain and ``m`` forget samples on axis j (both signs of the label, unit
margin), and the remaining ``r - n`` and ``f - m`` samples on another axis. Differentiating the
three objectives there shows that coordinate j decouples, and that its gradient is

    lam w - a exp(-w),   a = (n + m)/d,  n/r,  n/r - m/f   for D, R, DA,

so that stationary points solve ``w e^w = a/lam``.
"""

from __future__ import annotations

from functools import cache

from theory.ascent.objectives import DataSet, Samples
from theory.errors import LedgerError
from theory.language.algebra import equal, factored
from theory.language.calculus import diff
from theory.language.exponentials import collected
from theory.language.term import Number, Term, Variable, exp, w0

R, F, N, M = (Variable(name) for name in ("r", "f", "n", "m"))
LAM = Variable("lam")
W, START, OTHER = (Variable(name) for name in ("w", "start", "other"))
FLIPPED_N, FLIPPED_M = Variable("n_minus"), Variable("m_minus")
ZERO, ONE = Number(0), Number(1)


@cache
def data_set() -> DataSet:
    """The data set in variables: coordinate 0 is axis j, coordinate 1 stands for any other axis.

    ``n_minus`` and ``m_minus`` of axis j's samples have label -1 and feature -1.
    """
    on_axis = [
        Samples((ONE, ZERO), 1, N - FLIPPED_N, M - FLIPPED_M),
        Samples((-ONE, ZERO), -1, FLIPPED_N, FLIPPED_M),
    ]
    off_axis = [Samples((ZERO, ONE), 1, R - N, F - M)]
    return DataSet(on_axis + off_axis)


@cache
def weight(which: str) -> Term:
    """The ``a`` in ``dL/dw_j = lam w - a exp(-w)`` for "D", "R" or "DA", read off the derivative.

    Errors: ``LedgerError`` if the derivative has another form or depends on more than w_j.
    """
    derived = data_set().gradient(which, (W, OTHER), LAM)[0]
    a = factored((LAM * W - derived) * exp(W))
    if a.has(W, OTHER, FLIPPED_N, FLIPPED_M) or not equal(derived, LAM * W - a * exp(-W)):
        raise LedgerError(f"the gradient of L_{which} on axis j is not lam w - a exp(-w): {derived}")
    return a


@cache
def gradient(which: str) -> Term:
    """dL/dw_j for "D", "R" or "DA", a function of w_j alone, as ``weight`` found it."""
    return LAM * W - weight(which) * exp(-W)


@cache
def argument(which: str) -> Term:
    """``a/lam``, the argument of W in the closed form, in counts: r, f, n, m, lam."""
    return factored(weight(which) / LAM)


@cache
def slope(which: str) -> Term:
    """d2L/dw_j^2, derived."""
    return collected(diff(gradient(which), W))


@cache
def rise(which: str) -> Term:
    """L(w) - L(w') where the points differ in coordinate j alone, as a function of w = ``W`` and
    w' = ``START``; all other coordinates cancel (checked: ``LedgerError``)."""
    loss = [data_set().loss(which, (w, OTHER), LAM) for w in (W, START)]
    derived = collected(loss[0] - loss[1], LAM)
    if derived.has(OTHER, FLIPPED_N, FLIPPED_M):
        raise LedgerError(f"L_{which} does not separate over the axes: {derived}")
    return derived


def closed_form(which: str) -> Term:
    """W0(a/lam), the stationary point of "D" or "R"; of "DA" the local minimum, where there is one."""
    return w0(argument(which))
