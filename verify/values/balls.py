"""Terms as functions of balls: several at once, each different part computed once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from flint import arb, fmpq

from theory.errors import UnableError
from theory.language.term import INTEGER, Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant

Operation = Callable[..., Any]


class Plan:
    """Terms in ``names``, made of numbers, + - * /, constant whole powers and exp.

    Guarantee: for balls in the order of ``names``, each result contains every value that its term takes on them; it is
    not finite where a divisor's ball contains 0. Errors: ``UnableError`` for terms with other functions.
    """

    def __init__(self, terms: Sequence[Term], names: Sequence[Variable]) -> None:
        place: dict[Term, int] = {name: k for k, name in enumerate(names)}
        self.numbers: list[fmpq] = []
        others = [n for n in dict.fromkeys(n for t in terms for n in t.nodes()) if n not in place]
        for node in others:
            if isinstance(node, Number):
                place[node] = len(names) + len(self.numbers)
                self.numbers.append(fmpq(node.value.numerator, node.value.denominator))
        self.steps: list[tuple[Operation, tuple[int, ...]]] = []
        for node in others:
            if not isinstance(node, Number):
                self.steps.append((_operation(node), tuple(place[a] for a in node.args)))
                place[node] = len(place)
        self.results = [place[t] for t in terms]

    def __call__(self, *balls: arb) -> list[arb]:
        known = [*balls, *map(arb, self.numbers)]
        for operation, parts in self.steps:
            known.append(operation(*[known[k] for k in parts]))
        return [known[k] for k in self.results]


def _operation(node: Term) -> Operation:
    """What the root of ``node`` does with the values of its parts."""
    match node:
        case Sum(parts):
            return operator.add if len(parts) == 2 else lambda *values: reduce(operator.add, values)
        case Product((Number(q), _)) if q == -1:
            return lambda _, value: -value
        case Product(parts):
            return operator.mul if len(parts) == 2 else lambda *values: reduce(operator.mul, values)
        case Quotient():
            return operator.truediv
        case Power(_, exponent, kind) if kind == INTEGER and (k := constant(exponent)) is not None:
            return lambda base, _: integer_power(base, int(k))
        case Call("exp", _):
            return arb.exp
    raise UnableError(f"{node}: not an operation on balls here; enclose the term by verify.values.evaluate")


def integer_power(base: arb, k: int) -> arb:
    """base^k by products, so that a ball that contains 0 has its powers, where Arb's ``**`` is NaN; not finite for such
    a ball and k < 0."""
    power, square, left = None, base, abs(k)
    while left:
        if left & 1:
            power = square if power is None else power * square
        left >>= 1
        if left:
            square = square * square
    return arb(1) if power is None else power if k > 0 else 1 / power
