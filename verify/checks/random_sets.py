"""Lemma 1 in its readings: arguments where it holds, the smallest exact distribution where it fails."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

from flint import arb, ctx, fmpq

from theory import random_sets
from theory.claims.random_sets import LARGEST
from theory.errors import LedgerError, UnableError
from theory.random_sets import Distribution
from verify import tails
from verify.argument import Step, argued
from verify.checks.registry import check, decision
from verify.prove.kernel import Proof
from verify.verdict import Evidence, Finding, Grade, Truth, Witness

ACCURACIES = sorted(
    {Fraction(a, b) for b in range(1, 5) for a in range(b + 1)}, key=lambda p: (p.denominator, p.numerator)
)
ENUMERATED = 6  # samples up to which every distribution is gone through outcome by outcome
Parameters = dict[str, int | Fraction]
Case = tuple[Parameters, Distribution]  # and the distribution of |Acc_T - Acc_F|
Size = Callable[[Parameters], Fraction]


@check("fact-oracle-signs")
@check("fact-accuracy-gap")
def algebra(p: Proof) -> None:
    p.conclude()


def excess(probability: Fraction, size: Fraction, eps: Fraction, factor: int = 2) -> arb:
    """Encloses ``probability - factor exp(-2 size eps^2)``."""
    exponent = -2 * size * eps**2
    bound = factor * arb(fmpq(exponent.numerator, exponent.denominator)).exp()
    return arb(fmpq(probability.numerator, probability.denominator)) - bound


def first_violation(cases: Iterator[Case], factor: int = 2) -> Witness | None:
    """The first case, and in it the least eps, at which the probability certainly exceeds the bound."""
    for parameters, gap in cases:
        for eps in sorted(value for value in gap if value > 0):
            probability = random_sets.at_least(gap, eps)
            with ctx.workprec(128):
                by = excess(probability, forget_size(parameters), eps, factor)
                if by > 0:
                    exact = {name: Fraction(v) for name, v in parameters.items()} | {"eps": eps}
                    return Witness(exact, by.str(15), f"the probability is {probability}", Grade.ENCLOSED)
    return None


def refuted(cases: Iterator[Case]) -> Finding:
    """FAILS at the first case of the list, which is ordered by the number of samples.

    Errors: ``UnableError`` if none of the list violates the bound.
    """
    witness = first_violation(cases)
    if witness is None:
        raise UnableError("no distribution of the list violates the bound; enumerate more samples than ENUMERATED")
    detail = f"{witness.why}, by enumeration of all outcomes; it exceeds the bound by {witness.violation}"
    evidence = Evidence("exact distribution", Truth.FAILS, Grade.ENCLOSED, witness.sentence(), detail)
    return Finding(Truth.FAILS, Grade.ENCLOSED, f"refuted at {witness.sentence()}: {detail}", (evidence,), witness)


def sizes(parts: int) -> Iterator[tuple[int, ...]]:
    """All tuples of ``parts`` whole numbers >= 1 by their sum, up to ``ENUMERATED``."""
    for total in range(parts, ENUMERATED + 1):
        yield from (s for s in itertools.product(range(1, total + 1), repeat=parts) if sum(s) == total)


def populations() -> Iterator[Case]:
    for (f,) in sizes(1):
        for p in ACCURACIES:
            yield {"f": f, "p": p}, random_sets.population_gap(f, p)


def two_samples() -> Iterator[Case]:
    for f, t in sizes(2):
        for p in ACCURACIES:
            yield {"f": f, "t": t, "p": p}, random_sets.test_set_gap(f, t, p)


def given_population() -> Iterator[Case]:
    for f, r in sizes(2):
        yield {"r": r, "f": f}, random_sets.axes_gap(r, f, [frozenset(range(r + f))])


def given_data() -> Iterator[Case]:
    for f, r in sizes(2):
        yield {"r": r, "f": f}, random_sets.axes_gap(r, f, [frozenset({k}) for k in range(r + f)])


def given_classifier() -> Iterator[Case]:
    for d in range(1, ENUMERATED + 2):
        for f, right in itertools.product(range(1, d + 1), range(d + 1)):
            yield {"d": d, "f": f, "M": right}, random_sets.fixed_classifier_gap(d, right, f)


def smaller_size(parameters: Parameters) -> Fraction:
    """f t/(f + t)."""
    f, t = Fraction(parameters["f"]), Fraction(parameters["t"])
    return f * t / (f + t)


def forget_size(parameters: Parameters) -> Fraction:
    """f."""
    return Fraction(parameters["f"])


def enumerated(cases: Iterator[Case], size: Size = forget_size) -> Evidence:
    """No case of the list violates the bound 2 exp(-2 size eps^2): exact, but of the list only.

    Errors: ``LedgerError`` if one does, ``UnableError`` if one is not decided at 128 bits.
    """
    number = 0
    for parameters, gap in cases:
        for eps in (value for value in gap if value > 0):
            number += 1
            with ctx.workprec(128):
                by = excess(random_sets.at_least(gap, eps), size(parameters), eps)
                if by > 0:
                    raise LedgerError(
                        f"{parameters}, eps = {eps}: exceeds the bound by {by.str(5)}; the argument is wrong"
                    )
                if not by <= 0:
                    raise UnableError(f"{parameters}, eps = {eps}: not separated from the bound; raise the precision")
    where = f"{number} exact distributions and gaps, with at most {ENUMERATED + 1} samples"
    return Evidence("exact distributions", Truth.UNKNOWN, Grade.EXACT, where, "all within the bound")


def all_tails() -> Evidence:
    """The one-sided bound for f up to ``LARGEST`` and every p, by polynomial identities."""
    wrong = tails.mismatches(LARGEST)
    truth = f"does not hold at (f, k) in {wrong[:3]}" if wrong else "holds for each k and every p in [0, k/f]"
    where = f"every f <= {LARGEST}, p in [0, 1], eps >= 0"
    return Evidence("polynomial identities", Truth.UNKNOWN, Grade.EXACT, where, f"each side of the bound {truth}")


@decision("lem-random-sets-independent")
def independent() -> Finding:
    steps = (
        Step("given R, f Acc_F is a sum of f independent variables in [0, 1] with mean p", ("def-expectation",)),
        Step("P(|f Acc_F - f p| >= t) <= 2 exp(-2 t^2/V) with V = f", ("cite-hoeffding",)),
        Step("t = f eps gives 2 exp(-2 f eps^2); the mean over R keeps it", ("fact-mean-of-sample", "def-expectation")),
    )
    return argued("lem-random-sets-independent", steps, enumerated(populations()), all_tails())


@decision("lem-random-sets-test-set")
def test_set() -> Finding:
    return refuted(two_samples())


@decision("res-random-sets-test-set")
def both_random() -> Finding:
    steps = (
        Step(
            "Acc_F - Acc_T is a sum of f independent variables in [0, 1/f] and t in [-1/t, 0], with mean p - p = 0",
            ("def-expectation",),
        ),
        Step("P(|Acc_F - Acc_T| >= eps) <= 2 exp(-2 eps^2/V) with V = f (1/f)^2 + t (1/t)^2", ("cite-hoeffding",)),
        Step("2 eps^2/V = 2 eps^2 f t/(f + t)", ("fact-difference-of-means",)),
    )
    return argued("res-random-sets-test-set", steps, enumerated(two_samples(), smaller_size))


@decision("lem-random-sets-fixed-population")
def fixed_population() -> Finding:
    return refuted(given_population())


@decision("lem-random-sets-fixed-data")
def fixed_data() -> Finding:
    return refuted(given_data())


def certain(cases: Iterator[Case], value: str) -> Evidence:
    """That the gap is ``value`` (1 or r/(r+f)) with probability 1 in each case of the list.

    Errors: ``LedgerError`` if it is not: then the argument is wrong.
    """
    number = 0
    for parameters, gap in cases:
        number += 1
        r, f = Fraction(parameters["r"]), Fraction(parameters["f"])
        expected = Fraction(1) if value == "1" else r / (r + f)
        if gap != {expected: Fraction(1)}:
            raise LedgerError(f"{parameters}: the gap is not {expected} for each draw; the construction is wrong")
    where = f"{number} pairs r, f with r + f <= {ENUMERATED}"
    return Evidence("exact distributions", Truth.UNKNOWN, Grade.EXACT, where, f"the gap is {value} for each draw")


@decision("res-random-sets-fixed-population")
def no_bound() -> Finding:
    steps = (
        Step("sample k is nonzero on coordinate k alone: w_R is positive there if k is in R, else 0", SIGNS),
        Step("the margin of a forgotten sample is 0, not positive: Acc_F = 0", SIGNS),
        Step("the test sample's margin is the sum of all coordinates, positive as r >= 1: Acc_T = 1", SIGNS),
    )
    return argued("res-random-sets-fixed-population", steps, certain(given_population(), "1"))


@decision("res-random-sets-fixed-data")
def sharp_gap() -> Finding:
    steps = (
        Step("Acc_T = (r Acc_R + f Acc_F)/(r + f), so |Acc_T - Acc_F| <= r/(r + f)", ("fact-accuracy-gap",)),
        Step("on orthonormal samples the oracle is right on R and has margin 0 on F: Acc_T = r/(r + f)", SIGNS),
    )
    return argued("res-random-sets-fixed-data", steps, certain(given_data(), "r/(r+f)"))


SIGNS = ("fact-oracle-signs",)


@decision("lem-random-sets-fixed-classifier")
def fixed_classifier() -> Finding:
    steps = (
        Step("X = f Acc_F; e^(sX) = sum_j C(X, j) c^j with c = e^s - 1 >= 0 for s >= 0", ("def-expectation",)),
        Step(
            "E C(X, j) = C(f, j) times the product over i < j of (M - i)/(d - i), at most C(f, j) (M/d)^j",
            ("fact-sampling-ratio", "def-expectation"),
        ),
        Step(
            "so E e^(sX) <= (1 - p + p e^s)^f <= exp(f (p s + s^2/8)) with p = M/d",
            ("fact-bernoulli-moment", "fact-moment-product"),
        ),
        Step("P(X - f p >= t) <= E exp(s (X - f p - t))", ("fact-indicator", "def-expectation")),
        Step("at s = 4t/f the exponent is -2 t^2/f, and t = f eps", ("fact-chernoff", "fact-mean-of-sample")),
        Step("the same for f - X, with d - M wrong samples; the two events together", ("def-expectation",)),
    )
    return argued("lem-random-sets-fixed-classifier", steps, enumerated(given_classifier()))


@decision("res-binomial-tail")
def binomial_tail() -> Finding:
    steps = (
        Step("T = P_p(K >= k) is the sum over j >= k of C(f, j) p^j (1-p)^(f-j)", ("def-expectation",)),
        Step("p (1-p) dT/dp is the same sum with each term times j - fp", ("fact-binomial-slope",)),
        Step("so dT/dp >= 4 (k - fp) T for 0 < p < k/f", ("fact-tail-growth",)),
        Step(
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
