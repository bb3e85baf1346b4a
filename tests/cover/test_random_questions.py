"""Random questions: where a cover is complete, no point of a grid meets the hypotheses and misses the conclusion."""

import numpy as np
import pytest
from flint import fmpq

from tests.cover.terms import POINTS, N, X, Y, random_term
from theory.language.formula import And, Atom, Or
from theory.language.meaning import conjuncts, spelt
from theory.language.term import Number
from verify.cover import prover
from verify.cover.division import Budget, cover
from verify.cover.question import Question
from verify.cover.reductions.bounds import bounded
from verify.cover.reductions.discharge import discharged
from verify.cover.reductions.elimination import eliminated
from verify.cover.reductions.faces import placed, shifted
from verify.cover.reductions.inversion import inverted
from verify.cover.reductions.naming import named
from verify.cover.reductions.powers import without_powers
from verify.cover.reductions.scaling import scaled
from verify.cover.reductions.tidy import tidied
from verify.values.evaluate import decide
from verify.values.sides import Side

OPS = ("<", "<=", ">", ">=", "==", "!=")
BOXES = 8


def bound(rng):
    name, number = (X, Y)[int(rng.integers(2))], Number(int(rng.integers(-1, 3)))
    return Atom(str(rng.choice([">", ">", ">=", "<", "!=", "=="])), name, number)


def comparison(rng, depth=2):
    other = random_term(rng, 1) if rng.random() < 0.6 else Number(int(rng.integers(-2, 3)))
    atom = Atom(str(rng.choice(OPS)), random_term(rng, depth), other)
    kind = rng.random()
    return Or((atom, comparison(rng, 1))) if kind < 0.15 else And((atom, comparison(rng, 1))) if kind < 0.22 else atom


def hypotheses(rng):
    given = [bound(rng) for _ in range(rng.integers(0, 3))]
    given += [comparison(rng)] if rng.random() < 0.5 else []
    tied = Atom("==", (X, Y, N)[int(rng.integers(3))], random_term(rng, 2))
    return [*given, tied] if rng.random() < 0.2 else given


def ways(rng, given, then, spelling):
    box = {X: Side(), Y: Side(), N: Side(integer=True)}
    start = Question(box, tuple(conjuncts(*map(spelling, given))), tuple(conjuncts(spelling(then))))
    plain = start.reduced(eliminated, bounded, discharged)
    found = [plain, plain.reduced((shifted, placed)[int(rng.integers(2))])]
    found += [plain.reduced(without_powers, named)] if rng.random() < 0.3 else []
    found += [fewer for way in found if (fewer := scaled(way)) is not None]
    return [way.reduced(tidied) for way in (*found, found[-1].reduced(inverted))]


def wrong(count, seed, spelling=spelt):
    """(how many of ``count`` random questions are settled, those of them that a point refutes)."""
    rng = np.random.default_rng(seed)
    settled, refuted = 0, []
    for _ in range(count):
        given, then = hypotheses(rng), comparison(rng)
        if not any(cover(way, Budget(BOXES)).complete for way in ways(rng, given, then, spelling)):
            continue
        settled += 1
        at = [p for p in POINTS if all(decide(g, p) is True for g in given) and decide(then, p) is False]
        refuted += [(list(map(str, given)), str(then), at[0])] if at else []
    return settled, refuted


@pytest.mark.slow
def test_no_settled_question_is_refuted_by_a_point():
    settled, refuted = wrong(60, 1)
    assert not refuted and settled > 12


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 8))
def test_no_settled_question_is_refuted_by_a_point_among_more(seed):
    settled, refuted = wrong(200, seed)
    assert not refuted and settled > 40


@pytest.mark.slow
def test_conditions_left_out_are_noticed():
    assert wrong(60, 1, spelling=lambda formula: formula)[1]


@pytest.mark.slow
def test_a_sign_that_ignores_an_end_is_noticed(monkeypatch):
    right = prover.compared
    monkeypatch.setattr(prover, "compared", lambda op, r: right(op, r._replace(lo=r.lo + 1, hi=r.hi + 1)))
    assert wrong(60, 1)[1]


def test_points_of_the_grid_meet_what_is_asked():
    assert fmpq(0) in {p[X] for p in POINTS} and fmpq(-1) in {p[N] for p in POINTS}
