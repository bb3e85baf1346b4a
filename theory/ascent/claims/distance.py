"""Lemmas 4 and 5 and Corollary 1: how far the three solutions lie apart, and what a vanishing ridge does."""

from __future__ import annotations

from theory.ascent import one_axis
from theory.ascent.claims.axis import C_D, C_DA, C_R, axis_claim, slope_at
from theory.ascent.unknowns import AxisPoint
from theory.language.algebra import factored
from theory.language.claim import symbol
from theory.language.exponentials import collected

COROLLARY = (
    "as lambda -> 0 with alpha -> f/r: Delta_{R,D} -> 0 and Delta_{R,DA} -> oo, in every order of limits and along"
    " every joint path"
)
REMARK = "for alpha > f/r, w_DA -> -oo whatever lambda > 0"
LOG = "log((1 + alpha)*r/d)"
RISE_FROM_ZERO = collected(one_axis.rise("DA").subs({one_axis.W: symbol("v"), one_axis.START: 0}), one_axis.LAM)

CLAIMS = (
    axis_claim(
        "lem-distance-growth",
        "Lemma 4",
        "for all lambda, alpha > 0: Delta_{R,D} <= |ln((1+alpha) r/d)|",
        "As stated.",
        f"abs(w_D - w_R) <= abs({LOG})",
        ("alpha > 0",),
        solve=("D", "R"),
    ),
    axis_claim(
        "lem-distance-growth-as-proved",
        "Lemma 4, end of its proof",
        "for all lambda, alpha > 0: Delta_{R,D} <= |ln alpha|",
        "The bound with which the proof ends.",
        "abs(w_D - w_R) <= abs(log(alpha))",
        ("alpha > 0",),
        solve=("D", "R"),
        corrected_by=("lem-distance-growth", "res-growth-sharp"),
    ),
    axis_claim(
        "res-growth-sharp",
        "Lemma 4",
        "Delta_{R,D} <= W/(1+W) |ln((1+alpha) r/d)|, W the larger of w_D and w_R",
        "Sharper than Lemma 4 for every lambda; alpha = 0 included.",
        f"abs(w_D - w_R) <= max(w_D, w_R)/(1 + max(w_D, w_R))*abs({LOG})",
        solve=("D", "R"),
    ),
    axis_claim(
        "res-growth-limit",
        "Lemma 4",
        "as lambda -> 0, Delta_{R,D} -> |ln((1+alpha) r/d)|: Lemma 4 cannot be improved for all lambda",
        "With a rate: for every tolerance in (0, 1), once both arguments of W are >= exp(2/tolerance), Delta_{R,D} >="
        " (1 - tolerance) |ln((1+alpha) r/d)|.",
        f"abs(w_D - w_R) >= (1 - tol)*abs({LOG})",
        ("0 < tol < 1", f"{C_R} >= exp(2/tol)", f"{C_D} >= exp(2/tol)"),
        solve=("D", "R"),
        extra={"tol": "real"},
    ),
    axis_claim(
        "res-growth-monotone",
        "Lemma 4",
        "Delta_{R,D} grows as lambda decreases",
        "v_D, v_R are the solutions at a smaller ridge lam_small, with the same counts.",
        "abs(v_D - v_R) >= abs(w_D - w_R)",
        ("0 < lam_small <= lam",),
        solve=("D", "R"),
        extra={"lam_small": "real"},
        unknowns=tuple(AxisPoint(f"v_{loss}", loss, one_axis.weight(loss), symbol("lam_small")) for loss in ("D", "R")),
    ),
    axis_claim(
        "lem-distance-unlearning",
        "Lemma 5",
        "for alpha >= f/r: Delta_{R,DA} >= W0(|R_j|/(lambda r))",
        "For every stationary point w_DA, on either branch.",
        f"abs(w_R - w_DA) >= W0({C_R})",
        ("alpha >= phi",),
        solve=("R", "DA"),
    ),
    axis_claim(
        "lem-distance-unlearning-remark-descent",
        "Lemma 5, its proof",
        REMARK,
        "Descent on L_DA from the original model runs to -oo for every lambda: no stationary point at or below w_D"
        " stops it.",
        "w_DA > w_D",
        ("alpha > phi",),
        solve=("D", "DA"),
        corrected_by=("res-descent-escapes", "rem-branches-local"),
    ),
    axis_claim(
        "lem-distance-unlearning-remark-infimum",
        "Lemma 5, its proof",
        REMARK,
        "L_DA has no lower bound, whatever lambda: for every level M it is at most L_DA(0) + a - M at every v <= -1"
        " with |v| >= 6 (lambda/2 + M)/a, where a = |F_j|/f - |R_j|/r.",
        "rise <= a - M",
        ("alpha > phi", "M > 0", "v <= -1", "-v >= 6*(lam/2 + M)/a"),
        solve=(),
        extra={"v": "real", "M": "real"},
        derived={"a": factored(-one_axis.weight("DA")), "rise": RISE_FROM_ZERO},
    ),
    axis_claim(
        "res-descent-escapes",
        "Lemma 5, its proof",
        "descent on L_DA runs to -oo from every start if alpha > f/r + lambda f/(e|R_j|)",
        "The derivative has a positive lower bound, lambda (1 + ln(-c)) with c the argument of DA; so descent never"
        " settles.",
        f"slope >= lam*(1 + log(-{C_DA})) and 1 + log(-{C_DA}) > 0",
        ("alpha > alpha_fold",),
        solve=(),
        extra={"v": "real"},
        derived={"slope": slope_at("DA", "v")},
    ),
    axis_claim(
        "cor-instability-original",
        "Corollary 1",
        COROLLARY,
        "Delta_{R,D} -> 0 as alpha -> f/r, whatever lambda does: |alpha - f/r| <= tolerance gives Delta_{R,D} <="
        " tolerance.",
        "abs(w_D - w_R) <= tol",
        ("tol > 0", "abs(alpha - phi) <= tol"),
        solve=("D", "R"),
        extra={"tol": "real"},
    ),
    axis_claim(
        "cor-instability-unlearned",
        "Corollary 1",
        COROLLARY,
        "Delta_{R,DA} -> oo along every path on which DA has a stationary point: for every level M, |1 - alpha r/f| <="
        " exp(-2M) and |R_j|/(lambda r) >= exp(2M + 1) give Delta_{R,DA} >= M.",
        "abs(w_R - w_DA) >= M",
        ("M > 0", "abs(1 - alpha/phi) <= exp(-2*M)", f"{C_R} >= exp(2*M + 1)"),
        solve=("R", "DA"),
        extra={"M": "real"},
    ),
    axis_claim(
        "cor-instability-unlearned-from-above",
        "Corollary 1",
        COROLLARY,
        "The order 'lambda first' at a fixed alpha > f/r: the limit needs w_DA to exist for every small lambda, that"
        " is, its argument to stay >= -1/e.",
        f"{C_DA} >= -exp(-1)",
        ("phi < alpha",),
        solve=(),
        corrected_by=("cor-instability-unlearned", "rem-branches-none"),
    ),
    axis_claim(
        "cor-instability-quoted",
        "Corollary 1, as often quoted",
        "Delta_{R,D} -> 0 as lambda -> 0 for any fixed alpha",
        "Delta_{R,D} grows as lambda decreases (res-growth-monotone), so it tends to 0 only if it is 0 for every"
        " lambda.",
        "w_D == w_R",
        ("alpha > 0",),
        solve=("D", "R"),
        uses=("res-growth-monotone",),
        corrected_by=("cor-instability-original", "res-growth-limit"),
    ),
)
