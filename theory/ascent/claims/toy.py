"""The non-convex toy: the paper's four rows in all eight conventions, and what holds beside them."""

from __future__ import annotations

from fractions import Fraction

from theory.ascent.toy import CONVENTIONS, OTHER_MEANS, Convention
from theory.language.claim import Assertion, Claim, Statement

SECTION = "Sect. 5.2"
ROWS = {
    "pretrain": (
        "the global minimum classifies points 1, 2, 4 correctly and 3 wrongly (13 right, 1 wrong by multiplicity)",
        "The original loss, multiplicities 5, 4, 1, 4.",
        "Scores 1 + z are negative at x = -1 and positive at 1, 3 and 4, at the global minimum of L_D.",
    ),
    "retrain": (
        "retraining keeps that optimum (11 right, 1 wrong); the minimum barely moves",
        "Keeps: the gradient flow of the retrain loss from the original's global minimum ends at the retrain loss's"
        " own global minimum, with the same classes. Barely moves: by less than descent-ascent moves it; the"
        " distances are enclosed.",
        "At the global minimum of L_R scores 1 + z are negative at x = -1 and positive at 1, 3 and 4; the gradient"
        " flow of L_R from the global minimum of L_D ends there; |w_R - w_D| < |w_DA - w_D|.",
    ),
    "da": (
        "descent-ascent's global minimum classifies 1, 2, 3 correctly and 4 wrongly (on R: 10 right, 2 wrong)",
        "The descent-ascent loss.",
        "Scores 1 + z are negative at x = -1, 3 and 4 and positive at 1, at the global minimum of L_DA.",
    ),
    "trapped": (
        "that point lies in the basin of an inferior local minimum of the retrain loss: fine-tuning"
        " on R cannot recover",
        "Fine-tuning is the gradient flow of the retrain loss.",
        "The gradient flow of L_R from the global minimum of L_DA ends at a local minimum whose loss"
        " is above the least one.",
    ),
}  # fmt: skip
SIGNED = ("sum-full-signed", "sum-half-signed", "mean-full-signed", "mean-half-signed")
EVERY = tuple(c.name for c in CONVENTIONS)
REPRODUCED = {
    "pretrain": tuple(name for name in EVERY if name != "mean-full-unit"),
    "retrain": SIGNED,
    "da": EVERY,
    "trapped": ("sum-half-signed",),
}
MINIMA = {
    "sum-full-unit": (2, 2, 1), "sum-full-signed": (1, 1, 1), "sum-half-unit": (2, 2, 1), "sum-half-signed": (1, 2, 1),
    "mean-full-unit": (1, 2, 1), "mean-full-signed": (1, 1, 1), "mean-half-unit": (2, 2, 1),
    "mean-half-signed": (1, 1, 1),
}  # fmt: skip
UNIT_FOLD, SIGNED_FOLD = "1.744300799691971068689776", "0.077196665169951418352897"
LOWEST = Fraction(1, 1000)
TOY = "multiplicities 5, 4, 1, 4, the last 2 once two of it are forgotten; lambda = 1/10"


def domain(convention: Convention) -> str:
    """The exact parameters of a claim on the toy in one convention."""
    return f"{TOY}; {convention.sentence}"


def row(name: str, convention: Convention) -> Assertion:
    """One of the paper's four rows in one convention."""
    statement, reading, assertion = ROWS[name]
    base = convention.name.removesuffix(f"-{convention.ascent}")
    kept = base in REPRODUCED[name]
    return Assertion(
        label=f"toy-{name}-{convention.name}",
        kind="example",
        source=SECTION,
        statement=statement,
        reading=f"{reading} Convention: {convention.sentence}.",
        domain=domain(convention),
        assertion=assertion,
        corrected_by=() if kept else ("res-toy-conventions", f"res-toy-fold-{base}")[: 2 if name == "trapped" else 1],
    )


def scale(convention: Convention) -> Fraction:
    """lambda in this convention for a ridge coefficient of 1 beside the sum over the 12 retained."""
    return Fraction(2 if convention.half else 1) / (12 if convention.mean else 1)


def digits(convention: Convention) -> str:
    """The ridge coefficient of the saddle-node beside the sum."""
    return SIGNED_FOLD if convention.signed else UNIT_FOLD


