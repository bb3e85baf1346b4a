"""The three losses, exactly as defined, over a concrete data set; all else is derived from them.

``L_D``, ``L_R`` and ``L_DA`` are section 1 of the statement of the setting: exponential loss of a
linear model, means over D, R and F, ridge ``lam/2 |w|^2``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from theory.language.algebra import expanded, factored
from theory.language.calculus import diff, plus, times
from theory.language.term import Number, Term, Variable, exp

LOSSES = ("D", "R", "DA")
ZERO = Number(0)


@dataclass(frozen=True)
class Samples:
    """Samples that share their features ``x`` and label ``y`` (+1 or -1): how many are in R and in F.

    The multiplicities may be numbers or variables.
    """

    x: tuple[Term, ...]
    y: int
    retain: Term
    forget: Term


@dataclass(frozen=True)
class DataSet:
    """A data set as a list of groups of equal samples, all with the same number of coordinates."""

    groups: Sequence[Samples]

    @property
    def retain(self) -> Term:
        """r = |R|."""
        return plus(*(g.retain for g in self.groups))

    @property
    def forget(self) -> Term:
        """f = |F|."""
        return plus(*(g.forget for g in self.groups))

    def loss(self, which: str, w: Sequence[Term], lam: Term) -> Term:
        """``L_D``, ``L_R`` or ``L_DA`` (``which`` = "D", "R", "DA") at ``w``, as a term.

        L_D  = (1/d) sum_{D} exp(-y <w,x>) + (lam/2) |w|^2
        L_R  = (1/r) sum_{R} exp(-y <w,x>) + (lam/2) |w|^2
        L_DA = (1/r) sum_{R} exp(-y <w,x>) - (1/f) sum_{F} exp(-y <w,x>) + (lam/2) |w|^2

        Domain: r, f >= 1, lam > 0; ``w`` has one entry a coordinate.
        """
        ridge = lam / 2 * plus(*(c**2 for c in w))
        return plus(ridge, *(times(self.share(which, g), exp(-g.y * _inner(w, g.x))) for g in self.groups))

    def share(self, which: str, group: Samples) -> Term:
        """The factor of the group's exponential in the loss ``which``."""
        retained, forgotten = group.retain / self.retain, group.forget / self.forget
        match which:
            case "D":
                return (group.retain + group.forget) / (self.retain + self.forget)
            case "R":
                return retained
            case _:
                return retained - forgotten

    def terms(self, which: str, coordinates: int) -> dict[tuple[Term, ...], Term]:
        """The loss on the first ``coordinates`` coordinates as a sum of exponentials: the factor of
        exp(-<z, w>) for each vector of margins z = y x there; samples without any margin there add a constant."""
        found: dict[tuple[Term, ...], Term] = {}
        for g in self.groups:
            margins = tuple(expanded(g.y * x) for x in g.x[:coordinates])
            if any(z is not ZERO for z in margins):
                found[margins] = plus(found.get(margins, ZERO), self.share(which, g))
        return {margins: factored(factor) for margins, factor in found.items()}

    def gradient(self, which: str, w: Sequence[Variable], lam: Term) -> list[Term]:
        """The gradient of ``loss`` by differentiation, one entry a coordinate of ``w``."""
        loss = self.loss(which, w, lam)
        return [diff(loss, c) for c in w]


def _inner(w: Sequence[Term], x: Sequence[Term]) -> Term:
    return plus(*(times(a, b) for a, b in zip(w, x, strict=True)))
