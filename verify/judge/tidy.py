"""A question in a form that ranges judge well: arguments of functions in factors, logarithms of products split."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from theory.formula import And, Atom, Formula, Or
from theory.lambert import W0, Wm1
from verify.judge.forms import factored
from verify.judge.prover import truth
from verify.judge.question import Question
from verify.judge.ranges import Range


def tidied(asked: Question) -> Question:
    """``asked``, equal at every point of its box."""
    here = {name: side.range() for name, side in asked.box.items()}
    given = tuple(_formula(f, here) for f in asked.given)
    return replace(asked, given=given, goals=tuple(_formula(f, here) for f in asked.goals))


def _formula(formula: Formula, here: dict[sp.Symbol, Range]) -> Formula:
    match formula:
        case Atom(op, left, right, _):
            return Atom(op, _term(left, here), _term(right, here))
        case And(parts):
            return And(tuple(_formula(p, here) for p in parts))
        case Or(parts):
            return Or(tuple(_formula(p, here) for p in parts))
    raise TypeError(f"{formula}: not a formula of a question")


def _term(term: sp.Expr, here: dict[sp.Symbol, Range]) -> sp.Expr:
    if not term.args:
        return term
    args = [_term(a, here) for a in term.args]
    if isinstance(term, sp.log | W0 | Wm1) or (term.is_Pow and not term.exp.is_Integer and term.base is not sp.E):
        args[0] = factored(args[0])
    if isinstance(term, sp.log):
        return _split(args[0], here)
    return term.func(*args)


def _split(inner: sp.Expr, here: dict[sp.Symbol, Range]) -> sp.Expr:
    """log of a product of factors that are certainly positive on the box, as a sum."""
    factors = [f.as_base_exp() for f in sp.Mul.make_args(inner)]
    if all(base is sp.E or truth(Atom(">", base, sp.Integer(0)), here) for base, _ in factors):
        return sp.Add(*(power if base is sp.E else power * sp.log(base) for base, power in factors))
    return sp.log(inner)
