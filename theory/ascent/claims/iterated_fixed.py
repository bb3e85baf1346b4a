"""Appendix D.3: the fixed points of the iterated method, how many there are and which attract."""

from __future__ import annotations

from theory.ascent import iterated
from theory.ascent.claims.iterated import SMALL, A, iterated_claim, words
from theory.language.calculus import diff
from theory.language.claim import Assertion, Claim, Statement, symbol
from theory.language.exponentials import collected
from theory.language.grammar import parse_term
from theory.language.term import Term, exp, log

FIXED = {
    "w": f"({A}*x - y)/(1 - {A}**2)",
    "v": f"(x - {A}*y)/(1 - {A}**2)",
    "p": "x*exp(w)/eta",
    "q": "y*exp(v)/eta",
}
RATIO = log(iterated.Q / iterated.P)
A_, C_, Y = symbol("a"), symbol("c"), symbol("y")
CUBIC = (1 - A_**2 - A_ * Y) * (A_ + Y) ** 2 + Y
CORE = (1 - A_**2) * (C_ - log(Y)) + A_ * Y - A_ + 1 / (A_ + Y)
LEVEL = ((1 - A_**2) * (C_ - log(Y)) + A_ * Y) * exp(A_ * (C_ - log(Y)) - Y)


def _level_fact(
    label: str, statement: str, conclusion: str, hypotheses: tuple[str, ...] = (), **derived: Term
) -> Claim:
    """A fact on the functions of y whose zeros are counted; with c = log(eta q), the level function is
    eta p exactly at the y = eta q e^-w' of a fixed point."""
    used = words(" ".join((conclusion, *map(str, derived.values()))))
    return Claim(
        label=label,
        kind="fact",
        source="Appendix D.3",
        statement=statement,
        reading=statement,
        variables={name: "real" for name in ("a", "c", "y", "z") if name in used},
        hypotheses=("0 < a", "a < 1", "0 < y", *hypotheses),
        conclusion=conclusion,
        derived=derived,
    )


def _at_fixed_point(term: Term) -> Term:
    """``term`` with w, p and q as in ``FIXED``, in the variables x, y, eta, lam."""
    names: dict[str, Term] = {name: symbol(name) for name in ("x", "y", "eta", "lam")}
    for name, text in FIXED.items():
        names[name] = parse_term(text, names)
    swap = {symbol(name): names[name] for name in ("w", "p", "q")}
    return term.subs(swap)


