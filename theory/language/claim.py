"""What a claim is: data, and its reading as formulas. Never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from theory.language.formula import And, Formula, Implies
from theory.language.grammar import parse_formula, parse_term
from theory.language.term import Term, Variable


class Unknown(Protocol):
    """Variables that a system of equations determines: each of its solutions is meant.

    An object of a paper's own, hashable, with the terms that its equations hold. What solves it at a point is
    registered with ``verify.values.unknowns``.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""

    def equations(self) -> tuple[Formula, ...]:
        """The equations that every solution meets."""


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

    variables: name -> "real" or "integer". definitions: abbreviations, in order. derived: names for
    expressions that were differentiated, not typed. unknowns: each solution of them is meant. exists: unknowns of
    which one solution is meant: the claim says that there is one with the conclusion. example: a point at which the
    hypotheses hold, as exact constants, where no rational one exists.
    """

    variables: Mapping[str, str]
    conclusion: str
    hypotheses: tuple[str, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, Term] = field(default_factory=dict)
    unknowns: tuple[Unknown, ...] = ()
    exists: tuple[Unknown, ...] = ()
    example: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, Term]:
        """Every name that the claim's text may use."""
        solved = [name for unknown in (*self.unknowns, *self.exists) for name in unknown.names]
        names: dict[str, Term] = {name: symbol(name) for name in (*self.variables, *solved)}
        names |= self.derived
        for name, text in self.definitions.items():
            names[name] = parse_term(text, names, self.integers)
        return names

    @cached_property
    def integers(self) -> frozenset[str]:
        """The names of the variables that are whole numbers."""
        return frozenset(name for name, kind in self.variables.items() if kind == "integer")

    @cached_property
    def premises(self) -> tuple[Formula, ...]:
        """The hypotheses, in order."""
        return tuple(parse_formula(text, self.names, self.integers) for text in self.hypotheses)

    @cached_property
    def equations(self) -> tuple[Formula, ...]:
        """The unknowns' equations."""
        return tuple(equation for unknown in self.unknowns for equation in unknown.equations())

    @cached_property
    def given(self) -> tuple[Formula, ...]:
        """The premises, then the equations: what the conclusion may use."""
        return (*self.premises, *self.equations)

    @cached_property
    def witnessed(self) -> tuple[Formula, ...]:
        """What a solution that the claim says to exist has to satisfy: the equations of ``exists``."""
        return tuple(equation for unknown in self.exists for equation in unknown.equations())

    @cached_property
    def then(self) -> Formula:
        """The conclusion."""
        return parse_formula(self.conclusion, self.names, self.integers)

    def contradiction(self) -> Claim:
        """The claim that nothing meets the hypotheses: what follows from them is false."""
        return replace(self, conclusion="1 < 0")

    @property
    def formula(self) -> Implies:
        """The whole statement, to be read with every variable quantified."""
        return Implies(And(self.given), self.then)


def symbol(name: str) -> Variable:
    """The variable ``name``."""
    return Variable(name)
