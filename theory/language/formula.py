"""Formulas: comparisons of terms joined by and, or, implies. Nothing evaluates itself.

``not`` is pushed to the comparisons while a formula is read: in Kleene's logic, where an undefined comparison stays
undefined under ``not``, that changes no truth value.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from theory.language.printer import latex as latex_term
from theory.language.printer import text
from theory.language.term import Term, Variable

NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
LATEX_OF = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}


@dataclass(frozen=True)
class Atom:
    """``left op right``, exactly as written."""

    op: str
    left: Term
    right: Term

    def subs(self, terms: Mapping[Any, Any]) -> Atom:
        return Atom(self.op, self.left.subs(terms), self.right.subs(terms))

    def negated(self) -> Formula:
        return Atom(NEGATED[self.op], self.left, self.right)

    def atoms(self) -> Iterator[Atom]:
        yield self

    def __str__(self) -> str:
        return f"{text(self.left)} {self.op} {text(self.right)}"


@dataclass(frozen=True)
class And:
    parts: tuple[Formula, ...]

    def subs(self, terms: Mapping[Any, Any]) -> And:
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

    def subs(self, terms: Mapping[Any, Any]) -> Or:
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
    """``then`` is true wherever ``given`` is true."""

    given: Formula
    then: Formula

    def subs(self, terms: Mapping[Any, Any]) -> Implies:
        return Implies(self.given.subs(terms), self.then.subs(terms))

    def negated(self) -> Formula:
        raise TypeError(f"{self}: what is not implied is no formula of the language")

    def atoms(self) -> Iterator[Atom]:
        yield from self.given.atoms()
        yield from self.then.atoms()

    def __str__(self) -> str:
        return f"{self.then} if {self.given}" if self.given != TRUE else str(self.then)


Formula = Atom | And | Or | Implies
TRUE, FALSE = And(()), Or(())


def sides(*formulas: Formula) -> Iterator[Term]:
    """The two sides of every comparison, in order."""
    for formula in formulas:
        for atom in formula.atoms():
            yield from (atom.left, atom.right)


def variables(*formulas: Formula) -> tuple[Variable, ...]:
    """The variables of ``formulas``, in the order in which they first appear."""
    return tuple(dict.fromkeys(v for side in sides(*formulas) for v in side.variables))


def latex(formula: Formula, names: Mapping[Variable, str]) -> str:
    """``formula`` in LaTeX; ``names`` maps variables to the paper's letters."""
    match formula:
        case Atom(op, left, right):
            return f"{latex_term(left, names)} {LATEX_OF[op]} {latex_term(right, names)}"
        case And(parts) if chain := _chain(parts):
            shown = [latex_term(chain[0].left, names)]
            shown += [f"{LATEX_OF[a.op]} {latex_term(a.right, names)}" for a in chain]
            return " ".join(shown)
        case And(parts):
            return r" \;\wedge\; ".join(_grouped(p, names, Or) for p in parts) or r"\top"
        case Or(parts):
            return r" \;\vee\; ".join(_grouped(p, names, And) for p in parts) or r"\bot"
        case Implies(given, then):
            if given == TRUE:
                return latex(then, names)
            return rf"{_grouped(given, names, Or)} \;\Rightarrow\; {_grouped(then, names, Or)}"


def _chain(parts: tuple[Formula, ...]) -> list[Atom]:
    """Comparisons that read as one, like 0 < x <= 1; none where they do not."""
    atoms = [p for p in parts if isinstance(p, Atom)]
    linked = all(a.right is b.left for a, b in itertools.pairwise(atoms))
    one_way = any({a.op for a in atoms} <= ops for ops in ({"<", "<=", "=="}, {">", ">=", "=="}))
    return atoms if 1 < len(atoms) == len(parts) and linked and one_way else []


def _grouped(formula: Formula, names: Mapping[Variable, str], kind: type) -> str:
    body = latex(formula, names)
    return (
        rf"\left({body}\right)"
        if isinstance(formula, kind | Implies) and len(getattr(formula, "parts", (0, 0))) > 1
        else body
    )
