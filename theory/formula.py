"""Formulas over real expressions: comparisons joined by and, or, implies. Nothing evaluates itself.

SymPy's own relations decide themselves from assumptions; a judge may not, so these do not. Each
comparison carries the conditions under which its two sides are defined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy as sp

NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
UNDEFINED = (sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I)  # what SymPy writes where a real term is undefined
LATEX_OF = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}


def put_in(term: sp.Expr, swap: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """``term`` with the values of ``swap`` in the place of its symbols, all at once; with nan, or an infinity, where
    that makes it undefined.

    SymPy refuses a maximum of what it cannot order. Where an argument is undefined, so is the maximum; else it stays as
    it is written.
    """
    try:
        return term.subs(swap, simultaneous=not all(v.is_Rational for v in swap.values()))
    except ValueError:
        if not isinstance(term, sp.Max | sp.Min):
            return term.func(*(put_in(argument, swap) for argument in term.args))
        arguments = [put_in(argument, swap) for argument in term.args]
        undefined = any(argument.has(*UNDEFINED) for argument in arguments)
        return sp.nan if undefined else term.func(*arguments, evaluate=False)


@dataclass(frozen=True)
class Atom:
    """``left op right``, and ``defined``: comparisons that hold where both sides are defined."""

    op: str
    left: sp.Expr
    right: sp.Expr
    defined: tuple[Atom, ...] = ()

    def subs(self, terms: Mapping[sp.Symbol, sp.Expr]) -> Atom:
        return Atom(
            self.op,
            put_in(self.left, terms),
            put_in(self.right, terms),
            tuple(a.subs(terms) for a in self.defined),
        )

    def negated(self) -> Formula:
        return Atom(NEGATED[self.op], self.left, self.right, self.defined)

    def atoms(self) -> Iterator[Atom]:
        yield self

    def __str__(self) -> str:
        return f"{self.left} {self.op} {self.right}"


@dataclass(frozen=True)
class And:
    parts: tuple[Formula, ...]

    def subs(self, terms: Mapping[sp.Symbol, sp.Expr]) -> And:
        return And(tuple(p.subs(terms) for p in self.parts))

    def negated(self) -> Formula:
        return Or(tuple(p.negated() for p in self.parts))

    def atoms(self) -> Iterator[Atom]:
        for part in self.parts:
            yield from part.atoms()

    def __str__(self) -> str:
        return " and ".join(f"({p})" if isinstance(p, Or | Implies) else str(p) for p in self.parts) or "true"


@dataclass(frozen=True)
class Or:
    parts: tuple[Formula, ...]

    def subs(self, terms: Mapping[sp.Symbol, sp.Expr]) -> Or:
        return Or(tuple(p.subs(terms) for p in self.parts))

    def negated(self) -> Formula:
        return And(tuple(p.negated() for p in self.parts))

    def atoms(self) -> Iterator[Atom]:
        for part in self.parts:
            yield from part.atoms()

    def __str__(self) -> str:
        return " or ".join(f"({p})" if isinstance(p, And | Implies) else str(p) for p in self.parts) or "false"


@dataclass(frozen=True)
class Implies:
    given: Formula
    then: Formula

    def subs(self, terms: Mapping[sp.Symbol, sp.Expr]) -> Implies:
        return Implies(self.given.subs(terms), self.then.subs(terms))

    def negated(self) -> Formula:
        return And((self.given, self.then.negated()))

    def atoms(self) -> Iterator[Atom]:
        yield from self.given.atoms()
        yield from self.then.atoms()

    def __str__(self) -> str:
        return f"{self.then} if {self.given}" if str(self.given) != "true" else str(self.then)


Formula = Atom | And | Or | Implies


def definedness(formula: Formula) -> And:
    """What must hold for every comparison in ``formula`` to be defined."""
    return And(tuple(dict.fromkeys(c for atom in formula.atoms() for c in atom.defined)))


def latex(formula: Formula, names: Mapping[sp.Symbol, str]) -> str:
    """``formula`` in LaTeX; ``names`` maps symbols to the paper's."""
    match formula:
        case Atom(op, left, right, _):
            return f"{sp.latex(left, symbol_names=names)} {LATEX_OF[op]} {sp.latex(right, symbol_names=names)}"
        case And(parts):
            return r" \;\wedge\; ".join(_grouped(p, names, Or) for p in parts) or r"\top"
        case Or(parts):
            return r" \;\vee\; ".join(_grouped(p, names, And) for p in parts) or r"\bot"
        case Implies(given, then):
            if given == And(()):
                return latex(then, names)
            return rf"{_grouped(given, names, Or)} \;\Rightarrow\; {_grouped(then, names, Or)}"


def _grouped(formula: Formula, names: Mapping[sp.Symbol, str], kind: type) -> str:
    body = latex(formula, names)
    return (
        rf"\left({body}\right)"
        if isinstance(formula, kind | Implies) and len(getattr(formula, "parts", (0, 0))) > 1
        else body
    )
