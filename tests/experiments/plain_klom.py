"""KLoM of one point by plain loops, after the published descriptions alone: no array, nothing of ``experiments``."""

import bisect
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Rules:
    """One switch a difference between the implementations, so that a mutant is one switch away."""

    oracle_first: bool = True
    bins: int = 20
    drop_maximum: bool = True
    clip: float = 100.0
    clip_second: bool = True
    floor: float = 1e-5
    floor_everywhere: bool = False
    renormalise: bool = True
    empty_bin_below: bool = False
    base: float = math.e


PUBLISHED = {
    "paper": Rules(),
    "georgiev": Rules(oracle_first=False, bins=19, clip_second=False, floor_everywhere=True, empty_bin_below=True),
    "easydub": Rules(oracle_first=False, renormalise=False),
}


def histogram(margins, edges, rules):
    counts = [0] * (len(edges) - 1)
    for margin in margins:
        place = bisect.bisect_right(edges, margin) - 1
        if place == len(counts):
            if rules.drop_maximum:
                continue
            place -= 1
        counts[place] += 1
    if sum(counts) == 0:
        counts[-1] = len(margins)
    return [count / sum(counts) for count in counts]


def klom(unlearned, oracle, rules):
    first, second = (oracle, unlearned) if rules.oracle_first else (unlearned, oracle)
    first = [min(max(margin, -rules.clip), rules.clip) for margin in first]
    if rules.clip_second:
        second = [min(max(margin, -rules.clip), rules.clip) for margin in second]
    low, high = min(*first, *second), max(*first, *second)
    if low == high:
        return 0.0
    width = (high - low) / rules.bins
    edges = [i * width + low for i in range(rules.bins)] + [high]
    p, q = histogram(first, edges, rules), histogram(second, edges, rules)
    if rules.empty_bin_below:
        p, q = [0.0, *p], [0.0, *q]
    q = [max(b, rules.floor) if a > 0 or rules.floor_everywhere else b for a, b in zip(p, q, strict=True)]
    total = sum(q) if rules.renormalise else 1.0
    return sum(a * math.log(a * total / b, rules.base) for a, b in zip(p, q, strict=True) if a > 0)
