"""Stationary points in a block of two correlated axes, enclosed: all of them, at exact parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from flint import arb, arb_mat, ctx, fmpq

from theory.ascent import two_axes
from theory.errors import UnableError
from theory.lambert import enclose_w0
from theory.language.calculus import diff
from theory.language.term import Term, Variable, exp
from verify.ascent.solve import block_curve
from verify.values.balls import Plan
from verify.values.krawczyk import Box, krawczyk, unique

ORDER = (two_axes.PHI, two_axes.B_R, two_axes.EPS, two_axes.ALPHA, two_axes.X, two_axes.Y)
Q = Variable("Q")


class Ratios(NamedTuple):
    """The four numbers on which the systems depend, exact: phi, bR, alpha > 0 and 0 <= eps < 1."""

    phi: fmpq
    bR: fmpq
    eps: fmpq
    alpha: fmpq


@dataclass(frozen=True)
class BlockSolution:
    """A stationary point: the box ``x`` x ``y`` contains exactly one. kind: "global minimum", "local
    minimum" or "saddle"."""

    x: arb
    y: arb
    kind: str


def solutions(loss: str, at: Ratios) -> list[BlockSolution]:
    """Every stationary point of "D", "R" or "DA" in the block, enclosed at the working precision.

    D and R are strongly convex: one point. DA has two below the fold in alpha, the local minimum
    first, then a saddle, and none beyond it (res-block-da-unimodal, res-block-da-fold). Existence and
    uniqueness in each box by the Krawczyk test on the derived system. Errors: ``UnableError`` where
    that or the side of the fold is not decided: raise the precision.
    """
    return list(_solutions(loss, at, ctx.prec))


@lru_cache(4096)
def _solutions(loss: str, at: Ratios, bits: int) -> tuple[BlockSolution, ...]:
    """``solutions`` at the working precision ``bits``, remembered: a search asks for a point many times."""
    if loss == "DA" and beyond_fold(at):
        return ()
    starts = block_curve.points(loss, *(np.array(double(v)) for v in at))
    kinds = ("local minimum", "saddle") if loss == "DA" else ("global minimum",)
    found = []
    for (x, y), kind in zip(starts, kinds, strict=True):
        try:
            box = enclosed(*_system(loss), _numbers(at), (float(x), float(y)))
            if loss == "DA":
                _confirm(box, at, kind)
        except UnableError:
            if loss != "DA" or ctx.prec < 128:  # first try a higher precision: it is cheaper
                raise
            box = enclosed(*_system(loss), _numbers(at), _on_curve(at, kind))
            _confirm(box, at, kind)
        found.append(BlockSolution(box[0], box[1], kind))
    return tuple(found)


def _on_curve(at: Ratios, kind: str) -> tuple[arb, arb]:
    """A stationary point of DA, approximately, where doubles cannot tell the two apart: bisection in Q at
    the working precision, below the fold's Q for the minimum and above it for the saddle."""
    phi, b, eps, alpha = _numbers(at)
    u = 1 + eps**2

    def point(q: arb) -> tuple[arb, arb]:
        x = enclose_w0(u * b * (2 * eps * q).exp()) - 2 * eps * q
        return x.mid(), (2 * eps * b * (-x).exp() - u * q).mid()

    def beyond(q: arb) -> bool:
        """Whether the curve's alpha at ``q`` is below the one asked for, up to rounding."""
        return float((q * point(q)[1].exp() * phi / b - alpha).mid()) < 0

    low, high = arb(0), _fold_point(at)[1].mid()
    if kind == "saddle":
        low, high = high, 2 * high
        while not beyond(high):
            low, high = high, 2 * high
    for _ in range(ctx.prec):
        middle = ((low + high) / 2).mid()
        low, high = (middle, high) if beyond(middle) == (kind != "saddle") else (low, middle)
    return point(low)


def beyond_fold(at: Ratios) -> bool:
    """Whether alpha certainly exceeds the fold's. Errors: ``UnableError`` where neither is certain."""
    turn, alpha = fold(at), arb(at.alpha)
    if alpha > turn:
        return True
    if alpha < turn:
        return False
    raise UnableError(f"alpha and the fold {turn.str(10)} are not separated at {ctx.prec} bits; raise the precision")


