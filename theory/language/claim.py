"""What a claim is: data, and its reading as formulas. Never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from theory.ascent import two_axes
from theory.language.formula import And, Atom, Formula, Implies
from theory.language.grammar import parse_formula, parse_term
from theory.language.term import Number, Term, Variable, exp

KINDS = ("lemma", "remark", "corollary", "example", "result", "fact", "axiom")


@dataclass(frozen=True)
class AxisPoint:
    """A variable that is a stationary point on one axis: every real root of ``lam w - weight exp(-w)``.

    ``weight`` and ``lam`` are expressions in the claim's variables; ``loss`` names the objective
    ("D", "R", "DA") from which the weight was derived.
    """

    name: str
    loss: str
    weight: Term
    lam: Term

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def symbol(self) -> Variable:
        return symbol(self.name)

    def equations(self) -> tuple[Formula, ...]:
        """The stationarity condition, gradient = 0."""
        w = self.symbol
        return (Atom("==", self.lam * w - self.weight * exp(-w), Number(0)),)


@dataclass(frozen=True)
class BlockPoint:
    """Two variables that are a stationary point in a block of two correlated axes, in the
    coordinates (x, y): every solution of the system that ``two_axes`` derives for ``loss``.

    phi, bR, eps, alpha: the four numbers of the system, as expressions in the claim's variables.
    """

    x: str
    y: str
    loss: str
    phi: Term
    bR: Term
    eps: Term
    alpha: Term

    @property
    def names(self) -> tuple[str, ...]:
        return (self.x, self.y)

    def equations(self) -> tuple[Formula, ...]:
        """The two stationarity conditions."""
        at = dict(
            zip(
                (two_axes.PHI, two_axes.B_R, two_axes.EPS, two_axes.ALPHA, two_axes.X, two_axes.Y),
                (self.phi, self.bR, self.eps, self.alpha, symbol(self.x), symbol(self.y)),
                strict=True,
            )
        )
        return tuple(Atom("==", part.subs(at), Number(0)) for part in two_axes.system(self.loss))


Unknown = AxisPoint | BlockPoint


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
    expressions that were differentiated, not typed. unknowns: stationary points, each of them meant.
    exists: stationary points, one of them meant: the claim says that there is one with the
    conclusion. example: a point at which the hypotheses hold, as exact constants, where no rational
    one exists.
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
    def given(self) -> tuple[Formula, ...]:
        """The hypotheses, in order, then the unknowns' equations."""
        return tuple(parse_formula(text, self.names, self.integers) for text in self.hypotheses) + tuple(
            equation for unknown in self.unknowns for equation in unknown.equations()
        )

    @cached_property
    def witnessed(self) -> tuple[Formula, ...]:
        """What a solution that the claim says to exist has to satisfy: the equations of ``exists``."""
        return tuple(equation for unknown in self.exists for equation in unknown.equations())

    @cached_property
    def then(self) -> Formula:
        """The conclusion."""
        return parse_formula(self.conclusion, self.names, self.integers)

    @property
    def formula(self) -> Implies:
        """The whole statement, to be read with every variable quantified."""
        return Implies(And(self.given), self.then)


def symbol(name: str) -> Variable:
    """The variable ``name``."""
    return Variable(name)
