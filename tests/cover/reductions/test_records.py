"""Every reduction against its record: a point of the question has its image in the reduced one, and is got back."""

import itertools
from dataclasses import replace

import pytest
from flint import fmpq

from tests.cover.questions import unsolved
from theory.language.meaning import Truths
from theory.language.term import Variable
from verify.confirm.certificate import Change, Named, Placed, Rewritten, Unit
from verify.cover.reductions.elimination import eliminated
from verify.cover.reductions.faces import placed, shifted
from verify.cover.reductions.inversion import inverted
from verify.cover.reductions.powers import without_powers
from verify.cover.reductions.scaling import scaled
from verify.cover.reductions.tidy import tidied
from verify.values.evaluate import truths, value

NUMBERS = [fmpq(p, q) for p, q in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (3, 1), (1, 2), (-3, 2), (5, 3))]
CASES = [
    (eliminated, "x*y <= 1", ("x + 2*y == 3",), {}),
    (eliminated, "n <= m", ("n == 2*m - 1", "m >= 0"), {"names": "nm", "integers": "nm"}),
    (shifted, "x**2 >= y", ("x >= y",), {}),
    (shifted, "x >= y/2", ("x <= y",), {}),
    (shifted, "x >= y*z", ("x >= y", "y >= z", "z >= 0"), {"names": "xyz"}),
    (shifted, "n >= m**2", ("n >= 2*m - 1", "m >= 1", "n >= 0"), {"names": "nm", "integers": "nm"}),
    (placed, "x**2 <= y", ("x >= 0", "x < y"), {}),
    (placed, "x + z <= 2*y", ("x >= 1", "x <= y", "z > 0", "z <= y"), {"names": "xyz"}),
    (scaled, "(x - y)/(x + y) <= 1/2", ("x > 0", "y > 0"), {}),
    (scaled, "max(x, z) >= abs(y)", ("x > 0", "y <= 0", "z > 0"), {"names": "xyz"}),
    (inverted, "x >= 1/y + 1", ("x >= 1", "y > 0"), {}),
    (inverted, "x/y >= 1/2", ("x > 1/2", "y > 0", "y <= x"), {}),
    (without_powers, "x**y >= 1/7", ("x > 0",), {}),
    (tidied, "sqrt(x**2*y)/x >= x*y - y*x", ("y >= 0",), {}),
]


def image(changes, point):
    """``point`` in the variables after ``changes``; of those before them too."""
    at = dict(point)
    for change in changes:
        match change:
            case Change(_, _, new, inverse) if new:
                at[Variable(new)] = value(inverse, at)
            case Placed(name, term, new):
                start, end = (value(term, at | {Variable(new): fmpq(k)}) for k in (0, 1))
                room = end - start
                at[Variable(new)] = (at[Variable(name)] - start) / room if room != 0 else fmpq(0)
            case Unit(name):
                at[Variable(name)] = fmpq(1)
            case Named(new, call):
                at[Variable(new)] = value(call, at)
            case Change() | Rewritten():
                pass
    return at


def inside(side, x):
    low = side.lo is None or x > side.lo or (x == side.lo and not side.below)
    high = side.hi is None or x < side.hi or (x == side.hi and not side.above)
    return low and high and (not side.integer or x.q == 1)


def met(question, at):
    placed_in = all(inside(side, at[name]) for name, side in question.box.items())
    return placed_in and all(truths(g, at) is Truths.TRUE for g in question.given)


def points(question):
    grid = itertools.product(NUMBERS, repeat=len(question.box))
    return [p for row in grid if met(question, p := dict(zip(question.box, row, strict=True)))]


def said(question, at):
    return all(truths(g, at) is Truths.TRUE for g in question.goals)


def lost(question, found):
    """A point that meets the hypotheses of ``question`` whose image does not, says something else, or is not got
    back: up to a common factor, where 1 stands for one of the variables."""
    for point in points(question):
        at = image(found.changes, point)
        back = {name: at[name] for name in found.box}
        for name, term in reversed(found.solved):
            back[name] = value(term, back)
        factors = {back[n] / x for n, x in point.items() if x != 0}
        unit = any(isinstance(change, Unit) for change in found.changes)
        same = len(factors) <= 1 if unit else all(back[n] == x for n, x in point.items())
        if not met(found, at) or said(question, point) != said(found, at) or not same:
            return point
    return None


@pytest.mark.parametrize(("reduction", "then", "given", "more"), CASES, ids=[f"{c[0].__name__}: {c[1]}" for c in CASES])
def test_no_point_is_lost_and_the_record_gets_each_back(reduction, then, given, more):
    question = unsolved(then, *given, **more)
    found = reduction(question)
    assert found is not None and len(points(question)) >= 3
    assert any(said(question, p) for p in points(question))
    assert lost(question, found) is None


@pytest.mark.parametrize("field", ["box", "given", "goals", "changes"])
def test_a_reduction_that_does_something_else_than_it_records_is_noticed(field):
    question = unsolved("x**2 >= y + 1", "x > y", "x > -1", "y**2 <= 4")
    found = shifted(question)
    wrong = {
        "box": {name: replace(side, lo=fmpq(1)) for name, side in found.box.items()},
        "given": tuple(g.negated() for g in found.given),
        "goals": tuple(g.negated() for g in found.goals),
        "changes": tuple(replace(c, term=c.term + 1) for c in found.changes),
    }
    assert lost(question, found) is None and lost(question, replace(found, **{field: wrong[field]})) is not None