def fold(at: Ratios) -> arb:
    """Encloses the largest alpha at which L_DA has a stationary point in the block, given phi, bR, eps.

    With P = bR e^-x and u = 1 + eps^2: x = u P - 2 eps Q and Q ((1-eps^2)^2 P + u) = u P + 1; then
    alpha = Q e^(2 eps P - u Q) phi/bR.
    """
    box = _fold_point(at)
    e, u, p = arb(at.eps), 1 + arb(at.eps) ** 2, arb(at.bR) * (-box[0]).exp()
    return box[1] * (2 * e * p - u * box[1]).exp() * arb(at.phi) / arb(at.bR)


def _fold_point(at: Ratios) -> Box:
    """x and Q at the fold."""
    phi, b, eps = (np.array(double(v)) for v in at[:3])
    start = block_curve.fold(phi, b, eps)
    x = float(block_curve.weight("DA", phi, b, eps, start) - 2 * eps * np.exp(start))
    return enclosed(*_fold_system(), _numbers(at)[:3], (x, float(np.exp(start))))


def double(v: fmpq) -> float:
    """The double nearest to ``v``. Errors: ``UnableError`` beyond the range of doubles."""
    try:
        return int(v.p) / int(v.q)
    except OverflowError:
        raise UnableError(f"{arb(v).str(5)} is beyond the range of doubles; rescale the problem") from None


def _numbers(at: Ratios) -> tuple[arb, ...]:
    return tuple(arb(v) for v in at)


def compiled(system: tuple[Term, ...], known: tuple[Variable, ...], unknown: tuple[Variable, ...]) -> tuple[Plan, Plan]:
    """``system`` and its Jacobian, row by row, as functions of the ``known`` and ``unknown`` balls."""
    names = (*known, *unknown)
    return Plan(system, names), Plan([diff(part, z) for part in system for z in unknown], names)


@cache
def _system(loss: str) -> tuple[Plan, Plan]:
    """The derived system of ``loss`` and its Jacobian, as functions of balls."""
    return compiled(two_axes.system(loss), ORDER[:4], ORDER[4:])


@cache
def _fold_system() -> tuple[Plan, Plan]:
    u, difference = 1 + two_axes.EPS**2, (1 - two_axes.EPS**2) ** 2
    p = two_axes.B_R * exp(-two_axes.X)
    first = two_axes.X - u * p + 2 * two_axes.EPS * Q
    return compiled((first, Q * (difference * p + u) - u * p - 1), ORDER[:3], (two_axes.X, Q))


def enclosed(values: Plan, jacobian: Plan, known: Sequence[arb], start: Sequence[float | arb]) -> Box:
    """The zero near ``start``: Newton's method proposes a centre, the Krawczyk test decides.

    Guarantee: exactly one zero lies in the box. Errors: ``UnableError`` where the test does not succeed.
    """
    size = len(start)

    def function(box: Box) -> list[arb]:
        return values(*known, *box)

    def derivative(box: Box) -> arb_mat:
        return arb_mat(size, size, jacobian(*known, *box))

    centre: Box = tuple(arb(v) for v in start)
    for _ in range(4 + ctx.prec.bit_length()):
        moved = krawczyk(function, derivative, centre)
        if moved is None or not all(side.is_finite() for side in moved):
            break
        centre = tuple(side.mid() for side in moved)
    largest = max(abs(side).upper() for side in centre)
    for share in (0.85, 0.7, 0.5, 0.35):
        small = arb(2) ** (-int(ctx.prec * share))
        sizes = (abs(side).upper() + largest * small for side in centre)
        widened = (side + arb(0, (size * small).upper()) for side, size in zip(centre, sizes, strict=True))
        found = unique(function, derivative, tuple(widened))
        if found is not None:
            return found
    raise UnableError(f"no solution enclosed near {tuple(start)} at {ctx.prec} bits; raise the precision")


def _confirm(box: Box, at: Ratios, kind: str) -> None:
    """The sign of the Hessian's determinant at a point of DA, which tells a minimum from a saddle:
    where it is positive the trace is too. Errors: ``UnableError`` where it is not certain."""
    e, u = arb(at.eps), 1 + arb(at.eps) ** 2
    p = arb(at.bR) * (-box[0]).exp()
    q = arb(at.alpha) * arb(at.bR) / arb(at.phi) * (-box[1]).exp()
    determinant = (1 + u * p) * (1 - u * q) + 4 * e**2 * p * q
    if not (determinant > 0 if kind == "local minimum" else determinant < 0):
        raise UnableError(f"the kind of the stationary point near {box[0].str(8)} is not certain; raise the precision")
