"""Other forms of a term: its derivatives, its factors, and positive multiples that are easier to judge."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import sympy as sp

LARGEST = 300  # operations in a term that is rewritten at all
ONE = sp.Integer(1)
Form = tuple[sp.Expr, tuple[sp.Expr, ...]]


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
def multiples(term: sp.Expr) -> tuple[Form, ...]:
    """(form, needs): the form has the sign of ``term`` wherever all of ``needs`` are > 0."""
    if term.count_ops() > LARGEST or not term.is_Add:
        return ()
    found = dict((*_joined(term), *_without_exp(term), *_alone(term), *_logs(term)))
    found.pop(term, None)
    return tuple(found.items())


def _without_exp(term: sp.Expr) -> Iterator[Form]:
    """Multiplied by exp of a part, which leaves an addend without it."""
    for exponent in sorted({e.args[0] for e in term.atoms(sp.exp)}, key=sp.default_sort_key)[:4]:
        if exponent.free_symbols:
            yield sp.expand(term * sp.exp(-exponent), power_exp=False), ()


def _alone(term: sp.Expr) -> Iterator[Form]:
    """Divided by the factor of a logarithm, which then stands alone."""
    for log in sorted(term.atoms(sp.log), key=sp.default_sort_key)[:4]:
        factor = sp.expand(term, power_exp=False).coeff(log)
        if factor.free_symbols and not factor.has(log):
            yield sp.expand(term / factor, power_exp=False), (factor,)
            yield sp.expand(-term / factor, power_exp=False), (-factor,)


def _logs(term: sp.Expr) -> Iterator[Form]:
    """P - Q, both positive, has the sign of log P - log Q."""
    more = sp.Add(*(a for a in term.args if not a.could_extract_minus_sign()))
    less = more - term
    if not term.has(sp.exp, sp.E) and not any(not p.exp.is_Rational for p in term.atoms(sp.Pow)):
        return
    if more != 0 and less != 0:
        (one, needs), (other, more_needs) = _log(more), _log(less)
        yield one - other, (*needs, *more_needs)


def _log(term: sp.Expr) -> Form:
    """log of ``term`` as a sum over its factors, and what has to be positive for that."""
    total, needs = sp.Integer(0), []
    for factor in sp.Mul.make_args(sp.factor_terms(term)):
        base, power = factor.as_base_exp()
        if base is sp.E:
            total += power
        else:
            total += power * sp.log(base)
            needs += [] if base.is_Rational and base > 0 else [base]
    return total, tuple(needs)


def _joined(term: sp.Expr) -> Iterator[Form]:
    """A sum of logarithms, log P - log Q, has the sign of P - Q."""
    above, below = ONE, ONE
    needs = []
    for addend in term.args:
        factor, log = addend.as_coeff_Mul()
        if not isinstance(log, sp.log) or factor not in (1, -1):
            return
        above, below = (above * log.args[0], below) if factor == 1 else (above, below * log.args[0])
        needs.append(log.args[0])
    yield sp.expand(above - below, power_exp=False), tuple(needs)
