"""Lemma 2 and Appendix F: closed forms, branches, and where descent-ascent has no stationary point."""

from __future__ import annotations

from theory.ascent import one_axis, shared_block
from theory.ascent.claims.axis import C_D, C_DA, C_R, axis_claim, slope_at
from theory.language.claim import Claim, symbol
from theory.language.exponentials import collected
from theory.language.term import exp, w0, wm1

LEMMA = (
    "every local minimum or maximum has w_D = W((1+alpha)|R_j|/(lambda d)), w_R = W(|R_j|/(lambda r)), w_DA = W((1 -"
    " alpha r/f)|R_j|/(lambda r))"
)
BRANCHES = (
    "D and R have one global minimum, on W0; DA has one global minimum if its argument is >= 0, a local minimum (W0)"
    " and a local maximum (W-1) if it lies in (-1/e, 0), and no stationary point below -1/e"
)
BLOCK = ("n_1", "n_2", "n_12", "m_1", "m_2", "m_12")
CURVATURE = {loss: one_axis.slope(loss).subs({one_axis.W: symbol("v")}) for loss in ("D", "R", "DA")}
C = one_axis.argument("DA")
AT_BRANCHES = {
    "slope_min": one_axis.gradient("DA").subs({one_axis.W: w0(C)}),
    "slope_max": one_axis.gradient("DA").subs({one_axis.W: wm1(C)}),
    "curvature_min": one_axis.slope("DA").subs({one_axis.W: w0(C)}),
    "curvature_max": one_axis.slope("DA").subs({one_axis.W: wm1(C)}),
}
STATIONARY = {  # the gradients at W0 of their arguments
    f"slope_{loss}": one_axis.gradient(loss).subs({one_axis.W: one_axis.closed_form(loss)}) for loss in ("D", "R", "DA")
}
AT_FOLD = {one_axis.LAM: exp(1) * (one_axis.M * one_axis.R - one_axis.F * one_axis.N) / (one_axis.F * one_axis.R)}

