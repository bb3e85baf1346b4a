"""Every stationary point of a toy loss in the whole plane: none missed, none counted twice, each classified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil

import numpy as np
from flint import arb, ctx, fmpq_poly

from theory.ascent import toy
from theory.errors import LedgerError, UnableError
from verify.ascent.toy.surface import Balls, Boxes, ranges
from verify.values.intervals.interval import Interval, constant, logistic, points
from verify.values.krawczyk import BallVector, inflated, newton, unique

BITS = 192
SIDE = 64  # boxes a side in the first tiles
GENERATIONS = 24
MOST_BOXES = 400_000
FAR = 64  # scores beyond this are bounded by the tail estimate
TINY = arb(10) ** -40
NEWTON = 12
FINEST = 24  # the narrowest box tried around a candidate has half-width 2^-FINEST


@dataclass(frozen=True)
class Stationary:
    """A stationary point: a box that contains it and no other, its kind, and its enclosed loss."""

    point: BallVector
    kind: str
    value: arb


@dataclass(frozen=True)
class Landscape:
    """All stationary points of ``loss`` in the plane, lowest first, and the half-width of a square that holds them."""

    loss: toy.Loss
    points: tuple[Stationary, ...]
    half_width: float

    @property
    def minima(self) -> tuple[Stationary, ...]:
        return tuple(p for p in self.points if p.kind == "minimum")

    @property
    def least(self) -> Stationary:
        """The global minimum: a loss bounded below plus a ridge attains its least value, at a stationary point.

        Errors: ``UnableError`` if the two lowest values are not told apart.
        """
        first = self.points[0]
        if not all(first.value < other.value for other in self.points[1:]):
            raise UnableError(f"the two lowest values of the loss overlap at {BITS} bits; raise BITS")
        return first


def radius(loss: toy.Loss) -> Fraction:
    """A proven bound on |w| at every stationary point.

    There w . grad L = 0, so 2 ridge |w|^2 = -sum_i m_i z_i p_i(z_i), with z_i the scores and p_i the first derivative
    of point i's squared error. Each summand is bounded over all real z: on [-64, 64] by enclosures on 8192 pieces, and
    beyond by |z| C exp(-(|z| - 1)/2), decreasing there, since p_i has the factor s (1 - s) <= exp(-|1 + z|/2) and the
    other factor is at most C, the sum of its coefficients' sizes, on [0, 1].
    """
    edges = np.linspace(-FAR, FAR, 128 * FAR + 1)
    z = Interval(edges[:-1], edges[1:])
    s = logistic((z + constant(Fraction(1))) * constant(Fraction(1, 2)))
    total = Fraction(0)
    for weight, slope, cubic in zip(loss.weights, ranges(loss.signed, 1), toy.derivatives(loss.signed, 1), strict=True):
        near = Fraction(float((-(constant(weight) * z * slope.over(s))).hi.max()))
        factor, rest = divmod(cubic, fmpq_poly([0, 1, -1]))
        if rest != fmpq_poly([0]):
            raise LedgerError(f"{cubic}: the slope of a squared error has the factor s (1 - s)")
        size = abs(weight) * sum(abs(Fraction(int(c.p), int(c.q))) for c in factor.coeffs())
        far = size * FAR * Fraction(2 * float((-arb(FAR - 1) / 2).exp()))  # twice, for the rounding
        total += max(near, far, Fraction(0))
    square = total / (2 * loss.ridge)
    return Fraction(ceil(8 * float(square) ** 0.5) + 1, 8)


@cache
def landscape(loss: toy.Loss) -> Landscape:
    """All stationary points of ``loss``, enclosed.

    Guarantee: none lies outside the square (``radius``); inside, boxes are dropped only where the gradient certainly
    does not vanish, and all that remain lie in boxes in which the Krawczyk test shows exactly one zero; the enclosures
    of these are pairwise disjoint, so none is missed and none is counted twice.
    Errors: ``UnableError`` where the budget does not suffice.
    """
    return within(loss, float(radius(loss)))


def within(loss: toy.Loss, half_width: float) -> Landscape:
    """All stationary points of ``loss`` in the square of that half-width around 0, as ``landscape``; where the square
    does not hold all, perhaps some outside it too."""
    with ctx.workprec(BITS):
        balls = Balls(loss)
        found = [_stationary(balls, box) for box in isolated(loss, half_width)]
    for k, p in enumerate(found):
        for q in found[:k]:
            if all(side.overlaps(other) for side, other in zip(p.point, q.point, strict=True)):
                raise UnableError("two certified boxes may hold the same stationary point; raise BITS")
    return Landscape(loss, tuple(sorted(found, key=lambda p: float(p.value))), half_width)


def _stationary(balls: Balls, box: BallVector) -> Stationary:
    """Sharpens a box in which the test has shown exactly one zero, and classifies it by the enclosed Hessian."""
    near = inflated(newton(balls.gradient, balls.hessian, box, NEWTON), TINY)
    point = unique(balls.gradient, balls.hessian, near)
    if point is None or not all(w.contains(n) for w, n in zip(box, near, strict=True)):
        raise UnableError(f"the stationary point near {float(box[0]):.6f}, {float(box[1]):.6f} stays wide; raise BITS")
    hessian = balls.hessian(point)
    determinant, trace = hessian.det(), hessian[0, 0] + hessian[1, 1]
    if determinant < 0:
        kind = "saddle"
    elif determinant > 0 and (trace > 0 or trace < 0):
        kind = "minimum" if trace > 0 else "maximum"
    else:
        raise UnableError(f"degenerate at {BITS} bits near {float(point[0]):.6f}, {float(point[1]):.6f}; raise BITS")
    return Stationary(point, kind, balls.value(point))


def isolated(loss: toy.Loss, half_width: float) -> list[BallVector]:
    """Boxes, each with exactly one stationary point, that hold all those in the square; by branch and bound."""
    boxes, balls = Boxes(loss), Balls(loss)
    corners = tiles(half_width)
    certified: list[tuple[BallVector, np.ndarray]] = []
    for _ in range(GENERATIONS):
        a, b = Interval(corners[0], corners[1]), Interval(corners[2], corners[3])
        corners = corners[:, ~vanishing_nowhere(boxes, a, b)]
        for centre in _candidates(balls, corners):
            if not any(w[0] <= centre[0] <= w[1] and w[2] <= centre[1] <= w[3] for _, w in certified):
                certified += _certified(balls, centre)
        for _, (left, right, low, high) in certified:
            inside = (corners[0] >= left) & (corners[1] <= right) & (corners[2] >= low) & (corners[3] <= high)
            corners = corners[:, ~inside]
        if corners.shape[1] == 0:
            return [box for box, _ in certified]
        if corners.shape[1] * 4 > MOST_BOXES:
            raise UnableError(f"{corners.shape[1]} boxes remain undecided; raise MOST_BOXES")
        corners = quartered(corners)
    raise UnableError(f"{corners.shape[1]} boxes remain undecided after {GENERATIONS} halvings; raise GENERATIONS")


def vanishing_nowhere(boxes: Boxes, a: Interval, b: Interval) -> np.ndarray:
    """Where the gradient certainly has no zero in the box: a component's range excludes 0, or that of the mean value
    form g(m) + H(box)(box - m), multiplied by an approximate inverse of H."""
    gone = np.logical_or(*(g.without_zero() for g in boxes.gradient(a, b)))
    left = np.flatnonzero(~gone)
    if left.size == 0:
        return gone
    a, b = Interval(a.lo[left], a.hi[left]), Interval(b.lo[left], b.hi[left])
    middle = [(side.lo + side.hi) / 2 for side in (a, b)]
    slope = boxes.gradient(points(middle[0]), points(middle[1]))
    aa, ab, bb = boxes.hessian(a, b)
    p, q, r = ((h.lo + h.hi) / 2 for h in (aa, ab, bb))
    with np.errstate(all="ignore"):
        scale = p * r - q * q
        rows = (r / scale, -q / scale), (-q / scale, p / scale)
        spread = [side - points(m) for side, m in zip((a, b), middle, strict=True)]
        for u, v in rows:
            u, v = points(u), points(v)
            image = u * slope[0] + v * slope[1] + (u * aa + v * ab) * spread[0] + (u * ab + v * bb) * spread[1]
            gone[left] |= image.without_zero()
    return gone


def _candidates(balls: Balls, corners: np.ndarray) -> Iterator[tuple[float, float]]:
    """Where Newton's method leads from some of the boxes; a guess, proves nothing."""
    count = corners.shape[1]
    for k in np.unique(np.linspace(0, count - 1, min(count, 12)).astype(int)):
        w = (corners[:2, k].mean(), corners[2:, k].mean())
        for _ in range(12):
            h, g = balls.hessian((arb(w[0]), arb(w[1]))), balls.gradient((arb(w[0]), arb(w[1])))
            (p, q, r), (u, v) = (float(h[0, 0]), float(h[0, 1]), float(h[1, 1])), (float(g[0]), float(g[1]))
            scale = p * r - q * q
            if scale == 0 or not abs(w[0]) + abs(w[1]) < 1e6:
                break
            w = (w[0] - (r * u - q * v) / scale, w[1] - (p * v - q * u) / scale)
        else:
            if abs(float(balls.gradient((arb(w[0]), arb(w[1])))[0])) < 1e-6:
                yield w


