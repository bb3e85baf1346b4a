"""Figure 4: the interval of alpha between Lemma 9's bound and Lemma 10's, as a function of eps."""

from __future__ import annotations

import re
from collections.abc import Mapping

from theory.ascent.claims.block import COUNTED, COUNTS, IN_COUNTS, THRESHOLDS, block_claim
from theory.language.claim import Claim

FIGURE = "the interval of alpha between Lemma 9's and Lemma 10's bounds"
SHARED = {name: text for name, text in (IN_COUNTS | THRESHOLDS).items() if name not in ("alpha", "bF")}


def second(changed: str) -> Mapping[str, str]:
    """The abbreviations at a second value ``changed``_2 of one variable, each with _2 in its name."""
    names = "|".join((*SHARED, changed))
    return {f"{name}_2": re.sub(rf"\b({names})\b", r"\1_2", text) for name, text in SHARED.items()}


def interval_claim(
    label: str,
    statement: str,
    reading: str,
    conclusion: str,
    hypotheses: tuple[str, ...] = (),
    *,
    changed: str = "",
    corrected_by: tuple[str, ...] = (),
) -> Claim:
    """A claim about the published interval, for all counts, correlations and ridges."""
    again = {f"{changed}_2": COUNTED[changed]} if changed else {}
    return Claim(
        label=label,
        kind="remark",
        source="Figure 4",
        statement=statement,
        reading=reading,
        variables={name: kind for name, kind in COUNTED.items() if name != "m"} | again,
        hypotheses=tuple(h for h in COUNTS if not h.startswith("1 <= m")) + hypotheses,
        definitions=SHARED | (dict(second(changed)) if changed else {}),
        conclusion=conclusion,
        corrected_by=corrected_by,
    )


BOTH = ("alpha_above < alpha_below", "alpha_above_2 < alpha_below_2")
WIDER = "alpha_below_2 - alpha_above_2 > alpha_below - alpha_above"

CLAIMS = (
    interval_claim(
        "fig-interval-wide",
        f"{FIGURE} is typically wide",
        "The text gives no number for 'typically wide'. What is decided is the least that the words can mean: that the"
        " interval is nonempty, for every forgotten fraction, correlation and ridge.",
        "alpha_above < alpha_below",
        corrected_by=("res-interval-needs-correlation", "res-interval-width", "res-interval-small-ridge"),
    ),
    interval_claim(
        "fig-interval-broadens",
        f"{FIGURE} broadens as the forgotten fraction grows",
        "More forget samples, the same retain samples, correlation and ridge, both intervals nonempty.",
        WIDER,
        ("f_2 > f", *BOTH),
        changed="f",
        corrected_by=("res-interval-width", "res-interval-needs-correlation"),
    ),
    interval_claim(
        "fig-interval-correlation",
        f"{FIGURE} is wider for smaller correlation eps",
        "A smaller eps, the same counts and ridge, both intervals nonempty.",
        WIDER,
        ("0 < eps_2", "eps_2 < eps", *BOTH),
        changed="eps",
        corrected_by=("res-interval-needs-correlation", "res-interval-width"),
    ),
    block_claim(
        "res-interval-needs-correlation",
        "Figure 4",
        "The published interval is empty unless kappa^2 > phi/(1 + 2 phi)",
        "So for every forgotten fraction it is empty below some correlation, whatever the ridge.",
        "kappa**2 > phi/(1 + 2*phi)",
        ("alpha_above <= alpha_below",),
        solve=(),
        thresholds=True,
    ),
    block_claim(
        "res-interval-width",
        "Figure 4",
        "The published interval is shorter than kappa phi^2/(1 + 2 phi), which is less than phi/2",
        "For every ridge; and the width decreases to 0 with kappa.",
        "alpha_below - alpha_above < kappa*phi**2/(1 + 2*phi) and kappa*phi**2/(1 + 2*phi) < phi/2",
        solve=(),
        thresholds=True,
    ),
    block_claim(
        "res-interval-small-ridge",
        "Figure 4",
        "As lambda -> 0 the published interval becomes empty: alpha_y <= 0 once (1 - kappa) x_R >= ln(1 + phi)",
        "x_R = W(bR (1+eps^2)) grows without bound as lambda -> 0. Then Lemma 10's bound is negative.",
        "alpha_y <= 0 and alpha_below <= 0 and alpha_below < alpha_above",
        ("(1 - kappa)*W0(bR*u) >= log(1 + phi)",),
        solve=(),
        thresholds=True,
    ),
)
