"""The ridge at which two stationary points of the retrain loss merge: a saddle-node, enclosed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import frexp

import numpy as np
from flint import arb, arb_mat, ctx, fmpq

from theory.ascent import toy
from theory.errors import UnableError
from verify.ascent.toy.basin import descent_step
from verify.ascent.toy.stationary import BITS, GENERATIONS, MOST_BOXES, NEWTON, quartered, radius, tiles
from verify.ascent.toy.surface import Balls, Boxes
from verify.values.intervals.interval import Interval, constant, down, root, up
from verify.values.krawczyk import BallVector, inflated, newton, unique

NEAR = {False: ("0.55", "-0.57", "1.74"), True: ("3.36", "-1.48", "0.077")}  # (a, b, ridge of the sum): guesses
SMALL = 2.0**-500
HALF_WIDTH = arb(10) ** -30


@dataclass(frozen=True)
class Fold:
    """Where the gradient and the Hessian's determinant vanish together: the point and the ridge lambda."""

    point: BallVector
    ridge: arb


class Folding:
    """The system gradient = 0, det Hessian = 0 in (a, b, lambda), with its Jacobian, for one convention and loss."""

    def __init__(self, convention: toy.Convention, which: str) -> None:
        self.base = convention.loss(which)
        scale = self.base.ridge / toy.RIDGE
        self.scale = fmpq(scale.numerator, scale.denominator)

    def at(self, lam: arb) -> Balls:
        balls = Balls(self.base)
        balls.ridge = self.scale * lam
        return balls

    def values(self, box: BallVector) -> list[arb]:
        balls, w = self.at(box[2]), box[:2]
        return [*balls.gradient(w), balls.hessian(w).det()]

    def jacobian(self, box: BallVector) -> arb_mat:
        balls, w = self.at(box[2]), box[:2]
        h, (aaa, aab, abb, bbb) = balls.hessian(w), balls.third(w)
        aa, ab, bb = h[0, 0], h[0, 1], h[1, 1]
        in_ridge = 2 * self.scale
        return arb_mat(3, 3, [
            aa, ab, in_ridge * w[0],
            ab, bb, in_ridge * w[1],
            aaa * bb + aa * abb - 2 * ab * aab, aab * bb + aa * bbb - 2 * ab * abb, in_ridge * (aa + bb),
        ])  # fmt: skip


def fold(convention: toy.Convention, which: str = "R") -> Fold:
    """The saddle-node of the loss in lambda, to more than 25 digits.

    Guarantee: in the box of half-width 1e-30 around the result exactly one (a, b, lambda) has a vanishing gradient and
    a singular Hessian, and the Jacobian of that system is invertible there: so the kernel is one-dimensional, the
    branch of stationary points turns quadratically, and two of them merge. Limits: says nothing of other folds.
    Errors: ``UnableError`` where Newton's method does not reach a zero that the test certifies.
    """
    system = Folding(convention, which)
    weight = sum(convention.weights(which), Fraction(0)) / sum(toy.RETAINED if which == "R" else toy.ORIGINAL)
    a, b, ridge = (arb(text) for text in NEAR[convention.signed])
    with ctx.workprec(BITS):
        start: Fraction = weight / (system.base.ridge / toy.RIDGE)
        box: BallVector = (a, b, ridge * fmpq(start.numerator, start.denominator))
        near = newton(system.values, system.jacobian, box, NEWTON)
        found = unique(system.values, system.jacobian, inflated(near, HALF_WIDTH))
    if found is None:
        raise UnableError(f"{convention.name}, {which}: no certified fold near the guess; improve NEAR or raise BITS")
    return Fold(found[:2], found[2])


def only_fold(convention: toy.Convention, lowest: Fraction, which: str = "R") -> Fold:
    """The saddle-node, shown to be the only degenerate stationary point for all ridges lambda >= ``lowest``.

    Guarantee: for every such ridge but the fold's, each stationary point has an invertible Hessian; so their number is
    the same for all ridges in [lowest, fold) and for all beyond. By branch and bound over (a, b) in a square that holds
    the stationary points of all these ridges (``radius`` falls with the ridge): at one the ridge's coefficient is
    c = |G|/(2 |w|), with G the data term's gradient; a box is dropped where G is certainly not a negative multiple of
    w, where c < lowest's, where c is so large that the loss is convex, or where det(H + 2 c) certainly does not vanish.
    What remains lies in the box around the fold in which the Krawczyk test shows one solution.
    Errors: ``UnableError`` where the budget does not suffice.
    """
    found, system = fold(convention, which), Folding(convention, which)
    floor = lowest * system.base.ridge / toy.RIDGE
    loss = toy.Loss(system.base.weights, floor, convention.signed)
    corners = tiles(float(radius(loss)))
    core = _core(system, found)
    boxes = Boxes(loss)
    ceiling = 1 / float(descent_step(Balls(loss)).lower()) / 2
    for _ in range(GENERATIONS):
        a, b = Interval(corners[0], corners[1]), Interval(corners[2], corners[3])
        corners = corners[:, ~_regular(boxes, a, b, (float(constant(floor).lo), ceiling * (1 + 2.0**-30)), core)]
        if corners.shape[1] == 0:
            return found
        if corners.shape[1] * 4 > MOST_BOXES:
            raise UnableError(f"{corners.shape[1]} boxes remain undecided; raise MOST_BOXES")
        corners = quartered(corners)
    raise UnableError(f"{corners.shape[1]} boxes remain undecided after {GENERATIONS} halvings; raise GENERATIONS")


def _core(system: Folding, found: Fold) -> np.ndarray:
    """Ends of a box in (a, b, c) in which the fold is the only solution; c is the ridge's coefficient."""
    middle = [round(float(side) * 2**40) / 2**40 for side in (*found.point, found.ridge)]
    for k in range(4, 30):
        widths = (2.0**-k, 2.0**-k, 2.0 ** (frexp(middle[2])[1] - k))  # powers of two: the ends are exact
        box = tuple(arb(m) + arb(0, h) for m, h in zip(middle, widths, strict=True))
        with ctx.workprec(BITS):
            if unique(system.values, system.jacobian, box) is not None:
                scale = (1.0, 1.0, int(system.scale.p) / int(system.scale.q))
                return np.array(
                    [[(m - h) * s, (m + h) * s] for m, h, s in zip(middle, widths, scale, strict=True)]
                ).ravel()
    raise UnableError("no box around the fold has it as its only solution; raise BITS")


def _regular(boxes: Boxes, a: Interval, b: Interval, span: tuple[float, float], core: np.ndarray) -> np.ndarray:
    """Where the box certainly holds no degenerate stationary point for a coefficient in ``span`` but the core's."""
    g, h = boxes.data_gradient(a, b), boxes.data_hessian(a, b)
    size, length = root(g[0].square() + g[1].square()), root(a.square() + b.square())
    low = np.maximum(down(size.lo / up(length.hi * 2)), span[0])
    divisor = np.maximum(down(length.lo * 2), SMALL)
    high = np.where(divisor > SMALL, np.minimum(up(size.hi / divisor), span[1]), span[1])
    turned = (g[0] * b - g[1] * a).without_zero() | ((g[0] * a + g[1] * b).lo > 0)
    double = Interval(low, np.maximum(high, low)) * constant(Fraction(2))
    determinant = (h[0] + double) * (h[2] + double) - h[1].square()
    held = (a.lo >= core[0]) & (a.hi <= core[1]) & (b.lo >= core[2]) & (b.hi <= core[3])
    held &= (low >= core[4]) & (high <= core[5])
    return turned | (low > high) | determinant.without_zero() | held
