"""All stationary points of the toy: against multistart on the raw loss, and what a wrong list would look like."""

from dataclasses import replace
from fractions import Fraction
from functools import reduce

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from tests.ascent.toy.raw import COUNTS, RawLoss
from theory.ascent import toy
from theory.errors import DomainError, LedgerError, UnableError
from theory.language.calculus import diff
from theory.language.term import exp
from verify.ascent.toy import stationary
from verify.ascent.toy.fold import fold
from verify.ascent.toy.stationary import landscape, radius, within
from verify.ascent.toy.surface import Balls, Boxes
from verify.values.evaluate import value
from verify.values.intervals.interval import Interval
from verify.values.krawczyk import inflated

CASES = [pytest.param(c, which, id=f"{c.name} {which}") for c in toy.CONVENTIONS for which in toy.LOSSES]
TRAP = toy.REPRODUCING.loss("R")


def raw(convention, which, **changes):
    return RawLoss(which, convention.name.split("-"), **changes)


def differences(land, found):
    """Points that one of the two lists has and the other lacks, and points that the certified list has twice."""
    certified = [np.array([float(side) for side in p.point]) for p in land.points]
    missing = [w for w in found if not any(np.hypot(*(w - c)) < 1e-6 for c in certified)]
    unseen = [c for c in certified if not any(np.hypot(*(w - c)) < 1e-6 for w in found)]
    double = [c for k, c in enumerate(certified) if any(np.hypot(*(c - d)) < 1e-6 for d in certified[:k])]
    return missing, unseen, double


@pytest.mark.parametrize(("convention", "which"), CASES)
def test_multistart_finds_the_certified_points_and_no_other(convention, which):
    land, loss = landscape(convention.loss(which)), raw(convention, which)
    found = loss.stationary()
    assert differences(land, found) == ([], [], [])
    assert max(np.hypot(*w) for w in found) < float(radius(convention.loss(which)))
    for p in land.points:
        curvature = np.array([(loss.gradient(np.array(w) + h) - loss.gradient(np.array(w) - h)) / 2e-5
                              for w in [[float(side) for side in p.point]] for h in 1e-5 * np.eye(2)])  # fmt: skip
        signs = sum(np.linalg.eigvalsh((curvature + curvature.T) / 2) > 0)
        assert {"minimum": 2, "saddle": 1, "maximum": 0}[p.kind] == signs
        assert float(p.value) == pytest.approx(loss([float(side) for side in p.point]), rel=1e-12)


@pytest.mark.parametrize(("convention", "which"), CASES)
def test_enclosures_are_disjoint_sharp_and_inside_the_square(convention, which):
    land = landscape(convention.loss(which))
    assert all(side.rad() < arb(10) ** -35 and abs(side) < land.half_width for p in land.points for side in p.point)
    assert not any(
        p.point[0].overlaps(q.point[0]) and p.point[1].overlaps(q.point[1])
        for k, p in enumerate(land.points)
        for q in land.points[:k]
    )


def test_a_dropped_point_a_double_one_and_a_wrong_one_are_noticed():
    land, found = landscape(TRAP), raw(toy.REPRODUCING, "R").stationary()
    assert len(differences(replace(land, points=land.points[1:]), found)[0]) == 1
    assert len(differences(replace(land, points=(*land.points, land.points[0])), found)[2]) == 1
    moved = replace(land.points[2], point=(land.points[2].point[0] + arb("0.001"), land.points[2].point[1]))
    assert [len(part) for part in differences(replace(land, points=(*land.points[:2], moved)), found)] == [1, 1, 0]


def test_a_box_too_small_misses_points_and_half_the_bound_is_too_small():
    found = raw(toy.REPRODUCING, "R").stationary()
    assert len(differences(within(TRAP, 2.0), found)[0]) == 3
    assert float(radius(TRAP)) / 2 < max(np.hypot(*w) for w in found)


def test_a_point_counted_twice_is_refused(monkeypatch):
    boxes = stationary.isolated(TRAP, 7.75)
    assert len(boxes) == 3
    monkeypatch.setattr(stationary, "isolated", lambda *_: [*boxes, boxes[0]])
    with pytest.raises(UnableError, match="the same stationary point"):
        within(TRAP, 7.75)


def test_a_box_without_a_zero_is_refused(monkeypatch):
    monkeypatch.setattr(stationary, "isolated", lambda *_: [inflated((arb("1.5"), arb("0.5")), arb("0.01"))])
    with pytest.raises(UnableError, match="stays wide"):
        within(TRAP, 7.75)


def test_without_a_ridge_there_is_no_problem():
    with pytest.raises(DomainError, match="must be > 0"):
        toy.REPRODUCING.loss("R", Fraction(0))


