"""The paper's claims at single points: which of them speak of one set-up alone, and their verdict there.

A claim counts if its variables are the point's parameters, its stationary points those of the point, and it asks for no
equality, which intervals never show. Counts enter by their ratios: r = 2^200, f = phi r, |R_j| = share r and
|F_j| = alpha share r are whole numbers for doubles of at least 2^-40. Descent-ascent's solution is the local minimum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from theory.ascent import two_axes
from theory.ascent.claims import FORMAL
from theory.language.algebra import factored
from theory.language.claim import symbol
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.meaning import defined
from theory.language.term import FUNCTIONS, Sum, Term, replaced
from verify.ascent.grid.set_up import RATIOS, SHARE, SetUp
from verify.values.intervals.interval import Interval, points
from verify.values.intervals.terms import FAILS, HOLDS, Terms

VERDICT = ("not applicable", "holds", "fails", "undecided", "no solution")
NOT_APPLICABLE, HELD, FAILED, UNDECIDED, NO_SOLUTION = range(5)
R_VALUE = 2.0**200
RATIONAL = {two_axes.R, two_axes.PHI, two_axes.ALPHA, two_axes.LAM, two_axes.EPS, SHARE}


class PointClaim(NamedTuple):
    """A claim in the parameters of a point: its hypotheses, its conclusion, the conclusion's comparisons without what
    makes them defined, the losses whose solutions it names, and the side of the conclusion that bounds them, if it is
    one comparison with one such side."""

    given: And
    then: Formula
    compared: Formula
    losses: tuple[str, ...]
    bound: Term | None


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
def applicable(set_up: SetUp) -> dict[str, PointClaim]:
    """The claims that can be decided at a point of a set-up, by label."""
    found = {}
    for label, claim in FORMAL.items():
        losses = set_up.losses_of(claim)
        if claim.kind in ("fact", "axiom") or claim.exists or losses is None:
            continue
        given = And(tuple(h.subs(set_up.substitution) for h in claim.premises))
        then = claim.then.subs(set_up.substitution)
        if not any(atom.op in ("==", "!=") for formula in (given, then) for atom in formula.atoms()):
            solved: set[Term] = {symbol(name) for u in claim.unknowns for name in u.names}
            compared = _per_sample(then, False)
            found[label] = PointClaim(
                And(tuple(_per_sample(h) for h in given.parts)),
                _per_sample(then),
                compared,
                losses,
                _bound(compared, solved),
            )
    return found


def _bound(then: Formula, solved: set[Term]) -> Term | None:
    """The side of a comparison without a solution in it, where the other side has one."""
    if not isinstance(then, Atom):
        return None
    sides = [side for side in (then.left, then.right) if side.variables and not set(side.variables) & solved]
    return sides[0] if len(sides) == 1 and solved else None


def _per_sample(formula: Formula, spelt: bool = True) -> Formula:
    """``formula`` with the counts cancelled wherever they enter by their ratios, and comparisons of counts divided by
    r > 0; with ``spelt``, what makes the parts that were cancelled defined is written before each comparison."""
    match formula:
        case Atom(op, left, right):
            found = _compared(op, left, right)
            needs = dict.fromkeys(n for side in (left, right) for part in _cancelled(side) for n in defined(part).parts)
            return And((*needs, found)) if spelt and needs else found
        case And(parts):
            return And(tuple(_per_sample(p, spelt) for p in parts))
        case Or(parts):
            return Or(tuple(_per_sample(p, spelt) for p in parts))
        case Implies(premise, then):
            return Implies(_per_sample(premise, spelt), _per_sample(then, spelt))


def _compared(op: str, left: Term, right: Term) -> Atom:
    if _rational(left) and _rational(right):
        low, high = (factored(side / two_axes.R) for side in (left, right))
        if not low.has(two_axes.R) and not high.has(two_axes.R):
            return Atom(op, low, high)
    return Atom(op, replaced(left, _ratio), replaced(right, _ratio))


def _ratio(part: Term) -> Term | None:
    """A rational function of counts with them cancelled: addend by addend where that leaves none of them."""
    if not _has_counts(part):
        return None
    if isinstance(part, Sum):
        addends = [factored(a) for a in part.args]
        if not any(a.has(two_axes.R) for a in addends):
            return Sum(*addends)
    return factored(part)


def _cancelled(term: Term) -> list[Term]:
    """The largest parts that are rational functions of counts."""
    if _has_counts(term):
        return [term]
    return [found for a in term.args for found in _cancelled(a)]


def _rational(term: Term) -> bool:
    """Whether it is a rational function of a point's parameters and of constants."""
    return set(term.variables) <= RATIONAL and not any(call.variables for call in term.calls(*FUNCTIONS))


def _has_counts(term: Term) -> bool:
    return term.has(two_axes.R) and _rational(term)


ROOM = _compared("<=", two_axes.M.subs(RATIOS), two_axes.F.subs(RATIOS))  # |F_j| <= f


def decided(
    set_up: SetUp,
    parameters: Mapping[Term, Interval],
    solutions: dict[str, Interval],
    missing: dict[str, np.ndarray],
    fits: np.ndarray,
) -> Iterator[Decided]:
    """Verdict, slack and bound of each claim at every point.

    ``solutions``: enclosures by name (w_D or x_D, y_D, ...), NaN where there is none; ``missing[loss]``: where the
    loss certainly has no solution; ``fits``: where |F_j| <= f, decided exactly. Guarantee: "holds" and "fails" are
    certain; slack and bound are the middles of enclosures.
    """
    known = {ROOM: np.where(fits, HOLDS, FAILS).astype(np.int8)}
    counted: dict[Term, Interval] = {two_axes.R: points(np.full(fits.shape, R_VALUE))}
    at = Terms({**parameters, **counted, **{symbol(name): box for name, box in solutions.items()}}, known)
    for label, claim in applicable(set_up).items():
        met, then = at.truth(claim.given), at.truth(claim.then)
        verdict = np.where(then == HOLDS, HELD, np.where((then == FAILS) & (met == HOLDS), FAILED, UNDECIDED))
        for loss in claim.losses:
            verdict = np.where(missing[loss], NO_SOLUTION, verdict)
        verdict = np.where(met == FAILS, NOT_APPLICABLE, verdict).astype(np.int8)
        used = np.isin(verdict, (HELD, FAILED, UNDECIDED))
        bound = None if claim.bound is None else np.where(used, at.middle(claim.bound), np.nan)
        yield Decided(label, verdict, np.where(used, at.slack(claim.compared), np.nan), bound)
