"""Terms in double precision, over arrays of points: for searching only, never for deciding."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import cache, reduce
from typing import Any

import numpy as np

from theory.lambert import w0, wm1
from theory.language.term import INTEGER, ROOT, Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant

Columns = Mapping[str, np.ndarray]
Operation = Callable[..., Any]
MOST_PRODUCTS = 8  # a whole power up to it is a product


@cache
def compile_term(term: Term) -> Callable[[Columns], np.ndarray]:
    """``term`` as a function of columns by name; NaN where it is undefined (``theory.language.meaning``) or holds a
    number that doubles do not reach."""
    plan = Plan(term)
    return lambda columns: plan(columns)[0]


def column(term: Term, columns: Columns, size: int) -> np.ndarray:
    """``term`` at ``size`` points, read-only."""
    return np.broadcast_to(compile_term(term)(columns), (size,))


@cache
def magnitude(term: Term) -> Term:
    """``term`` with its addends' sizes added up: what its rounding error is relative to."""
    match term:
        case Number(q):
            return Number(abs(q))
        case Sum() | Product():
            return term.rebuilt(tuple(map(magnitude, term.args)))
        case Quotient(above, below):
            return Quotient(magnitude(above), Call("abs", below))  # type: ignore[no-any-return]
        case Power(base, Number(q), "integer") if q > 0:
            return Power(magnitude(base), Number(q), INTEGER)  # type: ignore[no-any-return]
        case Call("exp" | "sqrt" | "abs"):
            return term
    return Call("abs", term)  # type: ignore[no-any-return]


class Plan:
    """Several terms over columns: every different node is computed once, parts first, those without variables at the
    start, and an array is dropped after its last use."""

    def __init__(self, *terms: Term) -> None:
        nodes = list(dict.fromkeys(node for term in terms for node in term.nodes()))
        place = {node: k for k, node in enumerate(nodes)}
        self.results = [place[term] for term in terms]
        self.constants: list[Any] = [None] * len(nodes)
        self.inputs: list[tuple[int, str]] = []
        self.steps: list[tuple[int, Operation, tuple[int, ...], list[int]]] = []
        last: dict[int, int] = {}
        with np.errstate(all="ignore"):
            for k, node in enumerate(nodes):
                parts = tuple(place[a] for a in node.args)
                if isinstance(node, Variable):
                    self.inputs.append((k, node.name))
                elif not node.variables:
                    self.constants[k] = _fixed(node, [self.constants[p] for p in parts])
                else:
                    last |= dict.fromkeys(parts, len(self.steps))
                    self.steps.append((k, _operation(node), parts, []))
        for part, step in last.items():
            if nodes[part].variables and part not in self.results:
                self.steps[step][3].append(part)

    def __call__(self, columns: Columns) -> list[np.ndarray]:
        known = list(self.constants)
        for k, name in self.inputs:
            known[k] = np.asarray(columns[name], dtype=float)
        with np.errstate(all="ignore"):
            for k, operation, parts, dropped in self.steps:
                known[k] = operation(*(known[p] for p in parts))
                for part in dropped:
                    known[part] = None
        return [np.asarray(known[k], dtype=float) for k in self.results]


def _fixed(node: Term, parts: list[Any]) -> Any:
    """A term without variables, as a double."""
    q = constant(node)
    if q is None:
        return _operation(node)(*parts)
    try:
        return np.float64(q.numerator / q.denominator)
    except OverflowError:
        return np.float64(np.nan)


def _operation(node: Term) -> Operation:
    """What the root of ``node`` does with the values of its parts."""
    match node:
        case Sum():
            return lambda *parts: reduce(operator.add, parts)
        case Product():
            return lambda *parts: reduce(operator.mul, parts)
        case Quotient(_, below):
            return operator.truediv if constant(below) else _over
        case Power(_, exponent, kind):
            q = constant(exponent)
            if kind == INTEGER and q is not None and abs(q) <= MOST_PRODUCTS:
                return lambda base, _: _products(base, int(q))
            return _integer if kind == INTEGER else _root if kind == ROOT else _real
        case Call(function, _):
            return FUNCTIONS[function]
    raise TypeError(f"{node}: no operation on arrays")


def _but(outside: Any, values: Any) -> Any:
    """``values``, NaN where ``outside``."""
    return np.where(outside, np.nan, values) if np.any(outside) else values


def _over(above: Any, below: Any) -> Any:
    return _but(below == 0, above / below)


def _products(base: Any, k: int) -> Any:
    """base ** k for an integer k: NaN, not infinity, for 0 and k < 0, where it is undefined; and for NaN, k = 0 too,
    which the powers of balls do not meet."""
    if k == 0:
        return np.where(np.isnan(base), np.nan, 1.0)
    power: Any = None
    square, left = base, abs(k)
    while left:
        if left & 1:
            power = square if power is None else power * square
        left >>= 1
        if left:
            square = square * square
    return power if k > 0 else _but(base == 0, 1 / power)


def _integer(base: Any, exponent: Any) -> Any:
    """base ** exponent for a whole exponent. NumPy takes NaN ** 0 and 1 ** NaN to be 1."""
    outside = np.isnan(base) | np.isnan(exponent) | ((base == 0) & (exponent < 0))
    return _but(outside, np.power(base, exponent))


def _root(base: Any, exponent: Any) -> Any:
    """base ** exponent for a constant that is not whole."""
    return _but((base < 0) | ((base == 0) & (exponent < 0)), np.power(base, exponent))


def _real(base: Any, exponent: Any) -> Any:
    """base ** exponent for a base above 0, and 0 ** exponent for an exponent above 0."""
    inside = (base > 0) | ((base == 0) & (exponent > 0))
    return _but(~inside | np.isnan(exponent), np.power(base, exponent))


def _log(a: Any) -> Any:
    return _but(a <= 0, np.log(a))


def _wm1(a: Any) -> Any:
    return _but(a >= 0, wm1(a))


FUNCTIONS: Mapping[str, Operation] = {
    "exp": np.exp,
    "log": _log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "W0": w0,
    "Wm1": _wm1,
    "max": lambda *parts: reduce(np.maximum, parts),
    "min": lambda *parts: reduce(np.minimum, parts),
}
