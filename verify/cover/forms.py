"""Other forms of a term: like terms collected, expanded, in factors; its slopes; and positive multiples of it that are
easier to judge.

A form is equal to the term wherever the term is defined, and defined there; a positive multiple has its sign there.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from theory.errors import UnableError
from theory.language import algebra
from theory.language.calculus import diff, plus, times
from theory.language.term import REAL, Call, Number, Power, Product, Quotient, Sum, Term, Variable, exp, log, replaced
from verify.cover.like_terms import collected, divided

LARGEST = 300  # parts of a term that is rewritten at all
FEW = 4  # functions of one kind that are tried
KEPT = 2**14
ONE, MINUS = Number(1), Number(-1)
KINKED = ("abs", "max", "min")


class Multiple(NamedTuple):
    """``form`` has the sign of a term f where all of ``needs`` are > 0. How the two depend on each other, ``factor``, a
    c > 0, and ``law`` say: "times": f = c form; "exp": f = c (exp(form) - 1); "log": form = c (exp(f) - 1)."""

    form: Term
    needs: tuple[Term, ...]
    factor: Term
    law: str = "times"


@lru_cache(KEPT)
def factored(term: Term) -> Term:
    """``term`` over one denominator, in factors; collected only where it is long."""
    return collected(algebra.factored(term)) if term.size <= LARGEST else collected(term)


@lru_cache(KEPT)
def expanded(term: Term) -> Term:
    """``term`` multiplied out; collected only where it is long."""
    return collected(algebra.expanded(term)) if term.size <= LARGEST else collected(term)


@lru_cache(KEPT)
def forms(term: Term) -> tuple[Term, ...]:
    """``term`` collected, multiplied out, and in factors; each form once."""
    return tuple(dict.fromkeys((collected(term), expanded(term), factored(term))))


@lru_cache(KEPT)
def slope(term: Term, name: Variable) -> tuple[Term, dict[Term, tuple[Variable, ...]]] | None:
    """The derivative of ``term`` by ``name``, and new variables in it, each meant to be anything in [0, 1], of each
    absolute value and maximum; None where no rule gives one.

    Guarantee: on an interval of ``name`` on which ``term`` and the result are defined, the latter for all values of the
    new variables, ``term`` is the integral of its derivative, which at almost every point is the result for some such
    values. They stand for which argument a maximum equals and for the sign of what an absolute value is taken of.
    """
    found = _Slope(term, name)
    try:
        return found.of(term), found.switches
    except UnableError:
        return None


class _Slope:
    def __init__(self, term: Term, name: Variable) -> None:
        self.name, self.taken = name, set(term.variables)
        self.switches: dict[Term, tuple[Variable, ...]] = {}

    def of(self, term: Term) -> Term:
        """By the chain rule: the outermost kinks stand for themselves, then their own slopes are put in."""
        kinks: dict[Term, Variable] = {}

        def smooth(node: Term) -> Term | None:
            if not (isinstance(node, Call) and node.function in KINKED and node.has(self.name)):
                return None
            return kinks[node] if node in kinks else kinks.setdefault(node, self.fresh())

        plain = replaced(term, smooth)
        back = {stand_in: kink for kink, stand_in in kinks.items()}
        parts = [diff(plain, self.name)]
        parts += [times(diff(plain, stand_in), self.kinked(kink)) for kink, stand_in in kinks.items()]
        return plus(*parts).subs(back)

    def kinked(self, kink: Term) -> Term:
        first, *others = (self.of(a) for a in kink.args)
        if kink not in self.switches:
            self.switches[kink] = tuple(self.fresh() for _ in others or kink.args)
        if not others:
            return times(Sum(times(Number(2), self.switches[kink][0]), MINUS), first)
        for part, other in zip(self.switches[kink], others, strict=True):
            first = plus(times(part, first), times(Sum(ONE, times(MINUS, part)), other))
        return first

    def fresh(self) -> Variable:
        new = next(v for k in itertools.count() if (v := Variable(f"switch {k}")) not in self.taken)
        self.taken.add(new)
        return new


@lru_cache(KEPT)
def multiples(term: Term) -> tuple[Multiple, ...]:
    """Where ``term`` is defined and all that one of them needs is > 0, its form is defined and has the sign of the
    term."""
    term = collected(term)
    if term.size > LARGEST or not isinstance(term, Sum):
        return ()
    ways = (*_joined(term), *_without_exp(term), *_alone(term), *_logs(term), *_raised(term))
    return tuple({way.form: way for way in ways if way.form is not term}.values())


def _without_exp(term: Sum) -> Iterator[Multiple]:
    """Multiplied by exp of a part, which leaves an addend without it."""
    for part in _simplest(term.calls("exp")):
        if part.variables:
            yield Multiple(expanded(term * exp(-part.args[0])), (), exp(part.args[0]))


def _alone(term: Sum) -> Iterator[Multiple]:
    """Divided by the factor of a logarithm, which then stands alone."""
    whole = expanded(term)
    addends = whole.args if isinstance(whole, Sum) else (whole,)
    for part in _simplest(whole.calls("log")):
        with_it = [a for a in addends if a.has(part)]
        factor = collected(Sum(*(Quotient(a, part) for a in with_it)))
        if factor.variables and not factor.has(part):
            rest = Sum(*(a for a in addends if a not in with_it))
            yield Multiple(expanded(part + Quotient(rest, factor)), (factor,), factor)
            yield Multiple(expanded(-part - Quotient(rest, factor)), (-factor,), -factor)


def _logs(term: Sum) -> Iterator[Multiple]:
    """P - Q, both positive, has the sign of log P - log Q."""
    more = [a for a in term.args if divided(a)[0] > 0]
    less = [-a for a in term.args if divided(a)[0] < 0]
    tame = not term.calls("exp") and not any(isinstance(n, Power) and n.kind == REAL for n in term.nodes())
    if tame or not more or not less:
        return
    (one, needs), (other, more_needs) = _log(Sum(*more)), _log(Sum(*less))
    yield Multiple(collected(one - other), (*needs, *more_needs), Sum(*less), "exp")


def _log(term: Term) -> tuple[Term, tuple[Term, ...]]:
    """log of ``term`` as a sum over its factors, and what has to be positive for that."""
    total, needs = [], []
    for base, power in powers(collected(term) if isinstance(term, Product) else factored(term)):
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
        factor, part = divided(addend)
        if not (isinstance(part, Call) and part.function == "log") or abs(factor) != 1:
            return
        (above if factor == 1 else below).append(part.args[0])
    yield Multiple(expanded(Product(*above) - Product(*below)), (), Product(*below), "log")


def _raised(term: Sum) -> Iterator[Multiple]:
    """log P - R has the sign of P - exp R, and R - log P that of exp R - P."""
    for addend in term.args:
        factor, part = divided(addend)
        if isinstance(part, Call) and part.function == "log" and abs(factor) == 1:
            rest = Product(Number(-factor), Sum(*(a for a in term.args if a is not addend)))
            form = collected(Number(factor) * (part.args[0] - exp(rest)))
            yield Multiple(form, (), exp(rest) if factor == 1 else part.args[0], "log")


def _simplest(calls: Iterable[Call]) -> list[Call]:
    return sorted(calls, key=lambda c: (c.size, str(c)))[:FEW]


def powers(term: Term) -> list[tuple[Term, Term]]:
    """(base, exponent) of each factor of ``term``."""
    match term:
        case Product(parts):
            return [f for p in parts for f in powers(p)]
        case Quotient(above, below):
            return [*powers(above), *((base, -power) for base, power in powers(below))]
        case Power(base, exponent):
            return [(base, exponent)]
        case Call("sqrt", (base,)):
            return [(base, Number(Fraction(1, 2)))]
    return [(term, ONE)]
