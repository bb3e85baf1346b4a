"""The paper's own set-up: the forget set is a subset of one axis's samples, so |F_j| = f there and
no other axis k has a forget sample. What range of alpha is left, and what Lemma 3 says in it."""

from __future__ import annotations

from theory.ascent import one_axis
from theory.ascent.claims.axis import axis_claim, other_axis, slope_at
from theory.ascent.claims.divergence import FARTHEST, LEMMA, PRODUCT, RANGE
from theory.language.claim import symbol
from theory.language.exponentials import collected
from theory.language.term import Term, Variable

OWN = ("m == f",)
TWO_AXES = ("m == f", "1 <= n_k", "n + n_k <= r")
SOURCE = "Section 5.1.1, set-up"
ON_K: dict[Variable, Term | int] = {one_axis.N: symbol("n_k"), one_axis.M: 0, one_axis.W: symbol("v_D")}
FIRST_STEP = {"slope": slope_at("DA", "w_D"), "slope_k": collected(one_axis.gradient("DA").subs(ON_K))}
TOWARD = "(w_D - w_R)*slope + (v_D - v_R)*slope_k"
EXTRA = {"n_k": "integer"}

CLAIMS = (
    axis_claim(
        "res-own-set-up-range",
        SOURCE,
        "with the whole forget set on axis j, alpha >= f/r, with equality only if |R_j| = r",
        "|F_j| = f and |R_j| <= r. Equality means that every retain sample lies on axis j: a one-dimensional data set.",
        "alpha >= phi and ((alpha == phi and n == r) or (alpha > phi and n < r))",
        OWN,
        solve=(),
    ),
    axis_claim(
        "lem-divergence-own-set-up",
        "Lemma 3, in the paper's set-up",
        f"for f^2/(r(r+2f)) <= alpha <= f/r: {LEMMA}",
        "On axis j, which has the whole forget set.",
        f"{PRODUCT} >= 0",
        RANGE + OWN,
        corrected_by=("res-own-set-up-forgotten-axis", "res-own-set-up-other-axis"),
    ),
    axis_claim(
        "lem-divergence-own-set-up-interior",
        "Lemma 3, in the paper's set-up",
        f"for f^2/(r(r+2f)) <= alpha < f/r: {LEMMA}",
        "On axis j, which has the whole forget set, short of the end point at which Lemma 3 says only 0 >= 0.",
        f"{PRODUCT} >= 0",
        ("alpha_low <= alpha < phi", *OWN),
        corrected_by=("res-own-set-up-forgotten-axis",),
    ),
    axis_claim(
        "lem-divergence-own-set-up-other-axes",
        "Lemma 3, in the paper's set-up",
        f"{LEMMA}, on each axis",
        "On an axis k without forget samples: |R_k| = n_k, alpha_k = 0.",
        "(v_DA - v_D)*(v_D - v_R) >= 0",
        ("m == f", "1 <= n_k", "n + n_k <= r"),
        solve=(),
        extra=EXTRA,
        unknowns=other_axis("D", "R", "DA"),
        corrected_by=("res-own-set-up-other-axis",),
    ),
    axis_claim(
        "res-own-set-up-forgotten-axis",
        SOURCE,
        "on the forgotten axis (w_DA - w_D)(w_D - w_R) < 0 unless the data set is one-dimensional",
        "|R_j| < r: w_DA < w_R < w_D on either branch, so the way from w_D to w_DA passes the oracle.",
        f"{PRODUCT} < 0 and w_DA < w_R and w_R < w_D",
        (*OWN, "n < r"),
    ),
    axis_claim(
        "res-own-set-up-other-axis",
        SOURCE,
        "on every other axis DA ends exactly at the oracle",
        "w_DA = w_R, and (w_DA - w_D)(w_D - w_R) = -(w_R - w_D)^2 < 0.",
        "v_DA == v_R and (v_DA - v_D)*(v_D - v_R) < 0",
        TWO_AXES,
        solve=(),
        extra=EXTRA,
        unknowns=other_axis("D", "R", "DA"),
    ),
    axis_claim(
        "res-own-set-up-vector",
        SOURCE,
        "for the whole vector, <w_DA - w_D, w_D - w_R> < 0 in the paper's set-up",
        "The product on axis j plus Q, the sum over the other axes of (w_DA - w_D)(w_D - w_R), each of which is <= 0"
        " (res-own-set-up-other-axis).",
        f"{PRODUCT} + Q < 0",
        (*OWN, "n < r", "Q <= 0"),
        extra={"Q": "real"},
        uses=("res-own-set-up-other-axis",),
    ),
    axis_claim(
        "res-all-axes-at-the-end-point",
        SOURCE,
        "if every sample lies on an axis and alpha_j <= f/r on every axis, then alpha_j = f/r on every axis",
        "n_rest and m_rest count the samples on all other axes together, where |F_k| <= (f/r)|R_k| adds up. So the"
        " upper bound of Lemma 3 holds on all axes only where Lemma 3 says 0 >= 0.",
        "alpha == phi",
        ("m/n <= f/r", "n + n_rest == r", "m + m_rest == f", "n_rest >= 0", "m_rest >= 0", "m_rest <= f/r*n_rest"),
        solve=(),
        extra={"n_rest": "integer", "m_rest": "integer"},
    ),
    axis_claim(
        "rem-farthest-own-set-up-early-stop",
        "Section 5.1.1, in the paper's set-up",
        FARTHEST,
        "For the whole vector, here axes j and k: the first step of descent on L_DA from w_D does not reduce the"
        " distance to the oracle, <w_D - w_R, grad L_DA(w_D)> <= 0.",
        f"{TOWARD} <= 0",
        TWO_AXES,
        solve=("D", "R"),
        extra=EXTRA,
        unknowns=other_axis("D", "R"),
        derived=FIRST_STEP,
        corrected_by=("res-own-set-up-early-stop-helps",),
    ),
    axis_claim(
        "res-own-set-up-early-stop-helps",
        SOURCE,
        "in the paper's set-up the first step of descent-ascent always moves toward the oracle",
        "<w_D - w_R, grad L_DA(w_D)> > 0: the term of axis j is positive and so is that of every other axis with retain"
        " samples, so gradient flow stopped early enough is nearer to the oracle than w_D, for every ridge and whether"
        " or not w_DA exists.",
        f"{TOWARD} > 0 and (w_D - w_R)*slope > 0 and (v_D - v_R)*slope_k > 0",
        TWO_AXES,
        solve=("D", "R"),
        extra=EXTRA,
        unknowns=other_axis("D", "R"),
        derived=FIRST_STEP,
    ),
    axis_claim(
        "res-farther-on-forgotten-axis",
        SOURCE,
        "on an axis with alpha >= f/r DA ends strictly farther from the oracle than the original model",
        "Although Lemma 3 fails there: w_DA is farther on the other side.",
        "abs(w_DA - w_R) > abs(w_D - w_R)",
        ("alpha >= phi",),
    ),
    axis_claim(
        "rem-farthest-own-set-up-end",
        "Section 5.1.1, in the paper's set-up",
        FARTHEST,
        "At the end, for the whole vector of a data set with two axes j and k, in the Euclidean norm.",
        "(w_DA - w_R)**2 + (v_DA - v_R)**2 >= (w_D - w_R)**2 + (v_D - v_R)**2",
        ("m == f", "1 <= n_k", "n + n_k == r"),
        extra=EXTRA,
        unknowns=other_axis("D", "R", "DA"),
        corrected_by=("res-own-set-up-end", "res-own-set-up-end-sharp"),
    ),
    axis_claim(
        "res-other-axis-distance",
        SOURCE,
        "on an axis k without forget samples 0 <= w_R - w_D <= |R_k| f/(lambda r d)",
        "Descent-ascent brings this to 0.",
        "0 <= v_R - v_D <= n_k*f/(lam*r*d)",
        TWO_AXES,
        solve=(),
        extra=EXTRA,
        unknowns=other_axis("D", "R"),
    ),
    axis_claim(
        "res-own-set-up-end",
        SOURCE,
        "if f <= d/sqrt(2), at most 70.7 % of the data, then DA ends strictly farther from the oracle than the original"
        " model, for the whole vector",
        "Q is the sum over all other axes of (w_R - w_D)^2: by res-other-axis-distance and since a sum of squares is at"
        " most the square of the sum, 0 <= Q <= ((r - |R_j|) f/(lambda r d))^2. Any number of axes, either branch,"
        " every lambda at which w_DA exists.",
        "(w_DA - w_R)**2 > (w_D - w_R)**2 + Q",
        (*OWN, "2*f**2 <= d**2", "0 <= Q <= ((r - n)*f/(lam*r*d))**2"),
        extra={"Q": "real"},
        uses=("res-other-axis-distance", "res-own-set-up-other-axis"),
    ),
    axis_claim(
        "res-own-set-up-end-sharp",
        SOURCE,
        "if f > d/sqrt(2), there are data sets and ridges for which DA ends nearer to the oracle than the original"
        " model",
        "So the bound of res-own-set-up-end cannot be relaxed. The whole axis is forgotten (|R_j| = 0), one other axis"
        " k has all retain samples, and lambda >= 13 d^2/(2f^2 - d^2); w_DA is the local minimum.",
        "(w_DA - w_R)**2 + (v_DA - v_R)**2 < (w_D - w_R)**2 + (v_D - v_R)**2",
        ("2*f**2 > d**2", "lam*(2*f**2 - d**2) >= 13*d**2", "w_DA >= -1"),
        extra=EXTRA,
        counts=("r >= 1", "f >= 1", "n == 0", "m == f", "n_k == r", "lam > 0"),
        unknowns=other_axis("D", "R", "DA"),
    ),
)
