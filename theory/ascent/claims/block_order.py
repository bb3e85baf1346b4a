"""Lemmas 9 and 10: for which alpha the three solutions in a block are ordered, as stated and exactly."""

from __future__ import annotations

from theory.ascent.claims.block import block_claim, point

LEMMA_9 = (
    "for alpha >= max{ (1+eps^2)/(2 eps) f^2/(r(d+f)), 2 eps/(1+eps^2) f d/(r(d+f)) }: x_D >= x_DA and y_D >= y_DA"
)
LEMMA_10 = "for alpha <= min{alpha_x, alpha_y}: x_R >= x_D and y_R >= y_D"
X_EXACT = "phi/kappa*exp(x_R*((kappa + phi/kappa)/(1 + phi) - 1))"
Y_POINT = "kappa**2*x_R + W0(u*(1 - kappa**2)*b*exp(-kappa**2*x_R))"
Y_EXACT = "(kappa*x_R - 2*eps*b*exp(-X))*exp(kappa*x_R)/(u*b)"

BALANCE = "kappa*alpha*(phi*exp(x_D - y_D) + (1 + phi)*exp(x_D - y_DA))"

CLAIMS = (
    block_claim(
        "lem-original-above-da",
        "Lemma 9",
        LEMMA_9,
        "For every stationary point of DA, and without a bound on alpha.",
        "x_D >= x_DA and y_D >= y_DA",
        ("alpha >= alpha_above",),
        solve=("D", "DA"),
        thresholds=True,
    ),
    block_claim(
        "res-original-above-da-x",
        "Lemma 9",
        "The first threshold alone implies both, strictly: alpha >= phi^2/(kappa (1 + 2 phi)) gives x_D > x_DA, y_D >"
        " y_DA",
        "The second threshold of Lemma 9 is not needed.",
        "x_D > x_DA and y_D > y_DA",
        ("alpha >= phi**2/(kappa*(1 + 2*phi))",),
        solve=("D", "DA"),
    ),
    block_claim(
        "res-original-above-da-y",
        "Lemma 9",
        "y_D > y_DA already for alpha >= kappa phi^2/(1 + 2 phi)",
        "Smaller than both thresholds of Lemma 9.",
        "y_D > y_DA",
        ("alpha >= kappa*phi**2/(1 + 2*phi)",),
        solve=("D", "DA"),
    ),
    block_claim(
        "res-x-order-gives-y-order",
        "Lemma 9",
        "x_D >= x_DA implies y_D > y_DA",
        "Whatever alpha.",
        "y_D > y_DA",
        ("x_D >= x_DA",),
        solve=("D", "DA"),
    ),
    block_claim(
        "res-original-above-da-sharp",
        "Lemma 9",
        "x_D >= x_DA implies alpha >= e^-(x_D - y_DA) phi^2/(kappa (1 + 2 phi)), and the factor tends to 1 as bR -> 0",
        "So no smaller threshold than the first serves for every ridge. All of x_D, x_DA, y_DA tend to 0 with bR, at"
        " the local minimum.",
        "alpha >= exp(y_DA - x_D)*phi**2/(kappa*(1 + 2*phi))",
        ("x_D >= x_DA",),
        solve=("D", "DA"),
    ),
    block_claim(
        "res-threshold-x-da",
        "Lemma 9",
        "x_D >= x_DA exactly where kappa alpha (phi e^(x_D - y_D) + (1 + phi) e^(x_D - y_DA)) >= phi^2",
        "For every stationary point of DA; equality in one is equality in the other.",
        f"(x_D > x_DA and {BALANCE} > phi**2) or (x_D == x_DA and {BALANCE} == phi**2)"
        f" or (x_D < x_DA and {BALANCE} < phi**2)",
        solve=("D", "DA"),
    ),
    block_claim(
        "res-original-grows",
        "Lemmas 7 and 10",
        "x_D and y_D increase with alpha",
        "v_x, v_y is the solution at a larger alpha_2.",
        "x_D < v_x and y_D < v_y",
        ("alpha < alpha_2",),
        solve=("D",),
        extra={"alpha_2": "real"},
        unknowns=(point("D", "v_x", "v_y", alpha="alpha_2"),),
    ),
    block_claim(
        "lem-oracle-above-original-x",
        "Lemma 10",
        LEMMA_10,
        "The order of the x, without a bound on alpha.",
        "x_R >= x_D",
        ("alpha <= alpha_below",),
        solve=("R", "D"),
        thresholds=True,
    ),
    block_claim(
        "lem-oracle-above-original-y",
        "Lemma 10",
        LEMMA_10,
        "The order of the y, without a bound on alpha, as the lemma is stated.",
        "y_R >= y_D",
        ("alpha <= alpha_below",),
        solve=("R", "D"),
        thresholds=True,
        counted=True,
        corrected_by=("res-oracle-above-original", "res-threshold-y-oracle"),
    ),
    block_claim(
        "res-oracle-above-original",
        "Lemma 10",
        "For alpha <= 1, alpha <= alpha_y alone implies x_R >= x_D and y_R >= y_D",
        "alpha_x is not needed.",
        "x_R >= x_D and y_R >= y_D",
        ("alpha <= 1", "alpha <= alpha_y"),
        solve=("R", "D"),
        thresholds=True,
    ),
    block_claim(
        "res-y-order-gives-x-order",
        "Lemma 10",
        "y_R >= y_D implies x_R > x_D",
        "Whatever alpha.",
        "x_R > x_D",
        ("y_R >= y_D",),
        solve=("R", "D"),
    ),
    block_claim(
        "res-threshold-x-oracle",
        "Lemma 10",
        "x_D <= x_R exactly for alpha <= (phi/kappa) exp(x_R ((kappa + phi/kappa)/(1 + phi) - 1))",
        "The exact threshold, explicit in x_R = W(bR (1+eps^2)); x_D = x_R at it.",
        f"(alpha <= {X_EXACT} and x_D <= x_R) or (alpha > {X_EXACT} and x_D > x_R)",
        solve=("R", "D"),
    ),
    block_claim(
        "res-threshold-y-oracle",
        "Lemma 10",
        "y_D <= y_R exactly for alpha <= (kappa x_R - 2 eps b e^-X) e^(kappa x_R)/(u b), X the x_D there",
        "X = kappa^2 x_R + W(u (1 - kappa^2) b e^(-kappa^2 x_R)); explicit in x_R; y_D = y_R at it.",
        f"(alpha <= {Y_EXACT} and y_D <= y_R) or (alpha > {Y_EXACT} and y_D > y_R)",
        solve=("R", "D"),
        definitions={"X": Y_POINT},
    ),
    block_claim(
        "lem-original-above-da-own-set-up",
        "Lemma 9, the paper's picture",
        LEMMA_9,
        "With the whole forget set in the block, m = f. The range can be met.",
        "x_D >= x_DA and y_D >= y_DA",
        ("m == f", "alpha >= alpha_above"),
        solve=("D", "DA"),
        thresholds=True,
        counted=True,
    ),
    block_claim(
        "lem-oracle-above-original-own-set-up",
        "Lemma 10, the paper's picture",
        LEMMA_10,
        "With the whole forget set in the block, m = f.",
        "x_R >= x_D and y_R >= y_D",
        ("m == f", "alpha <= alpha_below"),
        solve=("R", "D"),
        thresholds=True,
        counted=True,
        corrected_by=("res-upper-threshold-below-phi", "res-own-set-up-no-order"),
    ),
    block_claim(
        "res-upper-threshold-below-phi",
        "Lemma 10",
        "alpha_y < kappa f/r < f/r, so Lemma 10's range holds no alpha >= f/r",
        "For every ridge and correlation.",
        "alpha_y < kappa*phi",
        solve=(),
        thresholds=True,
    ),
)
