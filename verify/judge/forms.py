"""Other forms of a term: its derivatives, its factors, and positive multiples that are easier to judge."""

from __future__ import annotations

from functools import cache

import sympy as sp

LARGEST = 300  # operations in a term that is rewritten at all


@cache
def derivative(term: sp.Expr, name: sp.Symbol) -> sp.Expr:
    """The derivative, as SymPy differentiates."""
    return sp.diff(term, name)


@cache
def factored(term: sp.Expr) -> sp.Expr:
    """``term`` over one denominator, in factors; as it is where it is long."""
    if term.count_ops() > LARGEST:
        return term
    return sp.factor(sp.together(term))


@cache
def multiples(term: sp.Expr) -> tuple[tuple[sp.Expr, tuple[sp.Expr, ...]], ...]:
    """(form, needs): the form has the sign of ``term`` wherever all of ``needs`` are > 0.

    By exp of a part, which leaves a term without it; by the factor of a logarithm, which then stands alone.
    """
    if term.count_ops() > LARGEST or not term.is_Add:
        return ()
    found: dict[sp.Expr, tuple[sp.Expr, ...]] = {}
    for exponent in sorted({e.args[0] for e in term.atoms(sp.exp)}, key=sp.default_sort_key)[:4]:
        if exponent.free_symbols:
            found[sp.expand(term * sp.exp(-exponent), power_exp=False)] = ()
    for log in sorted(term.atoms(sp.log), key=sp.default_sort_key)[:4]:
        factor = sp.expand(term, power_exp=False).coeff(log)
        if factor.free_symbols and not factor.has(log):
            found[sp.expand(term / factor, power_exp=False)] = (factor,)
            found[sp.expand(-term / factor, power_exp=False)] = (-factor,)
    found.pop(term, None)
    return tuple(found.items())
