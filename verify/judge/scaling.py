"""Fewer variables where only ratios matter: if every comparison is homogeneous in some positive variables, one of them
can be set to 1."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import sympy as sp
from flint import fmpq

from theory.claims.model import symbol
from theory.formula import And, Atom, Formula, Or, put_in
from verify.floating import column
from verify.judge.question import Question
from verify.judge.sides import Side

SAMPLES = 200


class _Uneven(Exception):
    """A comparison that is not homogeneous."""


def scaled(asked: Question) -> Question | None:
    """``asked`` with each variable of a group written as a ratio to one of them, which then drops out; None if no group
    is found. Every point of the box has the ratios of some point of the new box, so nothing is lost."""
    for base, side in asked.box.items():
        if side.lo != fmpq(0) or not side.below or side.hi is not None:
            continue
        cone = [s for s, other in asked.box.items() if s != base and _is_cone(other)]
        for group in (cone, *([s] for s in cone if len(cone) > 1)):
            if group:
                try:
                    return _without(asked, base, group)
                except _Uneven:
                    continue
    return None


def _is_cone(side: Side) -> bool:
    return side.lo in (None, fmpq(0)) and side.hi in (None, fmpq(0)) and not side.single


def _without(asked: Question, base: sp.Symbol, group: list[sp.Symbol]) -> Question:
    unit = sp.Dummy("unit'", positive=True)
    ratios = {}
    for name in group:
        assumption = {"positive": True} if asked.box[name].lo == fmpq(0) and asked.box[name].below else {"real": True}
        ratios[name] = sp.Dummy(name.name, **assumption)
    swap = {base: unit} | {name: ratio * unit for name, ratio in ratios.items()}
    back = {ratio: symbol(f"{name.name}/{base.name}") for name, ratio in ratios.items()}
    given = tuple(_formula(f, swap, unit).subs(back) for f in asked.given)
    goals = tuple(_formula(f, swap, unit).subs(back) for f in asked.goals)
    box = {back[ratios[s]] if s in ratios else s: replace(side, integer=False) if s in ratios else side
           for s, side in asked.box.items() if s != base}  # fmt: skip
    solved = (*asked.solved, *((name, back[ratio] * base) for name, ratio in ratios.items()), (base, sp.Integer(1)))
    return Question(box, given, goals, solved)


def _formula(formula: Formula, swap: dict[sp.Symbol, sp.Expr], unit: sp.Symbol) -> Formula:
    match formula:
        case Atom(op, left, right, _):
            return Atom(op, _even(put_in(left - right, swap), unit), sp.Integer(0))
        case And(parts):
            return And(tuple(_formula(p, swap, unit) for p in parts))
        case Or(parts):
            return Or(tuple(_formula(p, swap, unit) for p in parts))
    raise TypeError(f"{formula}: not a formula of a question")


def _even(gap: sp.Expr, unit: sp.Symbol) -> sp.Expr:
    """``gap`` divided by the power of ``unit`` > 0 that it holds as a factor, if nothing else of it holds ``unit``.

    Errors: ``_Uneven``.
    """
    if not _seems_even(gap, unit):
        raise _Uneven
    for rewritten in (lambda t: t, sp.expand_log, lambda t: sp.factor(sp.cancel(sp.expand_log(t)))):
        form = rewritten(gap)
        whole = sp.Mul(*(f for f in sp.Mul.make_args(form) if f.as_base_exp()[0] == unit))
        rest = form / whole
        if not rest.has(unit):
            return rest
    raise _Uneven


def _seems_even(gap: sp.Expr, unit: sp.Symbol) -> bool:
    """False where doubles show that ``gap`` is no power of ``unit`` times a rest: to factor it would be vain, and may
    take for ever."""
    if not gap.has(unit):
        return True
    rng = np.random.default_rng(20251125)
    names = sorted(gap.free_symbols - {unit}, key=sp.default_sort_key)
    others = {name.name: rng.uniform(0.1 if name.is_positive else -2, 2, SAMPLES) for name in names}
    with np.errstate(all="ignore"):
        one, two, four = (column(gap, {**others, unit.name: np.full(SAMPLES, u)}, SAMPLES) for u in (1.0, 2.0, 4.0))
        ratios = np.concatenate([two / one, four / two])
    known = ratios[np.isfinite(ratios) & (ratios != 0)]
    return not known.size or bool(np.isclose(known, np.median(known), rtol=1e-6).mean() > 0.5)
