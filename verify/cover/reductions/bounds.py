"""Constant bounds, taken into the box."""

from __future__ import annotations

from dataclasses import replace

from verify.cover.linear import constant_bound
from verify.cover.question import Question
from verify.values.sides import cut


def bounded(asked: Question) -> Question | None:
    """``asked`` with the hypotheses that compare a variable with a number as ends of its side; None if there is none.
    The second reader derives its box itself, so that nothing is recorded."""
    box, rest = dict(asked.box), []
    for formula in asked.given:
        bound = constant_bound(formula)
        if bound is None or bound[1] == "!=" or bound[0] not in box:
            rest.append(formula)
            continue
        name, op, value = bound
        box[name] = cut(box[name], op, value)
    return None if len(rest) == len(asked.given) else replace(asked, box=box, given=tuple(rest))
