"""What a claim is: data, and its reading as formulas. Never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import sympy as sp

from theory.formula import And, Atom, Formula, Implies
from theory.grammar import Term, parse_formula, parse_term, where_defined

KINDS = ("lemma", "remark", "corollary", "example", "result", "fact", "axiom")


@dataclass(frozen=True)
class Unknown:
    """A variable that is a stationary point: every real root of ``lam w - weight exp(-w)``.

    ``weight`` and ``lam`` are expressions in the claim's variables; ``loss`` names the objective
    ("D", "R", "DA") from which the weight was derived.
    """

    name: str
    loss: str
    weight: sp.Expr
    lam: sp.Expr

    @property
    def symbol(self) -> sp.Symbol:
        return symbol(self.name)

    def equation(self) -> Atom:
        """The stationarity condition, gradient = 0."""
        w = self.symbol
        denominator = sp.denom(sp.together(self.weight))
        return Atom(
            "==", self.lam * w - self.weight * sp.exp(-w), sp.Integer(0), (Atom("!=", denominator, sp.Integer(0)),)
        )


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What every statement has. label, kind, source: as in the project's tables. statement: the
    paper's, in our words. reading: what is decided. uses: labels of claims on which it rests beside
    those that its proof instantiates. corrected_by: labels of the statements that do hold."""

    label: str
    kind: str
    source: str
    statement: str
    reading: str
    uses: tuple[str, ...] = ()
    corrected_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Assertion(Statement):
    """A statement that no formula of the grammar expresses: a set of solutions, an orbit, a
    distribution. ``domain`` names the exact parameters of which it speaks, ``assertion`` is what a
    decision establishes there, both in words."""

    domain: str
    assertion: str


@dataclass(frozen=True, kw_only=True)
class Claim(Statement):
    """A statement, quantified over all its variables and unknowns, restricted by its hypotheses.

    variables: name -> "real" or "integer". definitions: abbreviations,
    in order. derived: names for expressions that were differentiated, not typed. unknowns:
    stationary points. example: a point at which the hypotheses hold, as exact constants, where no rational one exists.
    """

    variables: Mapping[str, str]
    conclusion: str
    hypotheses: tuple[str, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, sp.Expr] = field(default_factory=dict)
    unknowns: tuple[Unknown, ...] = ()
    example: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, Term]:
        """Every name that the claim's text may use."""
        names = {name: Term(symbol(name)) for name in (*self.variables, *(u.name for u in self.unknowns))}
        names |= {name: Term(value, where_defined(value)) for name, value in self.derived.items()}
        for name, text in self.definitions.items():
            names[name] = parse_term(text, names)
        return names

    @cached_property
    def given(self) -> tuple[Formula, ...]:
        """The hypotheses, in order, then the unknowns' equations."""
        return tuple(parse_formula(text, self.names) for text in self.hypotheses) + tuple(
            u.equation() for u in self.unknowns
        )

    @cached_property
    def then(self) -> Formula:
        """The conclusion."""
        return parse_formula(self.conclusion, self.names)

    @property
    def formula(self) -> Implies:
        """The whole statement, to be read with every variable quantified."""
        return Implies(And(self.given), self.then)


def symbol(name: str) -> sp.Symbol:
    """The real symbol for ``name``."""
    return sp.Symbol(name, real=True)
