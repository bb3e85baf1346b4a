"""Zero by algebra at a point that equations fix: a term is reduced by the equations, as polynomials in opaque parts."""

from __future__ import annotations

from functools import lru_cache

from theory.errors import UnableError
from theory.language.algebra import Polynomial, normal
from theory.language.term import INTEGER, Number, Power, Product, Sum, Term, Variable, constant
from verify.refute.root import ImplicitVariable
from verify.refute.systems import ImplicitSystem

RewriteRule = tuple[Term, int, Term]  # the first to the power of the second is the third
LARGEST = 400  # nodes of a term that is reduced
STEPS = 60


@lru_cache(4096)
def vanishes(term: Term, implicit: tuple[ImplicitVariable | ImplicitSystem, ...]) -> bool:
    """Whether ``term`` is certainly 0 wherever it is defined and the equations of ``implicit`` hold. False shows
    nothing."""
    if term.size > LARGEST:
        return False
    try:
        for one in implicit:
            if one.term is not None:
                term = term.subs({one.names[0]: one.term})
        for reduction in _reductions(implicit):
            term = _reduced(term, reduction)
        return not normal(term).above.terms
    except UnableError:
        return False


def _reductions(implicit: tuple[ImplicitVariable | ImplicitSystem, ...]) -> list[RewriteRule]:
    found = []
    for one in implicit:
        equations = one.equations if isinstance(one, ImplicitSystem) else (one.equation,) if one.term is None else ()
        for equation in equations:
            reduction = _reduction(equation, one.names)
            if reduction is not None:
                found.append(reduction)
    return found


def _reduction(equation: Term, names: tuple[Variable, ...]) -> RewriteRule | None:
    """``equation`` = 0 solved for the highest power of a name, or of an opaque part with one, where it has a number
    as its factor."""
    above = normal(equation).above
    parts = dict.fromkeys(part for monomial, _ in above.terms for part, _ in monomial)
    for part in sorted((p for p in parts if p.has(*names)), key=lambda p: (p not in names, p.size)):
        powers = _by_power(above, part)
        top = max(powers)
        lead = constant(powers[top])
        if lead is not None and lead and not any(other.has(part) for other in parts if other is not part):
            rest = [Product(Number(-1 / lead), _power(part, k), factor) for k, factor in powers.items() if k < top]
            return part, top, Sum(*rest)
    return None


def _reduced(term: Term, reduction: RewriteRule) -> Term:
    """The numerator of ``term`` with no power of the reduction's part as high as the reduction's."""
    part, degree, value = reduction
    for _ in range(STEPS):
        above = normal(term).above
        powers = _by_power(above, part)
        top = max(powers, default=0)
        if top < degree:
            return above.as_term()
        rest = [_power(part, k) * factor for k, factor in powers.items() if k < top]
        term = Sum(*rest, _power(part, top - degree) * value * powers[top])
    raise UnableError(f"{term}: not reduced in {STEPS} steps")


def _by_power(polynomial: Polynomial, part: Term) -> dict[int, Term]:
    """The factor of each power of ``part``."""
    found: dict[int, list[Term]] = {}
    for monomial, coefficient in polynomial.terms:
        power = next((k for gen, k in monomial if gen is part), 0)
        others = [_power(gen, k) for gen, k in monomial if gen is not part]
        found.setdefault(power, []).append(Product(Number(coefficient), *others))
    return {k: Sum(*factors) for k, factors in found.items()}


def _power(part: Term, k: int) -> Term:
    return Power(part, Number(k), INTEGER)
