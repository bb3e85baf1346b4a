"""A question in a form that ranges judge well: arguments of functions in factors, logarithms of products split."""

from __future__ import annotations

from dataclasses import replace

from theory.language.algebra import equal
from theory.language.formula import And, Atom, Formula, Or
from theory.language.term import ROOT, Call, Number, Power, Sum, Term, constant, exp, log
from verify.judge.collected import collected
from verify.judge.forms import factored, powers
from verify.judge.prover import Ranges, compared, spread
from verify.judge.question import Question
from verify.judge.ranges import Undefined, Unranged


def tidied(asked: Question) -> Question:
    """``asked`` with forms of its terms: each equal to the term at every point of the box at which that is defined, and
    defined there. What makes the terms defined is among the hypotheses and goals, and stays."""
    here = {name: side.range() for name, side in asked.box.items()}
    given = tuple(_formula(f, here) for f in asked.given)
    return replace(asked, given=given, goals=tuple(_formula(f, here) for f in asked.goals))


def _formula(formula: Formula, here: Ranges) -> Formula:
    match formula:
        case Atom(op, left, right):
            return Atom(op, collected(_term(left, here)), collected(_term(right, here)))
        case And(parts):
            return And(tuple(_formula(p, here) for p in parts))
        case Or(parts):
            return Or(tuple(_formula(p, here) for p in parts))
    raise TypeError(f"{formula}: not a formula of a question")


def _term(term: Term, here: Ranges) -> Term:
    args = tuple(_term(a, here) for a in term.args)
    match term.rebuilt(args):
        case Call("log", (inner,)):
            return _split(factored(inner), here)
        case Call("W0" | "Wm1" as function, (inner,)):
            known = _inverse(function, factored(inner), here)
            return Call(function, factored(inner)) if known is None else known  # type: ignore[no-any-return]
        case Call("sqrt", (inner,)):
            return Call("sqrt", factored(inner))  # type: ignore[no-any-return]
        case Power(base, exponent, kind) if kind == ROOT:
            return Power(factored(base), exponent, kind)  # type: ignore[no-any-return]
        case Power(base, exponent) if constant(exponent) is None and _positive(base, here):
            return exp(exponent * _split(factored(base), here))
        case other:
            return other


def _inverse(function: str, inner: Term, here: Ranges) -> Term | None:
    """The r with ``inner`` = r e^r, if one is seen, and is in the range of the branch of W all over the box."""
    for call in inner.calls("exp"):
        (r,) = call.args
        if equal(inner, r * call) and _shown("<=" if function == "Wm1" else ">=", r + 1, here):
            return r
    return None


def _split(inner: Term, here: Ranges) -> Term:
    """log of a product of factors that are certainly positive where they are defined, as a sum."""
    factors = powers(inner)
    if all(_is_exp(base) or _positive(base, here) for base, _ in factors):
        return Sum(*(power * (base.args[0] if _is_exp(base) else log(base)) for base, power in factors))  # type: ignore[no-any-return]
    return log(inner)


def _is_exp(term: Term) -> bool:
    return isinstance(term, Call) and term.function == "exp"


def _positive(term: Term, here: Ranges) -> bool:
    """Whether ``term`` > 0 at all points of the box where it is defined."""
    return term.value > 0 if isinstance(term, Number) else _shown(">", term, here)


def _shown(op: str, term: Term, here: Ranges) -> bool:
    """Whether ``term op 0`` at all points of the box where ``term`` is defined."""
    try:
        return compared(op, spread(term, here)) is True
    except (Undefined, Unranged):
        return False
