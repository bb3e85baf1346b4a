"""A forget set by a query over a table's columns, such as ``user_id == 17 and city in ('Oslo', 'Rome')``.

Parsed by Python's ``ast`` against a white list: names of columns, constants, comparisons, ``in``, ``and``, ``or``,
``not``. Nothing is evaluated as code.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from theory.errors import DomainError

COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
LONGEST, DEEPEST = 2000, 50
NEXT = "write comparisons of columns with constants, joined by and, or, not, like user_id == 17"


def mask(text: str, names: Sequence[str], column: Callable[[str], np.ndarray]) -> np.ndarray:
    """The rows where the query ``text`` is true. ``column(name)`` gives a column's values.

    A name alone is a column of 0 and 1, or of booleans. Errors: ``DomainError``, with what is refused and the rule.
    """
    shown = text if len(text) <= 60 else text[:57] + "..."
    if len(text) > LONGEST:
        raise DomainError(f"forget = {shown}: a query has at most {LONGEST} characters; shorten it, or use a column")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise DomainError(f"forget = {shown}: not a query; {NEXT}") from None
    return _Reader(shown, names, column).truth(tree, 0)


class _Reader:
    def __init__(self, shown: str, names: Sequence[str], column: Callable[[str], np.ndarray]) -> None:
        self.shown, self.names, self.column = shown, set(names), column

    def refuse(self, what: str) -> DomainError:
        return DomainError(f"forget = {self.shown}: {what}; {NEXT}")

    def truth(self, node: ast.AST, depth: int) -> np.ndarray:
        if depth > DEEPEST:
            raise self.refuse(f"nested more than {DEEPEST} deep")
        match node:
            case ast.BoolOp(op, parts):
                joined = np.logical_and if isinstance(op, ast.And) else np.logical_or
                return reduce(joined, [self.truth(part, depth + 1) for part in parts])
            case ast.UnaryOp(ast.Not(), part):
                return ~self.truth(part, depth + 1)
            case ast.Compare(left, ops, rights):
                sides = [left, *rights]
                pairs = zip(sides, ops, rights, strict=False)
                return reduce(np.logical_and, [self.comparison(a, op, b) for a, op, b in pairs])
            case ast.Name(name):
                return self.flags(name)
        raise self.refuse(f"{type(node).__name__} is not allowed in a query")

    def flags(self, name: str) -> np.ndarray:
        values = self.values(name)
        if values.dtype != bool and not (values.dtype.kind in "iuf" and np.isin(values, (0, 1)).all()):
            raise self.refuse(f"the column {name} is not of 0 and 1")
        return values.astype(bool)

    def values(self, name: str) -> np.ndarray:
        if name not in self.names:
            raise self.refuse(f"no column {name} (there are {', '.join(sorted(self.names)[:8]) or 'none'})")
        return self.column(name)

    def comparison(self, left: ast.AST, op: ast.AST, right: ast.AST) -> np.ndarray:
        a, b = self.side(left), self.side(right)
        if isinstance(op, (ast.In, ast.NotIn)):
            if not isinstance(a, np.ndarray) or not isinstance(b, list):
                raise self.refuse("`in` takes a column and a list of constants")
            found = reduce(np.logical_or, [self.compared(ast.Eq, a, value) for value in b], np.zeros(len(a), bool))
            return found if isinstance(op, ast.In) else ~found
        if type(op) not in COMPARE or isinstance(a, list) or isinstance(b, list):
            raise self.refuse("compare with == != < <= > >= or in")
        if not (isinstance(a, np.ndarray) or isinstance(b, np.ndarray)):
            raise self.refuse("a comparison names a column")
        return self.compared(type(op), a, b)

    def compared(self, op: type, a: Any, b: Any) -> np.ndarray:
        texts = [_is_text(side) for side in (a, b)]
        if texts[0] != texts[1]:
            raise self.refuse("a number is compared with a text")
        return np.asarray(COMPARE[op](a, b), dtype=bool)

    def side(self, node: ast.AST) -> Any:
        match node:
            case ast.Name(name):
                return self.values(name)
            case ast.Constant(bool() | int() | float() | str()):
                return node.value
            case ast.UnaryOp(ast.USub(), ast.Constant(int() | float())):
                return -node.operand.value  # type: ignore[attr-defined]
            case ast.List(parts) | ast.Tuple(parts):
                found = [self.side(part) for part in parts]
                if any(isinstance(value, (np.ndarray, list)) for value in found):
                    raise self.refuse("a list holds constants")
                return found
        raise self.refuse(f"{type(node).__name__} is not allowed in a query")


def _is_text(side: Any) -> bool:
    return side.dtype.kind in "UTO" if isinstance(side, np.ndarray) else isinstance(side, str)
