"""Two correlated axes: one block with samples (1, eps) in R and (eps, 1) in F, and its three systems.

With x = w_i + eps w_j and y = eps w_i + w_j, the exponents of the two kinds of samples, and the weights
P = n/(N lam) e^-x, Q = m/(N' lam) e^-y of the objective at hand, every stationary point solves

    x = (1 + eps^2) P +- 2 eps Q,   y = 2 eps P +- (1 + eps^2) Q   (+ for D, no Q for R, - for DA),

linear but for the two exponentials. Only four numbers enter: phi = f/r, bR = |R_ij|/(lam r), eps and alpha.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from theory.errors import LedgerError
from theory.lambert import W0
from theory.objectives import DataSet, Samples

R, F, N, M = sp.symbols("r f n m", real=True)
LAM, EPS = sp.symbols("lam eps", real=True)
PHI, B_R, ALPHA = sp.symbols("phi bR alpha", real=True)
X, Y, OTHER = sp.symbols("x y other", real=True)
W_I, W_J = sp.symbols("w_i w_j", real=True)
ONE, ZERO = sp.Integer(1), sp.Integer(0)


@cache
def data_set() -> DataSet:
    """The block on coordinates 0 and 1; coordinate 2 stands for the axes of all other samples."""
    return DataSet([
        Samples((ONE, EPS, ZERO), 1, N, ZERO),
        Samples((EPS, ONE, ZERO), 1, ZERO, M),
        Samples((ZERO, ZERO, ONE), 1, R - N, F - M),
    ])  # fmt: skip


def coordinates(w_i: sp.Expr, w_j: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(x, y) of (w_i, w_j)."""
    return w_i + EPS * w_j, EPS * w_i + w_j


def weights(x: sp.Expr, y: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(w_i, w_j) of (x, y); eps is not 1."""
    return (x - EPS * y) / (1 - EPS**2), (y - EPS * x) / (1 - EPS**2)


@cache
def gradient(which: str) -> tuple[sp.Expr, sp.Expr]:
    """(g_i + eps g_j, eps g_i + g_j), g the gradient of the loss "D", "R" or "DA" in the block, as
    functions of x and y, in counts. Both vanish exactly where g does, for eps^2 != 1.

    Errors: ``LedgerError`` if another coordinate enters.
    """
    exponents = {sp.expand(-z): sp.exp(-name) for z, name in zip(coordinates(W_I, W_J), (X, Y), strict=True)}
    derived = [
        g.replace(lambda e: isinstance(e, sp.exp), lambda e: exponents.get(sp.expand(e.args[0]), e))
        for g in data_set().gradient(which, (W_I, W_J, OTHER), LAM)[:2]
    ]
    back = dict(zip((W_I, W_J), weights(X, Y), strict=True))
    swapped = [_collected(g.subs(back)) for g in coordinates(*derived)]
    if any(g.has(OTHER, W_I, W_J) for g in swapped):
        raise LedgerError(f"the gradient of L_{which} in the block depends on other coordinates: {swapped}")
    return swapped[0], swapped[1]


@cache
def system(which: str) -> tuple[sp.Expr, sp.Expr]:
    """``gradient`` divided by lam, in (phi, bR, eps, alpha): the dimensionless equations' left sides.

    Errors: ``LedgerError`` if a count or the ridge remains.
    """
    found = []
    for part in gradient(which):
        reduced = _collected(part.subs({F: PHI * R, M: ALPHA * N}).subs(N, B_R * LAM * R) / LAM)
        if reduced.has(R, LAM, N, M, F):
            raise LedgerError(f"the equation of L_{which} is not dimensionless: {reduced}")
        found.append(reduced)
    return found[0], found[1]


def _collected(expression: sp.Expr) -> sp.Expr:
    """The same sum, one factored term for each exponential."""
    e_x, e_y = sp.symbols("e_x e_y")
    opened = sp.expand(expression.subs({sp.exp(-X): e_x, sp.exp(-Y): e_y}))
    factors = [sp.factor(sp.diff(opened, e)) for e in (e_x, e_y)]
    rest = sp.cancel(opened.subs({e_x: 0, e_y: 0}))
    linear = rest + factors[0] * sp.exp(-X) + factors[1] * sp.exp(-Y)
    if any(part.has(e_x, e_y, sp.exp) for part in (rest, *factors)):
        raise LedgerError(f"not linear in e^-x and e^-y: {expression}")
    return linear


def oracle() -> tuple[sp.Expr, sp.Expr]:
    """Lemma 6's closed form of the oracle, (x_R, y_R)."""
    x = W0(B_R * (1 + EPS**2))
    return x, 2 * EPS / (1 + EPS**2) * x


def squared_distance(a: tuple[sp.Expr, sp.Expr], b: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """|w - w'|^2 in the block, for two points given by their (x, y)."""
    w_i, w_j = weights(a[0] - b[0], a[1] - b[1])
    return w_i**2 + w_j**2


@cache
def pull() -> sp.Expr:
    """<-grad L_DA(w_D), w_R - w_D>/lam, the first step's motion toward the oracle, as a function of
    x_D, y_D, x_R, y_R and the four numbers."""
    x_d, y_d, x_r, y_r = sp.symbols("x_D y_D x_R y_R", real=True)
    down = weights(*(-part.subs({X: x_d, Y: y_d}) for part in system("DA")))
    toward = weights(x_r - x_d, y_r - y_d)
    return down[0] * toward[0] + down[1] * toward[1]


@cache
def rise_along_escape() -> sp.Expr:
    """L_DA(w) - L_DA(0) at w = s (eps, -1)/(1 - eps^2) in the block, where x = 0 and y = -s; the
    other coordinates equal (they cancel: checked, ``LedgerError``)."""
    s = sp.Symbol("s", real=True)
    direction = (s * EPS / (1 - EPS**2), -s / (1 - EPS**2))
    ends = [data_set().loss("DA", (*w, OTHER), LAM) for w in (direction, (ZERO, ZERO))]
    reduced = [end.replace(lambda e: isinstance(e, sp.exp), lambda e: sp.exp(sp.cancel(e.args[0]))) for end in ends]
    rise = sp.expand(sp.expand(reduced[0]) - sp.expand(reduced[1]))
    if rise.has(OTHER):
        raise LedgerError(f"L_DA does not separate over the block: {rise}")
    return rise
