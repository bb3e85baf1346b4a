"""Fewer variables where only ratios matter: if every comparison is homogeneous in some positive variables, one of them
can be set to 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from flint import fmpq

from theory.language.algebra import equal
from theory.language.calculus import plus, times
from theory.language.formula import And, Atom, Formula, Or
from theory.language.term import INTEGER, Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant, log
from verify.confirm.certificate import Change, Unit
from verify.cover.forms import forms
from verify.cover.question import Question
from verify.values.sides import Side

ZERO, ONE = Number(0), Number(1)
HALF = Fraction(1, 2)


class _Uneven(Exception):
    """A comparison that is not homogeneous."""


class Scaled(NamedTuple):
    """unit ** ``degree`` * (``rest`` + ``logs`` * log(unit)), for a unit > 0 that is in neither."""

    degree: Fraction
    rest: Term
    logs: Term = ZERO

    @property
    def plain(self) -> Term:
        """``rest``, where it is alone. Errors: ``_Uneven``."""
        if self.logs is not ZERO:
            raise _Uneven
        return self.rest


def scaled(asked: Question) -> Question | None:
    """``asked`` with each variable of a group written as a ratio to one of them, which then drops out; None if no group
    is found. Every point of the box has the ratios of some point of the new box, so nothing is lost."""
    for base, side in asked.box.items():
        if side.lo != fmpq(0) or not side.below or side.hi is not None:
            continue
        cone = [s for s, other in asked.box.items() if s != base and _is_cone(other)]
        for group in (cone, *([s] for s in cone if len(cone) > 1)):
            if group:
                try:
                    return _without(asked, base, group)
                except _Uneven:
                    continue
    return None


def _is_cone(side: Side) -> bool:
    return side.lo in (None, fmpq(0)) and side.hi in (None, fmpq(0)) and not side.single


def _without(asked: Question, base: Variable, group: list[Variable]) -> Question:
    ratios = {name: asked.fresh(f"{name.name}/{base.name}") for name in group}
    units = {base: ONE, **ratios}
    given = tuple(_formula(f, units) for f in asked.given)
    goals = tuple(_formula(f, units) for f in asked.goals)
    box = {ratios.get(s, s): replace(side, integer=False) if s in ratios else side
           for s, side in asked.box.items() if s != base}  # fmt: skip
    by_ratios = (Change(s.name, r * base, r.name, Quotient(s, base)) for s, r in ratios.items())
    changes = (*asked.changes, *by_ratios, Unit(base.name))
    return Question(box, given, goals, changes)


def _formula(formula: Formula, units: Mapping[Variable, Term]) -> Formula:
    match formula:
        case Atom(op, left, right):
            return Atom(op, _even(left - right, units), ZERO)
        case And(parts):
            return And(tuple(_formula(p, units) for p in parts))
        case Or(parts):
            return Or(tuple(_formula(p, units) for p in parts))
    raise TypeError(f"{formula}: not a formula of a question")


def _even(gap: Term, units: Mapping[Variable, Term]) -> Term:
    """What has the sign of ``gap`` for every unit > 0, without the unit. Errors: ``_Uneven`` if no form of it shows it
    to be homogeneous."""
    for form in (gap, *forms(gap)):
        try:
            found = _scaled(form, units)
        except _Uneven:
            continue
        if equal(found.logs, ZERO):
            return found.rest
    raise _Uneven


def _scaled(term: Term, units: Mapping[Variable, Term]) -> Scaled:
    """``term`` with unit * ``units[v]`` in the place of each v. Guarantee: equal for every unit > 0, and defined where
    that is. Errors: ``_Uneven``."""
    if not any(v in units for v in term.variables):
        return Scaled(Fraction(0), term)
    match term:
        case Variable():
            return Scaled(Fraction(1), units[term])
        case Sum(parts):
            return _sum([_scaled(p, units) for p in parts])
        case Product(parts):
            found = Scaled(Fraction(0), ONE)
            for part in parts:
                found = _product(found, _scaled(part, units))
            return found
        case Quotient(above, below):
            a, b = _scaled(above, units), _scaled(below, units)
            logs = a.logs if a.logs is ZERO else Quotient(a.logs, b.plain)
            return Scaled(a.degree - b.degree, Quotient(a.rest, b.plain), logs)
        case Power(base, exponent, kind):
            return _power(_scaled(base, units), _scaled(exponent, units), kind)
        case Call("log", (inner,)):
            a = _scaled(inner, units)
            return Scaled(Fraction(0), log(a.plain), Number(a.degree))
        case Call("sqrt", (inner,)):
            a = _scaled(inner, units)
            return Scaled(a.degree * HALF, Call("sqrt", a.plain))
        case Call("abs" | "max" | "min" as function, args):
            inside = [_scaled(a, units) for a in args]
            return Scaled(_degree(inside), Call(function, *(p.plain for p in inside)))
        case Call(function, (inner,)):
            a = _scaled(inner, units)
            if a.degree:
                raise _Uneven
            return Scaled(Fraction(0), Call(function, a.plain))
    raise _Uneven


def _degree(parts: list[Scaled]) -> Fraction:
    """The one degree that all parts have; 0 has any."""
    degrees = {p.degree for p in parts if p.rest is not ZERO or p.logs is not ZERO}
    if len(degrees) > 1:
        raise _Uneven
    return degrees.pop() if degrees else Fraction(0)


def _sum(parts: list[Scaled]) -> Scaled:
    logs = plus(*(p.logs for p in parts))
    return Scaled(_degree(parts), Sum(*(p.rest for p in parts)), ZERO if equal(logs, ZERO) else logs)


def _product(a: Scaled, b: Scaled) -> Scaled:
    if a.logs is not ZERO and b.logs is not ZERO:
        raise _Uneven
    return Scaled(a.degree + b.degree, Product(a.rest, b.rest), plus(times(a.logs, b.rest), times(a.rest, b.logs)))


def _power(base: Scaled, exponent: Scaled, kind: str) -> Scaled:
    q = constant(exponent.plain)
    if exponent.degree or (base.degree and q is None):
        raise _Uneven
    if q == 1 and kind == INTEGER:
        return base
    degree = base.degree * q if q is not None else Fraction(0)
    return Scaled(degree, Power(base.plain, exponent.plain, kind))
