"""Stationary points as unknowns of claims, with the equations that the objectives give."""

from __future__ import annotations

from dataclasses import dataclass

from theory.ascent import two_axes
from theory.language.claim import symbol
from theory.language.formula import Atom, Formula
from theory.language.term import Number, Term, Variable, exp


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
