"""Lemmas 6, 7, 8 and 12: the three solutions in a block, where they exist, and their bounds."""

from __future__ import annotations

from theory.ascent import two_axes
from theory.ascent.claims.block import COUNTED, COUNTS, IN_COUNTS, block_claim, point, points
from theory.language.claim import Claim
from theory.language.term import Term

LEMMA_7 = (
    "W(b(1+eps^2+2 alpha eps)) <= x_D <= W(b(1+eps^2)) + kappa W(alpha b (1+eps^2)) and W(alpha b (1+eps^2)) <= y_D"
    " <= W(b(2 eps + alpha(1+eps^2)))"
)
LEMMA_8 = "x_DA <= W(bR(1+eps^2) - 2 eps alpha bF), y_DA <= W(2 eps bR - alpha (1+eps^2) bF)"
X_LOW, X_HIGH = "W0(b*(1 + eps**2 + 2*alpha*eps))", "W0(b*(1 + eps**2)) + kappa*W0(alpha*b*(1 + eps**2))"
Y_LOW, Y_HIGH = "W0(alpha*b*(1 + eps**2))", "W0(b*(2*eps + alpha*(1 + eps**2)))"
ANY_ALPHA = "Without a bound on alpha, as the lemma is stated."
TYPED = {  # the right sides as the paper has them, times lam; zero where the system of the loss holds
    "D": ("x - b*((1 + eps**2)*exp(-x) + 2*alpha*eps*exp(-y))", "y - b*(2*eps*exp(-x) + alpha*(1 + eps**2)*exp(-y))"),
    "R": ("x - bR*(1 + eps**2)*exp(-x)", "y - bR*2*eps*exp(-x)"),
    "DA": (
        "x - (bR*(1 + eps**2)*exp(-x) - 2*eps*alpha*bF*exp(-y))",
        "y - (bR*2*eps*exp(-x) - alpha*(1 + eps**2)*bF*exp(-y))",
    ),
}


def _in_counts() -> dict[str, Term]:
    return {f"grad_{loss}_{z}": part for loss in TYPED for z, part in zip("xy", two_axes.gradient(loss), strict=True)}


def determinant(x: str, y: str, alpha: str) -> str:
    """The Jacobian's determinant of DA's system at a point, in the grammar: zero at the fold."""
    p, q = f"bR*exp(-{x})", f"{alpha}*bF*exp(-{y})"
    return f"(1 + u*{p})*(1 - u*{q}) + 4*eps**2*{p}*{q}"


