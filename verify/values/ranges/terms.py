"""The range of a term over a box, by natural interval extension: all its values where it is defined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flint import fmpq

from theory.language.term import INTEGER, ROOT, Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant
from verify.values.ranges import arithmetic, functions
from verify.values.ranges.arithmetic import Range, Unranged

RULES = {
    "exp": (functions, "exponential"), "log": (functions, "logarithm"), "sqrt": (functions, "root"),
    "W0": (functions, "principal"), "Wm1": (functions, "lower_branch"), "abs": (arithmetic, "absolute"),
    "max": (arithmetic, "largest"), "min": (arithmetic, "least"),
}  # fmt: skip
Instruction = tuple[Callable[..., Range] | Variable | fmpq, tuple[Any, ...], tuple[int, ...]]


@lru_cache(2**14)
def _plan(term: Term) -> tuple[Instruction, ...]:
    """The parts of ``term``, inner ones first, each once: (rule, more arguments of it, indices of its parts)."""
    index: dict[Term, int] = {}
    order: list[Instruction] = []
    for part in term.nodes():
        index[part] = len(order)
        order.append(_step(part, tuple(index[a] for a in part.args)))
    return tuple(order)


def _step(part: Term, inner: tuple[int, ...]) -> Instruction:
    match part:
        case Variable():
            return part, (), ()
        case Number(q):
            return fmpq(q.numerator, q.denominator), (), ()
        case Sum():
            return arithmetic.total, (), inner
        case Product():
            return arithmetic.product, (), inner
        case Quotient():
            return arithmetic.quotient, (), inner
        case Power(_, exponent, kind):
            k = constant(exponent)
            if k is not None and kind == INTEGER and k.denominator == 1:
                return arithmetic.power, (int(k),), inner[:1]
            if k is not None and kind == ROOT:
                return functions.rational_power, (k.denominator, k.numerator), inner[:1]
            return functions.integer_power if kind == INTEGER else functions.real_power, (), inner
        case Call(function):
            return getattr(*RULES[function]), (), inner
    raise Unranged(str(part))


def range_over(term: Term, box: Mapping[Variable, Range]) -> Range:
    """The range of ``term`` over ``box`` at the working precision (``flint.ctx.prec``).

    Guarantee: contains the value at every point of the box at which ``term`` is defined; no open end is a value.
    Errors: ``Undefined`` where no point of the box has a value, ``Unranged`` for a term without a rule.
    """
    values: list[Range] = []
    for rule, more, inner in _plan(term):
        if isinstance(rule, Variable):
            values.append(box[rule])
        elif isinstance(rule, fmpq):
            values.append(arithmetic.point(rule))
        else:
            values.append(rule(*[values[k] for k in inner], *more))
    return values[-1]
