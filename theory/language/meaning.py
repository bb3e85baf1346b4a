"""What a claim means: where a term is defined, and the three truth values.

A comparison is *undefined* where one of its sides is; ``not`` of it is undefined too; ``and`` is false where a part is
false, ``or`` true where a part is true, whatever the others (Kleene's strong logic). A hypothesis admits the points
where it is true; a conclusion must be true there.

    a / b     b != 0                        sqrt a    a >= 0
    log a     a > 0                         W0 a      a >= -1/e
    abs, max, min, exp, + and *: always     Wm1 a     -1/e <= a < 0
    a ** q, q a constant: always for a whole q >= 0 (a ** 0 = 1), a != 0 for a whole q < 0, else a >= 0 for q > 0 and
            a > 0 for q < 0
    a ** n, n made of whole numbers and integer variables by sums, products, whole powers, max, min, abs: as for whole
            numbers, n >= 0 or a != 0
    a ** t, any other t: a > 0, or a = 0 and t > 0 (the value is 0)

and of each, wherever its parts are defined. A root, a logarithm or a power is the real one.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from functools import lru_cache

from theory.language.formula import FALSE, TRUE, And, Atom, Formula, Implies, Or
from theory.language.term import INTEGER, ROOT, Call, Number, Power, Quotient, Term, constant, exp

ZERO = Number(0)
BRANCH_POINT = -exp(-1)


def condition(node: Term) -> Formula:
    """What the operation at the root of ``node`` asks of its parts, where these are defined."""
    match node:
        case Quotient(_, below):
            return _compared("!=", below)
        case Call("log", (a,)):
            return _compared(">", a)
        case Call("sqrt", (a,)):
            return _compared(">=", a)
        case Call("W0", (a,)):
            return Atom(">=", a, BRANCH_POINT)
        case Call("Wm1", (a,)):
            return And((Atom(">=", a, BRANCH_POINT), Atom("<", a, ZERO)))
        case Power():
            return _power(node)
    return TRUE


def _power(node: Power) -> Formula:
    base, exponent, kind = node.base, node.exponent, node.kind
    q = constant(exponent)
    if kind == INTEGER and q is not None:
        return TRUE if q >= 0 else _compared("!=", base)
    if kind == INTEGER:
        return _either(Atom(">=", exponent, ZERO), _compared("!=", base))
    if kind == ROOT and q is not None:
        return _compared(">=" if q > 0 else ">", base)
    return _either(_compared(">", base), And((_compared("==", base), Atom(">", exponent, ZERO))))


def _compared(op: str, side: Term) -> Formula:
    """``side op 0``; no condition where ``side`` is a number for which that is true."""
    if isinstance(side, Number):
        q = side.value
        true = {">": q > 0, ">=": q >= 0, "!=": q != 0, "==": q == 0}[op]
        return TRUE if true else Atom(op, side, ZERO)
    return Atom(op, side, ZERO)


def _either(one: Formula, other: Formula) -> Formula:
    return TRUE if TRUE in (one, other) else Or((one, other))


@lru_cache(2**15)
def defined(term: Term) -> And:
    """What must be true for ``term`` to be defined: the conditions of all its operations, inner ones first, each of
    them defined where those before it are true."""
    found: dict[Formula, None] = {}
    for node in term.nodes():
        for part in conjuncts(condition(node)):
            found[part] = None
    return And(tuple(found))


def definedness(formula: Formula) -> And:
    """What must be true for every comparison of ``formula`` to be defined: more than that ``formula`` has a truth
    value, which one part of an ``or`` can give alone."""
    sides = (side for atom in formula.atoms() for side in (atom.left, atom.right))
    return And(tuple(dict.fromkeys(part for side in sides for part in defined(side).parts)))


def spelt(formula: Formula) -> Formula:
    """``formula`` with what makes each comparison defined written before it: the result, read with two truth values in
    which an undefined comparison may be either, holds exactly where ``formula`` is true."""
    match formula:
        case Atom(_, left, right):
            needs = tuple(dict.fromkeys((*defined(left).parts, *defined(right).parts)))
            return And((*needs, formula)) if needs else formula
        case And(parts):
            return And(tuple(map(spelt, parts)))
        case Or(parts):
            return Or(tuple(map(spelt, parts)))
        case Implies(given, then):
            return Implies(spelt(given), spelt(then))


def conjuncts(*formulas: Formula) -> Iterable[Formula]:
    """The parts that are joined by ``and``, each once."""
    found: dict[Formula, None] = {}
    for formula in formulas:
        parts = conjuncts(*formula.parts) if isinstance(formula, And) else (formula,)
        found |= dict.fromkeys(parts)
    return tuple(found)


class Truths(enum.Flag):
    """The truth values that a formula may have, as far as is known: one of them is decided, all of them is nothing."""

    TRUE = enum.auto()
    FALSE = enum.auto()
    UNDEFINED = enum.auto()

    @property
    def certainly_true(self) -> bool:
        return self is Truths.TRUE

    @property
    def certainly_not_true(self) -> bool:
        """False or undefined: a hypothesis does not admit the point, a conclusion fails there."""
        return Truths.TRUE not in self


ANY = Truths.TRUE | Truths.FALSE | Truths.UNDEFINED
NONE = Truths(0)


def conjunction(a: Truths, b: Truths) -> Truths:
    """The values of ``and`` for parts with values in ``a`` and ``b``."""
    found = NONE
    if Truths.FALSE in a or Truths.FALSE in b:
        found |= Truths.FALSE
    if Truths.TRUE in a and Truths.TRUE in b:
        found |= Truths.TRUE
    open_a, open_b = a & ~Truths.FALSE, b & ~Truths.FALSE
    if open_a and open_b and Truths.UNDEFINED in open_a | open_b:
        found |= Truths.UNDEFINED
    return found


def negation(a: Truths) -> Truths:
    """The values of ``not``."""
    found = a & Truths.UNDEFINED
    if Truths.TRUE in a:
        found |= Truths.FALSE
    if Truths.FALSE in a:
        found |= Truths.TRUE
    return found


def disjunction(a: Truths, b: Truths) -> Truths:
    """The values of ``or``."""
    return negation(conjunction(negation(a), negation(b)))


__all__ = [
    "ANY", "FALSE", "TRUE", "Truths", "condition", "conjunction", "conjuncts", "defined", "definedness", "disjunction",
    "negation", "spelt",
]  # fmt: skip
