"""Equations that determine a variable, solved for it."""

from __future__ import annotations

from theory.language.formula import Atom, variables
from theory.language.term import Number, Term, constant
from verify.confirm.certificate import Change
from verify.cover.entailment import entails
from verify.cover.forms import as_sum
from verify.cover.linear import linear_parts
from verify.cover.question import Question, as_atoms, integer_valued
from verify.values.sides import Box

ZERO = Number(0)


def eliminated(asked: Question) -> Question | None:
    """``asked`` without the variables that its equations hold linearly, with a factor that is certainly not 0; None if
    there is none. The bounds of such a variable stay as hypotheses, and so does what makes the sides of its equation
    defined."""
    step = _one_eliminated(asked)
    return None if step is None else step.reduced(eliminated)


def _one_eliminated(asked: Question) -> Question | None:
    for equation in asked.given:
        if not isinstance(equation, Atom) or equation.op != "==":
            continue
        others = asked.without(equation)
        for name, factor, rest in linear_parts(equation, asked.box):
            if all(asked.box[v].integer for v in variables(equation)) and not _stays_integer(factor, rest, asked.box):
                continue  # that ``name`` is an integer would be lost
            if constant(factor) is not None or entails(others.known(), Atom("!=", factor, ZERO)):
                box = {s: side for s, side in asked.box.items() if s != name}
                bounds = as_atoms({name: asked.box[name]})
                return others.supposing(bounds).swapped(Change(name.name, as_sum(-rest / factor)), box)
    return None


def _stays_integer(factor: Term, rest: Term, box: Box) -> bool:
    q = constant(factor)
    return q is not None and integer_valued(as_sum(rest / q), box)
