"""The exponential function in doubles whose last bit is the same on every processor."""

from __future__ import annotations

import numpy as np

LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")  # log 2 in two parts


def exp(x: np.ndarray) -> np.ndarray:
    """e^x in doubles by sums, products and powers of two alone, so the last bit is the same on every processor.

    NumPy's own differs in it between instruction sets. Taylor's polynomial of degree 13 on |r| <= log(2)/2. Within
    2 ulp for |x| < 700; beyond 745 it is 0 or infinite; NaN stays NaN.
    """
    k = np.rint(np.clip(x, -800.0, 800.0) / LN2_HIGH)
    r = (np.clip(x, -800.0, 800.0) - k * LN2_HIGH) - k * LN2_LOW
    total = np.ones_like(r)
    for n in range(13, 0, -1):
        total = 1.0 + total * r / n
    return np.where(np.isnan(x), x, np.ldexp(total, np.nan_to_num(k).astype(np.int64)))
