"""The Krawczyk test: existence and uniqueness of a zero of a system in a box, by ball arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import arb, arb_mat

Box = tuple[arb, ...]
Values = Callable[[Box], Sequence[arb]]
Jacobian = Callable[[Box], arb_mat]


def krawczyk(values: Values, jacobian: Jacobian, box: Box) -> Box | None:
    """K = m - Y g(m) + (I - Y J(X)) (X - m), with m the centre of ``box`` = X and Y near J(m)^-1.

    Guarantee: every zero of the system in ``box`` lies in K. So if K and ``box`` do not meet, there
    is none; and if K lies in the interior of ``box`` there is exactly one, in K. Limits: None where
    J(m) is not certainly invertible at the working precision, which says nothing.
    """
    centre = tuple(side.mid() for side in box)
    size = len(box)
    try:
        inverse = jacobian(centre).inv()
    except ZeroDivisionError:
        return None
    near = arb_mat(size, size, [inverse[i, j].mid() for i in range(size) for j in range(size)])
    step = near * arb_mat(size, 1, list(values(centre)))
    spread = arb_mat(size, 1, [side - middle for side, middle in zip(box, centre, strict=True)])
    slack = _identity(size) - near * jacobian(box)
    rest = slack * spread
    return tuple(centre[i] - step[i, 0] + rest[i, 0] for i in range(size))


def unique(values: Values, jacobian: Jacobian, box: Box) -> Box | None:
    """An enclosure of the one zero in ``box``, if the Krawczyk test shows that there is exactly one; else None."""
    image = krawczyk(values, jacobian, box)
    if image is None or not all(side.contains_interior(inner) for side, inner in zip(box, image, strict=True)):
        return None
    return image


def tightened(values: Values, jacobian: Jacobian, box: Box, steps: int = 6) -> Box:
    """The part of ``box`` in which all its zeros certainly lie, after ``steps`` Krawczyk steps."""
    for _ in range(steps):
        image = krawczyk(values, jacobian, box)
        if image is None:
            break
        box = tuple(side.intersection(inner) for side, inner in zip(box, image, strict=True))
    return box


def empty(values: Values, jacobian: Jacobian, box: Box) -> bool:
    """Whether ``box`` certainly contains no zero: a component has no zero there, or K misses ``box``."""
    if any(not value.contains(0) for value in values(box) if value.is_finite()):
        return True
    image = krawczyk(values, jacobian, box)
    return image is not None and any(not side.overlaps(inner) for side, inner in zip(box, image, strict=True))


def newton(values: Values, jacobian: Jacobian, start: Sequence[arb], steps: int) -> Box:
    """Where ``steps`` Newton steps lead from ``start``, as exact points; a guess, proves nothing. Stops where the
    Jacobian is not certainly invertible."""
    centre = tuple(side.mid() for side in start)
    for _ in range(steps):
        try:
            step = jacobian(centre).solve(arb_mat(len(centre), 1, list(values(centre))))
        except ZeroDivisionError:
            break
        centre = tuple((c - step[k, 0]).mid() for k, c in enumerate(centre))
    return centre


def inflated(centre: Sequence[arb], radius: arb) -> Box:
    """The box of half-width ``radius`` around ``centre``."""
    return tuple(side + arb(0, radius) for side in centre)


def _identity(size: int) -> arb_mat:
    return arb_mat(size, size, [arb(int(i == j)) for i in range(size) for j in range(size)])
