"""Lemma 1 in its readings: arguments where it holds, the smallest exact distribution where it fails."""

from __future__ import annotations

from fractions import Fraction

from theory.ascent.claims.random_sets import LARGEST
from theory.errors import LedgerError
from verify.ascent.library import argued, check, decision
from verify.ascent.random_sets import tails
from verify.ascent.random_sets.distributions import (
    certain,
    enumerated,
    given_classifier,
    given_data,
    given_population,
    populations,
    refuted,
    smaller_size,
    two_samples,
)
from verify.prove.argument import Inference
from verify.prove.script import Draft
from verify.verdict import Evidence, Finding, Grade, Truth

SIGNS = ("fact-oracle-signs",)


@check("fact-oracle-signs")
@check("fact-accuracy-gap")
def algebra(p: Draft) -> None:
    p.conclude()


def all_tails() -> Evidence:
    """The one-sided bound for f up to ``LARGEST`` and every p, by polynomial identities.

    Errors: ``LedgerError`` if one does not hold: then the argument is wrong.
    """
    wrong = tails.mismatches(LARGEST)
    if wrong:
        raise LedgerError(f"the tails' polynomials do not satisfy their identity at (f, k) in {wrong[:3]}")
    where = f"every f <= {LARGEST}, p in [0, 1], eps >= 0"
    detail = "each side of the bound holds for each k and every p in [0, k/f]"
    return Evidence("polynomial identities", Truth.UNKNOWN, Grade.EXACT, where, detail)


@decision("lem-random-sets-independent")
def independent() -> Finding:
    steps = (
        Inference("given R, f Acc_F is a sum of f independent variables in [0, 1] with mean p", ("def-expectation",)),
        Inference("P(|f Acc_F - f p| >= t) <= 2 exp(-2 t^2/V) with V = f", ("cite-hoeffding",)),
        Inference(
            "t = f eps gives 2 exp(-2 f eps^2); the mean over R keeps it", ("fact-mean-of-sample", "def-expectation")
        ),
    )
    return argued("lem-random-sets-independent", steps, enumerated(populations()), all_tails())


@decision("lem-random-sets-test-set")
def test_set() -> Finding:
    return refuted(two_samples())


@decision("res-random-sets-test-set")
def both_random() -> Finding:
    steps = (
        Inference(
            "Acc_F - Acc_T is a sum of f independent variables in [0, 1/f] and t in [-1/t, 0], with mean p - p = 0",
            ("def-expectation",),
        ),
        Inference("P(|Acc_F - Acc_T| >= eps) <= 2 exp(-2 eps^2/V) with V = f (1/f)^2 + t (1/t)^2", ("cite-hoeffding",)),
        Inference("2 eps^2/V = 2 eps^2 f t/(f + t)", ("fact-difference-of-means",)),
    )
    return argued("res-random-sets-test-set", steps, enumerated(two_samples(), smaller_size))


@decision("lem-random-sets-fixed-population")
def fixed_population() -> Finding:
    return refuted(given_population())


@decision("lem-random-sets-fixed-data")
def fixed_data() -> Finding:
    return refuted(given_data())


@decision("res-random-sets-fixed-population")
def no_bound() -> Finding:
    steps = (
        Inference("sample k is nonzero on coordinate k alone: w_R is positive there if k is in R, else 0", SIGNS),
        Inference("the margin of a forgotten sample is 0, not positive: Acc_F = 0", SIGNS),
        Inference("the test sample's margin is the sum of all coordinates, positive as r >= 1: Acc_T = 1", SIGNS),
    )
    return argued("res-random-sets-fixed-population", steps, certain(given_population(), "1"))


@decision("res-random-sets-fixed-data")
def sharp_gap() -> Finding:
    steps = (
        Inference("Acc_T = (r Acc_R + f Acc_F)/(r + f), so |Acc_T - Acc_F| <= r/(r + f)", ("fact-accuracy-gap",)),
        Inference("on orthonormal samples the oracle is right on R and has margin 0 on F: Acc_T = r/(r + f)", SIGNS),
    )
    return argued("res-random-sets-fixed-data", steps, certain(given_data(), "r/(r+f)"))


@decision("lem-random-sets-fixed-classifier")
def fixed_classifier() -> Finding:
    steps = (
        Inference("X = f Acc_F; e^(sX) = sum_j C(X, j) c^j with c = e^s - 1 >= 0 for s >= 0", ("def-expectation",)),
        Inference(
            "E C(X, j) = C(f, j) times the product over i < j of (M - i)/(d - i), at most C(f, j) (M/d)^j",
            ("fact-sampling-ratio", "def-expectation"),
        ),
        Inference(
            "so E e^(sX) <= (1 - p + p e^s)^f <= exp(f (p s + s^2/8)) with p = M/d",
            ("fact-bernoulli-moment", "fact-moment-product"),
        ),
        Inference("P(X - f p >= t) <= E exp(s (X - f p - t))", ("fact-indicator", "def-expectation")),
        Inference("at s = 4t/f the exponent is -2 t^2/f, and t = f eps", ("fact-chernoff", "fact-mean-of-sample")),
        Inference("the same for f - X, with d - M wrong samples; the two events together", ("def-expectation",)),
    )
    return argued("lem-random-sets-fixed-classifier", steps, enumerated(given_classifier()))


@decision("res-binomial-tail")
def binomial_tail() -> Finding:
    steps = (
        Inference("T = P_p(K >= k) is the sum over j >= k of C(f, j) p^j (1-p)^(f-j)", ("def-expectation",)),
        Inference("p (1-p) dT/dp is the same sum with each term times j - fp", ("fact-binomial-slope",)),
        Inference("so dT/dp >= 4 (k - fp) T for 0 < p < k/f", ("fact-tail-growth",)),
        Inference(
            "so T exp(2 f (k/f - p)^2), whose second factor has slope -4 (k - fp) times itself, increases on (0, k/f)"
            " and is at most its value at k/f; at p = 0, T = 0",
            ("fact-bound-slope",),
        ),
    )
    return argued("res-binomial-tail", steps, all_tails())


@decision("res-binomial-slack")
def slack() -> Finding:
    """All constants for f up to ``LARGEST``, exact."""
    most = [(c, f, k) for f in range(2, LARGEST + 1) for k, c in enumerate(tails.constants(f)[:-1], 1)]
    top = [tails.constants(f)[-1] for f in range(1, LARGEST + 1)]
    largest = max(most)
    reached = [(f, k) for c, f, k in most if c == largest[0]]
    where = f"every 1 <= k < f <= {LARGEST}"
    detail = f"the largest of {len(most)} constants is {largest[0]}, at (f, k) in {reached}"
    holds = largest[0] == Fraction(3, 4) and reached == [(2, 1)] and set(top) == {Fraction(1)}
    if not holds:
        return Finding(
            Truth.UNKNOWN, Grade.EXACT, f"the constants differ: {detail}",
            (Evidence("exact tails", Truth.UNKNOWN, Grade.EXACT, where, detail),),
        )  # fmt: skip
    return Finding(
        Truth.HOLDS, Grade.EXACT, detail, (Evidence("exact tails", Truth.HOLDS, Grade.EXACT, where, detail),)
    )
