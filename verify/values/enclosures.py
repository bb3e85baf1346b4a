"""Ends of enclosures as exact fractions, for the second reader."""

from __future__ import annotations

from flint import arb, fmpq

from theory.errors import UnableError
from verify.values.evaluate import Value

BITS = 512  # the precision at which the ends are found
LONGEST = 2**17  # bits of an end
SHARE = arb(2) ** -200  # of the middle, by which an enclosure is made wider


def widened(v: Value) -> Value:
    """A ball about ``v``, more than three times as wide, so that its own ball is well inside; an exact rational as it
    is."""
    return v if isinstance(v, fmpq) else v + (2 * v.rad() + abs(v.mid()) * SHARE) * arb(0, 1)


def ends(v: Value) -> tuple[str, str]:
    """Both ends of ``v``."""
    low, high = (v, v) if isinstance(v, fmpq) else (fraction(v.lower()), fraction(v.upper()))
    return str(low), str(high)


def fraction(exact: arb) -> fmpq:
    """An exact ball as a rational. Errors: ``UnableError`` for one of more than ``LONGEST`` bits."""
    mantissa, exponent = exact.man_exp()
    if abs(exponent) > LONGEST:
        raise UnableError(f"{exact.str(3)} is too large, or too near to 0, to be written down")
    return fmpq(mantissa) * fmpq(2) ** int(exponent)
