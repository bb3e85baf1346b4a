"""Variables that range to infinity, inverted: 1/t ranges to 0."""

from __future__ import annotations

from flint import fmpq

from theory.language.term import Quotient
from verify.confirm.certificate import Change
from verify.cover.question import Question
from verify.values.sides import Side


def inverted(asked: Question) -> Question | None:
    """``asked`` with 1/t for each variable that ranges to infinity from a positive start or from 0, not included; None
    if there is none."""
    start, found = asked, None
    for name, side in start.box.items():
        if side.integer or side.hi is not None or side.lo is None or not (side.lo > 0 or (side.lo == 0 and side.below)):
            continue
        fresh = asked.fresh(f"1/({name.name})" if "/" in name.name else f"1/{name.name}")
        near = Side(fmpq(0), 1 / side.lo if side.lo > 0 else None, True, side.below and side.lo > 0)
        box = {fresh if s == name else s: near if s == name else other for s, other in asked.box.items()}
        asked = found = asked.swapped(Change(name.name, Quotient(1, fresh), fresh.name, Quotient(1, name)), box)
    return found
