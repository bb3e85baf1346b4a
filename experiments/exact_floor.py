"""KLoM needs more than 80 models: the floor alone, in exact arithmetic, without a network and without a simulation.

Margins that are 0, 1 and 2 with probabilities 1/4, 1/4 and 1/2, the same for unlearned models and oracles: nothing is
left to unlearn. In the paper's convention a margin of 2, the joint maximum, falls in no bin; 0 and 1 fall in the first
and the eleventh. So with x zeros and y ones of N oracles, and u and v of N unlearned models, KLoM is the divergence of
the coin ``x/(x+y)`` from the coin ``u/(u+v)``. Its 95 % quantile, which p95 over many points tends to, is enclosed: all
counts are gone through, probabilities are whole numbers over 4^N, divergences are compared in ball arithmetic.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import comb

from flint import arb, fmpq

STABLE, MORE = 80, 100
AT_STABLE, AT_MORE = Fraction(49, 500), Fraction(83, 1000)  # between which the two quantiles' ratio is above 1.18
REACH = 4  # counts farther than this many standard deviations from their mean are left undecided


@cache
def refuted() -> bool:
    """Whether the 95 % quantile of KLoM is certainly at least ``AT_STABLE`` at N = 80 and below ``AT_MORE`` at 100.

    Then p95 of equal models is not stable from N = 80: it falls by more than 15 % up to N = 100. Takes some seconds.
    """
    return exceeds(STABLE, AT_STABLE)[0] > Fraction(1, 20) > exceeds(MORE, AT_MORE)[1]


def exceeds(models: int, threshold: Fraction) -> tuple[Fraction, Fraction]:
    """A lower and an upper bound of ``P(KLoM >= threshold)`` at N = ``models`` a side.

    The difference is the probability of counts far from their means, among them all at which a bin would be empty or
    the joint maximum or minimum another one, and of divergences that ball arithmetic does not tell from the threshold.
    """
    counts = _counts(models)
    logs = [arb(n).log() if n else arb(0) for n in range(models + 1)]
    kept: dict[int, dict[int, int]] = {}
    for (zeros, ones), weight in counts.items():
        kept.setdefault(zeros + ones, {})[zeros] = weight
    above = below = 0
    for (x, y), weight in counts.items():
        far, near = _split(x, y, kept, logs, threshold)
        above, below = above + weight * far, below + weight * near
    whole = 4 ** (2 * models)
    return Fraction(above, whole), 1 - Fraction(below, whole)


def _counts(models: int) -> dict[tuple[int, int], int]:
    """How many of the 4^N equally likely outcomes give so many zeros and ones, near their means."""
    reach = int(REACH * (models * 3 / 16) ** 0.5)
    likely = range(max(1, models // 4 - reach), models // 4 + reach + 1)
    return {
        (x, y): comb(models, x) * comb(models - x, y) * 2 ** (models - x - y)
        for x in likely
        for y in likely
        if x + y < models
    }


def _split(x: int, y: int, kept: dict[int, dict[int, int]], logs: list[arb], threshold: Fraction) -> tuple[int, int]:
    """The weight of the unlearned counts at which the divergence is certainly at least the threshold, and certainly
    below it.

    The divergence falls in u up to ``u/(u+v) = x/(x+y)`` and rises from there; so on either side one count that is
    certainly far, or certainly near, decides for all beyond, or before, it.
    """
    far = near = 0
    own = x * logs[x] + y * logs[y] - (x + y) * logs[x + y]
    limit = (x + y) * arb(fmpq(threshold.numerator, threshold.denominator))
    for total, weights in kept.items():
        shared = own + (x + y) * logs[total] - limit
        ordered = sorted(weights)
        turn = sum(u * (x + y) <= x * total for u in ordered)
        for side in (ordered[:turn][::-1], ordered[turn:]):
            low, high = 0, len(side)
            while low < high:
                middle = (low + high) // 2
                gap = shared - x * logs[side[middle]] - y * logs[total - side[middle]]
                if gap >= 0:
                    high = middle
                elif gap < 0:
                    low = middle + 1
                else:
                    break
            far += sum(weights[u] for u in side[high:])
            near += sum(weights[u] for u in side[:low])
    return far, near
