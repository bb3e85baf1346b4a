"""A simpler witness: smaller whole numbers, shorter fractions, rounder magnitudes, as long as they certify."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from verify.verdict import Witness

Late = Callable[[], bool]  # whether time is up
Certify = Callable[[dict[str, Fraction]], Witness | None]
TRIALS = 1000
TINY = tuple(map(Fraction, ("1", "2", "1/2", "0", "3")))
LIMITS = (1, 2, 3, 5, 10, 20, 50, 100, 1000)


def never() -> bool:
    """Time is never up."""
    return False


def height(v: Fraction) -> tuple[int, int]:
    """How much there is to read: the size of a small rational, the digits of a large one, final zeros left out."""
    size = abs(v.numerator) + v.denominator
    digits = len(str(abs(v.numerator)).rstrip("0") + str(v.denominator).rstrip("0"))
    return (0, size) if size < 10**6 else (digits, size)


def simplest(
    certify: Certify, kinds: Mapping[str, str], witness: Witness, trials: int = TRIALS, late: Late = never
) -> Witness:
    """The simplest witness found from ``witness`` by changing one number at a time, or all at once, until ``trials``
    candidates have failed or ``late`` says so. ``certify`` gives the witness at a point, if it is one; ``kinds``: the
    free variables, each "real" or "integer". It is not claimed to be the smallest."""
    best, failed, improved = _lowered(certify, kinds, witness, trials // 2, late), set[tuple[Fraction, ...]](), True
    while improved:
        improved = False
        for candidate in _candidates(kinds, best):
            if (key := tuple(candidate.values())) in failed:
                continue
            if len(failed) >= trials or late():
                break
            found = certify(candidate)
            if found is not None:
                best, improved = found, True
                break
            failed.add(key)
    return best


def _lowered(certify: Certify, kinds: Mapping[str, str], witness: Witness, trials: int, late: Late) -> Witness:
    """``witness`` with its whole numbers brought down by large steps, each in turn, as long as that succeeds."""
    best, improved = witness, True
    while improved and trials > 0 and not late():
        improved = False
        for name in (n for n, kind in kinds.items() if kind == "integer"):
            v = int(best.parameters[name])
            for lower in (k for k in (0, 1, v // 2, v * 7 // 8, v - 1) if 0 <= k < v):
                trials -= 1
                found = certify({n: best.parameters[n] for n in kinds} | {name: Fraction(lower)})
                if found is not None:
                    best, improved = found, True
                    break
    return best


def _candidates(kinds: Mapping[str, str], witness: Witness) -> Iterator[dict[str, Fraction]]:
    at = {name: witness.parameters[name] for name in kinds}
    for limit in LIMITS:
        rounded = {n: v.limit_denominator(limit) for n, v in at.items()}
        if sorted(map(height, rounded.values())) < sorted(map(height, at.values())):
            yield rounded
    if len(at) > 1:
        for kept in at:
            others = [n for n in at if n != kept]
            for values in itertools.islice(itertools.product(TINY, repeat=len(others)), 125):
                tiny = at | dict(zip(others, values, strict=True))
                if sorted(map(height, tiny.values()), reverse=True) < sorted(map(height, at.values()), reverse=True):
                    yield tiny
    for name, v in sorted(at.items(), key=lambda item: height(item[1]), reverse=True):
        for simpler in _simpler(v, kinds[name] == "integer"):
            yield at | {name: simpler}


def _simpler(v: Fraction, whole: bool) -> Iterator[Fraction]:
    """Simpler numbers, the simplest first."""
    found = {Fraction(k) for k in (0, 1, -1, 2, -2, 3, -3)} | {v / 2, v * Fraction(7, 8)}
    found |= {Fraction(math.floor(v)), Fraction(math.ceil(v)), Fraction(int(v)) - (1 if v > 0 else -1)}
    found |= set(_nearby(v))
    if v:
        exponent = math.floor(math.log10(abs(v.numerator)) - math.log10(v.denominator))
        for places in (0, 1):
            unit = Fraction(10) ** (exponent - places)
            lead = v / unit
            found |= {math.floor(lead) * unit, math.ceil(lead) * unit}
            found |= {k * unit for k in range(1, 10) if 0 < k < lead}
        near = {exponent, exponent + 1, exponent // 2, exponent * 3 // 4, exponent * 7 // 8, exponent - 1}
        found |= {Fraction(10) ** e * (1 if v > 0 else -1) for e in near}
    if whole:
        found = {Fraction(round(q)) for q in found}
    yield from sorted((q for q in found if height(q) < height(v)), key=lambda q: (height(q), q < 0, q.denominator, q))


def _nearby(v: Fraction) -> Iterator[Fraction]:
    """Numbers on the way to ``v`` in the Stern-Brocot tree: its continued fraction cut short, the last part smaller."""
    quotients, rest = [], v
    while True:
        quotients.append(math.floor(rest))
        if rest == quotients[-1]:
            break
        rest = 1 / (rest - quotients[-1])
    for k, last in enumerate(quotients):
        smaller = {last, last - 1, *(2**i for i in range(1, 12) if 2**i < last)}
        smaller |= {last - max(last >> i, 1) for i in range(1, 10)}
        for j in sorted(smaller) if k else (last, last + 1):
            if j >= 1 or k == 0:
                yield _folded([*quotients[:k], j])


def _folded(quotients: list[int]) -> Fraction:
    total = Fraction(quotients[-1])
    for q in reversed(quotients[:-1]):
        total = q + 1 / total
    return total
