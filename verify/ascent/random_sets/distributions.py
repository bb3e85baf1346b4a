"""Exact distributions against Lemma 1's bound: enumerated outcome by outcome, compared by ball arithmetic."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

from flint import arb, ctx, fmpq

from theory.ascent import random_sets
from theory.ascent.random_sets import Distribution
from theory.errors import LedgerError, UnableError
from verify.verdict import Evidence, Finding, Grade, Truth, Witness

ACCURACIES = sorted(
    {Fraction(a, b) for b in range(1, 5) for a in range(b + 1)}, key=lambda p: (p.denominator, p.numerator)
)
ENUMERATED = 6  # samples up to which every distribution is gone through outcome by outcome
Parameters = dict[str, int | Fraction]
Case = tuple[Parameters, Distribution]  # and the distribution of |Acc_T - Acc_F|
Size = Callable[[Parameters], Fraction]


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
    return Finding(Truth.FAILS, Grade.ENCLOSED, witness.refutes(detail), (evidence,), witness)


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
