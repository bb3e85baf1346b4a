"""Accuracy on a random forget set: exact distributions, by enumerating outcomes in rational numbers.

Lemma 1 compares ``Acc_T``, the oracle's accuracy on test data, with ``Acc_F``, its accuracy on the
forget set. What is random, and what the oracle may depend on, is left open; each way is a distribution here.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import comb, prod

from theory.ascent import one_axis
from theory.language.term import constant

Distribution = dict[Fraction, Fraction]  # value -> probability


def outcomes(n: int, p: Fraction) -> Distribution:
    """The mean of n independent right-or-wrong answers, each right with probability p, by going
    through all 2^n outcomes. Domain: n >= 1, 0 <= p <= 1."""
    found: Distribution = defaultdict(Fraction)
    for answers in itertools.product((0, 1), repeat=n):
        found[Fraction(sum(answers), n)] += prod((p if right else 1 - p for right in answers), start=Fraction(1))
    return dict(found)


def population_gap(f: int, p: Fraction) -> Distribution:
    """|Acc_T - Acc_F|, with Acc_T = p the population's accuracy and F independent of the oracle."""
    return _gaps((mean, p, chance) for mean, chance in outcomes(f, p).items())


def test_set_gap(f: int, t: int, p: Fraction) -> Distribution:
    """|Acc_T - Acc_F|, with Acc_T from t independent test samples and F as in ``population_gap``."""
    pairs = itertools.product(outcomes(f, p).items(), outcomes(t, p).items())
    return _gaps((forget, test, a * b) for (forget, a), (test, b) in pairs)


def fixed_classifier_gap(d: int, right: int, f: int) -> Distribution:
    """|Acc_T - Acc_F| for a classifier that is right on ``right`` of d given samples, whatever is drawn:
    Acc_T = right/d, and F is a uniform subset of size f. Goes through all subsets."""
    return _gaps(
        (Fraction(sum(k < right for k in drawn), f), Fraction(right, d), chance) for drawn, chance in draws(d, f)
    )


def axes_gap(r: int, f: int, tests: Sequence[frozenset[int]]) -> Distribution:
    """|Acc_T - Acc_F| for the paper's own linear model on r + f orthonormal samples with label +1.

    F is a uniform subset of size f, the oracle is trained on the rest, and Acc_T is the mean over
    ``tests``, samples with label +1, given as the set of coordinates on which they are 1. An answer is right if
    the margin is positive. Goes through all subsets.
    """

    def cases() -> Iterator[tuple[Fraction, Fraction, Fraction]]:
        for drawn, chance in draws(r + f, f):
            kept = frozenset(range(r + f)) - set(drawn)
            right = [_margin_positive(x, kept, r) for x in tests]
            forgotten = [_margin_positive(frozenset({k}), kept, r) for k in drawn]
            yield Fraction(sum(forgotten), f), Fraction(sum(right), len(right)), chance

    return _gaps(cases())


def _margin_positive(x: frozenset[int], kept: frozenset[int], r: int) -> bool:
    """Whether the oracle's margin is positive: its coordinate k has the sign of the weight a in the
    derived gradient lam w - a exp(-w), which is 0 or positive, so the sum is positive if one is."""
    counts = {one_axis.R: r}
    weights = [constant(one_axis.weight("R").subs(counts | {one_axis.N: int(k in kept)})) for k in x]
    return any(weight is not None and weight > 0 for weight in weights)


def draws(d: int, f: int) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """All subsets of size f of d samples, each with its probability 1/C(d, f)."""
    chance = Fraction(1, comb(d, f))
    for drawn in itertools.combinations(range(d), f):
        yield drawn, chance


def at_least(gap: Distribution, eps: Fraction) -> Fraction:
    """P(gap >= eps), exact."""
    return sum((chance for value, chance in gap.items() if value >= eps), Fraction(0))


def _gaps(cases: Iterator[tuple[Fraction, Fraction, Fraction]]) -> Distribution:
    found: Distribution = defaultdict(Fraction)
    for a, b, chance in cases:
        found[abs(a - b)] += chance
    return dict(found)
