"""Comparisons that are linear in a variable: equations to be solved for it, bounds on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from flint import fmpq

from theory.language.algebra import coefficients, normal
from theory.language.formula import Atom, Formula
from theory.language.term import Quotient, Term, Variable, constant
from verify.cover.forms import as_sum

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def linear_parts(equation: Atom, names: Iterable[Variable]) -> Iterator[tuple[Variable, Term, Term]]:
    """(name, factor, rest) for each name in which ``equation`` says factor*name + rest = 0, simple ones first: where
    its sides are defined, it says no more and no less."""
    found = []
    for name in names:
        parts = coefficients(equation.left - equation.right, name)
        if parts is not None and len(parts) == 2:
            found.append((name, parts[1], parts[0]))
    return iter(sorted(found, key=_simplicity))


def _simplicity(found: tuple[Variable, Term, Term]) -> tuple[bool, bool, int]:
    q = constant(found[1])
    return q is None or abs(q) != 1, q is None, found[1].size + found[2].size


def linear_in(term: Term, name: Variable) -> tuple[Fraction, Term] | None:
    """(slope, rest): ``term`` is slope*name + rest wherever it is defined, slope a number other than 0; None if it is
    not of that form."""
    parts = coefficients(term, name)
    if parts is None or len(parts) != 2:
        return None
    below = normal(term).below.as_term()
    slope = constant(as_sum(Quotient(parts[1], below)))
    return None if not slope else (slope, as_sum(Quotient(parts[0], below)))


def constant_bound(formula: Formula) -> tuple[Variable, str, fmpq] | None:
    """(name, op, number) where ``formula`` compares one variable with a number, wherever it is defined."""
    if not isinstance(formula, Atom):
        return None
    difference = as_sum(formula.left - formula.right)
    names = difference.variables
    if len(names) != 1:
        return None
    found = linear_in(difference, names[0])
    start = None if found is None else constant(found[1])
    if found is None or start is None:
        return None
    value = -start / found[0]
    return names[0], formula.op if found[0] > 0 else FLIPPED[formula.op], fmpq(value.numerator, value.denominator)