CLAIMS = (
    axis_claim(
        "lem-closed-form-single-coordinate",
        "Lemma 2",
        LEMMA,
        "Blocks of one coordinate: every sample is nonzero on at most one coordinate, and |R_j| >= 1, without which"
        " alpha = |F_j|/|R_j| has no meaning (res-no-retain-samples). W is any real branch, W(z) e^W(z) = z.",
        f"w_D == W0({C_D}) and w_R == W0({C_R}) and w_DA*exp(w_DA) == {C_DA}",
    ),
    axis_claim(
        "res-no-retain-samples",
        "Lemma 2",
        "On an axis that only forgotten samples have, the closed forms hold in counts: w_D = W(|F_j|/(lambda d)), w_R ="
        " 0, w_DA = W(-|F_j|/(lambda f))",
        "|R_j| = 0, where alpha has no meaning. W is any real branch, W(z) e^W(z) = z.",
        "w_D == W0(m/(lam*d)) and w_R == 0 and w_DA*exp(w_DA) == -m/(lam*f)",
        counts=("r >= 1", "f >= 1", "n == 0", "1 <= m <= f", "lam > 0"),
    ),
    Claim(
        label="lem-closed-form-as-written",
        kind="lemma",
        source="Lemma 2, Assumption 1",
        statement=LEMMA,
        reading=(
            "Blocks as Assumption 1 allows them, with two coordinates: n_1, n_2, n_12 retain and m_1, m_2, m_12 forget"
            " samples are nonzero on the first, the second, or both. L_D is strictly convex, so the formula is right"
            " only if its gradient vanishes there."
        ),
        variables={name: "integer" for name in BLOCK} | {"lam": "real"},
        conclusion="slope_1 == 0",
        hypotheses=(*(f"{name} >= 0" for name in BLOCK), "n_1 + n_2 + n_12 >= 1", "m_1 + m_2 + m_12 >= 1", "lam > 0"),
        derived={"slope_1": shared_block.gradient_at_formula()},
        corrected_by=("lem-closed-form-single-coordinate", "res-single-coordinate-necessary"),
    ),
    Claim(
        label="res-single-coordinate-necessary",
        kind="result",
        source="Lemma 2, Assumption 1",
        statement="The closed form of w_D holds only if every sample is nonzero on at most one coordinate",
        reading=(
            "n_1 samples of a coordinate have no other nonzero coordinate, n_12 have others. At the formula's point w"
            " the others contribute positive inner products to each of the n_12; u > 0 is their exponential mean,"
            " exp(-u) = mean of the exp(-u_s). The gradient is then positive, for every ridge."
        ),
        variables={"d": "integer", "n_1": "integer", "n_12": "integer", "lam": "real", "u": "real"},
        conclusion="lam*w > (n_1*exp(-w) + n_12*exp(-(w + u)))/d",
        hypotheses=("d >= 1", "n_1 >= 0", "n_12 >= 1", "lam > 0", "u > 0"),
        definitions={"w": "W0((n_1 + n_12)/(lam*d))"},
    ),
    axis_claim(
        "rem-branches-original-oracle",
        "Appendix F",
        BRANCHES,
        "D and R: W0 of the argument is stationary, each stationary point is that one, and the second derivative is"
        " positive at every v, so it is the one global minimum.",
        f"slope_D == 0 and slope_R == 0 and w_D == W0({C_D}) and w_R == W0({C_R}) and curvature_D > 0 and curvature_R >"
        " 0",
        solve=("D", "R"),
        extra={"v": "real"},
        derived={
            **{f"slope_{loss}": STATIONARY[f"slope_{loss}"] for loss in ("D", "R")},
            **{f"curvature_{loss}": CURVATURE[loss] for loss in ("D", "R")},
        },
    ),
    axis_claim(
        "rem-branches-global",
        "Appendix F",
        BRANCHES,
        "DA, alpha <= f/r: W0 of the argument is stationary, each stationary point is that one, and the second"
        " derivative is positive at every v.",
        f"slope_DA == 0 and w_DA == W0({C_DA}) and curvature_DA > 0",
        ("alpha <= phi",),
        solve=("DA",),
        extra={"v": "real"},
        derived={"slope_DA": STATIONARY["slope_DA"], "curvature_DA": CURVATURE["DA"]},
    ),
    axis_claim(
        "rem-branches-local",
        "Appendix F",
        BRANCHES,
        "DA, f/r < alpha < f/r + lambda f/(e|R_j|): W0 and W-1 of its argument are stationary, a local minimum and a"
        " local maximum, and each stationary point is one of them.",
        f"slope_min == 0 and slope_max == 0 and curvature_min > 0 and curvature_max < 0 and (w_DA == W0({C_DA}) or w_DA"
        f" == Wm1({C_DA}))",
        ("phi < alpha < alpha_fold",),
        solve=("DA",),
        derived=AT_BRANCHES,
    ),
    axis_claim(
        "rem-branches-none",
        "Appendix F",
        BRANCHES,
        "DA, alpha > f/r + lambda f/(e|R_j|): the derivative is positive at every v, so there is no stationary point.",
        "slope > 0",
        ("alpha > alpha_fold",),
        solve=(),
        extra={"v": "real"},
        derived={"slope": slope_at("DA", "v")},
    ),
    axis_claim(
        "rem-branches-range",
        "Appendix F",
        BRANCHES,
        "DA's argument lies in (-1/e, 0) if and only if f/r < alpha < f/r + lambda f/(e|R_j|).",
        f"(-exp(-1) < {C_DA} < 0 and phi < alpha < alpha_fold) or (not -exp(-1) < {C_DA} < 0 and not phi < alpha <"
        " alpha_fold)",
        solve=(),
    ),
    Claim(
        label="res-fold",
        kind="result",
        source="Appendix F",
        statement=(
            "At alpha = f/r + lambda f/(e|R_j|) the only stationary point of L_DA is -1, and it is an inflection,"
            " neither minimum nor maximum"
        ),
        reading=(
            "The ridge is the one at which alpha is the fold, lambda = e (alpha - f/r) |R_j|/f. The derivative vanishes"
            " at -1 and is positive at every other v."
        ),
        variables={"r": "integer", "f": "integer", "n": "integer", "m": "integer", "v": "real"},
        conclusion="slope_at_fold == 0 and (v == -1 or slope > 0)",
        hypotheses=("r >= 1", "f >= 1", "1 <= n <= r", "0 <= m <= f", "m*r > f*n"),
        derived={
            "slope": slope_at("DA", "v").subs(AT_FOLD),
            "slope_at_fold": collected(one_axis.gradient("DA").subs({one_axis.W: -1})).subs(AT_FOLD),
        },
    ),
)
