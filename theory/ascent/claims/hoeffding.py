"""Lemma 11, Hoeffding's inequality, and each inequality that its proof rests on."""

from __future__ import annotations

from theory.language.calculus import diff
from theory.language.claim import Assertion, Claim, Statement, symbol
from theory.language.term import Term, exp, log

HOEFFDING = (
    "for independent Z_1..Z_N with a_i <= Z_i <= b_i, S their sum and V the sum of the (b_i - a_i)^2: P(|S - E S| >= t)"
    " <= 2 exp(-2 t^2/V)"
)
P, J, K, F = symbol("p"), symbol("j"), symbol("k"), symbol("f")
MASS = exp(J * log(P) + (F - J) * log(1 - P))  # p^j (1-p)^(f-j), for 0 < p < 1
GRANTED = "def-expectation"


def _fact(
    label: str, reading: str, variables: str, hypotheses: tuple[str, ...], conclusion: str, **derived: Term
) -> Claim:
    return Claim(
        label=label,
        kind="fact",
        source="Hoeffding's inequality",
        statement=reading,
        reading=reading,
        variables={v: "real" for v in variables.split()},
        hypotheses=hypotheses,
        conclusion=conclusion,
        derived=derived,
    )


UNIT = "0 <= p <= 1"

CLAIMS: tuple[Statement, ...] = (
    Assertion(
        label=GRANTED,
        kind="axiom",
        source="definition of expectation",
        statement=(
            "E is linear; X <= Y implies E X <= E Y; P(A) is E of A's indicator; E XY = (E X)(E Y) for independent X"
            " and Y; functions of independent variables are independent"
        ),
        reading="What is taken on trust about probability; all that is used on top of it is a claim with a proof.",
        domain="every bounded random variable",
        assertion="the defining properties of expectation and independence",
    ),
    _fact(
        "fact-bernoulli-log",
        "The logarithm of the Bernoulli moment generating function lies below its parabola at 0.",
        "p x",
        (UNIT, "x > 0"),
        "log(1 - p + p*x) <= p*log(x) + log(x)**2/8",
    ),
    _fact(
        "fact-bernoulli-moment",
        "The moment generating function of a Bernoulli variable, for every s.",
        "p s",
        (UNIT,),
        "1 - p + p*exp(s) <= exp(p*s + s**2/8)",
    ),
    _fact(
        "fact-chord",
        "e^(sz) lies below its chord on [a, b].",
        "s a b z",
        ("a < b", "a <= z <= b"),
        "exp(s*z)*(b - a) <= (b - z)*exp(s*a) + (z - a)*exp(s*b)",
    ),
    _fact(
        "fact-bounded-moment",
        "The chord of e^(sz) on [a, b], at the mean mu, against e^(s mu + s^2 (b-a)^2/8).",
        "s a b mu",
        ("a < b", "a <= mu <= b"),
        "((b - mu)*exp(s*a) + (mu - a)*exp(s*b))/(b - a) <= exp(s*mu + s**2*(b - a)**2/8)",
    ),
    _fact(
        "fact-moment-product",
        "Bounds on two moments multiply: the step of an induction over the number of variables.",
        "t q u v",
        ("0 <= t <= exp(u)", "0 <= q <= exp(v)"),
        "0 <= t*q and t*q <= exp(u + v)",
    ),
    _fact(
        "fact-indicator",
        "For s >= 0 the indicator of x >= 0 is at most e^(sx).",
        "s x",
        ("s >= 0",),
        "exp(s*x) > 0 and (x < 0 or exp(s*x) >= 1)",
    ),
    _fact(
        "fact-chernoff",
        "The exponent -st + s^2 V/8 is least at s = 4t/V, where it is -2 t^2/V.",
        "s t V",
        ("t >= 0", "V > 0"),
        "4*t/V >= 0 and -(4*t/V)*t + (4*t/V)**2*V/8 == -2*t**2/V and -s*t + s**2*V/8 >= -2*t**2/V",
    ),
    _fact(
        "fact-mean-of-sample",
        "For the mean of f variables in [0, 1], t^2/V is f eps^2: t = f eps and V = f.",
        "f eps",
        ("f >= 1", "eps >= 0"),
        "2*(f*eps)**2/f == 2*f*eps**2",
    ),
    _fact(
        "fact-difference-of-means",
        "For the difference of the means of f and t variables in [0, 1], 1/V is f t/(f + t).",
        "f t eps",
        ("f >= 1", "t >= 1"),
        "2*eps**2/(f*(1/f)**2 + t*(1/t)**2) == 2*eps**2*f*t/(f + t)",
    ),
    _fact(
        "fact-sampling-ratio",
        "Without replacement, each further right sample is less likely than the first: (M-i)/(d-i) <= M/d.",
        "i M d",
        ("0 <= i", "i < M", "M <= d"),
        "0 < (M - i)/(d - i) and (M - i)/(d - i) <= M/d",
    ),
    _fact(
        "fact-binomial-slope",
        "p(1-p) times the derivative of p^j (1-p)^(f-j) in p is (j - fp) times it.",
        "p j f",
        ("0 < p", "p < 1"),
        "p*(1 - p)*slope == (j - f*p)*mass",
        slope=diff(MASS, P),
        mass=MASS,
    ),
    _fact(
        "fact-bound-slope",
        "The derivative of e^(2f (k/f - p)^2) in p is -4 (k - fp) times it.",
        "p k f",
        ("f >= 1",),
        "slope == -4*(k - f*p)*exp(2*f*(k/f - p)**2)",
        slope=diff(exp(2 * F * (K / F - P) ** 2), P),
    ),
    _fact(
        "fact-tail-growth",
        "Each outcome at or above k >= fp gains at least as fast in p as the bound: j - fp >= 4 p (1-p) (k - fp).",
        "p j k f",
        (UNIT, "f*p <= k", "k <= j"),
        "j - f*p >= 4*p*(1 - p)*(k - f*p) and k - f*p >= 0",
    ),
    Assertion(
        label="cite-hoeffding",
        kind="lemma",
        source="Lemma 11",
        statement=HOEFFDING,
        reading="Any number N >= 1 of variables, each within its own bounds; t >= 0 and V > 0.",
        uses=(
            GRANTED, "fact-indicator", "fact-chord", "fact-bounded-moment", "fact-moment-product", "fact-chernoff",
        ),
        domain="every N >= 1, every independent Z_i in [a_i, b_i] with V > 0, every t >= 0",
        assertion="P(|S - E S| >= t) <= 2 exp(-2 t^2/V)",
    ),
)  # fmt: skip
