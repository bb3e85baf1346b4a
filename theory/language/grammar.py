"""The language of claims: text to terms and formulas, exactly as written.

Numbers (integers, decimals; exact), names, ``+ - * / **``, comparisons (also chained), ``and or not``, and ``exp log
sqrt abs min max W0 Wm1``. Parsed from Python's syntax tree against a white list; nothing is ever evaluated as code.
What the text means, and where it is defined, is in ``theory.language.meaning``.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from fractions import Fraction

from theory.errors import DomainError
from theory.language.exact import rational
from theory.language.formula import And, Atom, Formula, Or
from theory.language.term import FUNCTIONS, INTEGER, Call, Number, Power, Product, Quotient, Sum, Term, constant, power

MAX_LENGTH = 4000
MAX_DEPTH = 60
MAX_POWER = 64
MAX_BITS = 4096
MAX_ARGUMENTS = 8
MAX_PARTS = 4000  # of a term with its definitions written out
MAX_OPERATIONS = 120  # inside one another, likewise
NO_INTEGERS: frozenset[str] = frozenset()


class GrammarError(DomainError):
    """Text that the language does not have: the rule it breaks, and the line and column in the text."""

    def __init__(self, text: str, rule: str, line: int = 1, column: int = 1) -> None:
        self.rule, self.line, self.column = rule, line, column
        super().__init__(f"'{' '.join(text.split())[:60]}' at column {column}: {rule}")


def parse_formula(text: str, names: Mapping[str, Term], integers: frozenset[str] = NO_INTEGERS) -> Formula:
    """``text`` as a formula over ``names``; ``integers``: the names of those variables that are whole numbers.

    Guarantee: exact, and as written; every variable comes from ``names``. Errors: ``GrammarError`` with the position
    of what the language does not have.
    """
    return _Reader(text, names, integers).formula(_tree(text), 0)


def parse_term(text: str, names: Mapping[str, Term], integers: frozenset[str] = NO_INTEGERS) -> Term:
    """``text`` as a term over ``names``. As ``parse_formula``."""
    return _Reader(text, names, integers).term(_tree(text), 0)


def _tree(text: str) -> ast.AST:
    if len(text) > MAX_LENGTH:
        raise GrammarError(
            text, f"an expression of {len(text)} characters: at most {MAX_LENGTH} are read; split the claim"
        )
    foreign = next((k for k, c in enumerate(text) if not (" " <= c <= "~" or c in "\n\t") or c == "#"), None)
    if foreign is not None:
        rule = f"the character {text[foreign]!a} is not in the grammar of claims"
        raise GrammarError(text, rule, *_place(text, foreign))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_line(text), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = _origin(text, getattr(error, "offset", None) or 1)
        raise GrammarError(text, "not an expression; see the grammar of claims", *at) from None


def _line(text: str) -> str:
    """``text`` on one line that starts with its first character: what Python parses."""
    return text.lstrip().replace("\n", " ")


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at ``offset``."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _origin(text: str, column: int) -> tuple[int, int]:
    """The place in ``text`` of a column of ``_line(text)``."""
    return _place(text, len(text) - len(text.lstrip()) + column - 1)


OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


class _Reader:
    def __init__(self, text: str, names: Mapping[str, Term], integers: frozenset[str]) -> None:
        self.text, self.names, self.integers = text, names, integers

    def refuse(self, node: ast.AST, why: str) -> GrammarError:
        return GrammarError(self.text, why, *_origin(self.text, getattr(node, "col_offset", 0) + 1))

    def formula(self, node: ast.AST, depth: int) -> Formula:
        if depth > MAX_DEPTH:
            raise self.refuse(
                node, f"nested more than {MAX_DEPTH} deep, as more operands in a row are; introduce a definition"
            )
        match node:
            case ast.Compare(left=left, ops=ops, comparators=rights):
                return self.comparison(node, [left, *rights], ops, depth)
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.formula(value, depth + 1) for value in values)
                return And(parts) if isinstance(op, ast.And) else Or(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.formula(operand, depth + 1).negated()
        raise self.refuse(node, "a comparison is needed here")

    def comparison(self, node: ast.AST, sides: list[ast.expr], ops: list[ast.cmpop], depth: int) -> Formula:
        if any(type(op) not in OPERATORS for op in ops):
            raise self.refuse(node, "only < <= > >= == != compare here")
        terms = [self.term(side, depth + 1) for side in sides]
        atoms = tuple(Atom(OPERATORS[type(op)], a, b) for op, a, b in zip(ops, terms, terms[1:], strict=False))
        return atoms[0] if len(atoms) == 1 else And(atoms)

    def term(self, node: ast.AST, depth: int) -> Term:
        if depth > MAX_DEPTH:
            raise self.refuse(
                node, f"nested more than {MAX_DEPTH} deep, as more operands in a row are; introduce a definition"
            )
        found = self.read(node, depth)
        if found.parts > MAX_PARTS:
            rule = f"more than {MAX_PARTS} parts with its definitions written out; introduce a variable"
            raise self.refuse(node, rule)
        if found.depth > MAX_OPERATIONS:
            rule = f"nested more than {MAX_OPERATIONS} deep with its definitions written out; introduce a variable"
            raise self.refuse(node, rule)
        return found

    def read(self, node: ast.AST, depth: int) -> Term:
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name(id=name):
                if name not in self.names:
                    raise self.refuse(node, f"'{name}' is not declared; declare it as a variable")
                return self.names[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.term(operand, depth + 1)
            case ast.BinOp():
                return self.arithmetic(node, depth + 1)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(node, name, [self.term(a, depth + 1) for a in args])
        raise self.refuse(node, "this is not in the grammar of claims")

    def number(self, node: ast.Constant) -> Term:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self.refuse(node, "only numbers, names and the listed functions are allowed")
        written = ast.get_source_segment(_line(self.text), node) or ""
        try:
            return Number(rational(written, "number"))
        except DomainError as error:
            raise self.refuse(node, str(error)) from None

    def arithmetic(self, node: ast.BinOp, depth: int) -> Term:
        a, b = self.term(node.left, depth), self.term(node.right, depth)
        p, q = constant(a), constant(b)
        if p is not None and q is not None and _bits(p) + _bits(q) > MAX_BITS:
            raise self.refuse(node, f"a number of more than {MAX_BITS} bits; introduce a variable")
        match node.op:
            case ast.Add():
                return Sum(a, b)  # type: ignore[no-any-return]
            case ast.Sub():
                return a - b
            case ast.Mult():
                return Product(a, b)  # type: ignore[no-any-return]
            case ast.Div():
                return Quotient(a, b)  # type: ignore[no-any-return]
            case ast.Pow():
                return self.power(node, a, b)
        raise self.refuse(node, "only + - * / ** are allowed")

    def power(self, node: ast.BinOp, base: Term, exponent: Term) -> Term:
        q, p = constant(exponent), constant(base)
        if q is None:
            return power(base, exponent, self.integers)
        if max(abs(q.numerator), q.denominator) > MAX_POWER:
            raise self.refuse(node, f"an exponent is at most {MAX_POWER} in size")
        if p is not None and _bits(p) * abs(q.numerator) > MAX_BITS:
            raise self.refuse(node, f"a number of more than {MAX_BITS} bits; introduce a variable")
        if abs(q.numerator) * _height(base) > MAX_POWER:
            raise self.refuse(node, f"a tower of exponents; an exponent is at most {MAX_POWER} in size")
        return power(base, exponent, self.integers)

    def call(self, node: ast.AST, name: str, args: list[Term]) -> Term:
        if name in ("min", "max"):
            if not 2 <= len(args) <= MAX_ARGUMENTS:
                raise self.refuse(node, f"{name} takes 2 to {MAX_ARGUMENTS} arguments")
            return Call(name, *args)  # type: ignore[no-any-return]
        if name not in FUNCTIONS:
            raise self.refuse(node, f"'{name}' is not a function here; there are {', '.join(FUNCTIONS)}")
        if len(args) != 1:
            raise self.refuse(node, f"{name} takes one argument")
        return Call(name, *args)  # type: ignore[no-any-return]


def _height(base: Term) -> int:
    """The product of the exponents of powers of powers."""
    if isinstance(base, Power) and base.kind == INTEGER:
        q = constant(base.exponent)
        return 1 if q is None else max(abs(q.numerator), 1) * _height(base.base)
    return 1


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())
