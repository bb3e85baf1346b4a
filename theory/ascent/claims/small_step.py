"""Appendix D.3: what the iterated method tends to as its rate tends to 0."""

from __future__ import annotations

from collections.abc import Mapping

from theory.ascent import iterated
from theory.ascent.claims.iterated import iterated_claim
from theory.ascent.unknowns import AxisPoint
from theory.language.claim import Assertion, Claim, Statement

LIMIT = "for eta -> 0 the iterated method's limit is the stationary point of L_DA with 2 lambda"
TWICE = (AxisPoint("w_star", "DA", iterated.P - iterated.Q, 2 * iterated.LAM),)
INSIDE = "(w <= w_star + gap or next < w) and (w >= w_star - gap or next > w)"
FOLD = ("q > p", "exp(1)*(q - p) < 2*lam")
MARGIN = {"k": "2*lam - exp(1)*(q - p)"}


def _small_step(
    label: str,
    reading: str,
    conclusion: str,
    hypotheses: tuple[str, ...],
    definitions: Mapping[str, str],
    *,
    statement: str = LIMIT,
    unknowns: tuple[AxisPoint, ...] = TWICE,
    extra: tuple[str, ...] = (),
    corrected_by: tuple[str, ...] = (),
) -> Claim:
    return iterated_claim(
        label, statement, reading, conclusion, hypotheses,
        extra=extra, definitions=definitions, unknowns=unknowns, corrected_by=corrected_by,
    )  # fmt: skip


def _limit(label: str, reading: str, domain: str, assertion: str, uses: tuple[str, ...], *corrected: str) -> Assertion:
    return Assertion(
        label=label, kind="remark", source="Appendix D.3", statement=LIMIT, reading=reading, domain=domain,
        assertion=assertion, uses=uses, corrected_by=corrected,
    )  # fmt: skip


CLAIMS: tuple[Statement, ...] = (
    _small_step(
        "rem-small-step-one-minimum",
        "alpha <= f/r, so that L_DA with 2 lambda has one stationary point, w_star. Farther from it than gap, which is"
        " proportional to eta, every step leads toward it: each fixed point lies within gap of w_star.",
        INSIDE,
        ("q <= p", "eta*(2*lam + q) <= 1"),
        {"gap": "eta*(p*(lam + q)/lam + p + lam)"},
    ),
    _limit(
        "rem-small-step-limit",
        "alpha <= f/r, and every start: the orbit converges, to a limit that tends to w_star.",
        "all q <= p in (0, 1], lambda > 0, every start, every eta with eta (2 lambda + q) <= 1, eta p <= 1 - eta lambda"
        " and q <= e p (1 - eta lambda)^2",
        "the orbit converges to within eta (p (lambda + q)/lambda + p + lambda) of W0((p - q)/(2 lambda))",
        ("rem-small-step-one-minimum", "res-iterated-converges", "res-iterated-converges-small-rate"),
    ),
    _small_step(
        "rem-small-step-local-minimum",
        "f/r < alpha below the fold of L_DA with 2 lambda; w_star is its local minimum, on W0. From -1 on, farther from"
        " it than gap every step leads toward it.",
        INSIDE,
        (*FOLD, "w_star >= -1", "w >= -1", "eta*lam <= 1", "2*eta*lam*(lam + 3*q) <= k"),
        MARGIN | {"gap": "2*eta*(lam + 3*q)*(3*p + lam)/k"},
    ),
    _limit(
        "rem-small-step-limit-local",
        "f/r < alpha below the fold with 2 lambda, and every start from -1 on: the orbit converges, to a limit that"
        " tends to the local minimum.",
        "all p < q in (0, 1] with k = 2 lambda - e (q - p) > 0, every start >= -1, every eta with e eta p <= 1 - eta"
        " lambda, 2 eta lambda (lambda + 3 q) <= k and 2 eta (lambda + 3 q)(3 p + lambda) < k (1 + w_star)",
        "the orbit converges to within 2 eta (lambda + 3 q)(3 p + lambda)/k of w_star = W0((p - q)/(2 lambda))",
        ("rem-small-step-local-minimum", "res-iterated-minimum", "rem-iterated-bounded-small-rate"),
    ),
    _small_step(
        "res-small-step-local-maximum",
        "f/r < alpha below the fold with 2 lambda; w_star is the local maximum, on W-1. Farther from it than a distance"
        " proportional to eta, every step leads away from it, as far down as any level -L.",
        "(w >= w_star - below or w < -L or next < w) and (w <= w_star + above or w > -1 or next > w)",
        (*FOLD, "w_star < -1", "L >= 0", "eta*lam <= 1"),
        MARGIN
        | {
            "below": "eta*q*exp(L)*(p*exp(L) + lam*L)/(-2*lam*(1 + w_star))",
            "above": "eta*lam*(p*exp(-w_star) - lam*w_star)*(-1 - w_star)/k",
        },
        statement="the local maximum of L_DA with 2 lambda repels the iterated method, for every rate small enough",
        extra=("L",),
    ),
    _limit(
        "rem-small-step-every-start",
        "f/r < alpha below the fold with 2 lambda, so that stationary points exist, and every start.",
        "all p, q in (0, 1], lambda > 0 with 2 lambda > e (q - p), and every start",
        "as eta -> 0 the limit of the orbit tends to a stationary point of L_DA with 2 lambda",
        (
            "res-small-step-local-maximum", "res-iterated-converges", "res-iterated-converges-small-rate",
            "res-iterated-minimum",
        ),
        "rem-small-step-limit", "rem-small-step-limit-local", "res-small-step-local-maximum",
    ),
    Claim(
        label="rem-small-step-exists",
        kind="remark",
        source="Appendix D.3",
        statement=LIMIT,
        reading=(
            "For all shares and ridges: such a stationary point would have to exist, (p - q)/(2 lambda) >= -1/e."
        ),
        variables={"p": "real", "q": "real", "lam": "real"},
        hypotheses=("0 < p <= 1", "0 <= q <= 1", "lam > 0"),
        conclusion="(p - q)/(2*lam) >= -exp(-1)",
        corrected_by=("rem-small-step-limit", "rem-small-step-limit-local", "res-small-step-escapes"),
    ),
    _small_step(
        "res-small-step-escapes",
        "Beyond the fold of L_DA with 2 lambda. Above any level -L every iterate decreases once eta is small enough, so"
        " that fixed points lie below it: they tend to minus infinity.",
        "next < w",
        ("q > p", "exp(1)*(q - p) > 2*lam", "L >= 0", "w >= -L", "eta*lam <= 1", "eta*q*exp(L)*(p*exp(L) + lam*L) < k"),
        {"k": "2*lam*(1 + log((q - p)/(2*lam)))"},
        statement="where L_DA with 2 lambda has no stationary point, every limit of the iterated method tends to -oo",
        unknowns=(),
        extra=("L",),
    ),
)  # fmt: skip
