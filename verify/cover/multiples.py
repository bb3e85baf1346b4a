"""Positive multiples of a term, which have its sign and are easier to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from theory.language.term import REAL, Call, Number, Power, Product, Quotient, Sum, Term, exp, log
from verify.cover.forms import LARGEST, as_product, as_sum, power_factors
from verify.cover.like_terms import combined, split_coefficient

FEW = 4  # functions of one kind that are tried
KEPT = 2**14


class Multiple(NamedTuple):
    """``form`` has the sign of a term f where all of ``needs`` are > 0. How the two depend on each other, ``factor``, a
    c > 0, and ``law`` say: "times": f = c form; "exp": f = c (exp(form) - 1); "log": form = c (exp(f) - 1)."""

    form: Term
    needs: tuple[Term, ...]
    factor: Term
    law: str = "times"


@lru_cache(KEPT)
def multiples(term: Term) -> tuple[Multiple, ...]:
    """Where ``term`` is defined and all that one of them needs is > 0, its form is defined and has the sign of the
    term."""
    term = combined(term)
    if term.size > LARGEST or not isinstance(term, Sum):
        return ()
    ways = (*_joined(term), *_without_exp(term), *_alone(term), *_logs(term), *_raised(term))
    return tuple({way.form: way for way in ways if way.form is not term}.values())


def _without_exp(term: Sum) -> Iterator[Multiple]:
    """Multiplied by exp of a part, which leaves an addend without it."""
    for part in _simplest(term.calls("exp")):
        if part.variables:
            yield Multiple(as_sum(term * exp(-part.args[0])), (), exp(part.args[0]))


def _alone(term: Sum) -> Iterator[Multiple]:
    """Divided by the factor of a logarithm, which then stands alone."""
    total = as_sum(term)
    addends = total.args if isinstance(total, Sum) else (total,)
    for part in _simplest(total.calls("log")):
        with_it = [a for a in addends if a.has(part)]
        factor = combined(Sum(*(Quotient(a, part) for a in with_it)))
        if factor.variables and not factor.has(part):
            rest = Sum(*(a for a in addends if a not in with_it))
            yield Multiple(as_sum(part + Quotient(rest, factor)), (factor,), factor)
            yield Multiple(as_sum(-part - Quotient(rest, factor)), (-factor,), -factor)


def _logs(term: Sum) -> Iterator[Multiple]:
    """P - Q, both positive, has the sign of log P - log Q."""
    more = [a for a in term.args if split_coefficient(a)[0] > 0]
    less = [-a for a in term.args if split_coefficient(a)[0] < 0]
    tame = not term.calls("exp") and not any(isinstance(n, Power) and n.kind == REAL for n in term.nodes())
    if tame or not more or not less:
        return
    (one, needs), (other, more_needs) = _log(Sum(*more)), _log(Sum(*less))
    yield Multiple(combined(one - other), (*needs, *more_needs), Sum(*less), "exp")


def _log(term: Term) -> tuple[Term, tuple[Term, ...]]:
    """log of ``term`` as a sum over its factors, and what has to be positive for that."""
    total, needs = [], []
    for base, power in power_factors(combined(term) if isinstance(term, Product) else as_product(term)):
        if isinstance(base, Call) and base.function == "exp":
            total.append(power * base.args[0])
        else:
            total.append(power * log(base))
            needs += [] if isinstance(base, Number) and base.value > 0 else [base]
    return Sum(*total), tuple(needs)


def _joined(term: Sum) -> Iterator[Multiple]:
    """A sum of logarithms, log P - log Q, has the sign of P - Q: where it is defined, P and Q are positive."""
    above: list[Term] = []
    below: list[Term] = []
    for addend in term.args:
        factor, part = split_coefficient(addend)
        if not (isinstance(part, Call) and part.function == "log") or abs(factor) != 1:
            return
        (above if factor == 1 else below).append(part.args[0])
    yield Multiple(as_sum(Product(*above) - Product(*below)), (), Product(*below), "log")


def _raised(term: Sum) -> Iterator[Multiple]:
    """log P - R has the sign of P - exp R, and R - log P that of exp R - P."""
    for addend in term.args:
        factor, part = split_coefficient(addend)
        if isinstance(part, Call) and part.function == "log" and abs(factor) == 1:
            rest = Product(Number(-factor), Sum(*(a for a in term.args if a is not addend)))
            form = combined(Number(factor) * (part.args[0] - exp(rest)))
            yield Multiple(form, (), exp(rest) if factor == 1 else part.args[0], "log")


def _simplest(calls: Iterable[Call]) -> list[Call]:
    return sorted(calls, key=lambda c: (c.size, str(c)))[:FEW]
