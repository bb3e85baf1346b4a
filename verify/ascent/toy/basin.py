"""Where the gradient flow of a toy loss ends, certified by a fence that it cannot cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin

import numpy as np
from flint import arb, ctx, fmpq

from theory.errors import UnableError
from verify.ascent.toy.stationary import BITS, Landscape, Stationary
from verify.ascent.toy.surface import Balls, X, ranges
from verify.values.intervals.interval import Interval
from verify.values.krawczyk import BallVector

Vertex = tuple[Fraction, Fraction]
RAYS = 48
PIECES = 4096  # pieces of the fence's edges that may be looked at
GRID = 2**16  # vertices are multiples of 1/GRID


@dataclass(frozen=True)
class Ending:
    """Where the flow from a start ends: ``end``, with ``fence`` (empty where no other stationary point exists),
    the enclosed loss at the start, and a certain lower bound of the loss on the fence."""

    end: Stationary
    fence: tuple[Vertex, ...]
    start_value: arb
    fence_value: arb | None


def flow_end(land: Landscape, start: BallVector) -> Ending:
    """The stationary point at which the gradient flow w' = -grad L from every point of ``start`` ends.

    Guarantee: L decreases along the flow, and its sublevel sets are bounded (a bounded data term plus a ridge),
    so the flow exists for all time and its limit points are stationary. A fence is a closed polygon on which L is
    certainly above L(start), with ``start`` inside and exactly one stationary point inside: the flow cannot cross it
    and, stationary points being isolated, tends to that one. With a single stationary point in the plane no fence
    is needed. The same holds for gradient descent whose steps never raise L on the way (``descent_step``).
    Errors: ``UnableError`` where no fence is found, as when the start is above every saddle that bounds its basin.
    """
    with ctx.workprec(BITS):
        balls = Balls(land.loss)
        level = balls.value(start)
        if len(land.points) == 1:
            return Ending(land.points[0], (), level, None)
        for end in sorted(land.minima, key=lambda p: _distance(p.point, start)):
            fence = _proposed(balls, end.point, _height(land, level))
            lowest = enclosed_by(balls, fence, level)
            if lowest is None or not inside(fence, start):
                continue
            held = [p for p in land.points if inside(fence, p.point)]
            if len(held) == 1 and held[0] is end:
                return Ending(end, fence, level, lowest)
    raise UnableError("no fence below the saddles holds the start; raise RAYS, or integrate the flow past the saddle")


def _height(land: Landscape, level: arb) -> float:
    """A level between the start's and the lowest saddle above it; a guess."""
    above = [float(p.value) for p in land.points if p.kind == "saddle" and p.value > level]
    return (float(level) + min(above)) / 2 if above else float(level) * 1.5


def _distance(p: BallVector, q: BallVector) -> float:
    return (float(p[0]) - float(q[0])) ** 2 + (float(p[1]) - float(q[1])) ** 2


def _proposed(balls: Balls, centre: BallVector, level: float) -> tuple[Vertex, ...]:
    """A polygon around ``centre`` near the level set; a guess, proves nothing. Long edges are refined."""
    middle = (float(centre[0]), float(centre[1]))

    def reach(turn: float, far: float) -> tuple[float, float]:
        return middle[0] + far * cos(turn), middle[1] + far * sin(turn)

    def below(turn: float, far: float) -> bool:
        a, b = reach(turn, far)
        return float(balls.value((arb(a), arb(b)))) < level

    def corner(turn: float) -> tuple[float, float]:
        low, high = 0.0, 1 / 64
        while high < 64 and below(turn, high):
            low, high = high, high * 1.25
        for _ in range(24):
            half = (low + high) / 2
            low, high = (half, high) if below(turn, half) else (low, half)
        return reach(turn, high)

    turns = [2 * pi * k / RAYS for k in range(RAYS)]
    corners = [(turn, corner(turn)) for turn in turns]
    for _ in range(8):
        refined = []
        for (turn, p), (following, q) in zip(corners, [*corners[1:], (2 * pi, corners[0][1])], strict=True):
            refined.append((turn, p))
            if (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 > 1 / 64:
                refined.append(((turn + following) / 2, corner((turn + following) / 2)))
        if len(refined) == len(corners):
            break
        corners = refined
    return tuple((Fraction(round(p[0] * GRID), GRID), Fraction(round(p[1] * GRID), GRID)) for _, p in corners)


def enclosed_by(balls: Balls, fence: Sequence[Vertex], level: arb) -> arb | None:
    """A certain lower bound, above ``level``, of L on the closed polygon; None where that is not shown.

    Each edge is halved until the mean value form of L on it lies above ``level``.
    """
    waiting = list(zip(fence, (*fence[1:], fence[0]), strict=True))
    lowest: arb | None = None
    for _ in range(PIECES):
        if not waiting:
            return lowest
        p, q = waiting.pop()
        middle = ((p[0] + q[0]) / 2, (p[1] + q[1]) / 2)
        box = tuple(_ball(u).union(_ball(v)) for u, v in zip(p, q, strict=True))
        slope = balls.gradient(box)
        along = sum((g * _ball(v - u) for g, u, v in zip(slope, p, q, strict=True)), start=arb(0))
        value = balls.value(tuple(_ball(m) for m in middle)) + along * arb(0, 0.5)
        if value > level:
            bottom = value.lower()
            lowest = bottom if lowest is None else lowest.min(bottom)
        elif balls.value(tuple(_ball(m) for m in middle)) > level:
            waiting += [(p, middle), (middle, q)]
        else:
            return None
    return None


def inside(fence: Sequence[Vertex], box: BallVector) -> bool:
    """Whether ``box`` certainly lies inside the closed polygon, by counting crossings of the ray to the right.

    Errors: ``UnableError`` where the box is not certainly clear of an edge or level with a vertex.
    """
    crossings = 0
    for p, q in zip(fence, (*fence[1:], fence[0]), strict=True):
        above = [_above(box[1], vertex[1]) for vertex in (p, q)]
        if above[0] == above[1]:
            continue
        (x0, y0), (x1, y1) = (p, q) if above[0] else (q, p)  # the lower vertex first
        turn = _ball(x1 - x0) * (box[1] - _ball(y0)) - _ball(y1 - y0) * (box[0] - _ball(x0))
        if turn > 0:
            crossings += 1
        elif not turn < 0:
            raise UnableError("the box touches the fence's line of sight; choose a finer box or another fence")
    return crossings % 2 == 1


def _above(y: arb, height: Fraction) -> bool:
    ball = _ball(height)
    if y > ball:
        return True
    if y < ball:
        return False
    raise UnableError(f"the box is level with a vertex at {height}; choose another fence")


def _ball(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def descent_step(balls: Balls) -> arb:
    """A step size h such that gradient descent with every constant step up to h never raises L between iterates.

    The Hessian's eigenvalues are at most E = sum_i m_i |(x_i, x_i^2)|^2 K_i + 2 ridge, with K_i a bound on the size of
    the second derivative of point i's squared error in its score. For 0 <= t <= h = 1/E then L(w - t grad L) <= L(w).
    """
    everywhere = Interval(np.array([0.0]), np.array([1.0]))
    bound = arb(2 * balls.ridge)
    for weight, x, curve in zip(balls.weights, X, ranges(balls.signed, 2), strict=True):
        size = curve.over(everywhere)
        bound += abs(weight) * (x**2 + x**4) * arb(max(float(size.hi[0]), -float(size.lo[0])))
    return 1 / bound
