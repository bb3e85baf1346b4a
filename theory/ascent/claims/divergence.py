"""Lemma 3 and the remark that follows it: when descent-ascent moves away from the oracle."""

from __future__ import annotations

from theory.ascent import one_axis
from theory.ascent.claims.axis import axis_claim
from theory.language.claim import symbol

LEMMA = "(w_DA - w_D)(w_D - w_R) >= 0"
PRODUCT = "(w_DA - w_D)*(w_D - w_R)"
FARTHEST = (
    "on the range of Lemma 3, DA ends farther from the oracle than the original model was, and any step toward w_DA"
    " moves away from the oracle, so early stopping cannot help"
)
RANGE = ("alpha_low <= alpha <= phi",)
SHARP = ("lem-divergence-appendix", "res-divergence-necessary")
RISE_FROM_D = one_axis.rise("DA").subs({one_axis.W: symbol("v"), one_axis.START: symbol("w_D")})

CLAIMS = (
    axis_claim(
        "lem-divergence-appendix",
        "Lemma 3, Appendix F",
        f"for f^2/(r(r+2f)) <= alpha <= f/r: {LEMMA}",
        "As stated in the appendix, for every stationary point w_DA.",
        f"{PRODUCT} >= 0",
        RANGE,
    ),
    axis_claim(
        "lem-divergence-main-text",
        "Lemma 3, main text",
        f"for alpha <= f/r: {LEMMA}",
        "As stated in the main text, with no lower bound on alpha but alpha > 0.",
        f"{PRODUCT} >= 0",
        ("0 < alpha <= phi",),
        corrected_by=SHARP,
    ),
    axis_claim(
        "lem-divergence-always",
        "Lemma 3, as often quoted",
        f"always: {LEMMA}",
        "For every alpha > 0 at which w_DA exists.",
        f"{PRODUCT} >= 0",
        ("alpha > 0",),
        corrected_by=SHARP,
    ),
    axis_claim(
        "lem-divergence-one-dimensional",
        "Lemma 3, main text",
        f"always on a purely one-dimensional data set: {LEMMA}",
        "Every sample is nonzero on the one axis: |R_j| = r and |F_j| = f.",
        f"{PRODUCT} >= 0",
        ("n == r", "m == f"),
    ),
    axis_claim(
        "lem-divergence-one-dimensional-with-zeros",
        "Lemma 3, main text",
        f"always on a purely one-dimensional data set: {LEMMA}",
        "One axis, but samples with a zero feature count in r and f, as Assumption 2 allows: 0 < |R_j| <= r and 0 <"
        " |F_j| <= f.",
        f"{PRODUCT} >= 0",
        ("alpha > 0",),
        corrected_by=SHARP,
    ),
    axis_claim(
        "res-divergence-necessary",
        "Lemma 3",
        f"{LEMMA} only if f^2/(r(r+2f)) <= alpha <= f/r",
        "The range of the appendix is necessary as well: outside it the product is negative, on either branch of w_DA.",
        "alpha_low <= alpha <= phi",
        (f"{PRODUCT} >= 0",),
    ),
    axis_claim(
        "res-divergence-below",
        "Lemma 3",
        "for alpha < f^2/(r(r+2f)): w_D < w_DA < w_R, so DA ends between the original model and the oracle, and helps",
        "Strictly below the range; alpha = 0 included.",
        "w_D < w_DA and w_DA <= w_R and (m == 0 or w_DA < w_R)",
        ("alpha < alpha_low",),
    ),
    axis_claim(
        "res-divergence-above-w0",
        "Lemma 3",
        "for alpha > f/r on the branch W0: (w_DA - w_D)(w_D - w_R) < 0",
        "w_DA is the local minimum, w_DA >= -1: it lies on the other side of w_D than Lemma 3 says, below the oracle,"
        " which lies below w_D.",
        f"{PRODUCT} < 0 and w_DA < w_R and w_R < w_D",
        ("alpha > phi", "w_DA >= -1"),
    ),
    axis_claim(
        "res-divergence-above-w-1",
        "Lemma 3",
        "for alpha > f/r on the branch W-1: (w_DA - w_D)(w_D - w_R) < 0",
        "w_DA is the local maximum, w_DA < -1.",
        f"{PRODUCT} < 0 and w_DA < w_R and w_R < w_D",
        ("alpha > phi", "w_DA < -1"),
    ),
    axis_claim(
        "rem-farthest-end",
        "Section 5.1.1",
        FARTHEST,
        "At the end, not strictly: |w_DA - w_R| >= |w_D - w_R|.",
        "abs(w_DA - w_R) >= abs(w_D - w_R)",
        RANGE,
    ),
    axis_claim(
        "rem-farthest-end-strict",
        "Section 5.1.1",
        FARTHEST,
        "At the end, strictly: |w_DA - w_R| > |w_D - w_R| on the closed range.",
        "abs(w_DA - w_R) > abs(w_D - w_R)",
        RANGE,
        corrected_by=("rem-farthest-end", "res-farthest-strict"),
    ),
    axis_claim(
        "res-farthest-strict",
        "Section 5.1.1",
        "for f^2/(r(r+2f)) < alpha <= f/r DA ends strictly farther from the oracle",
        "The lower end of the range, where w_DA = w_D, is excluded.",
        "abs(w_DA - w_R) > abs(w_D - w_R)",
        ("alpha_low < alpha <= phi",),
    ),
    axis_claim(
        "rem-farthest-step",
        "Section 5.1.1",
        FARTHEST,
        "A step of any length s >= 0 from w_D toward w_DA, which lies at or below it.",
        "w_DA <= w_D and abs(w_D - s - w_R) >= abs(w_D - w_R)",
        (*RANGE, "s >= 0"),
        extra={"s": "real"},
    ),
    axis_claim(
        "rem-farthest-path",
        "Section 5.1.1",
        FARTHEST,
        "Along the way: every point v at which L_DA is no larger than at w_D is at least as far from the oracle as w_D."
        " Gradient flow and every descent method stay at such points, wherever they stop.",
        "abs(v - w_R) >= abs(w_D - w_R)",
        (*RANGE, "rise <= 0"),
        extra={"v": "real"},
        derived={"rise": RISE_FROM_D},
    ),
)
