"""The sign of the first step, against balls of 300 bits, at points that are not converged; with mutants."""

from dataclasses import replace

import numpy as np
import pytest
from flint import arb, ctx

from tests.ascent.diagnose import exact
from tests.ascent.diagnose.cases import axes, problem
from verify.ascent.diagnose.certify import enclosed
from verify.ascent.diagnose.first_step import AWAY, TOWARD, UNDECIDED, pull, sign
from verify.ascent.diagnose.minimise import Point, minimiser

SEEDS = range(40)


def sloppy(case, seed, size):
    """The minimisers, each moved by ``size`` in some direction, with radii that say so."""
    rng = np.random.default_rng([seed, 9])
    found = []
    for which in ("D", "R"):
        at = minimiser(case, which)
        moved = rng.normal(size=case.shape)
        if case.intercept and case.k > 1:
            moved[:, -1] -= moved[:, -1].mean()
        found.append(Point(at.w + size * moved / np.linalg.norm(moved), at.radius + size * (1 + 1e-9), at.at))
    return found


def exactly(case, original, oracle):
    """The pull at the exact minimisers, a ball."""
    with ctx.workprec(exact.BITS):
        d, r = exact.stationary(case, "D", original.w, 16), exact.stationary(case, "R", oracle.w, 16)
        g = exact.derivatives(case, "DA", d)[0]
        steps = [b - a for p, q in zip(d, r, strict=True) for a, b in zip(p, q, strict=True)]
        return -sum((a * b for a, b in zip(g, steps, strict=True)), arb(0))


def contains(found, true):
    with ctx.workprec(exact.BITS):
        mid, rad = (exact.number(v) for v in found)
        return bool(abs(true - mid) <= rad)


@pytest.mark.parametrize("size", [0.0, 1e-6])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_pull_is_enclosed(seed, size):
    case = problem(seed)
    original, oracle = sloppy(case, seed, size)
    found = pull(case, original, oracle, enclosed(case, original.w, ["DA"])["DA"])
    assert contains(found, exactly(case, original, oracle))


MUTANTS = {
    "the gradient's change is forgotten": lambda case, d, r, at: (case, d, r, replace(at, stiffness=0.0)),
    "w_D is taken for exact": lambda case, d, r, at: (case, replace(d, radius=0.0), r, at),
    "w_R is taken for exact": lambda case, d, r, at: (case, d, replace(r, radius=0.0), at),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_missing_term_is_rejected(mutant):
    rejected = 0
    for seed in SEEDS:
        case = replace(problem(seed), ridge=problem(seed).ridge)
        original, oracle = sloppy(case, seed, 1e-6)
        at = enclosed(case, original.w, ["DA"])["DA"]
        found = pull(*MUTANTS[mutant](case, original, oracle, at))
        rejected += not contains(found, exactly(case, original, oracle))
    assert rejected


@pytest.mark.parametrize(
    ("value", "word"), [((1.0, 0.5), TOWARD), ((-1.0, 0.5), AWAY), ((0.1, 0.5), UNDECIDED), ((0.5, 0.5), UNDECIDED)]
)
def test_a_sign_is_said_only_where_0_is_excluded(value, word):
    assert sign(value) == word


def test_it_is_decided_on_one_axis_by_the_closed_form():
    """On one axis L_DA' = lambda w - a e^-w: away where Lemma 3's range holds strictly, toward below it."""
    for counts, word in (([(10, 2), (10, 8)], AWAY), ([(19, 10), (1, 0)], TOWARD)):
        case = axes(counts, "exponential", 0.1)
        original, oracle = minimiser(case, "D"), minimiser(case, "R")
        found = pull(case, original, oracle, enclosed(case, original.w, ["DA"])["DA"])
        true = exactly(case, original, oracle)
        assert sign(found) == (TOWARD if true > 0 else AWAY) == word
