"""A question in a form that ranges judge well: arguments of functions in factors, logarithms of products split."""

from __future__ import annotations

from dataclasses import replace

from theory.language import algebra
from theory.language.formula import And, Atom, Formula, Or
from theory.language.term import ROOT, Call, Number, Power, Sum, Term, constant, exp, log
from verify.confirm.certificate import Rewritten
from verify.cover.forms import as_product, power_factors
from verify.cover.like_terms import combined
from verify.cover.question import Question
from verify.cover.truths import Ranges, compared, spread
from verify.values.ranges.arithmetic import Undefined, Unranged


def tidied(asked: Question) -> Question | None:
    """``asked`` with forms of its terms: each equal to the term at every point of the box at which that is defined, and
    defined there. What makes the terms defined is among the hypotheses and goals, and stays. None where all
    terms stay as they are."""
    tidier = _Tidier({name: side.range() for name, side in asked.box.items()})
    given = tuple(map(tidier.formula, asked.given))
    goals = tuple(map(tidier.formula, asked.goals))
    if (given, goals) == (asked.given, asked.goals):
        return None
    return replace(asked, given=given, goals=goals, changes=(*asked.changes, *tidier.rewritten))


class _Tidier:
    """``rewritten``: the rewritings that are more than algebra."""

    def __init__(self, here: Ranges) -> None:
        self.here = here
        self.rewritten: list[Rewritten] = []

    def formula(self, formula: Formula) -> Formula:
        """``formula`` with its terms tidied."""
        match formula:
            case Atom(op, left, right):
                return Atom(op, combined(self.term(left)), combined(self.term(right)))
            case And(parts):
                return And(tuple(map(self.formula, parts)))
            case Or(parts):
                return Or(tuple(map(self.formula, parts)))
        raise TypeError(f"{formula}: not a formula of a question")

    def term(self, term: Term) -> Term:
        """``term`` tidied from the inside out; what is more than algebra is noted."""
        args = tuple(map(self.term, term.args))
        plain = term.rebuilt(args)
        found = self.form(plain)
        if found is not plain and not algebra.equal(found, plain):
            self.note(term, found)
        return found

    def note(self, term: Term, found: Term) -> None:
        """``term``, with what was rewritten in it before, is rewritten as ``found``."""
        for earlier in self.rewritten:
            term = term.subs({earlier.old: earlier.new})
        if term is not found:
            self.rewritten.append(Rewritten(term, found))

    def form(self, term: Term) -> Term:
        """``term``, whose arguments are tidy, tidied itself."""
        match term:
            case Call("log", (inner,)):
                return _split(as_product(inner), self.here)
            case Call("W0" | "Wm1" as function, (inner,)):
                known = _inverse(function, as_product(inner), self.here)
                return Call(function, as_product(inner)) if known is None else known
            case Call("sqrt", (inner,)):
                return Call("sqrt", as_product(inner))  # type: ignore[no-any-return]
            case Power(base, exponent, kind) if kind == ROOT:
                return Power(as_product(base), exponent, kind)  # type: ignore[no-any-return]
            case Power(base, exponent) if constant(exponent) is None and _positive(base, self.here):
                return exp(exponent * _split(as_product(base), self.here))
            case other:
                return other


def _inverse(function: str, inner: Term, here: Ranges) -> Term | None:
    """The r with ``inner`` = r e^r, if one is seen, and is in the range of the branch of W all over the box."""
    for call in inner.calls("exp"):
        (r,) = call.args
        if algebra.equal(inner, r * call) and _shown("<=" if function == "Wm1" else ">=", r + 1, here):
            return r
    return None


def _split(inner: Term, here: Ranges) -> Term:
    """log of a product of factors that are certainly positive where they are defined, as a sum."""
    factors = power_factors(inner)
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