CLAIMS: tuple[Statement, ...] = (
    iterated_claim(
        "res-iterated-fixed-equations",
        "with x = eta p e^-w and y = eta q e^-w', a = 1 - eta lambda: a fixed point is a zero of a x - y - (1 - a^2) w,"
        " and its multiplier is (a + y)(a - x)",
        "Identities at every w; the multiplier is differentiated.",
        f"next - w == {A}*x - y - (1 - {A}**2)*w and mid == {A}*w + x and multiplier == ({A} + y)*({A} - x)",
        definitions={"x": "eta*p*exp(-w)", "y": "eta*q*exp(-mid)"},
    ),
    iterated_claim(
        "res-iterated-level",
        "at a fixed point the level function of y = eta q e^-w' is eta p",
        "With c = log(eta q), w' = c - log y, and the level function is (x - a (next - w)) e^next: x e^w = eta p"
        " where next = w.",
        f"c - log(y) == mid and ((1 - {A}**2)*mid + {A}*y)*exp({A}*mid - y) == (x - {A}*(next - w))*exp(next)",
        ("q > 0",),
        definitions={"x": "eta*p*exp(-w)", "y": "eta*q*exp(-mid)", "c": "log(eta*q)"},
    ),
    Claim(
        label="res-iterated-fixed-points",
        kind="result",
        source="Appendix D.3",
        statement=(
            "for eta lambda < 1 every x, y > 0 give a fixed point with x = eta p e^-w and y = eta q e^-w', at p, q in"
            " closed form; it attracts if and only if a - 1/(a + y) < x < a + 1/(a + y), a = 1 - eta lambda"
        ),
        reading=(
            "w = (a x - y)/(1 - a^2), p = x e^w/eta, q = y e^w'/eta. The two ends are the fold, where fixed points are"
            " born in pairs, and the flip, where an oscillation is born."
        ),
        variables={name: "real" for name in ("x", "y", "lam", "eta")},
        hypotheses=("x > 0", "y > 0", "lam > 0", "eta > 0", *SMALL),
        derived={"next": _at_fixed_point(iterated.two_step()), "multiplier": _at_fixed_point(iterated.multiplier())},
        definitions={"a": "1 - eta*lam"}
        | FIXED
        | {"size": "(a + y)*(a - x)", "low_end": "a - 1/(a + y)", "high_end": "a + 1/(a + y)"},
        conclusion=(
            "next == w and q/p == y/x*exp((x + y)/(1 + a)) and multiplier == size and ((abs(size) < 1 and low_end < x <"
            " high_end) or (abs(size) >= 1 and not low_end < x < high_end))"
        ),
    ),
    Claim(
        label="res-iterated-without-ridge",
        kind="result",
        source="Appendix D.3",
        statement=(
            "without a ridge and for alpha > f/r the two-step map has a fixed point at log(eta p/log(q/p)), which"
            " attracts if and only if q < e^sqrt(2) p, about 4.11 p, whatever the rate; L_DA has no stationary point"
        ),
        reading="lambda = 0. The multiplier is 1 - log(q/p)^2; the fixed point tends to minus infinity with eta.",
        variables={name: "real" for name in ("p", "q", "eta", "v")},
        hypotheses=("0 < p", "p < q", "q <= 1", "eta > 0"),
        derived={
            name: iterated.at(collected(term.subs({iterated.LAM: 0})), log(iterated.ETA * iterated.P / RATIO))
            for name, term in (("next", iterated.two_step()), ("multiplier", iterated.multiplier()))
        }
        | {"slope": -iterated.at(iterated.simultaneous(0), symbol("v"))},
        definitions={"ratio": "log(q/p)", "w": "log(eta*p/ratio)"},
        conclusion=(
            "next == w and slope > 0 and ((abs(multiplier) < 1 and ratio < sqrt(2)) or (abs(multiplier) >= 1 and ratio"
            " >= sqrt(2)))"
        ),
    ),
    Assertion(
        label="res-iterated-three-fixed-points",
        kind="result",
        source="Appendix D.3",
        statement="for eta lambda < 1 the two-step map has at least one and at most three fixed points",
        reading="Rolle's theorem three times, on functions of y = eta q e^-w', and one sign change at the end.",
        uses=(
            "res-iterated-level",
            "rem-iterated-bounded-small-rate",
            "fact-level-slope",
            "fact-core-slope",
            "fact-one-sign-change",
        ),
        domain="all p, q in (0, 1], lambda > 0, 0 < eta < 1/lambda",
        assertion="the number of fixed points is 1, 2 or 3",
    ),
    _level_fact(
        "fact-level-slope",
        "The slope of the level function is -(a + y)/y times the exponential times the core.",
        "slope == -(a + y)/y*exp(a*(c - log(y)) - y)*core",
        slope=diff(LEVEL, Y),
        core=CORE,
    ),
    _level_fact(
        "fact-core-slope",
        "The slope of the core is -1/(y (a + y)^2) times the cubic.",
        "slope == -cubic/(y*(a + y)**2)",
        slope=diff(CORE, Y),
        cubic=CUBIC,
    ),
    _level_fact(
        "fact-one-sign-change",
        "The cubic over y^2 decreases, so the cubic has at most one zero y > 0.",
        "cubic/y**2 > cubic_z/z**2",
        ("y < z",),
        cubic=CUBIC,
        cubic_z=CUBIC.subs({Y: symbol("z")}),
    ),
)
