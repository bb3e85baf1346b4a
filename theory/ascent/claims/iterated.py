"""Appendix D.3: the iterated method, its expansion in the rate, and where its orbits stay."""

from __future__ import annotations

from collections.abc import Mapping

from theory.ascent import iterated
from theory.language.claim import Assertion, Claim, Statement, Unknown, symbol

EXPANSION = (
    "one descent step on R then one ascent step on F, rate eta, ridge in both steps: up to O(eta^2) the simultaneous"
    " update with lambda doubled"
)
KEEPS = "the eta^2 term keeps the iterate from diverging"
SHARES = ("0 < p <= 1", "0 <= q <= 1", "lam > 0", "eta > 0")
SMALL = ("eta*lam < 1",)
AT_W = {
    "next": iterated.two_step(),
    "mid": iterated.middle(),
    "pull": -iterated.retain_slope(),
    "first": iterated.coefficient(1),
    "second": iterated.coefficient(2),
    "simultaneous": iterated.simultaneous(),
    "multiplier": iterated.multiplier(),
    "next_v": iterated.at(iterated.two_step(), symbol("v")),
    "next_ascends": iterated.two_step("ascends"),
    "first_ascends": iterated.coefficient(1, "ascends"),
    "truncated": iterated.truncated(),
    "without_ridge": iterated.simultaneous(0),
}


def iterated_claim(
    label: str,
    statement: str,
    reading: str,
    conclusion: str,
    hypotheses: tuple[str, ...] = (),
    *,
    extra: tuple[str, ...] = (),
    definitions: Mapping[str, str] | None = None,
    unknowns: tuple[Unknown, ...] = (),
    corrected_by: tuple[str, ...] = (),
) -> Claim:
    """A claim about the two-step map at w, for all shares, rates and ridges."""
    used = words(" ".join((conclusion, *hypotheses, *(definitions or {}).values())))
    return Claim(
        label=label,
        kind={"rem": "remark", "res": "result"}[label.split("-")[0]],
        source="Appendix D.3",
        statement=statement,
        reading=reading,
        variables={name: "real" for name in ("p", "q", "lam", "eta", "w", *extra)},
        hypotheses=(*SHARES, *hypotheses),
        conclusion=conclusion,
        derived={n: term for n, term in AT_W.items() if n in used or (n == "mid" and "next" in used)},
        definitions=dict(definitions or {}),
        unknowns=unknowns,
        corrected_by=corrected_by,
    )


def words(text: str) -> set[str]:
    """The names in ``text``."""
    return set("".join(c if c.isalnum() or c == "_" else " " for c in text).split())


A = "(1 - eta*lam)"
LEAST = {"valley": f"log(eta*p/{A})", "low": f"{A}*(1 + valley)", "least": f"{A}*low - eta*q*exp(-low)"}
DROP = {"kappa": "eta*(q + eta*lam*p)", "delta": "eta**2*p*q"}
FLOOR = {"depth": "max(0, -1 - log(eta*p))", "floor": "-depth - eta*q*exp(depth)"}

