"""What the form of a term says: its constant value, that it is an integer, the kind of a power; its parts replaced."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod

from theory.language.term.nodes import (
    INTEGER,
    REAL,
    ROOT,
    UNASKED,
    Call,
    Coercible,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Term,
    Variable,
    term,
)


def power(base: Coercible, exponent: Coercible, integers: frozenset[str] = frozenset()) -> Term:
    """``base ** exponent``, its kind read off the exponent as it is written; ``integers``: the names of the variables
    that are whole numbers."""
    base, exponent = term(base), term(exponent)
    q = constant(exponent)
    if q is not None:
        return Power(base, exponent, INTEGER if q.denominator == 1 else ROOT)  # type: ignore[no-any-return]
    return Power(base, exponent, INTEGER if is_integer(exponent, integers) else REAL)  # type: ignore[no-any-return]


def constant(value: Term) -> Fraction | None:
    """The rational that ``value`` is, if numbers, sums, products, quotients and whole powers alone say so."""
    if value._constant is UNASKED:
        object.__setattr__(value, "_constant", _constant(value))
    return value._constant  # type: ignore[no-any-return]


def _constant(value: Term) -> Fraction | None:
    parts = [constant(a) for a in value.args]
    if isinstance(value, Number):
        return value.value
    known = [p for p in parts if p is not None]
    if not value.args or len(known) < len(parts):
        return None
    match value:
        case Sum():
            return sum(known, Fraction(0))
        case Product():
            return prod(known, start=Fraction(1))
        case Quotient():
            return known[0] / known[1] if known[1] else None
        case Power(kind="integer"):
            base, exponent = known
            small = abs(exponent) * (base.numerator.bit_length() + base.denominator.bit_length()) <= 2**13
            return base ** int(exponent) if small and exponent.denominator == 1 and (base or exponent >= 0) else None
    return None


def is_integer(value: Term, integers: frozenset[str]) -> bool:
    """Whether ``value`` is a whole number wherever it is defined, ``integers`` being whole, as far as its form says."""
    match value:
        case Number(q):
            return q.denominator == 1
        case Variable(name):
            return name in integers
        case Sum() | Product():
            return all(is_integer(a, integers) for a in value.args)
        case Power(base, exponent, "integer"):
            k = constant(exponent)
            return k is not None and k >= 0 and is_integer(base, integers)
        case Call("max" | "min" | "abs"):
            return all(is_integer(a, integers) for a in value.args)
    known = constant(value)
    return known is not None and known.denominator == 1


def well_formed(value: Term, integers: frozenset[str]) -> bool:
    """Whether a text of the grammar could say ``value``, but for numbers put in for variables: a function has as many
    arguments as it takes, and the exponent of a power is of the power's kind, ``integers`` being whole."""
    return all(_well_formed(node, integers) for node in value.nodes())


def _well_formed(node: Term, integers: frozenset[str]) -> bool:
    match node:
        case Call("max" | "min", args):
            return len(args) > 0
        case Call(_, args):
            return len(args) == 1
        case Power(_, exponent, "integer"):
            q = constant(exponent)
            return is_integer(exponent, integers) if q is None else q.denominator == 1
        case Power(_, exponent, "root"):
            return constant(exponent) is not None
    return True


def replaced(root: Term, new: Callable[[Term], Term | None]) -> Term:
    """``root`` with ``new(part)`` in the place of each part for which that is not None, outer parts first."""
    done: dict[Term, Term] = {}

    def visit(node: Term) -> Term:
        if node not in done:
            found = new(node)
            done[node] = found if found is not None else node.rebuilt(tuple(visit(a) for a in node.args))
        return done[node]

    return visit(root)
