"""Maxima, minima and absolute values at a point, replaced by the argument that they are there."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb

from theory.errors import DomainError, UnableError
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.term import Call, Term, Variable, replaced
from verify.values.evaluate import Value, value

EXTREMES = ("max", "min", "abs")


def resolved(formula: Formula, point: Mapping[Variable, Value]) -> Formula:
    """``formula`` with each max, min and abs replaced that certainly is one of its arguments, or minus that, at
    ``point``, where all its arguments certainly are defined: algebra then knows what it is.

    Guarantee: it has the truth value of ``formula`` at ``point``.
    """
    match formula:
        case Atom():
            return resolved_atom(formula, point)
        case And(parts):
            return And(tuple(resolved(p, point) for p in parts))
        case Or(parts):
            return Or(tuple(resolved(p, point) for p in parts))
        case Implies(given, then):
            return Implies(resolved(given, point), resolved(then, point))


def resolved_atom(atom: Atom, point: Mapping[Variable, Value]) -> Atom:
    """As ``resolved``."""
    return Atom(atom.op, _resolved(atom.left, point), _resolved(atom.right, point))


def _resolved(term: Term, point: Mapping[Variable, Value]) -> Term:
    if not term.calls(*EXTREMES):
        return term
    return replaced(term, lambda node: _chosen(node, point) if isinstance(node, Call) else None)


def _chosen(call: Call, point: Mapping[Variable, Value]) -> Term | None:
    if call.function not in EXTREMES:
        return None
    try:
        balls = [arb(value(a, point)) for a in call.args]
    except (DomainError, UnableError):
        return None
    if not all(ball.is_finite() for ball in balls):
        return None
    inner = [_resolved(a, point) for a in call.args]
    if call.function == "abs":
        return inner[0] if balls[0] >= 0 else -inner[0] if balls[0] <= 0 else None
    for k, ball in enumerate(balls):
        others = balls[:k] + balls[k + 1 :]
        if all(ball >= other if call.function == "max" else ball <= other for other in others):
            return inner[k]
    return None
