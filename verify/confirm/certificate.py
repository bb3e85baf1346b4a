"""Certificates of covers: a tree of divisions, each leaf with the reason that settles it.

``verify.confirm.cover`` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from theory.language.term import Term
from verify.confirm.calculus import ONE


@dataclass(frozen=True)
class Form:
    """Another form of a term: ``term`` is it times ``factor``, which is > 0 on the part at hand."""

    term: Term
    factor: Term = ONE


@dataclass(frozen=True)
class Done:
    """No goal is left, or the part is empty."""


@dataclass(frozen=True)
class Unmet:
    """Hypothesis number ``hypothesis`` (of the conjuncts of all, from 0) is true nowhere on the part; ``form``: of its
    left less its right side."""

    hypothesis: int
    form: Form | None = None


@dataclass(frozen=True)
class Shown:
    """Goal number ``goal`` (of the conjuncts of the conclusion, from 0) is true on the part, by its range or that of
    ``form``, of its left less its right side; ``rest`` settles the other goals."""

    goal: int
    rest: Tree
    form: Form | None = None


@dataclass(frozen=True)
class Monotone:
    """The left less the right side of goal number ``goal`` rises (or falls) in ``name`` on the part, by the range of
    its derivative or of the derivative's ``form``; ``face`` settles the goal where it is least true."""

    goal: int
    name: str
    rising: bool
    face: Tree
    rest: Tree
    form: Form | None = None


@dataclass(frozen=True)
class Split:
    """``name`` up to ``at``, and from there on; a whole number up to the floor of ``at``, and from the next one on."""

    name: str
    at: Fraction
    low: Tree
    high: Tree


Tree = Done | Unmet | Shown | Monotone | Split


@dataclass(frozen=True)
class Change:
    """``term`` in the place of the variable ``name``: an equation among the hypotheses says that they are equal
    (``new`` is empty); or ``new`` is a new variable in ``term``, and ``inverse`` is its value in the old ones."""

    name: str
    term: Term
    new: str = ""
    inverse: Term | None = None


@dataclass(frozen=True)
class CoverCertificate:
    """``changes``, in order, then ``tree``."""

    tree: Tree
    changes: tuple[Change, ...] = ()
