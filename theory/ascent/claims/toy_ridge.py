"""The toy's remarks: what a change of the ridge does, and other ratios of ascent to descent rates."""

from __future__ import annotations

from theory.ascent.claims.toy import TOY
from theory.ascent.toy import REPRODUCING
from theory.language.claim import Assertion, Claim, Statement

REMARK = "App. B"
RADIAL = (
    "changing the ridge moves the minimisers radially, "
    "without altering their relative positions or the decision boundaries"
)
OUTPUTS = {"unit": "sigma", "signed": "2 sigma - 1"}
READINGS = {
    "direction": (
        "Radially: the minimisers of the original loss at two ridges lie on one ray from 0.",
        "Some minimiser of L_D at lambda = 1/10 and some at lambda = 1/5 are parallel.",
        ("1/10", "1/5"),
        ("res-toy-nearly-radial", "res-ridge-shrinks"),
    ),
    "boundary": (
        "Decision boundaries: the two roots of 1 + a x + b x^2 at the global minimum of the original loss.",
        "At the global minima of L_D at lambda = 1/10 and at lambda = 1/5 the roots of 1 + a x + b x^2 are the same.",
        ("1/10", "1/5"),
        ("res-toy-boundary-fixes-weights",),
    ),
    "classes": (
        "Weaker than the boundaries: how the global minimum of the original loss classifies the four points.",
        "At the global minima of L_D at lambda = 1/100 and at lambda = 10 the four points get the same classes.",
        ("1/100", "10"),
        ("res-ridge-shrinks",),
    ),
    "positions": (
        (
            "Relative positions: the shape of the triangle of the three losses' global minima, its ratio of sides"
            " |w_R - w_D| : |w_DA - w_D|."
        ),
        "|w_R - w_D| : |w_DA - w_D| is the same at lambda = 1/10 and at lambda = 1/5.",
        ("1/10", "1/5"),
        ("res-ridge-shrinks",),
    ),
}
RATIO = "for any ratio of ascent to descent rates a similar counterexample can be constructed"
FAMILY = "retain multiplicities 5, 4, 1, 2, forget multiplicities (1/4, 1/5, 1/20, 2)/rho, real weights"
CLASSES_AND_TRAP = (
    "The global minimum of L_R + L_F classifies 1, 2, 4 correctly and 3 wrongly, so does that of L_R; that of L_R -"
    " rho L_F classifies 1, 2, 3 correctly and 4 wrongly; from it the gradient flow of L_R ends at an inferior local"
    " minimum."
)


def radial(reading: str, output: str) -> Assertion:
    """One reading of the remark on the ridge, for one output."""
    text, assertion, ridges, corrected = READINGS[reading]
    return Assertion(
        label=f"rem-ridge-radial-{reading}-{output}",
        kind="remark",
        source=REMARK,
        statement=RADIAL,
        reading=f"{text} Output {OUTPUTS[output]}. "
        + (
            "Sum over multiplicities; lambda or lambda/2 only rescale the ridge."
            if reading == "positions"
            else "Sum or mean, lambda or lambda/2 only rescale the ridge here."
        ),
        domain=(
            f"{TOY.partition(';')[0]}; output {OUTPUTS[output]}; sum, ridge lambda |w|^2; lambda ="
            f" {' and '.join(ridges)}"
        ),
        assertion=assertion,
        corrected_by=corrected,
    )


CLAIMS: tuple[Statement, ...] = (
    *(radial(reading, output) for reading in READINGS for output in OUTPUTS),
    Assertion(
        label="res-toy-nearly-radial",
        kind="result",
        source=REMARK,
        statement="From lambda = 1/10 to 1/5 the original loss's global minimiser turns by less than half a degree",
        reading="Both outputs; sum over multiplicities, ridge lambda |w|^2. Of these two ridges only.",
        domain=f"{TOY.partition(';')[0]}; both outputs; sum, ridge lambda |w|^2; lambda = 1/10 and 1/5",
        assertion="The angle between the global minimisers of L_D at the two ridges is positive and below 1/2 degree.",
    ),
    Claim(
        label="res-ridge-shrinks",
        kind="result",
        source=REMARK,
        statement="What a larger ridge does to global minimisers, whatever the data term: their norm does not grow",
        reading="A, B: data terms at global minimisers for the ridges lam_1 < lam_2; p, q: their squared norms. Each"
        " is at most the other in its own loss.",
        variables={"A": "real", "B": "real", "p": "real", "q": "real", "lam_1": "real", "lam_2": "real"},
        hypotheses=("lam_1 < lam_2", "A + lam_1*p <= B + lam_1*q", "B + lam_2*q <= A + lam_2*p"),
        conclusion="q <= p",
    ),
    Claim(
        label="res-toy-boundary-fixes-weights",
        kind="result",
        source=REMARK,
        statement="The decision boundary determines the weights: no move of them, radial or not, leaves both boundary"
        " points where they are",
        reading="1 + a x + b x^2 and 1 + c x + e x^2 vanish at the same two points x != y.",
        variables={"a": "real", "b": "real", "c": "real", "e": "real", "x": "real", "y": "real"},
        hypotheses=(
            "x != y",
            "1 + a*x + b*x**2 == 0",
            "1 + a*y + b*y**2 == 0",
            "1 + c*x + e*x**2 == 0",
            "1 + c*y + e*y**2 == 0",
        ),
        conclusion="a == c and b == e",
    ),
    Assertion(
        label="rem-reweighted-real",
        kind="remark",
        source=REMARK,
        statement=RATIO,
        reading="Every real ratio rho > 0, multiplicities real: the classes at all three minima, and the trap. "
        "Sums only: a mean over F weighs rho whatever its multiplicities, and for that nothing is decided. "
        f"{REPRODUCING.sentence[0].upper()}{REPRODUCING.sentence[1:]}, lambda = 1/10.",
        domain=f"all real rho > 0; {FAMILY}; {REPRODUCING.sentence}; lambda = 1/10",
        assertion=CLASSES_AND_TRAP,
        uses=("toy-retrain-sum-half-signed", "res-toy-not-separable", "res-toy-wrong-points"),
    ),
    Assertion(
        label="rem-reweighted-integer",
        kind="remark",
        source=REMARK,
        statement=RATIO,
        reading="Rational ratios rho = p/q > 0, whole multiplicities: the real family's and the ridge, times 20 p.",
        domain=f"all integers p, q >= 1, rho = p/q; retain multiplicities 20 p (5, 4, 1, 2), forget multiplicities"
        f" q (5, 4, 1, 40); {REPRODUCING.sentence}; lambda = 2 p",
        assertion=CLASSES_AND_TRAP,
        uses=("rem-reweighted-real",),
    ),
)  # fmt: skip