def test_small_budgets_are_refused_not_guessed(monkeypatch):
    monkeypatch.setattr(stationary, "GENERATIONS", 3)
    with pytest.raises(UnableError, match="raise GENERATIONS"):
        within(TRAP, 7.75)
    monkeypatch.setattr(stationary, "MOST_BOXES", 10)
    with pytest.raises(UnableError, match="raise MOST_BOXES"):
        within(TRAP, 7.75)


@pytest.mark.parametrize("signed", [False, True], ids=["unit", "signed"])
def test_balls_contain_the_derivatives_of_the_whole_loss(signed):
    """The written-out loss is differentiated as it is; nothing of the polynomials in sigma is used there."""
    loss = toy.Loss((Fraction(5), Fraction(4), Fraction(1, 3), Fraction(2)), Fraction(1, 7), signed)
    whole = toy.general(signed).subs(dict(zip((*toy.M, toy.C), (*loss.weights, loss.ridge), strict=True)))
    balls = Balls(loss)
    with ctx.workprec(200):
        for a, b in ((fmpq(1, 3), fmpq(-2, 5)), (fmpq(4), fmpq(-7, 4)), (fmpq(-1), fmpq(1, 9)), (fmpq(0), fmpq(0))):
            at, w = {toy.A: a, toy.B: b}, (arb(a), arb(b))
            third = dict(zip(("aaa", "aab", "abb", "bbb"), balls.third(w), strict=True))
            hessian = balls.hessian(w)
            got = {"": balls.value(w), "a": balls.gradient(w)[0], "b": balls.gradient(w)[1], "aa": hessian[0, 0],
                   "ab": hessian[0, 1], "bb": hessian[1, 1]} | third  # fmt: skip
            for names, ball in got.items():
                variables = [{"a": toy.A, "b": toy.B}[n] for n in names]
                expected = value(reduce(diff, variables, whole), at)
                assert ball.overlaps(arb(expected)) and ball.rad() < arb(10) ** -40, (names, a, b)


@pytest.mark.parametrize("signed", [False, True], ids=["unit", "signed"])
@pytest.mark.parametrize("width", [0.0, 1e-6, 0.05, 2.0], ids=str)
def test_arrays_of_boxes_contain_what_balls_enclose_inside(signed, width):
    """Two enclosures that share only the polynomials: at random points of random boxes, the edges among them."""
    loss = toy.Loss((Fraction(5), Fraction(4, 3), Fraction(1), Fraction(-5, 6)), Fraction(1, 20), signed)
    boxes, balls, draw = Boxes(loss), Balls(loss), np.random.default_rng(11)
    corner = draw.uniform(-7, 7, (2, 60))
    a, b = (Interval(c, c + width) for c in corner)
    found = [boxes.value(a, b), *boxes.gradient(a, b), *boxes.hessian(a, b)]
    part = draw.choice([0.0, 0.3, 1.0], (2, 60))
    inner = np.clip(corner + part * width, [a.lo, b.lo], [a.hi, b.hi])
    with ctx.workprec(150):
        for k in range(60):
            w = tuple(arb(float(c)) for c in inner[:, k])
            h = balls.hessian(w)
            for interval, ball in zip(
                found, [balls.value(w), *balls.gradient(w), h[0, 0], h[0, 1], h[1, 1]], strict=True
            ):
                assert arb(float(interval.lo[k])) <= ball and ball <= arb(float(interval.hi[k]))
                if width == 0:
                    assert interval.hi[k] - interval.lo[k] < 1e-9


def test_sigma_without_its_one_is_noticed(monkeypatch):
    monkeypatch.setattr(toy, "sigma", lambda z: 1 / (1 + exp(-z / 2)))
    for cached in (toy.general, toy.in_output, toy.derivatives, toy._check_gradient):
        cached.cache_clear()
    with pytest.raises(LedgerError, match="not an exponential of a score"):
        toy.derivatives(True, 1)
    monkeypatch.undo()
    for cached in (toy.general, toy.in_output, toy.derivatives, toy._check_gradient):
        cached.cache_clear()
    found = raw(toy.REPRODUCING, "R", shift=0.0).stationary()
    assert differences(landscape(TRAP), found) != ([], [], [])


def test_a_wrong_multiplicity_is_noticed():
    for which, counts in (("D", (5, 4, 1, 3)), ("R", (5, 4, 2, 2)), ("DA", (4, 5, 1, 0))):
        found = raw(toy.REPRODUCING, which, counts=counts).stationary()
        assert counts != COUNTS[which]
        assert differences(landscape(toy.REPRODUCING.loss(which)), found)[0]


def test_a_degenerate_loss_is_not_classified():
    """At the fold two stationary points are one: no budget separates them."""
    middle = Fraction(str(fold(toy.REPRODUCING).ridge.mid().str(40, radius=False)))
    with pytest.raises(UnableError):
        landscape(toy.REPRODUCING.loss("R", middle))
