"""Balls as decimal strings with a proven radius."""

from __future__ import annotations

from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction

from flint import arb


def as_decimal(ball: arb, digits: int) -> tuple[str, str]:
    """``(mid, rad)``: mid to ``digits`` significant digits, rad a proven bound on its distance from
    every point of ``ball``, the rounding of mid included. "0", "0" for the exact zero."""
    if ball.is_zero():
        return "0", "0"
    centre = _fraction(ball.mid())
    mid = Context(prec=digits).divide(Decimal(centre.numerator), Decimal(centre.denominator))
    slack = _fraction(ball.rad()) + abs(centre - Fraction(mid))
    up = Context(prec=3, rounding=ROUND_CEILING)
    rad = up.divide(Decimal(slack.numerator), Decimal(slack.denominator))
    return f"{mid}", f"{rad}"


def _fraction(exact: arb) -> Fraction:
    mantissa, exponent = exact.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
