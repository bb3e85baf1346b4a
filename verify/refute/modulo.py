"""Zero by algebra at a point that equations fix: a term is reduced by the equations, as polynomials in opaque parts."""

from __future__ import annotations

from functools import lru_cache

from theory.errors import UnableError
from theory.language.algebra import Polynomial, normal
from theory.language.term import INTEGER, Number, Power, Product, Sum, Term, Variable, constant
from verify.refute.root import Tie
from verify.refute.systems import Coupled

Rule = tuple[Term, int, Term]  # the first to the power of the second is the third
LARGEST = 400  # nodes of a term that is reduced
STEPS = 60


@lru_cache(4096)
def vanishes(term: Term, ties: tuple[Tie | Coupled, ...]) -> bool:
    """Whether ``term`` is certainly 0 wherever it is defined and all of ``ties`` hold. False shows nothing."""
    if term.size > LARGEST:
        return False
    try:
        for tie in ties:
            if tie.term is not None:
                term = term.subs({tie.names[0]: tie.term})
        for rule in _rules(ties):
            term = _reduced(term, rule)
        return not normal(term).above.terms
    except UnableError:
        return False


def _rules(ties: tuple[Tie | Coupled, ...]) -> list[Rule]:
    found = []
    for tie in ties:
        equations = tie.equations if isinstance(tie, Coupled) else (tie.equation,) if tie.term is None else ()
        for equation in equations:
            rule = _rule(equation, tie.names)
            if rule is not None:
                found.append(rule)
    return found


def _rule(equation: Term, names: tuple[Variable, ...]) -> Rule | None:
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


def _reduced(term: Term, rule: Rule) -> Term:
    """The numerator of ``term`` with no power of the rule's part as high as the rule's."""
    part, degree, value = rule
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
    return Power(part, Number(k), INTEGER)  # type: ignore[no-any-return]
