"""The parameters of a point: ratios of counts, the ridge, the correlation."""

from __future__ import annotations

from verify.ascent.grid.parameter import Parameter

ALPHA = Parameter("alpha", "|F_j|/|R_j|, >= 0.", lambda v: v >= 0, "must be >= 0; give |F_j|/|R_j|, like 0.5")
PHI = Parameter("phi", "f/r, > 0.", lambda v: v > 0, "must be > 0; give f/r, like 0.5")
LAM = Parameter("lam", "The ridge, > 0.", lambda v: v > 0, "must be > 0; give the ridge, like 0.1")
SHARE = Parameter("share", "|R_j|/r, in (0, 1].", lambda v: 0 < v <= 1, "must be in (0, 1]; give |R_j|/r, like 1")
EPS = Parameter(
    "eps",
    "The correlation, in [0, 1).",
    lambda v: 0 <= v < 1,
    "must be in [0, 1) as a double: at 1 the block is one axis; give at most 0.9999",
)
