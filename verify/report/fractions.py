"""Derived terms for a reader: one fraction in the place of products and fractions of fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from theory.language.calculus import over, times
from theory.language.term import Call, Number, Product, Quotient, Sum, Term, Variable, exp


def single(term: Term) -> Term:
    """``term`` with each product and quotient as one fraction, its number first; without variables above and below,
    without e^a beside e^-a, equal sums as a power.

    Guarantee: equal to ``term`` wherever that is defined. Limits: for display only, since it is defined more often:
    n (m/n) is shown as m.
    """
    term = term.rebuilt(tuple(map(single, term.args)))
    match term:
        case Product(parts):
            split = [_split(part) for part in parts]
            return _joined((f for above, _ in split for f in above), (f for _, below in split for f in below))
        case Quotient(above, below):
            (a, b), (c, d) = _split(above), _split(below)
            return _joined((*a, *d), (*b, *c))
    return term


def _split(part: Term) -> tuple[list[Term], list[Term]]:
    """The factors above and below."""
    above, below = (part.above, [part.below]) if isinstance(part, Quotient) else (part, [])
    factors = [list(side.args) if isinstance(side, Product) else [side] for side in (above, *below)]
    return factors[0], factors[1] if below else []


def _joined(above: Iterable[Term], below: Iterable[Term]) -> Term:
    top, bottom = _parted(above), _parted(below)
    for factor in [f for f in top[1] if isinstance(f, Variable)]:
        if factor in bottom[1]:
            top[1].remove(factor)
            bottom[1].remove(factor)
    above, below = _gathered(top[1]), _gathered(bottom[1])
    if not bottom[0]:
        return Quotient(times(Number(top[0]), *above), times(Number(0), *below))  # type: ignore[no-any-return]
    number = top[0] / bottom[0]
    size = abs(number)
    found = over(times(Number(size.numerator), *above), times(Number(size.denominator), *below))
    return -found if number < 0 else found


def _gathered(factors: list[Term]) -> list[Term]:
    """Without pairs e^a e^-a; equal sums as one power."""
    left = list(factors)
    for factor in factors:
        opposite = exp(-factor.args[0]) if isinstance(factor, Call) and factor.function == "exp" else None
        if opposite in left and factor in left:
            left.remove(factor)
            left.remove(opposite)
    counts = Counter(factor for factor in left if isinstance(factor, Sum))
    powers: dict[Term, Term] = {factor: factor**k for factor, k in counts.items() if k > 1}
    once = {k for k, factor in enumerate(left) if factor not in powers or factor not in left[:k]}
    return [powers.get(left[k], left[k]) for k in sorted(once)]


def _parted(factors: Iterable[Term]) -> tuple[Fraction, list[Term]]:
    """The product of the numbers, and the other factors."""
    number, others = Fraction(1), []
    for factor in factors:
        if isinstance(factor, Number):
            number *= factor.value
        else:
            others.append(factor)
    return number, others