def _certified(balls: Balls, centre: tuple[float, float]) -> list[tuple[BallVector, np.ndarray]]:
    """The widest box tried around ``centre`` that has exactly one zero, and its exact ends; none if no width works."""
    middle = tuple(round(c * 2**20) / 2**20 for c in centre)
    for k in range(1, FINEST):
        half = 2.0**-k
        box = inflated((arb(middle[0]), arb(middle[1])), arb(half))
        if unique(balls.gradient, balls.hessian, box) is not None:
            ends = np.array([middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half])
            return [(box, ends)]
    return []


def tiles(half_width: float) -> np.ndarray:
    """The square around 0 as SIDE x SIDE boxes, each a column a_lo, a_hi, b_lo, b_hi; neighbours share their ends."""
    edges = np.linspace(-half_width, half_width, SIDE + 1)
    ends = (np.meshgrid(side, side, indexing="ij") for side in (edges[:-1], edges[1:]))
    (a_lo, b_lo), (a_hi, b_hi) = ([axis.ravel() for axis in pair] for pair in ends)
    return np.stack([a_lo, a_hi, b_lo, b_hi])


def quartered(corners: np.ndarray) -> np.ndarray:
    """Each column as its four quarters."""
    a_lo, a_hi, b_lo, b_hi = corners
    a, b = (a_lo + a_hi) / 2, (b_lo + b_hi) / 2
    return np.concatenate([
        np.stack([a_lo, a, b_lo, b]), np.stack([a, a_hi, b_lo, b]),
        np.stack([a_lo, a, b, b_hi]), np.stack([a, a_hi, b, b_hi]),
    ], axis=1)  # fmt: skip
