"""Appendix J: the limit eps -> 1, where the block has one direction, with rates."""

from __future__ import annotations

from theory.ascent.claims.block import block_claim
from theory.ascent.claims.block_solutions import determinant

COLLINEAR = (
    "as eps -> 1 the block becomes one-dimensional: w_i = w_j, and the three solutions tend to the one-axis closed"
    " forms with |x|^2 = 2"
)
NEAR = "A bound that tends to 0 with 1 - eps."

CLAIMS = (
    block_claim(
        "lim-collinear-oracle",
        "Appendix J",
        COLLINEAR,
        f"The oracle. {NEAR}",
        "abs(x_R - W0(2*bR)) <= (1 - eps**2)*bR and abs(x_R - y_R) <= (1 - eps)**2*x_R",
        solve=("R",),
    ),
    block_claim(
        "lim-collinear-original",
        "Appendix J",
        COLLINEAR,
        f"The original model; w_i - w_j = (x_D - y_D)/(1 - eps). {NEAR}",
        "abs(x_D - W0(2*b*(1 + alpha))) <= (1 - eps)*2*b*(1 + alpha)*(1 + 2*alpha*b)"
        " and abs(x_D - y_D) <= (1 - eps)**2*b*(1 + alpha)",
        ("2*(1 - eps)*b*(1 + alpha) <= 1",),
        solve=("D",),
    ),
    block_claim(
        "lim-collinear-unlearned",
        "Appendix J",
        COLLINEAR,
        "DA's local minimum, where the Hessian's determinant is positive: it lies on the branch W0, at W0 of an"
        " argument that tends to the one-axis argument 2 (bR - alpha bF).",
        "x_DA > -1 and x_DA == W0(x_DA*exp(x_DA))"
        " and abs(x_DA*exp(x_DA) - 2*(bR - alpha*bF)) <= (1 - eps)*(2*bR + 2*alpha*bF*(3 + 4*exp(1)*bR))"
        " and x_DA - y_DA <= (1 - eps)**2*(1 + 2*exp(1)*bR)",
        (f"{determinant('x_DA', 'y_DA', 'alpha')} > 0", "(1 - eps)*(1 + 2*exp(1)*bR) <= 1"),
        solve=("DA",),
    ),
)
