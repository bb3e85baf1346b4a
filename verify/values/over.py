"""The range of a term over a box: every value that it has at points of the box where it is defined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flint import fmpq

from theory.language.term import INTEGER, ROOT, Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant
from verify.values import ranges
from verify.values.ranges import Range, Unranged

RULES = {
    "exp": "exponential", "log": "logarithm", "sqrt": "root", "abs": "absolute", "W0": "principal",
    "Wm1": "lower_branch", "max": "largest", "min": "least",
}  # fmt: skip
Step = tuple[Callable[..., Range] | Variable | fmpq, tuple[Any, ...], tuple[int, ...]]


@lru_cache(2**14)
def _plan(term: Term) -> tuple[Step, ...]:
    """The parts of ``term``, inner ones first, each once: (rule, more arguments of it, indices of its parts)."""
    index: dict[Term, int] = {}
    order: list[Step] = []
    for part in term.nodes():
        index[part] = len(order)
        order.append(_step(part, tuple(index[a] for a in part.args)))
    return tuple(order)


def _step(part: Term, inner: tuple[int, ...]) -> Step:
    match part:
        case Variable():
            return part, (), ()
        case Number(q):
            return fmpq(q.numerator, q.denominator), (), ()
        case Sum():
            return ranges.total, (), inner
        case Product():
            return ranges.product, (), inner
        case Quotient():
            return ranges.quotient, (), inner
        case Power(_, exponent, kind):
            k = constant(exponent)
            if k is not None and kind == INTEGER and k.denominator == 1:
                return ranges.power, (int(k),), inner[:1]
            if k is not None and kind == ROOT:
                return ranges.rooted, (k.denominator, k.numerator), inner[:1]
            return ranges.whole_power if kind == INTEGER else ranges.real_power, (), inner
        case Call(function):
            return getattr(ranges, RULES[function]), (), inner
    raise Unranged(str(part))


def over(term: Term, box: Mapping[Variable, Range]) -> Range:
    """The range of ``term`` over ``box`` at the working precision (``flint.ctx.prec``).

    Errors: ``Undefined`` where no point of the box has a value, ``Unranged`` for a term without a rule.
    """
    values: list[Range] = []
    for rule, more, inner in _plan(term):
        if isinstance(rule, Variable):
            values.append(box[rule])
        elif isinstance(rule, fmpq):
            values.append(ranges.point(rule))
        else:
            values.append(rule(*[values[k] for k in inner], *more))
    return values[-1]