def fold_ridge(convention: Convention) -> Fraction:
    """The ridge lambda of the saddle-node."""
    return Fraction(digits(convention)) * scale(convention)


def fold(convention: Convention) -> Assertion:
    """The ridge at which the second minimum of the retrain loss appears."""
    return Assertion(
        label=f"res-toy-fold-{convention.name}",
        kind="result",
        source=SECTION,
        statement=(
            f"For ridges from {LOWEST} on, the retrain loss has a second local minimum exactly below a ridge"
            f" lambda near {float(fold_ridge(convention)):.10f}, where it merges with a saddle"
        ),
        reading=f"Convention: {convention.sentence}.",
        domain=f"all lambda >= {LOWEST}; multiplicities 5, 4, 1, 2; {convention.sentence}",
        assertion=(
            f"L_R has a saddle-node within 10^-20 (relative) of lambda = {digits(convention)} * {scale(convention)}; it"
            f" has two minima and a saddle for every lambda from {LOWEST} to there, and one minimum and no other"
            " stationary point beyond."
        ),
    )


RESULTS: tuple[Statement, ...] = (
    Assertion(
        label="res-toy-conventions",
        kind="result",
        source=SECTION,
        statement="Of the eight conventions exactly one has all four rows: sum over multiplicities, ridge lambda/2,"
        " output 2 sigma - 1",
        reading="Row by row: the original's classes in all but mean-full-unit; retraining as stated exactly for the"
        " output 2 sigma - 1; descent-ascent's classes in all eight; the trap only in sum-half-signed.",
        domain=f"{TOY}; all eight conventions",
        assertion="; ".join(f"toy-{name} in {', '.join(kept)}, in no other" for name, kept in REPRODUCED.items()) + ".",
    ),
    Assertion(
        label="res-toy-minima",
        kind="result",
        source=SECTION,
        statement="How many local minima the three losses have in the whole plane; each second one comes with one"
        " saddle, and there is no other stationary point",
        reading="For each convention the numbers for L_D, L_R and L_DA.",
        domain=f"{TOY}; all eight conventions",
        assertion="; ".join(f"{name}: {', '.join(map(str, counts))}" for name, counts in MINIMA.items()) + ".",
    ),
    Assertion(
        label="res-toy-trapped-descent",
        kind="result",
        source=SECTION,
        statement="Gradient descent on the retrain loss with a constant step of at most 1/101 does not recover either",
        reading="Sum over multiplicities, ridge lambda/2, output 2 sigma - 1; started at"
        " descent-ascent's global minimum.",
        domain=f"{TOY}; {CONVENTIONS[3].sentence}; every constant step in (0, 1/101]",
        assertion="The iterates converge to the inferior local minimum of L_R.",
        uses=("toy-trapped-sum-half-signed",),
    ),
    *(fold(convention) for convention in CONVENTIONS),
    Claim(
        label="res-toy-not-separable",
        kind="result",
        source=SECTION,
        statement="No weights classify all four points correctly: where 1, 2 and 4 are right, 3 is wrong",
        reading="Scores 1 + a x + b x^2; +1 is called where the score is at least 0.",
        variables={"a": "real", "b": "real"},
        hypotheses=("1 - a + b < 0", "1 + a + b >= 0", "1 + 4*a + 16*b >= 0"),
        conclusion="1 + 3*a + 9*b >= 0",
    ),
    Claim(
        label="res-toy-wrong-points",
        kind="result",
        source=SECTION,
        statement="Where one of the points 1, 2, 4 is classified wrongly, point 1 or point 4 is",
        reading="Scores 1 + a x + b x^2; +1 is called where the score is at least 0.",
        variables={"a": "real", "b": "real"},
        hypotheses=("1 - a + b >= 0 or 1 + a + b < 0 or 1 + 4*a + 16*b < 0",),
        conclusion="1 - a + b >= 0 or 1 + 4*a + 16*b < 0",
    ),
)  # fmt: skip
CLAIMS: tuple[Statement, ...] = (
    *(row(name, convention) for name in ROWS for convention in CONVENTIONS),
    *(row(name, convention) for name in ("da", "trapped") for convention in OTHER_MEANS),
    *RESULTS,
)