CLAIMS = (
    Claim(
        label="res-block-dimensionless",
        kind="result",
        source="Section 5.1.2, the systems",
        statement="The systems of D, R and DA in a block are as printed, and depend only on phi, bR, eps and alpha",
        reading="The gradients, derived in counts from the objectives, are lam times the printed equations.",
        variables=COUNTED | {"x": "real", "y": "real"},
        hypotheses=COUNTS,
        definitions=IN_COUNTS,
        derived=_in_counts(),
        conclusion=" and ".join(
            f"grad_{loss}_{z} == lam*({text})"
            for loss, texts in TYPED.items()
            for z, text in zip("xy", texts, strict=True)
        ),
    ),
    block_claim(
        "lem-oracle-2d",
        "Lemma 6",
        "x_R = W(bR (1+eps^2)), y_R = kappa x_R",
        "On W0; the oracle does not depend on alpha.",
        "x_R == W0(bR*(1 + eps**2)) and y_R == kappa*x_R",
        solve=("R",),
    ),
    block_claim(
        "lem-order-exists",
        "Lemma 12",
        "for alpha <= 1 the D system has a solution with y_D <= x_D",
        "As stated.",
        "y_D <= x_D",
        ("alpha <= 1",),
        solve=(),
        exists=points("D"),
    ),
    block_claim(
        "res-original-exists",
        "Lemma 12",
        "The D system has a solution for every alpha",
        "L_D is strongly convex; here by the intermediate value theorem on its curve.",
        "x_D > 0 and y_D > 0",
        solve=(),
        exists=points("D"),
    ),
    block_claim(
        "res-original-unique",
        "Lemma 12",
        "The D system has only one solution",
        "Two solutions of the same system are equal.",
        "x_D == v_x and y_D == v_y",
        solve=("D",),
        unknowns=(point("D", "v_x", "v_y"),),
    ),
    block_claim(
        "res-original-order",
        "Lemma 12",
        "y_D <= x_D exactly for alpha <= 1",
        "For the solution of the D system.",
        "(alpha < 1 and y_D < x_D) or (alpha == 1 and y_D == x_D) or (alpha > 1 and y_D > x_D)",
        solve=("D",),
    ),
    block_claim(
        "lem-original-2d-x-lower",
        "Lemma 7",
        LEMMA_7,
        f"The lower bound of x_D. {ANY_ALPHA}",
        f"{X_LOW} <= x_D",
        solve=("D",),
        counted=True,
        corrected_by=("res-original-2d-x-lower", "res-original-2d-reversed"),
    ),
    block_claim(
        "lem-original-2d-x-upper",
        "Lemma 7",
        LEMMA_7,
        f"The upper bound of x_D. {ANY_ALPHA}",
        f"x_D <= {X_HIGH}",
        solve=("D",),
    ),
    block_claim(
        "lem-original-2d-y-lower",
        "Lemma 7",
        LEMMA_7,
        f"The lower bound of y_D. {ANY_ALPHA}",
        f"{Y_LOW} <= y_D",
        solve=("D",),
    ),
    block_claim(
        "lem-original-2d-y-upper",
        "Lemma 7",
        LEMMA_7,
        f"The upper bound of y_D. {ANY_ALPHA}",
        f"y_D <= {Y_HIGH}",
        solve=("D",),
        counted=True,
        corrected_by=("res-original-2d-y-upper", "res-original-2d-reversed"),
    ),
    block_claim(
        "res-original-2d-x-lower",
        "Lemma 7",
        "For alpha <= 1: W(b(1+eps^2+2 alpha eps)) <= x_D",
        "With the bound on alpha that the proof uses.",
        f"{X_LOW} <= x_D",
        ("alpha <= 1",),
        solve=("D",),
    ),
    block_claim(
        "res-original-2d-y-upper",
        "Lemma 7",
        "For alpha <= 1: y_D <= W(b(2 eps + alpha(1+eps^2)))",
        "With the bound on alpha that the proof uses.",
        f"y_D <= {Y_HIGH}",
        ("alpha <= 1",),
        solve=("D",),
    ),
    block_claim(
        "res-original-2d-reversed",
        "Lemma 7",
        "For alpha > 1 the lower bound of x_D and the upper bound of y_D are both reversed, strictly",
        "So alpha <= 1 is necessary for these two.",
        f"x_D < {X_LOW} and y_D > {Y_HIGH}",
        ("alpha > 1",),
        solve=("D",),
    ),
    block_claim(
        "lem-da-2d-x",
        "Lemma 8",
        LEMMA_8,
        "The bound of x_DA, for every stationary point of DA: where there is one, the argument is at least -1/e."
        " On W0.",
        "x_DA <= W0(bR*(1 + eps**2) - 2*eps*alpha*bF)",
        solve=("DA",),
    ),
    block_claim(
        "lem-da-2d-y",
        "Lemma 8",
        LEMMA_8,
        "The bound of y_DA, for every stationary point of DA: where there is one, the argument is at least -1/e."
        " On W0.",
        "y_DA <= W0(2*eps*bR - alpha*(1 + eps**2)*bF)",
        solve=("DA",),
    ),
    block_claim(
        "res-block-da-exists",
        "Lemma 8",
        "L_DA has a stationary point for every alpha up to any value that its curve of stationary points takes",
        "At Q = q the curve has y = kappa W0(u bR e^(2 eps q)) - u q and alpha = q e^y/bF, with u = 1 + eps^2.",
        "y_DA <= x_DA",
        ("q > 0", "alpha*bF <= q*exp(kappa*W0(u*bR*exp(2*eps*q)) - u*q)"),
        solve=(),
        extra={"q": "real"},
        exists=points("DA"),
    ),
    block_claim(
        "res-block-da-fold",
        "Lemma 8",
        "Along the stationary points of L_DA alpha rises with x while the Hessian's determinant is negative and falls"
        " once it is positive: where it is 0, at the fold, alpha is largest, and beyond it there is none",
        "Two stationary points, (v_x, v_y) at alpha_2, with x_DA < v_x; the determinant may be 0.",
        f"({determinant('x_DA', 'y_DA', 'alpha')} < 0 or alpha > alpha_2)"
        f" and ({determinant('v_x', 'v_y', 'alpha_2')} > 0 or alpha < alpha_2)",
        ("alpha_2 > 0", "x_DA < v_x"),
        solve=("DA",),
        extra={"alpha_2": "real"},
        unknowns=(point("DA", "v_x", "v_y", alpha="alpha_2"),),
    ),
    block_claim(
        "res-block-da-unimodal",
        "Lemma 8",
        "Of two stationary points of L_DA in a block the one with the larger x is a local minimum, the other a saddle",
        "By the sign of the Hessian's determinant. So there are at most two: a third would be both.",
        f"{determinant('x_DA', 'y_DA', 'alpha')} < 0 and {determinant('v_x', 'v_y', 'alpha')} > 0",
        ("x_DA < v_x",),
        solve=("DA",),
        unknowns=(point("DA", "v_x", "v_y"),),
    ),
    Claim(
        label="res-block-da-unbounded",
        kind="result",
        source="Lemma 8",
        statement="L_DA has no lower bound in a block, for any alpha > 0: its local minimum is never global",
        reading=(
            "Along w = s (eps, -1)/(1 - eps^2), where x = 0 and y = -s; for every level M the rise from w = 0, derived,"
            " is at most -M from some s on."
        ),
        variables=COUNTED | {"s": "real", "M": "real"},
        hypotheses=(
            *COUNTS,
            "M > 0",
            "s >= 1",
            "m*s/f >= 6*(m/f + M + lam*(1 + eps**2)/(1 - eps**2)**2)",
        ),
        derived={"rise": two_axes.rise_along_escape()},
        conclusion="rise <= -M",
    ),
)