CLAIMS: tuple[Statement, ...] = (
    iterated_claim(
        "rem-iterated-ridge-shrinks",
        EXPANSION,
        "The ridge draws w toward 0 in both steps. The first-order term, derived, is the simultaneous direction with 2"
        " lambda, and what is left is at most eta^2 times a bound.",
        "first == simultaneous and abs(next - (w + eta*simultaneous)) <= eta**2*abs(pull)*(lam + q*max(exp(-w),"
        " exp(-mid)))",
    ),
    iterated_claim(
        "rem-iterated-ridge-ascends",
        EXPANSION,
        "The second step ascends on the forget loss with its ridge, (1/f) sum_F exp(-y <w,x>) + (lambda/2) |w|^2.",
        "first_ascends == simultaneous",
        corrected_by=("rem-iterated-ridge-shrinks", "res-iterated-ridge-cancels"),
    ),
    iterated_claim(
        "res-iterated-ridge-cancels",
        "if the second step ascends on the ridge as well, the ridge cancels to first order instead of doubling",
        "The first-order term is the simultaneous direction without a ridge.",
        "first_ascends == without_ridge",
    ),
    iterated_claim(
        "res-iterated-second-order",
        "the eta^2 term is (q e^-w - lambda)(p e^-w - lambda w)",
        "The second coefficient of the derived Taylor series, the ridge drawing w toward 0 in both steps.",
        "second == (q*exp(-w) - lam)*(p*exp(-w) - lam*w)",
    ),
    iterated_claim(
        "rem-iterated-bounded-small-rate",
        KEEPS,
        "eta lambda <= 1: after one round the iterate lies above a floor that does not depend on the start, and any"
        " ceiling M that is high enough is never passed again. So every orbit is bounded, whatever p, q and the start.",
        "next >= floor and (w < floor or w > M or next <= M)",
        ("eta*lam <= 1", f"M*(1 - {A}**2) >= eta*p*exp(-floor)"),
        extra=("M",),
        definitions=FLOOR,
    ),
    iterated_claim(
        "rem-iterated-truncated-bounded",
        KEEPS,
        "The update cut off after the eta^2 term, q > 0, eta lambda < 2: after one round the iterate lies above any m"
        " at or below a floor, and from there on it never exceeds both the iterate before it and a ceiling.",
        "truncated >= m and (w < m or truncated <= max(w, ceiling))",
        ("q > 0", "eta*lam < 2", "m <= floor"),
        extra=("m",),
        definitions=DROP
        | {
            "floor": "-(1 + kappa)**2/(4*delta) - kappa - eta**2*lam*q",
            "ceiling": f"(eta*p*exp(-m) - eta**2*lam*q*m*exp(-m) + delta*exp(-2*m))/(1 - {A}**2)",
        },
    ),
    iterated_claim(
        "res-iterated-truncated-escapes",
        "the update cut off after the eta^2 term runs away to plus infinity for eta lambda > 2, from every high start",
        "Each round multiplies the iterate by at least (1 + (1 - eta lambda)^2)/2 > 1: it meets the condition again.",
        f"truncated >= w*(1 + {A}**2)/2",
        ("eta*lam > 2", "w >= 0", f"({A}**2 - 1)*w >= 2*(kappa + eta**2*lam*q)"),
        definitions=DROP,
    ),
    Assertion(
        label="rem-iterated-bounded-every-rate",
        kind="remark",
        source="Appendix D.3",
        statement=KEEPS,
        reading="For every rate, ridge and start. The ridge step alone is stable for eta lambda < 2.",
        uses=("res-iterated-escapes",),
        corrected_by=("rem-iterated-bounded-small-rate", "res-iterated-escapes"),
        domain="all p in (0, 1], q in [0, 1], lambda, eta > 0 and w",
        assertion="the orbit of w is bounded",
    ),
    Assertion(
        label="rem-iterated-converges-small-rate",
        kind="remark",
        source="Appendix D.3",
        statement=KEEPS,
        reading="As convergence: for eta lambda < 1 every orbit converges.",
        uses=("res-iterated-fixed-equations",),
        corrected_by=("rem-iterated-bounded-small-rate", "res-iterated-converges", "res-iterated-fixed-points"),
        domain="all p, q in (0, 1], lambda > 0, 0 < eta < 1/lambda and w",
        assertion="the orbit of w converges",
    ),
    iterated_claim(
        "res-iterated-escapes",
        "for eta lambda > 1 every start that is low enough runs away to minus infinity, at least doubling each round",
        "p eta (eta lambda - 1) w^2 >= 12 and w <= -1; the next iterate is at most 2 w, so it meets the condition"
        " again. With the small-rate statement: all orbits are bounded if and only if eta lambda <= 1.",
        "next <= 2*w",
        ("eta*lam > 1", "w <= -1", "p*eta*(eta*lam - 1)*w**2 >= 12"),
    ),
    iterated_claim(
        "res-iterated-first-order-escapes",
        "without the eta^2 term every start that is low enough runs away, for every rate, if alpha > f/r",
        "q > p. The simultaneous update with 2 lambda at least doubles each iterate, so it meets the condition again.",
        "w + eta*simultaneous <= 2*w",
        ("q > p", "w <= -1", "eta*(q - p)*w**2 >= 6*(1 + 2*eta*lam)"),
    ),
    iterated_claim(
        "res-iterated-minimum",
        "for eta lambda < 1 the two-step map has its least value at log(eta p/(1 - eta lambda)) and increases above it",
        "valley is that point and least the value there; w and v lie on its right where the map is compared at both.",
        "next >= least and (w < valley or v < w or next <= next_v)",
        SMALL,
        extra=("v",),
        definitions=LEAST,
    ),
    Assertion(
        label="res-iterated-converges",
        kind="result",
        source="Appendix D.3",
        statement=(
            "for eta lambda < 1, if the least value of the two-step map is at or above the point where it is taken,"
            " every orbit converges to a fixed point, without oscillation after the first round"
        ),
        reading=(
            "valley = log(eta p/(1 - eta lambda)), low = (1 - eta lambda)(1 + valley); the condition is (1 - eta"
            " lambda) low - eta q exp(-low) >= valley."
        ),
        uses=("res-iterated-minimum", "rem-iterated-bounded-small-rate"),
        domain="all p in (0, 1], q in [0, 1], lambda > 0, 0 < eta < 1/lambda with least >= valley, and every start",
        assertion="from its second point on the orbit is monotone, and it converges to a fixed point >= valley",
    ),
    iterated_claim(
        "res-iterated-converges-small-rate",
        "the condition of convergence holds if eta p <= 1 - eta lambda and q <= e p (1 - eta lambda)^2: for q < e p,"
        " that is for |F_j|/f < e |R_j|/r, at every rate that is small enough",
        "least and valley as before.",
        "least >= valley",
        (*SMALL, f"eta*p <= {A}", f"q <= exp(1)*p*{A}**2"),
        definitions=LEAST,
    ),
    Assertion(
        label="res-iterated-two-axes",
        kind="result",
        source="Appendix D.3",
        statement="on two correlated axes, eta lambda <= 1, every orbit of the iterated method stays bounded",
        reading="The block of section 5.1.2: retain samples (1, eps), forget samples (eps, 1).",
        domain="all shares p, q in (0, 1], eps in (0, 1), lambda > 0, 0 < eta <= 1/lambda and every start",
        assertion="the orbit is bounded",
    ),
)
