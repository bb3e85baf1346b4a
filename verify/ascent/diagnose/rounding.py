"""Bounds on rounding in double precision that hold for any order of summation, with or without fused products.

Assumed: IEEE 754 doubles, rounding to nearest; sums of products (BLAS, scipy.sparse) use these operations and no
algorithm of the Strassen kind. Then a sum of k products differs from the exact one by at most
``gamma(k) sum |a||b|``, gamma(k) = k u/(1 - k u), u = 2^-53 (Higham, Accuracy and Stability, section 3.1).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.errors import UnableError

UNIT = 2.0**-53
TINY = 2.0**-480  # more than all that gradual underflow can lose here, under a root too


def gamma(k: float) -> float:
    """k u/(1 - k u), rounded up. Errors: ``UnableError`` where k u is not small."""
    if k > 2.0**45:
        raise UnableError(f"{k:.3g} roundings in one sum: no useful bound in double precision; use fewer samples")
    return k * UNIT / (1 - k * UNIT) * (1 + 4 * UNIT)


def above(value: Any, operations: float) -> Any:
    """At least the exact value of what was computed as ``value`` from non-negative numbers in sums, products, quotients
    and roots, at most ``operations`` on any way to the result."""
    return value * (1 + 2 * gamma(operations + 2)) + TINY


def norm_above(x: np.ndarray) -> float:
    """At least the Euclidean norm of ``x``."""
    return float(above(np.linalg.norm(np.ravel(x)), x.size + 4))


def distance(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """|a - b| as computed, and a bound on its rounding error."""
    near = float(np.linalg.norm(np.ravel(a - b)))
    return near, near * 2 * gamma(a.size + 6) + TINY
