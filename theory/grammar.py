"""The language of claims: text to exact mathematics, with the conditions under which it is defined.

Numbers (integers, decimals; exact), names, ``+ - * / **``, comparisons (also chained), ``and or
not``, and ``exp log sqrt abs min max W0 Wm1``. Parsed from Python's syntax tree against a white
list; nothing is ever evaluated as code.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from typing import NamedTuple

import sympy as sp

from theory.errors import DomainError
from theory.exact import rational
from theory.formula import And, Atom, Formula, Or
from theory.lambert import W0, Wm1

MAX_LENGTH = 4000
MAX_DEPTH = 60
MAX_POWER = 64
MAX_BITS = 4096
MAX_ARGUMENTS = 8
ZERO = sp.Integer(0)
BRANCH_POINT = -sp.exp(-1)


class GrammarError(DomainError):
    """Text that the language does not have: the rule it breaks, and the line and column in the text."""

    def __init__(self, text: str, rule: str, line: int = 1, column: int = 1) -> None:
        self.rule, self.line, self.column = rule, line, column
        super().__init__(f"'{' '.join(text.split())[:60]}' at column {column}: {rule}")


class Term(NamedTuple):
    """An expression, and comparisons that hold where it is defined."""

    value: sp.Expr
    defined: tuple[Atom, ...] = ()


def parse_formula(text: str, names: Mapping[str, Term]) -> Formula:
    """``text`` as a formula over ``names``; each comparison keeps what it needs to be defined,
    collected before SymPy cancels anything (``x/x == 1`` keeps ``x != 0``).

    Guarantee: exact; every symbol comes from ``names``. Errors: ``GrammarError`` with the
    position of what the language does not have.
    """
    return _Reader(text, names).formula(_tree(text), 0)


def parse_term(text: str, names: Mapping[str, Term]) -> Term:
    """``text`` as an expression over ``names``, and where it is defined. As ``parse_formula``."""
    reader = _Reader(text, names)
    term = reader.term(_tree(text), 0)
    return Term(term, tuple(dict.fromkeys(reader.defined)))


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
    def __init__(self, text: str, names: Mapping[str, Term]) -> None:
        self.text, self.names = text, names
        self.defined: list[Atom] = []

    def refuse(self, node: ast.AST, why: str) -> GrammarError:
        return GrammarError(self.text, why, *_origin(self.text, getattr(node, "col_offset", 0) + 1))

    def formula(self, node: ast.AST, depth: int) -> Formula:
        if depth > MAX_DEPTH:
            raise self.refuse(node, f"nested more than {MAX_DEPTH} deep; introduce a definition")
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
        terms = []
        for side in sides:
            self.defined = []
            term = self.term(side, depth + 1)
            terms.append((term, self.defined))
        atoms = tuple(
            Atom(OPERATORS[type(op)], a, b, tuple(dict.fromkeys(need_a + need_b)))
            for op, (a, need_a), (b, need_b) in zip(ops, terms, terms[1:], strict=False)
        )
        return atoms[0] if len(atoms) == 1 else And(atoms)

    def term(self, node: ast.AST, depth: int) -> sp.Expr:
        if depth > MAX_DEPTH:
            raise self.refuse(node, f"nested more than {MAX_DEPTH} deep; introduce a definition")
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name(id=name):
                if name not in self.names:
                    raise self.refuse(node, f"'{name}' is not declared; declare it as a variable")
                self.defined += self.names[name].defined
                return self.names[name].value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.term(operand, depth + 1)
            case ast.BinOp():
                return self.arithmetic(node, depth + 1)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(node, name, [self.term(a, depth + 1) for a in args])
        raise self.refuse(node, "this is not in the grammar of claims")

    def number(self, node: ast.Constant) -> sp.Rational:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self.refuse(node, "only numbers, names and the listed functions are allowed")
        written = ast.get_source_segment(_line(self.text), node) or ""
        try:
            value = rational(written, "number")
        except DomainError as error:
            raise self.refuse(node, str(error)) from None
        return sp.Rational(value.numerator, value.denominator)

    def arithmetic(self, node: ast.BinOp, depth: int) -> sp.Expr:
        a, b = self.term(node.left, depth), self.term(node.right, depth)
        if (
            isinstance(node.op, ast.Mult | ast.Div)
            and a.is_Rational
            and b.is_Rational
            and _bits(a) + _bits(b) > MAX_BITS
        ):
            raise self.refuse(node, f"a number of more than {MAX_BITS} bits; introduce a variable")
        match node.op:
            case ast.Add():
                return a + b
            case ast.Sub():
                return a - b
            case ast.Mult():
                return a * b
            case ast.Div():
                self.defined.append(Atom("!=", b, ZERO))
                return sp.nan if b == 0 else a / b
            case ast.Pow():
                return self.power(node, a, b)
        raise self.refuse(node, "only + - * / ** are allowed")

    def power(self, node: ast.BinOp, a: sp.Expr, b: sp.Expr) -> sp.Expr:
        if b.is_Rational and max(abs(int(b.p)), int(b.q)) > MAX_POWER:
            raise self.refuse(node, f"an exponent is at most {MAX_POWER} in size")
        if a.is_Rational and b.is_Rational and _bits(a) * abs(int(b.p)) > MAX_BITS:
            raise self.refuse(node, f"a number of more than {MAX_BITS} bits; introduce a variable")
        if b.is_Integer:
            if b < 0:
                self.defined.append(Atom("!=", a, ZERO))
            power = sp.nan if b < 0 and a == 0 else a**b
        else:
            self.defined.append(Atom(">", a, ZERO))
            power = a**b
        if any(part.exp.is_Integer and abs(int(part.exp)) > MAX_POWER for part in power.atoms(sp.Pow)):
            raise self.refuse(node, f"a tower of exponents; an exponent is at most {MAX_POWER} in size")
        return power

    def call(self, node: ast.AST, name: str, args: list[sp.Expr]) -> sp.Expr:
        if name in ("min", "max"):
            if not 2 <= len(args) <= MAX_ARGUMENTS:
                raise self.refuse(node, f"{name} takes 2 to {MAX_ARGUMENTS} arguments")
            try:
                return sp.Min(*args) if name == "min" else sp.Max(*args)
            except ValueError:
                raise self.refuse(node, f"{name} of numbers whose order is not seen; write them out") from None
        if name not in FUNCTIONS:
            raise self.refuse(
                node, f"'{name}' is not a function here; there are {', '.join([*FUNCTIONS, 'min', 'max'])}"
            )
        if len(args) != 1:
            raise self.refuse(node, f"{name} takes one argument")
        function, domain = FUNCTIONS[name]
        self.defined += domain(args[0])
        return as_real(function(args[0]))


def as_real(term: sp.Expr) -> sp.Expr:
    """``term`` with t for the real part of t and 0 for its imaginary part, which SymPy writes where it does not know
    that t is real: wherever a term of the grammar is defined, so are its parts, in real numbers."""
    if not term.has(sp.re, sp.im):
        return term
    return term.replace(sp.re, lambda t: t).replace(sp.im, lambda t: sp.Integer(0))


def absolute(term: sp.Expr) -> sp.Expr:
    """``abs`` of a term of the grammar; as it stands where SymPy would write it with complex conjugates or angles."""
    found = as_real(sp.Abs(term))
    return sp.Abs(term, evaluate=False) if found.has(sp.conjugate, sp.arg, sp.atan2, sp.cos) else found


FUNCTIONS: dict[str, tuple[Callable[[sp.Expr], sp.Expr], Callable[[sp.Expr], list[Atom]]]] = {
    "exp": (sp.exp, lambda z: []),
    "log": (sp.log, lambda z: [Atom(">", z, ZERO)]),
    "sqrt": (sp.sqrt, lambda z: [Atom(">=", z, ZERO)]),
    "abs": (absolute, lambda z: []),
    "W0": (W0, lambda z: [Atom(">=", z, BRANCH_POINT)]),
    "Wm1": (Wm1, lambda z: [Atom(">=", z, BRANCH_POINT), Atom("<", z, ZERO)]),
}


def _bits(number: sp.Rational) -> int:
    return max(int(number.p).bit_length(), int(number.q).bit_length())


def where_defined(value: sp.Expr) -> tuple[Atom, ...]:
    """Comparisons that hold where a derived expression, as it stands, is defined."""
    needs: list[Atom] = []
    for part in sp.preorder_traversal(value):
        if isinstance(part, sp.Pow) and part.base is not sp.E and part.exp.is_negative:
            needs.append(Atom("!=", part.base, ZERO))
        name = part.func.__name__
        if name in FUNCTIONS and part.args:
            needs += FUNCTIONS[name][1](part.args[0])
    return tuple(dict.fromkeys(needs))
