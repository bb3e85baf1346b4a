"""Section 5.1.2: whether the order of the three solutions in a block means that DA does harm."""

from __future__ import annotations

from theory.ascent import two_axes
from theory.ascent.claims.block import DISTANCES, HARM, block_claim, counted
from theory.ascent.unknowns import AxisPoint
from theory.language.claim import Assertion, symbol

PULL = two_axes.pull()
NEARER = "far_DA <= far_D"
OTHER_AXIS = tuple(
    AxisPoint(f"v_{loss}", loss, weight, symbol("lam"))
    for loss, weight in (
        ("D", symbol("n_k") / (symbol("r") + symbol("f"))),
        ("R", symbol("n_k") / symbol("r")),
        ("DA", symbol("n_k") / symbol("r")),
    )
)
PICTURE = "in the paper's picture, the whole forget set in the block"
MET = "phi**4 <= (1 + 2*phi)*alpha**2 + 2*kappa*phi**3*alpha"
Q1, Q2 = "alpha*exp(x_D - y_D)", "alpha*(1 + 1/phi)*exp(x_D - y_DA)"
S = "(phi - (1 + phi)*x_R)"

CLAIMS = (
    block_claim(
        "rem-order-harms",
        "Section 5.1.2",
        HARM,
        "In the block, for every stationary point of DA.",
        "far_DA >= far_D",
        ("x_R >= x_D", "x_D >= x_DA", "y_R >= y_D", "y_D >= y_DA"),
        derived=DISTANCES,
    ),
    block_claim(
        "res-x-order-harms",
        "Section 5.1.2",
        "The order of the x alone decides: x_R >= x_D >= x_DA implies y_D > y_DA and |w_DA - w_R| > |w_D - w_R|",
        "Strictly; nothing is asked of the y.",
        "y_D > y_DA and far_DA > far_D",
        ("x_R >= x_D", "x_D >= x_DA"),
        derived=DISTANCES,
    ),
    block_claim(
        "res-past-oracle-harms",
        "Section 5.1.2",
        "Where x_D >= x_R, DA ends farther from the oracle as well",
        "For every stationary point of DA.",
        "far_DA > far_D",
        ("x_D >= x_R",),
        derived=DISTANCES,
    ),
    block_claim(
        "res-block-farther",
        "Section 5.1.2",
        "DA ends farther from the oracle for every ridge if (1 + 2 phi) alpha^2 + 2 kappa phi^3 alpha >= phi^4",
        "No order is asked for. For eps = 1 the threshold is the lower end of Lemma 3's range, phi^2/(1 + 2 phi).",
        "far_DA > far_D",
        (MET,),
        derived=DISTANCES,
    ),
    block_claim(
        "res-block-farther-sharp",
        "Section 5.1.2",
        "The threshold of res-block-farther is best possible for all ridges: it is the limit of a necessary condition",
        "If DA ends as far as D or farther, with q1 = alpha e^(x_D - y_D), q2 = alpha (1 + 1/phi) e^(x_D - y_DA)"
        " and s = phi - (1 + phi) x_R: q2^2 - q1^2 + 2 kappa s q1 >= s^2, or kappa q1 >= s. As bR -> 0, at the local"
        " minimum, s -> phi, q1 -> alpha, q2 -> (1 + 1/phi) alpha, and both mean the threshold's inequality.",
        f"kappa*{Q1} >= {S} or ({Q2})**2 - ({Q1})**2 + 2*kappa*({S})*{Q1} >= ({S})**2",
        ("far_DA >= far_D", "x_D <= x_R"),
        derived=DISTANCES,
    ),
    block_claim(
        "rem-order-harms-other-axes",
        "Section 5.1.2",
        HARM,
        "For the whole vector, with a further axis k of n_k retain samples, where DA stands at the oracle.",
        "far_DA + (v_DA - v_R)**2 >= far_D + (v_D - v_R)**2",
        ("1 <= n_k", "n + n_k <= r", "x_R >= x_D", "x_D >= x_DA", "y_R >= y_D", "y_D >= y_DA"),
        counted=True,
        extra={"n_k": "integer"},
        derived=DISTANCES,
        unknowns=OTHER_AXIS,
        corrected_by=("rem-order-harms", "res-x-order-harms"),
    ),
    block_claim(
        "rem-order-harms-own-set-up",
        "Section 5.1.2, the paper's picture",
        HARM,
        f"The order, {PICTURE}: m = f, so alpha >= f/r.",
        "far_DA >= far_D",
        ("m == f", "x_R >= x_D", "x_D >= x_DA", "y_R >= y_D", "y_D >= y_DA"),
        counted=True,
        derived=DISTANCES,
        corrected_by=("res-own-set-up-no-order", "res-own-set-up-block-farther"),
    ),
    block_claim(
        "res-own-set-up-no-order",
        "Section 5.1.2",
        "For alpha >= f/r, and so whenever the whole forget set lies in the block, y_D > y_R: the order never occurs",
        "For every ridge and correlation.",
        "y_D > y_R",
        ("alpha >= phi",),
        solve=("D", "R"),
    ),
    block_claim(
        "rem-order-harms-picture",
        "Section 5.1.2, the paper's picture",
        f"DA is detrimental {PICTURE}",
        "DA's local minimum ends farther from the oracle, whatever the counts.",
        "far_DA >= far_D",
        ("m == f",),
        counted=True,
        derived=DISTANCES,
        corrected_by=("res-own-set-up-block-farther", "res-block-farther"),
    ),
    block_claim(
        "res-own-set-up-block-farther",
        "Section 5.1.2",
        "For alpha >= f/r DA ends farther from the oracle if f <= (1 + sqrt 2) r",
        "That is phi^2 <= 2 phi + 1; whatever the correlation and the ridge.",
        "far_DA > far_D",
        ("alpha >= phi", "phi**2 <= 2*phi + 1"),
        derived=DISTANCES,
    ),
    block_claim(
        "rem-order-harms-first-step",
        "Section 5.1.2",
        "where the order holds, already the first step of descent-ascent from the original model moves away from the"
        " oracle",
        "The sign of <-grad L_DA(w_D), w_R - w_D>; positive is toward the oracle.",
        "pull <= 0",
        ("x_R >= x_D", "x_D >= x_DA", "y_R >= y_D", "y_D >= y_DA"),
        counted=True,
        derived={"pull": counted(PULL)},
        corrected_by=("res-block-first-step", "res-block-first-step-sign"),
    ),
    block_claim(
        "res-block-first-step-sign",
        "Section 5.1.2",
        "The first step moves toward the oracle exactly where phi^2 e^-x_D (x_R - x_D) > alpha (1 + 2 phi) e^-y_D (y_R"
        " - y_D)",
        "The inner product <-grad L_DA(w_D), w_R - w_D>, derived, is a positive multiple of the difference.",
        "pull*phi*(1 + phi) == bR*(phi**2*exp(-x_D)*(x_R - x_D) - alpha*(1 + 2*phi)*exp(-y_D)*(y_R - y_D))",
        solve=("D", "R"),
        derived={"pull": PULL},
    ),
    block_claim(
        "res-block-first-step",
        "Section 5.1.2",
        "For alpha >= f/r the first step moves toward the oracle: some early stop is nearer to it than the original"
        " model",
        "Though DA may end farther away.",
        "pull > 0",
        ("alpha >= phi",),
        solve=("D", "R"),
        derived={"pull": PULL},
    ),
    Assertion(
        label="res-block-early-stop",
        kind="result",
        source="Section 5.1.2",
        statement="Where the first step does not approach the oracle, no early stop on the gradient flow does either",
        reading=(
            "The converse of res-block-first-step: if <-grad L_DA(w_D), w_R - w_D> <= 0, every point of the flow from"
            " w_D is at least as far from w_R as w_D is."
        ),
        domain="all phi, bR, alpha > 0 and 0 < eps < 1 with <-grad L_DA(w_D), w_R - w_D> <= 0",
        assertion="the distance to the oracle along the gradient flow of L_DA from w_D is never below its first value",
        uses=("res-block-dimensionless",),
    ),
)
