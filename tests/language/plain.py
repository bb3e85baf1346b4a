"""A second evaluator of claims: what a text means at a point, read by Python's ``ast``, without any code of affirm.

Written from the definition alone. Three truth values: a comparison with an undefined side is undefined, ``not`` keeps
it, ``and`` and ``or`` are decided where one side decides them. ``a ** q``, q a constant: a whole number >= 0 always; a
negative one, a != 0; another q > 0, a >= 0; another q < 0, a > 0. ``a ** n``, n a whole number: as for whole numbers.
Any other exponent t: a > 0, or a = 0 with t > 0.

Numbers are sums of c e^q with rational c and q, whose zeros are known (such sums of different powers are never 0), or
intervals at 80 digits. Where an interval does not tell, all truth values that it allows are given back.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.language.plain_numbers import (  # fmt: skip
    ONE,
    ZERO,
    Exact,
    Number,
    Unclear,
    Undefined,
    absolute,
    add,
    divide,
    exact,
    exponential,
    extreme,
    lambert,
    logarithm,
    multiply,
    raised,
    root,
    sign,
    times,
    whole_power,
)

TRUE, FALSE, UNDEFINED = "true", "false", "undefined"
ANY = frozenset({TRUE, FALSE, UNDEFINED})
Possible = frozenset  # of truth values
Point = Mapping[str, Fraction | Number]
HOLDS: dict[type, Callable[[int], bool]] = {
    ast.Lt: lambda s: s < 0, ast.LtE: lambda s: s <= 0, ast.Gt: lambda s: s > 0, ast.GtE: lambda s: s >= 0,
    ast.Eq: lambda s: s == 0, ast.NotEq: lambda s: s != 0,
}  # fmt: skip


@dataclass
class Plain:
    """A text with the names of its integer variables."""

    text: str
    integers: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.text, mode="eval").body

    def value(self, point: Point) -> Number:
        """Errors: ``Undefined``; ``Unclear`` where the intervals do not tell."""
        return self._term(self.tree, _numbers(point))

    def truth(self, point: Point) -> Possible:
        """The truth values that it may have at ``point``: one where the intervals tell."""
        return self._formula(self.tree, _numbers(point))

    def _formula(self, node: ast.AST, at: Mapping[str, Number]) -> Possible:
        match node:
            case ast.BoolOp(op=op, values=parts):
                found = [self._formula(p, at) for p in parts]
                return _joined(found, FALSE, TRUE) if isinstance(op, ast.And) else _joined(found, TRUE, FALSE)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                turned = {TRUE: FALSE, FALSE: TRUE, UNDEFINED: UNDEFINED}
                return frozenset(turned[t] for t in self._formula(inner, at))
            case ast.Compare(left=left, ops=ops, comparators=rights):
                sides = [left, *rights]
                return _joined(
                    [self._compared(a, op, b, at) for a, op, b in zip(sides, ops, rights, strict=False)], FALSE, TRUE
                )
        raise ValueError(f"{self.text}: no formula")

    def _compared(self, a: ast.AST, op: ast.cmpop, b: ast.AST, at: Mapping[str, Number]) -> Possible:
        try:
            left, right = self._all([a, b], at)
        except Undefined:
            return frozenset({UNDEFINED})
        except Unclear:
            return ANY
        try:
            return frozenset(TRUE if HOLDS[type(op)](s) else FALSE for s in sign(add(left, times(right, -1))))
        except Unclear:
            return frozenset({TRUE, FALSE})

    def _all(self, nodes: list[Any], at: Mapping[str, Number]) -> list[Number]:
        """All values: undefined where one certainly is, even if another is unclear."""
        found, unclear = [], None
        for node in nodes:
            try:
                found.append(self._term(node, at))
            except Unclear as error:
                unclear = error
        if unclear is not None:
            raise unclear
        return found

    def _term(self, node: ast.AST, at: Mapping[str, Number]) -> Number:
        match node:
            case ast.Constant():
                return exact(self._number(node))
            case ast.Name(id=name):
                return at[name]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return times(self._term(inner, at), -1)
            case ast.BinOp(left=a, op=ast.Pow(), right=b):
                return self._power(a, b, at)
            case ast.BinOp(left=a, op=op, right=b):
                left, right = self._all([a, b], at)
                match op:
                    case ast.Add():
                        return add(left, right)
                    case ast.Sub():
                        return add(left, times(right, -1))
                    case ast.Mult():
                        return multiply(left, right)
                    case ast.Div():
                        return divide(left, right)
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._call(name, self._all(args, at))
        raise ValueError(f"{self.text}: no term")

    def _number(self, node: ast.Constant) -> Fraction:
        return Fraction(ast.get_source_segment(self.text, node) or "")

    def _call(self, name: str, args: list[Number]) -> Number:
        match name:
            case "max" | "min":
                return extreme(args, name == "max")
            case "abs":
                return absolute(args[0])
            case "exp":
                return exponential(args[0])
            case "log":
                return logarithm(args[0])
            case "sqrt":
                return root(args[0], Fraction(1, 2))
            case "W0" | "Wm1":
                return lambert(args[0], name == "W0")
        raise ValueError(f"{name}: no function")

    def _power(self, a: ast.AST, b: ast.AST, at: Mapping[str, Number]) -> Number:
        q = self._constant(b)
        if q is not None:
            base = self._term(a, at)
            return whole_power(base, q.numerator) if q.denominator == 1 else root(base, q)
        base, exponent = self._all([a, b], at)
        if self._whole(b):
            if not (isinstance(exponent, Exact) and exponent.rational is not None):
                raise Unclear("a whole number that is not known")
            assert exponent.rational.denominator == 1
            return whole_power(base, exponent.rational.numerator)
        return raised(base, exponent)

    def _constant(self, node: ast.AST) -> Fraction | None:
        """The rational that numbers and + - * / ** alone make."""
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                q = self._constant(inner)
                return None if q is None else -q
            case ast.BinOp(left=a, op=op, right=b):
                p, q = self._constant(a), self._constant(b)
                if p is None or q is None:
                    return None
                match op:
                    case ast.Add():
                        return p + q
                    case ast.Sub():
                        return p - q
                    case ast.Mult():
                        return p * q
                    case ast.Div():
                        return p / q if q else None
                    case ast.Pow():
                        return p**q.numerator if q.denominator == 1 and (p or q >= 0) else None
        return None

    def _whole(self, node: ast.AST) -> bool:
        """Whether it is a whole number, whatever the values of the integer variables."""
        match node:
            case ast.Constant():
                return self._number(node).denominator == 1
            case ast.Name(id=name):
                return name in self.integers
            case ast.UnaryOp(operand=inner):
                return self._whole(inner)
            case ast.BinOp(left=a, op=ast.Add() | ast.Sub() | ast.Mult(), right=b):
                return self._whole(a) and self._whole(b)
            case ast.BinOp(left=a, op=ast.Pow(), right=b):
                q = self._constant(b)
                known = self._constant(node)
                if known is not None:
                    return known.denominator == 1
                return q is not None and q.denominator == 1 and q >= 0 and self._whole(a)
            case ast.Call(func=ast.Name(id="max" | "min" | "abs"), args=args):
                return all(self._whole(x) for x in args)
        known = self._constant(node)
        return known is not None and known.denominator == 1


def _numbers(point: Point) -> dict[str, Number]:
    return {name: exact(v) if isinstance(v, Fraction) else v for name, v in point.items()}


def _joined(parts: list[Possible], decides: str, neutral: str) -> Possible:
    """``and`` with FALSE, ``or`` with TRUE as what decides."""
    found: Possible = frozenset({neutral})
    for part in parts:
        found = frozenset(
            decides if decides in (a, b) else UNDEFINED if UNDEFINED in (a, b) else neutral
            for a in found for b in part
        )  # fmt: skip
    return found


__all__ = ["ANY", "FALSE", "ONE", "TRUE", "UNDEFINED", "ZERO", "Plain"]
