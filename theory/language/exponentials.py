"""Sums over exponentials: a term as one addend for each product of exponentials, as a person writes a gradient."""

from __future__ import annotations

from theory.language.algebra import Monomial, Ratio, expanded, factored, normal
from theory.language.calculus import plus, times
from theory.language.term import INTEGER, Call, Number, Power, Product, Quotient, Sum, Term, Variable, exp

ONE = Number(1)


def collected(term: Term, *by: Variable) -> Term:
    """``term`` as a sum of factored coefficients times exponentials, one addend for each product of exponentials and
    powers of the variables ``by``.

    Guarantee: equal to ``term`` wherever that is defined, and defined there; as ``normal``, of which it is another
    form. Errors: ``UnableError`` where the normal form is too large.
    """
    ratio = normal(term)
    below, turned = _without_exponentials(ratio)
    groups: dict[Monomial, list[Term]] = {}
    for monomial, coefficient in ratio.above.terms:
        powers = dict(turned)
        rest: list[Term] = [Number(coefficient)]
        for part, k in monomial:
            if part in by or _is_exponential(part):
                powers[part] = powers.get(part, 0) + k
            else:
                rest.append(Power(part, Number(k), INTEGER))
        key = tuple(sorted(((part, k) for part, k in powers.items() if k), key=lambda found: str(found[0])))
        groups.setdefault(key, []).append(Product(*rest))
    keys = sorted(groups, key=lambda key: sum(_is_exponential(part) for part, _ in key))
    return plus(*(_addend(factored(Quotient(Sum(*groups[key]), below)), key) for key in keys))


def _is_exponential(part: Term) -> bool:
    return isinstance(part, Call) and part.function == "exp"


def _without_exponentials(ratio: Ratio) -> tuple[Term, dict[Term, int]]:
    """The denominator without its powers of exponentials, and those, with negative exponents."""
    least: dict[Term, int] = {}
    monomials = [dict(monomial) for monomial, _ in ratio.below.terms]
    for part in {p for monomial in monomials for p in monomial if _is_exponential(p)}:
        if power := min(monomial.get(part, 0) for monomial in monomials):
            least[part] = -power
    shift = Product(*(Power(part, Number(k), INTEGER) for part, k in least.items()))
    return expanded(Product(ratio.below.as_term(), shift)), least


def _addend(coefficient: Term, key: Monomial) -> Term:
    """``coefficient`` times the parts of ``key``, with the sign in front and one quotient."""
    front = [part if k == 1 else Power(part, Number(k), INTEGER) for part, k in key if not _is_exponential(part)]
    exponents = [Product(Number(k), part.args[0]) for part, k in key if _is_exponential(part)]
    back = [exp(collected(Sum(*exponents)))] if exponents else []
    above, below = (coefficient.above, coefficient.below) if isinstance(coefficient, Quotient) else (coefficient, ONE)
    first, *others = above.args if isinstance(above, Product) else (above,)
    if not isinstance(first, Number):
        first, others = ONE, [first, *others]
    size = abs(first.value)
    top = times(Number(size.numerator), *front, *others, *back)
    bottom = times(Number(size.denominator), below)
    found = top if bottom is ONE else Quotient(top, bottom)
    return -found if first.value < 0 else found
