"""Two correlated axes: one block with samples (1, eps) in R and (eps, 1) in F, and its three systems.

With x = w_i + eps w_j and y = eps w_i + w_j, the exponents of the two kinds of samples, and the weights
P = n/(N lam) e^-x, Q = m/(N' lam) e^-y of the objective at hand, every stationary point solves

    x = (1 + eps^2) P +- 2 eps Q,   y = 2 eps P +- (1 + eps^2) Q   (+ for D, no Q for R, - for DA),

linear but for the two exponentials. Only four numbers enter: phi = f/r, bR = |R_ij|/(lam r), eps and alpha.
"""

from __future__ import annotations

from functools import cache

from theory.ascent.objectives import DataSet, Samples
from theory.errors import LedgerError
from theory.language.exponentials import collected
from theory.language.term import Number, Term, Variable, exp, w0

R, F, N, M = (Variable(name) for name in ("r", "f", "n", "m"))
LAM, EPS = Variable("lam"), Variable("eps")
PHI, B_R, ALPHA = (Variable(name) for name in ("phi", "bR", "alpha"))
X, Y, OTHER = (Variable(name) for name in ("x", "y", "other"))
W_I, W_J = Variable("w_i"), Variable("w_j")
ONE, ZERO = Number(1), Number(0)


@cache
def data_set() -> DataSet:
    """The block on coordinates 0 and 1; coordinate 2 stands for the axes of all other samples."""
    return DataSet([
        Samples((ONE, EPS, ZERO), 1, N, ZERO),
        Samples((EPS, ONE, ZERO), 1, ZERO, M),
        Samples((ZERO, ZERO, ONE), 1, R - N, F - M),
    ])  # fmt: skip


def coordinates(w_i: Term, w_j: Term) -> tuple[Term, Term]:
    """(x, y) of (w_i, w_j)."""
    return w_i + EPS * w_j, EPS * w_i + w_j


def weights(x: Term, y: Term) -> tuple[Term, Term]:
    """(w_i, w_j) of (x, y); eps is not 1."""
    return (x - EPS * y) / (1 - EPS**2), (y - EPS * x) / (1 - EPS**2)


@cache
def gradient(which: str) -> tuple[Term, Term]:
    """(g_i + eps g_j, eps g_i + g_j), g the gradient of the loss "D", "R" or "DA" in the block, as
    functions of x and y, in counts. Both vanish exactly where g does, for eps^2 != 1.

    Errors: ``LedgerError`` if another coordinate enters.
    """
    back = dict(zip((W_I, W_J), weights(X, Y), strict=True))
    derived = [g.subs(back) for g in data_set().gradient(which, (W_I, W_J, OTHER), LAM)[:2]]
    swapped = [_collected(g) for g in coordinates(*derived)]
    if any(g.has(OTHER, W_I, W_J) for g in swapped):
        raise LedgerError(f"the gradient of L_{which} in the block depends on other coordinates: {swapped}")
    return swapped[0], swapped[1]


@cache
def system(which: str) -> tuple[Term, Term]:
    """``gradient`` divided by lam, in (phi, bR, eps, alpha): the dimensionless equations' left sides.

    Errors: ``LedgerError`` if a count or the ridge remains.
    """
    found = []
    for part in gradient(which):
        reduced = _collected(part.subs({F: PHI * R, M: ALPHA * N}).subs({N: B_R * LAM * R}) / LAM)
        if reduced.has(R, LAM, N, M, F):
            raise LedgerError(f"the equation of L_{which} is not dimensionless: {reduced}")
        found.append(reduced)
    return found[0], found[1]


def _collected(sum_of_exponentials: Term) -> Term:
    """The same sum, one factored term for each exponential."""
    found = collected(sum_of_exponentials)
    if any(e not in (exp(-X), exp(-Y)) for e in found.calls("exp")):
        raise LedgerError(f"not linear in e^-x and e^-y: {found}")
    return found


def oracle() -> tuple[Term, Term]:
    """Lemma 6's closed form of the oracle, (x_R, y_R)."""
    x = w0(B_R * (1 + EPS**2))
    return x, 2 * EPS / (1 + EPS**2) * x


def squared_distance(a: tuple[Term, Term], b: tuple[Term, Term]) -> Term:
    """|w - w'|^2 in the block, for two points given by their (x, y)."""
    w_i, w_j = weights(a[0] - b[0], a[1] - b[1])
    return w_i**2 + w_j**2


@cache
def pull() -> Term:
    """<-grad L_DA(w_D), w_R - w_D>/lam, the first step's motion toward the oracle, as a function of
    x_D, y_D, x_R, y_R and the four numbers."""
    x_d, y_d, x_r, y_r = (Variable(name) for name in ("x_D", "y_D", "x_R", "y_R"))
    down = weights(*(-part.subs({X: x_d, Y: y_d}) for part in system("DA")))
    toward = weights(x_r - x_d, y_r - y_d)
    return down[0] * toward[0] + down[1] * toward[1]


@cache
def rise_along_escape() -> Term:
    """L_DA(w) - L_DA(0) at w = s (eps, -1)/(1 - eps^2) in the block, where x = 0 and y = -s; the
    other coordinates equal (they cancel: checked, ``LedgerError``)."""
    s = Variable("s")
    direction = (s * EPS / (1 - EPS**2), -s / (1 - EPS**2))
    ends = [data_set().loss("DA", (*w, OTHER), LAM) for w in (direction, (ZERO, ZERO))]
    rise = collected(ends[0] - ends[1], LAM)
    if rise.has(OTHER):
        raise LedgerError(f"L_DA does not separate over the block: {rise}")
    return rise
