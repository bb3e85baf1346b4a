"""Hypothesis strategies for the parameters of this paper's claims, biased to the edges.

The edges are the smallest counts, alpha at f/r or just beside it, the argument of a W near -1/e, 0 or infinity, alpha
near the fold of DA in a block, eps near 0 and 1, and ridges from 1e-300 to 1e300.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial
from math import ceil
from operator import truediv

import numpy as np
from flint import fmpq
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from theory.ascent.unknowns import AxisPoint, BlockPoint
from theory.lambert.branch_point import INV_E, INV_E_LOW
from theory.language.claim import Claim, symbol
from theory.language.term import Term
from verify.ascent.solve import block_curve
from verify.refute.design import complete, dependent
from verify.refute.strategies import Point, counts, near, positives, powers, reals, shares
from verify.values.evaluate import rational

GREATEST = Fraction(10) ** 300
INVERSE_E = Fraction(INV_E) + Fraction(INV_E_LOW)  # within 1e-33 of 1/e
PARTS = {"n": ("r",), "m": ("f",), "n_k": ("r", "n")}  # a count among others, less those already taken
BESIDE = {"alpha_2": "alpha", "eps_2": "eps", "lam_small": "lam", "lam_2": "lam_1", "q": "p"}


@cache
def ridges() -> SearchStrategy[Fraction]:
    """Ridges lambda: as ``positives``, and 1e-300 and 1e300."""
    return st.one_of(positives(), st.sampled_from([Fraction(1, 10**300), Fraction(10**300)]))


def correlations() -> SearchStrategy[Fraction]:
    """Correlations, 0 < eps < 1, often near 0 and near 1."""
    return shares(ends=False)


def arguments(positive: bool) -> SearchStrategy[Fraction]:
    """Arguments of W of one sign at its edges: near -1/e (below it too), near 0, and large."""
    close = powers(-12, -1)
    if positive:
        return st.one_of(close, powers(1, 12))
    inside, outside = close.map(lambda q: -INVERSE_E * (1 - q)), close.map(lambda q: -INVERSE_E * (1 + q))
    return st.one_of(inside, outside, close.map(lambda q: -q))


def thresholds(phi: Fraction) -> list[Fraction]:
    """The alphas at which statements change: f/r, and the lower end of Lemma 3's range."""
    return [phi, phi**2 / (1 + 2 * phi)]


@st.composite
def at_a_threshold(draw: DrawFn) -> Point:
    """r, f, n, m with alpha = m/n at a threshold, or one forget sample off it."""
    phi = Fraction(draw(counts(1, 60)), draw(counts(1, 60)))
    alpha = draw(st.sampled_from(thresholds(phi)))
    times = draw(counts(1, 10**6))
    n, m = times * alpha.denominator, times * alpha.numerator
    least = max(ceil(Fraction(n, phi.denominator)), ceil(Fraction(m, phi.numerator)))
    whole = least * draw(counts(1, 60)) + draw(st.integers(0, 1))
    r, f = whole * phi.denominator, whole * phi.numerator
    m = min(m + draw(st.sampled_from([0, -1, 1])), f)
    return dict(zip("rfnm", map(Fraction, (r, f, n, m)), strict=True))


def _any_real(name: str) -> SearchStrategy[Fraction]:
    match name.split("_")[0]:
        case "lam":
            return ridges()
        case "phi" | "bR" | "alpha" | "eta":
            return positives()
        case "eps":
            return correlations()
        case "p" | "q":
            return shares()
    return reals()


def points(claim: Claim) -> SearchStrategy[Point]:
    """Exact values for all variables of ``claim``: whole numbers where it says "integer".

    Parts of a count do not exceed it (n <= r, m <= f, n_k <= r - n), and a count that a hypothesis
    determines is computed. Limits: the other hypotheses are not imposed; ``refute.attempt`` says
    whether they hold. The names are those of ``theory.ascent.notation``; others are drawn as plain numbers.
    """
    return _points(claim, dependent(claim))


@st.composite
def _points(draw: DrawFn, claim: Claim, tied: dict[str, Term]) -> Point:
    free = {name: kind for name, kind in claim.variables.items() if name not in tied}
    values: Point = {}
    if {"r", "f", "n", "m"} <= set(free) and draw(st.booleans()):
        values |= draw(at_a_threshold())
    for name in (n for n, kind in free.items() if kind == "integer" and n not in values):
        values[name] = Fraction(_count(draw, name, values))
    values = complete({name: term for name, term in tied.items() if _known(values, term)}, values)
    for name in (n for n, kind in free.items() if kind == "real"):
        options = _real(claim, name, values)
        values[name] = draw(options[draw(st.integers(0, len(options) - 1))])  # one_of would merge their own options
    return complete(tied, values)


def _count(draw: DrawFn, name: str, values: Point) -> int:
    """A count, brought within what its whole leaves for it, so that the whole can shrink by itself."""
    whole, *taken = PARTS.get(name, ("",))
    drawn = draw(counts(0 if name.startswith(("m", "n_")) else 1))
    if whole not in values:
        return drawn
    left = max(int(values[whole] - sum(values.get(other, 0) for other in taken)), 0)
    return min(drawn, left) if not draw(st.booleans()) else drawn % (left + 1)


def _real(claim: Claim, name: str, values: Point) -> list[SearchStrategy[Fraction]]:
    """The ways to draw a real variable, the plain one first, given the values already drawn."""
    options = [_any_real(name)]
    if BESIDE.get(name) in values:
        options.append(near(values[BESIDE[name]]))
    if name == "alpha" and "phi" in values:
        options += [near(edge) for edge in thresholds(values["phi"])]
    weights = [
        _exact(unknown.weight, values)
        for unknown in claim.unknowns
        if isinstance(unknown, AxisPoint) and unknown.lam == symbol(name) and _known(values, unknown.weight)
    ]
    if weights and (least := min(weights)) != 0:  # negative where there is a -1/e to come close to
        options += [arguments(least > 0).map(partial(truediv, least))] * 2
    for unknown in claim.unknowns:
        if isinstance(unknown, BlockPoint) and unknown.loss == "DA" and unknown.alpha == symbol(name):
            others = (unknown.phi, unknown.bR, unknown.eps)
            if _known(values, *others):
                options.append(near_the_fold(*(_exact(term, values) for term in others)))
    return options


@st.composite
def near_the_fold(draw: DrawFn, phi: Fraction, bR: Fraction, eps: Fraction) -> Fraction:
    """An alpha near the last one at which DA has a stationary point in a block, as doubles show it."""
    at_phi, at_b, at_eps = (np.array([float(min(v, GREATEST))]) for v in (phi, bR, eps))
    with np.errstate(all="ignore"):
        log_q = block_curve.fold(at_phi, at_b, at_eps)
        turn = float(np.exp(block_curve.log_alpha("DA", at_phi, at_b, at_eps, log_q))[0])
    return draw(near(Fraction(turn)) if 0 < turn < np.inf else positives())


def _known(values: Point, *terms: Term) -> bool:
    return all(s.name in values for term in terms for s in term.variables)


def _exact(term: Term, values: Point) -> Fraction:
    exact = rational(term, {symbol(n): fmpq(v.numerator, v.denominator) for n, v in values.items()})
    return Fraction(int(exact.p), int(exact.q))
