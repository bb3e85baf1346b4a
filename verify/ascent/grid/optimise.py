"""Minimisation of many losses at once: gradient descent, as the paper's readers run it, and a second-order method.

Both stop each point on its own and say how: converged (the gradient is small), diverging (a margin passed -``FAR``)
or out of budget. That says nothing about the distance to a solution: see ``bounds`` for what is proven.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from array_api_compat import array_namespace, device, is_numpy_namespace

from verify.ascent.grid.losses import Array, Losses, inner

STATUS = ("converged", "diverging", "out of budget")
CONVERGED, DIVERGING, OUT = range(3)
FAR = 40.0  # a margin below -FAR has an exponential above 2e17
REACH = 0.25  # the most that descent moves a margin in one step
GROWTH = 2.0**0.5  # more than exp(REACH)
EVERY = 8  # steps between looks at which points have stopped
FIRST_STEPS, FIRST_POINTS = 160, 16384  # of the first pass, whose points fit a cache
DESCENT_BUDGET, DESCENT_SLOPE = 4000, 1e-10
TINY = 1e-300
NEWTON_BUDGET, NEWTON_SLOPE = 100, 1e-14


@dataclass(frozen=True)
class Outcome:
    """Where each point stopped: ``w``, an array of n a coordinate; ``status``, an index into ``STATUS``; ``steps``
    taken (to within ``EVERY``); ``nearest``, the least distance of the path to the target, if one was given."""

    w: list[Array]
    status: Array
    steps: Array
    nearest: Array | None


Move = Callable[[Losses, Sequence[Array], list[Array], list[Array]], list[Array]]


def descend(loss: Losses, start: Sequence[Array], target: Sequence[Array] | None = None) -> Outcome:
    """Gradient descent from ``start`` with the step 1/L, L the curvature at the point times ``GROWTH``.

    No step moves a margin by more than ``REACH``, so L bounds the second derivative along it: the loss never rises
    and a step never passes a stationary point of a one-dimensional loss. ``target``: the path's distance to it is
    kept, between iterates too.
    """

    return _run(loss, start, descent_step, DESCENT_BUDGET, DESCENT_SLOPE, target)


def descent_step(at: Losses, w: Sequence[Array], pulls: list[Array], slope: list[Array]) -> list[Array]:
    """-gradient/L, shortened so that no margin moves by more than ``REACH``."""
    rate = -1 / (GROWTH * at.curvature(pulls))
    step = [rate * g for g in slope]
    shrink = _at_least_one(max_of([abs(z) for z in at.exponents(step)], at) / REACH, at)
    return [s / shrink for s in step]


def newton(loss: Losses, start: Sequence[Array]) -> Outcome:
    """Newton's method from ``start``, no margin moving by more than 1 a step; where the second derivative has an
    eigenvalue that is not positive, three times its size is added to all."""
    return _run(loss, start, _newton_step, NEWTON_BUDGET, NEWTON_SLOPE, None)


def _newton_step(at: Losses, w: Sequence[Array], pulls: list[Array], slope: list[Array]) -> list[Array]:
    xp = at.xp
    if len(slope) == 1:
        bend = at.lam + sum(p * inner(z, z) for p, z in zip(pulls, at.margins, strict=True))
        step = [-slope[0] / xp.where(bend > 0, bend, xp.abs(bend) * 2 + 1e-3 * at.lam)]
    else:
        first, second, mixed = _second_derivative(at, pulls)
        middle, spread = (first + second) / 2, xp.sqrt(((first - second) / 2) ** 2 + mixed**2)
        least = middle - spread
        shift = xp.where(least > 0, xp.zeros_like(least), 1e-3 * at.lam - 3 * least)
        first, second = first + shift, second + shift
        determinant = first * second - mixed * mixed
        step = [
            (mixed * slope[1] - second * slope[0]) / determinant,
            (mixed * slope[0] - first * slope[1]) / determinant,
        ]
    shrink = _at_least_one(max_of([abs(z) for z in at.exponents(step)], at), at)
    return [s / shrink for s in step]


def _second_derivative(at: Losses, pulls: Sequence[Array]) -> tuple[Array, Array, Array]:
    first = second = at.lam
    mixed = 0 * at.lam
    for p, (a, b) in zip(pulls, at.margins, strict=True):
        first, second, mixed = first + p * a * a, second + p * b * b, mixed + p * a * b
    return first, second, mixed


def _run(
    loss: Losses, start: Sequence[Array], move: Move, budget: int, small: float, target: Sequence[Array] | None
) -> Outcome:
    """All points to their ends: ``FIRST_STEPS`` steps, ``FIRST_POINTS`` at once, then the few left together."""
    xp = loss.xp
    size = loss.lam.shape[0]
    at_once = FIRST_POINTS if is_numpy_namespace(xp) else max(size, 1)
    begin = [0 * loss.lam + c for c in start]
    nearest = None if target is None else distance(begin, target) ** 2
    parts = [
        _advance(_cut(loss, begin, target, nearest, slice(k, k + at_once)), move, min(FIRST_STEPS, budget), small)
        for k in range(0, size, at_once)
    ]
    whole = Outcome(
        [xp.concat([p.w[i] for p in parts]) for i in range(len(begin))],
        xp.concat([p.status for p in parts]),
        xp.concat([p.steps for p in parts]),
        None if nearest is None else xp.concat([p.nearest for p in parts]),
    )
    left = xp.nonzero(whole.status == OUT)[0]
    if budget > FIRST_STEPS and left.shape[0]:
        rest = _advance(_cut(loss, whole.w, target, whole.nearest, left), move, budget - FIRST_STEPS, small)
        for i, c in enumerate(rest.w):
            whole.w[i][left] = c
        whole.status[left] = rest.status
        whole.steps[left] += rest.steps
        if whole.nearest is not None:
            whole.nearest[left] = rest.nearest
    return whole if whole.nearest is None else replace(whole, nearest=xp.sqrt(whole.nearest))


@dataclass
class _Points:
    """Some of the points: their losses, where they are, the target and the least distance to it so far, squared."""

    loss: Losses
    here: list[Array]
    target: list[Array] | None
    nearest: Array | None  # squared


def _cut(
    loss: Losses, here: list[Array], target: Sequence[Array] | None, nearest: Array | None, index: Array
) -> _Points:
    return _Points(
        loss.take(index),
        [c[index] for c in here],
        None if target is None else [c[index] for c in target],
        None if nearest is None else nearest[index],
    )


def _advance(points: _Points, move: Move, budget: int, small: float) -> Outcome:
    """At most ``budget`` steps for each point; those that stopped leave the arrays."""
    xp = points.loss.xp
    size, where = points.loss.lam.shape[0], device(points.loss.lam)
    w = [0 * c for c in points.here]
    status = xp.full((size,), OUT, dtype=xp.int8, device=where)
    steps = xp.zeros((size,), dtype=xp.int32, device=where)
    nearest = None if points.nearest is None else 0 * points.nearest
    live = xp.arange(size, device=where)
    for step in range(budget + 1):
        at, here = points.loss, points.here
        pulls = at.pulls(here)
        slope = at.gradient(here, pulls)
        if step % EVERY == 0 or step == budget:
            flat = inner(slope, slope) <= (small * at.lam) ** 2 * (1 + inner(here, here))
            lost = ~(max_of([-z for z in at.exponents(here)], at) < FAR)
            stopped = flat | lost | (step == budget)
            if bool(xp.any(stopped)):
                ended, rest = live[stopped], xp.nonzero(~stopped)[0]
                for whole, part in zip(w, here, strict=True):
                    whole[ended] = part[stopped]
                status[ended] = xp.astype(
                    xp.where(lost[stopped], DIVERGING, xp.where(flat[stopped], CONVERGED, OUT)), xp.int8
                )
                steps[ended] = step
                if nearest is not None and points.nearest is not None:
                    nearest[ended] = points.nearest[stopped]
                if not rest.shape[0]:
                    break
                live, points = live[rest], _cut(at, here, points.target, points.nearest, rest)
                at, here, slope, pulls = points.loss, points.here, [g[rest] for g in slope], [p[rest] for p in pulls]
        change = move(at, here, pulls, slope)
        if points.target is not None and points.nearest is not None:
            points.nearest = xp.minimum(_passing(xp, here, change, points.target), points.nearest)
        points.here = [c + s for c, s in zip(here, change, strict=True)]
    return Outcome(w, status, steps, nearest)


def _passing(xp: Any, here: Sequence[Array], change: Sequence[Array], goal: Sequence[Array]) -> Array:
    """The least squared distance to ``goal`` on the segment from ``here`` by ``change``."""
    toward = [g - c for g, c in zip(goal, here, strict=True)]
    along, square = inner(toward, change), inner(change, change)
    part = (along + abs(along)) / 2 / (square + TINY)
    part = xp.where(part < 1, part, 1 + 0 * part)
    gap = inner(toward, toward) - part * (2 * along - part * square)
    return (gap + abs(gap)) / 2


def distance(a: Sequence[Array], b: Sequence[Array]) -> Array:
    """|a - b| at each point."""
    gap = [x - y for x, y in zip(a, b, strict=True)]
    return array_namespace(gap[0]).sqrt(inner(gap, gap))


def max_of(arrays: Sequence[Array], at: Losses) -> Array:
    """The largest at each point."""
    most = arrays[0]
    for other in arrays[1:]:
        most = at.xp.maximum(most, other)
    return most


def _at_least_one(x: Array, at: Losses) -> Array:
    return at.xp.where(x > 1, x, 1 + 0 * x)
