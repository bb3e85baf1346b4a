"""The paper's claims at single points: which of them speak of one axis or one block alone, and their verdict there.

A claim counts if its variables are the point's parameters, its stationary points those of the point, and it asks for no
equality, which intervals never show. Counts enter by their ratios: r = 2^200, f = phi r, |R_j| = share r and
|F_j| = alpha share r are whole numbers for doubles of at least 2^-40. Descent-ascent's solution is the local minimum.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import sympy as sp

from theory import one_axis, two_axes
from theory.claims import FORMAL
from theory.claims.model import AxisPoint, BlockPoint, Claim, symbol
from theory.formula import And, Atom, Formula, Implies, Or
from verify.grid.loss import RATIOS, SHARE
from verify.outward.interval import Outward, points
from verify.outward.terms import FAILS, HOLDS, Terms

VERDICT = ("not applicable", "holds", "fails", "undecided", "no solution")
NOT_APPLICABLE, HELD, FAILED, UNDECIDED, NO_SOLUTION = range(5)
R_VALUE = 2.0**200
IN_BLOCK = {two_axes.B_R: SHARE / two_axes.LAM}


class PointClaim(NamedTuple):
    """A claim in the parameters of a point: its hypotheses, its conclusion, the losses whose solutions it names, and
    the side of the conclusion that bounds them, if it is one comparison with one such side."""

    given: And
    then: Formula
    losses: tuple[str, ...]
    bound: sp.Expr | None


class Decided(NamedTuple):
    """Of one claim at every point: an index into ``VERDICT``; right - left of the conclusion, the bound."""

    label: str
    verdict: np.ndarray
    slack: np.ndarray
    bound: np.ndarray | None

    def columns(self) -> dict[str, np.ndarray]:
        """By name."""
        found = {f"verdict_{self.label}": self.verdict, f"slack_{self.label}": self.slack}
        return found if self.bound is None else found | {f"bound_{self.label}": self.bound}


@cache
def applicable(problem: str) -> dict[str, PointClaim]:
    """The claims that can be decided at a point of "axis" or "block", by label."""
    found = {}
    for label, claim in FORMAL.items():
        if claim.kind in ("fact", "axiom") or claim.exists or not _about(problem, claim):
            continue
        ratios = RATIOS | IN_BLOCK
        given = And(tuple(_per_sample(h.subs(ratios)) for h in claim.given[: len(claim.hypotheses)]))
        then = _per_sample(claim.then.subs(ratios))
        if not any(atom.op in ("==", "!=") for formula in (given, then) for atom in formula.atoms()):
            solved = {symbol(name) for u in claim.unknowns for name in u.names}
            found[label] = PointClaim(given, then, tuple(u.loss for u in claim.unknowns), _bound(then, solved))
    return found


def _bound(then: Formula, solved: set[sp.Symbol]) -> sp.Expr | None:
    """The side of a comparison without a solution in it, where the other side has one."""
    if not isinstance(then, Atom):
        return None
    sides = [side for side in (then.left, then.right) if side.free_symbols and not side.free_symbols & solved]
    return sides[0] if len(sides) == 1 and solved else None


def _per_sample(formula: Formula) -> Formula:
    """``formula`` with comparisons of counts divided by r > 0, so that they are comparisons of parameters."""
    match formula:
        case Atom(op, left, right, defined):
            low, high = (sp.cancel(side / two_axes.R) for side in (left, right))
            return formula if low.has(two_axes.R) or high.has(two_axes.R) else Atom(op, low, high, defined)
        case And(parts):
            return And(tuple(_per_sample(p) for p in parts))
        case Or(parts):
            return Or(tuple(_per_sample(p) for p in parts))
        case Implies(premise, then):
            return Implies(_per_sample(premise), _per_sample(then))


def _about(problem: str, claim: Claim) -> bool:
    """Whether the claim's variables and stationary points are those of the problem."""
    block = "eps" in claim.variables
    names = {"r", "f", "n", "m", "lam"} | ({"eps", "phi", "bR", "alpha"} if block else set())
    return block == (problem == "block") and set(claim.variables) <= names and all(map(_standard, claim.unknowns))


def _standard(unknown: AxisPoint | BlockPoint) -> bool:
    if isinstance(unknown, AxisPoint):
        same = unknown.weight - one_axis.weight(unknown.loss) == 0 and unknown.lam == one_axis.LAM
        return same and unknown.name == f"w_{unknown.loss}"
    numbers = (unknown.phi, unknown.bR, unknown.eps, unknown.alpha)
    expected = (two_axes.PHI, SHARE / two_axes.LAM, two_axes.EPS, two_axes.ALPHA)
    reduced = [sp.cancel(v.subs(RATIOS | IN_BLOCK)) for v in numbers]
    return tuple(reduced) == expected and unknown.names == (f"x_{unknown.loss}", f"y_{unknown.loss}")


def decided(
    problem: str,
    parameters: dict[sp.Symbol, Outward],
    solutions: dict[str, Outward],
    missing: dict[str, np.ndarray],
    fits: np.ndarray,
) -> Iterator[Decided]:
    """Verdict, slack and bound of each claim at every point.

    ``solutions``: enclosures by name (w_D or x_D, y_D, ...), NaN where there is none; ``missing[loss]``: where the
    loss certainly has no solution; ``fits``: where |F_j| <= f, decided exactly. Guarantee: "holds" and "fails" are
    certain; slack and bound are the middles of enclosures.
    """
    known = {("<=", two_axes.ALPHA * SHARE, two_axes.PHI): np.where(fits, HOLDS, FAILS).astype(np.int8)}
    counted = {two_axes.R: points(np.full(fits.shape, R_VALUE))}
    at = Terms(parameters | counted | {symbol(name): box for name, box in solutions.items()}, known)
    for label, claim in applicable(problem).items():
        met, then = at.truth(claim.given), at.truth(claim.then)
        verdict = np.where(then == HOLDS, HELD, np.where((then == FAILS) & (met == HOLDS), FAILED, UNDECIDED))
        for loss in claim.losses:
            verdict = np.where(missing[loss], NO_SOLUTION, verdict)
        verdict = np.where(met == FAILS, NOT_APPLICABLE, verdict).astype(np.int8)
        used = np.isin(verdict, (HELD, FAILED, UNDECIDED))
        bound = None if claim.bound is None else np.where(used, at.middle(claim.bound), np.nan)
        yield Decided(label, verdict, np.where(used, at.slack(claim.then), np.nan), bound)
