"""Values of W and log as variables of their own: z = w e^w and x = e^l are tame where W(z) and log(x) are not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from flint import fmpq

from theory.language.formula import Atom, sides
from theory.language.meaning import BRANCH_POINT, ZERO
from theory.language.term import Call, Term, Variable, exp
from verify.confirm.certificate import Named, Narrowed
from verify.cover.entailment import entails
from verify.cover.question import Question
from verify.cover.reductions.bounds import bounded
from verify.cover.reductions.elimination import eliminated
from verify.values.sides import Side, cut

ONE = fmpq(1)
MOST = 8  # values that are named


def named(asked: Question) -> Question | None:
    """``asked`` with w for each W0(z), W-1(z), log(z) whose argument is certainly in the domain, and z replaced; None
    if there is none.

    By definition W0(z) is the w >= -1 with w e^w = z, W-1(z) the w <= -1, and log(z) the l with e^l = z.
    """
    found = None
    for count in range(MOST):
        step = _one_named(asked, count)
        if step is None:
            break
        asked = found = step
    return found


def _one_named(asked: Question, count: int) -> Question | None:
    found = dict.fromkeys(c for side in sides(*asked.given, *asked.goals) for c in side.calls("W0", "Wm1", "log"))
    calls = sorted(found, key=_order)
    for call in calls:
        (z,) = call.args
        if not z.variables or any(z.has(other) for other in calls) or not _inside(asked, call.function, z):
            continue
        fresh = asked.fresh(f"{call.function}_{count}'")
        side, equal = _defined_as(call.function, fresh)
        step = asked.substituted({call: fresh}, Named(fresh.name, call)).supposing([Atom("==", equal, z)])
        step = replace(step, box=asked.box | {fresh: side}).reduced(eliminated)
        if len(step.box) <= len(asked.box):
            return _signed(step, fresh).reduced(bounded)
    return None


def _order(call: Call) -> tuple[int, bool, str]:
    return call.args[0].size, call.function == "log", str(call)


def _inside(asked: Question, function: str, z: Term) -> bool:
    """Whether ``z`` is certainly in the domain of ``function``."""
    known = asked.known()
    if function == "log":
        return entails(known, Atom(">", z, ZERO))
    above = entails(known, Atom(">=", z, BRANCH_POINT))
    return above and (function == "W0" or entails(known, Atom("<", z, ZERO)))


def _defined_as(function: str, value: Variable) -> tuple[Side, Term]:
    """Where values of ``function`` lie, and what its argument is."""
    if function == "log":
        return Side(), exp(value)
    return Side(lo=-ONE) if function == "W0" else Side(hi=-ONE), value * exp(value)


def _signed(asked: Question, name: Variable) -> Question:
    """``asked`` with the sign of ``name`` as a bound, where the hypotheses give it."""
    if name not in asked.box:
        return asked
    known = asked.known()
    for op in (">", ">=", "<", "<="):
        if entails(known, Atom(op, name, ZERO)):
            side = cut(asked.box[name], op, fmpq(0))
            change = Narrowed(name.name, op, Fraction(0))
            return replace(asked, box=asked.box | {name: side}, changes=(*asked.changes, change))
    return asked
