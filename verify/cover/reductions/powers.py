"""Powers of a variable exponent as exponentials: b ** t is exp(t log b) for b > 0."""

from __future__ import annotations

from theory.language.formula import Atom, sides
from theory.language.term import Number, Power, constant, exp, log
from verify.confirm.certificate import Rewritten
from verify.cover.entailment import entails
from verify.cover.question import Question

ZERO = Number(0)


def without_powers(asked: Question) -> Question | None:
    """``asked`` with exp(t log b) for each b ** t whose base is certainly positive; None if there is none."""
    known = asked.known()
    found = dict.fromkeys(n for side in sides(*asked.given, *asked.goals) for n in side.nodes())
    raised = [n for n in found if isinstance(n, Power) and constant(n.exponent) is None]
    swap = {n: exp(n.exponent * log(n.base)) for n in raised if entails(known, Atom(">", n.base, ZERO))}
    return asked.substituted(swap, *(Rewritten(old, new) for old, new in swap.items())) if swap else None
