"""Stationary points on one axis, enclosed: all of them, at exact parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flint import arb, ctx, fmpq

from theory.ascent import one_axis
from theory.errors import DomainError, LedgerError, UnableError
from theory.lambert import enclose_w0, enclose_wm1
from theory.language.term import Variable
from verify.values.evaluate import rational


@dataclass(frozen=True)
class Stationary:
    """A stationary point: ``enclosure`` contains exactly one. kind: "global minimum", "local
    minimum", "local maximum". branch: "W0" or "W-1"."""

    enclosure: arb
    kind: str
    branch: str


def roots(c: fmpq) -> list[Stationary]:
    """Every real w with ``w e^w = c``, enclosed at the working precision (``flint.ctx.prec``).

    One on W0 for c >= 0 (the loss is convex there: a global minimum); for -1/e < c < 0 a local
    minimum on W0, first, and a local maximum on W-1; none for c < -1/e. A rational c is never
    -1/e. Errors: ``UnableError`` where c is not separated from -1/e: raise the precision.
    """
    if c == 0:
        return [Stationary(arb(0), "global minimum", "W0")]
    if c > 0:
        return [Stationary(enclose_w0(arb(c)), "global minimum", "W0")]
    try:
        upper = enclose_w0(arb(c))
    except DomainError:
        return []
    return [Stationary(upper, "local minimum", "W0"), Stationary(enclose_wm1(arb(c)), "local maximum", "W-1")]


def confirm(found: Stationary, slope: Callable[[arb], arb]) -> None:
    """Checks an enclosure with the derived gradient alone, nothing of W: its sign changes between
    the ends of the ball widened by its own radius. Errors: ``LedgerError`` if it does not."""
    ball = found.enclosure
    margin = ball.rad() + abs(ball) * arb(2) ** (-ctx.prec // 2) + arb(2) ** (-2 * ctx.prec)
    low, high = slope((ball - margin).lower()), slope((ball + margin).upper())
    rising = found.kind != "local maximum"
    if not (low < 0 and high > 0 if rising else low > 0 and high < 0):
        if low.contains(0) or high.contains(0):
            raise UnableError(
                f"the gradient near {ball.str(10)} has no certain sign at {ctx.prec} bits; raise the precision"
            )
        raise LedgerError(f"the closed form {ball.str(20)} is not a root of the derived gradient")


def axis(which: str, counts: dict[str, fmpq]) -> list[Stationary]:
    """The stationary points of L_D, L_R or L_DA on axis j at exact ``counts`` (r, f, n, m, lam).

    Each is enclosed by the closed form and confirmed by a sign change of the derived gradient.
    Errors: ``UnableError`` at too low a precision.
    """
    point = {Variable(name): v for name, v in counts.items()}
    weight = rational(one_axis.weight(which), point)
    lam = counts["lam"]
    found = roots(weight / lam)
    for stationary in found:
        confirm(stationary, lambda w: w - arb(weight / lam) * (-w).exp())
    return found
