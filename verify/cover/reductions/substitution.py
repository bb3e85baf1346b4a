"""Values of W and log as variables of their own: z = w e^w and x = e^l are tame where W(z) and log(x) are not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from flint import fmpq

from theory.language.formula import Atom, sides
from theory.language.meaning import BRANCH_POINT, ZERO
from theory.language.term import Call, Power, Quotient, Variable, constant, exp, log
from verify.confirm.certificate import Change, Named, Narrowed, Rewritten
from verify.cover.question import Question, as_atoms, bounded, entails, solve_equations
from verify.values.sides import Side, cut

ONE = fmpq(1)


def named(asked: Question) -> Question:
    """``asked`` with w for each W0(z), W-1(z), log(z) whose argument is certainly in the domain, and z replaced.

    By definition W0(z) is the w >= -1 with w e^w = z, W-1(z) the w <= -1, and log(z) the l with e^l = z.
    """
    asked = _without_powers(asked)
    for count in range(8):
        step = _next(asked, count)
        if step is None:
            break
        asked = step
    return asked


def _without_powers(asked: Question) -> Question:
    """``asked`` with exp(t log b) for each b ** t whose base is certainly positive."""
    known = (*asked.given, *as_atoms(asked.box))
    found = dict.fromkeys(n for side in sides(*asked.given, *asked.goals) for n in side.nodes())
    raised = [n for n in found if isinstance(n, Power) and constant(n.exponent) is None]
    swap = {n: exp(n.exponent * log(n.base)) for n in raised if entails(known, Atom(">", n.base, ZERO))}
    if not swap:
        return asked
    given, goals = (tuple(f.subs(swap) for f in fs) for fs in (asked.given, asked.goals))
    changes = (*asked.changes, *(Rewritten(old, new) for old, new in swap.items()))
    return replace(asked, given=given, goals=goals, changes=changes)


def _next(asked: Question, count: int) -> Question | None:
    found = dict.fromkeys(c for side in sides(*asked.given, *asked.goals) for c in side.calls("W0", "Wm1", "log"))
    calls = sorted(found, key=_order)
    known = (*asked.given, *as_atoms(asked.box))
    for call in calls:
        (z,) = call.args
        if not z.variables or any(z.has(other) for other in calls):
            continue
        fresh = asked.fresh(f"{call.function}_{count}'")
        if call.function == "log":
            inside, equation, side = entails(known, Atom(">", z, ZERO)), exp(fresh), Side()
        else:
            inside = entails(known, Atom(">=", z, BRANCH_POINT))
            inside = inside and (call.function == "W0" or entails(known, Atom("<", z, ZERO)))
            side = Side(lo=-ONE) if call.function == "W0" else Side(hi=-ONE)
            equation = fresh * exp(fresh)
        if not inside:
            continue
        swap = {call: fresh}
        given = (*(f.subs(swap) for f in asked.given), Atom("==", equation, z))
        goals = tuple(f.subs(swap) for f in asked.goals)
        changes = (*asked.changes, Named(fresh.name, call))
        step = solve_equations(replace(asked, box=asked.box | {fresh: side}, given=given, goals=goals, changes=changes))
        if len(step.box) > len(asked.box):
            continue
        return bounded(_signed(step, fresh))
    return None


def _order(call: Call) -> tuple[int, bool, str]:
    return call.args[0].size, call.function == "log", str(call)


def _signed(asked: Question, name: Variable) -> Question:
    """``asked`` with the sign of ``name`` as a bound, where the hypotheses give it."""
    if name not in asked.box:
        return asked
    known = (*asked.given, *as_atoms(asked.box))
    for op in (">", ">=", "<", "<="):
        if entails(known, Atom(op, name, ZERO)):
            side = cut(asked.box[name], op, fmpq(0))
            change = Narrowed(name.name, op, Fraction(0))
            return replace(asked, box=asked.box | {name: side}, changes=(*asked.changes, change))
    return asked


def inverted(asked: Question) -> Question:
    """``asked`` with 1/t for each variable that ranges to infinity from a positive start or from 0, not included."""
    for name, side in tuple(asked.box.items()):
        if side.integer or side.hi is not None or side.lo is None or not (side.lo > 0 or (side.lo == 0 and side.below)):
            continue
        fresh = asked.fresh(f"1/({name.name})" if "/" in name.name else f"1/{name.name}")
        near = Side(fmpq(0), 1 / side.lo if side.lo > 0 else None, True, side.below and side.lo > 0)
        box = {fresh if s == name else s: near if s == name else other for s, other in asked.box.items()}
        asked = asked.swapped(Change(name.name, Quotient(1, fresh), fresh.name, Quotient(1, name)), box)
    return asked
