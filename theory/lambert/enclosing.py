"""W0 and W-1 in ball arithmetic, by monotonicity, so that wide balls stay tight."""

from __future__ import annotations

from flint import arb, ctx

from theory.errors import DomainError, UnableError


def _at_point(z: arb, branch: int) -> arb:
    """W at a ball that is narrow; both ends lie in the branch's domain."""
    value = z.lambertw(branch)
    if not value.is_finite():
        raise UnableError(f"W at {z.str(20)} touches the branch point -1/e at {ctx.prec} bits; raise the precision")
    return value


def _check(z: arb) -> None:
    edge = -arb(-1).exp()
    if z < edge:
        raise DomainError(f"W at {z.str(20)}: the argument must be >= -1/e; there is no real value below")
    if not z >= edge:
        raise UnableError(f"W at {z.str(20)} is not separated from -1/e at {ctx.prec} bits; raise the precision")


def enclose_w0(z: arb) -> arb:
    """Encloses W0 over the ball ``z``.

    W0 increases, so the ball of W0 at the two ends contains the image; it is as tight as the
    ends allow, where evaluation on a wide ball is not. Domain: every point of ``z`` >= -1/e.
    Errors: ``DomainError`` where ``z`` lies certainly below -1/e, ``UnableError`` where it is not
    separated from it at the working precision (``flint.ctx.prec``).
    """
    if z.is_zero():
        return arb(0)
    _check(z)
    return _at_point(z.lower(), 0).union(_at_point(z.upper(), 0))


def enclose_wm1(z: arb) -> arb:
    """Encloses W-1 over the ball ``z``, as ``enclose_w0``; W-1 decreases on [-1/e, 0).

    Domain: every point of ``z`` in [-1/e, 0). Errors: as ``enclose_w0``; ``DomainError`` also
    where ``z`` is certainly >= 0.
    """
    _check(z)
    if z >= 0:
        raise DomainError(f"W-1 at {z.str(20)}: the argument must be < 0; the branch ends at 0")
    if not z < 0:
        raise UnableError(f"W-1 at {z.str(20)} is not separated from 0 at {ctx.prec} bits; raise the precision")
    return _at_point(z.lower(), -1).union(_at_point(z.upper(), -1))
