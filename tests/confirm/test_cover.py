"""Certificates of covers: a box that is shifted, missing or settled for no reason is refused."""

from fractions import Fraction

import pytest

from tests.confirm.claims import claim
from theory.language.grammar import parse_term
from theory.language.term import Variable
from verify.confirm import confirm
from verify.confirm.certificate import Change, CoverCertificate, Done, Form, Monotone, Shown, Split, Unmet
from verify.confirm.cover import confirm_cover
from verify.verdict import Grade, Truth, Verdict

F, DONE = Fraction, Done()
NAMES = {n: Variable(n) for n in ["x", "y", "d", "n"]}


def term(text):
    return parse_term(text, NAMES, frozenset("n"))


def read(asked, tree, *changes):
    return confirm_cover(asked, CoverCertificate(tree, changes))


BOUNDED = claim("x*(1 - x) <= 3/8", "0 <= x", "x <= 1", real="x")


def quarters(*leaves):
    a, b, c, d = leaves
    return Split("x", F(1, 2), Split("x", F(1, 4), a, b), Split("x", F(3, 4), c, d))


def test_a_division_is_followed():
    shown = Shown(0, DONE)
    assert read(BOUNDED, quarters(shown, shown, shown, shown)) == ""
    assert "not certainly true" in read(BOUNDED, shown)  # too coarse
    assert "nothing is said" in read(BOUNDED, quarters(shown, DONE, shown, shown))  # a part is missing
    assert "not certainly true" in read(BOUNDED, Split("x", F(1, 10), shown, shown))  # a shifted division
    assert "no z" in read(BOUNDED, Split("z", F(1), shown, shown))


def test_the_box_comes_from_the_hypotheses():
    shown = Shown(0, DONE)
    assert "oo)" in read(claim("x <= 1", "0 <= x", real="x"), quarters(shown, shown, shown, shown))
    assert read(claim("x <= 1", "0 <= x", real="x"), shown) != ""
    assert read(claim("x <= 1", "x < 1 or x < 0", real="x"), shown) != ""  # an or bounds nothing
    assert read(claim("1/x > 0", "log(x) > 1", real="x"), shown) == ""  # what makes a hypothesis defined does
    assert read(claim("x + y >= 3", "x >= y + 1", "y >= 1"), shown) == ""
    assert read(claim("n >= 1", "n > 0", real="", integer="n"), shown) == ""
    assert read(claim("n >= 1", "n > 0", real="n"), shown) != ""


def test_definedness_is_part_of_a_goal():
    halves = Split("x", F(1, 2), Shown(0, DONE), Shown(0, DONE))
    assert read(claim("1/x >= 0 or x < 1", "x >= 0", real="x"), halves) == ""
    assert read(claim("log(x) <= 1", "0 <= x", "x <= 1", real="x"), Shown(0, DONE)) != ""
    assert read(claim("log(x) <= 1", "0 < x", "x <= 1", real="x"), Shown(0, DONE)) == ""
    assert read(claim("sqrt(x)**2 == x", "x >= 0", real="x"), Shown(0, DONE)) == ""
    assert read(claim("sqrt(x)**2 == x", real="x"), Shown(0, DONE)) != ""
    assert read(claim("x/x == 1", real="x"), Shown(0, DONE)) != ""


def test_unmet():
    asked = claim("x > 1", "x**2 > 4", "x >= 0", real="x")
    assert read(asked, Split("x", F(2), Unmet(0), Shown(0, DONE))) == ""
    assert "may be true" in read(asked, Split("x", F(3), Unmet(0), Shown(0, DONE)))
    assert "says nothing" in read(asked, Split("x", F(2), Unmet(5), Shown(0, DONE)))


def test_whole_numbers_lie_on_one_side():
    asked = claim("n != 3/2", "n >= 0", "n <= 3", real="", integer="n")
    assert read(asked, Split("n", F(3, 2), Shown(0, DONE), Shown(0, DONE))) == ""
    real = claim("n != 3/2", "n >= 0", "n <= 3", real="n")
    assert read(real, Split("n", F(3, 2), Shown(0, DONE), Shown(0, DONE))) != ""


RISING = claim("exp(x) - x >= 1", "x >= 0", "x <= 4", real="x")


def test_monotone():
    at_0 = Shown(0, DONE)
    assert read(RISING, Monotone(0, "x", True, at_0, DONE)) == ""
    assert "not certainly falling" in read(RISING, Monotone(0, "x", False, at_0, DONE))
    assert "not certainly rising" in read(
        claim("exp(x) - x >= 1", "x >= -1", "x <= 4", real="x"), Monotone(0, "x", True, at_0, DONE)
    )
    assert "no end" in read(claim("x < 1", "x >= 0", real="x"), Monotone(0, "x", True, at_0, DONE))
    assert read(claim("-1/x < -1", "x > 0", "x < 1", real="x"), Monotone(0, "x", True, at_0, DONE)) != ""
    pole = claim("1/x >= -1", "x >= -1", "x <= 1", real="x")
    assert "not certainly" in read(pole, Monotone(0, "x", False, at_0, DONE))


def test_a_hypothesis_says_nothing_of_a_face_that_it_has_a_variable_of():
    """x + y >= 1 is false at the face x = 0 for small y, where the goal is false too; it is not where x is 1/2."""
    asked = claim("x + y >= 1/4", "x + 4*y <= 2", "0 <= x", "x <= 1", "0 <= y", "y <= 1")
    assert "says nothing" in read(asked, Monotone(0, "x", True, Unmet(0), DONE))


def test_other_forms():
    asked = claim("x*y - y >= 0", "x >= 1", "y >= 0")
    assert read(asked, Shown(0, DONE)) != ""
    assert read(asked, Shown(0, DONE, Form(term("y*(x - 1)")))) == ""
    assert read(asked, Shown(0, DONE, Form(term("y*x")))) != ""
    assert read(asked, Shown(0, DONE, Form(term("y*(x - 1)/x"), term("1/x")))) == ""
    assert read(asked, Shown(0, DONE, Form(term("y*(x - 1)*0"), term("0*x")))) != ""
    assert read(asked, Shown(0, DONE, Form(term("-y*(x - 1)"), term("-1")))) != ""


def test_changes_of_variables():
    asked = claim("x**2 >= y**2", "x >= y", "y >= 0")
    shift = Change("x", term("y + d"), "d", term("x - y"))
    form = Form(term("2*d*y + d**2"))
    assert read(asked, Shown(0, DONE, form), shift) == ""
    assert "inverse" in read(asked, Shown(0, DONE, form), Change("x", term("y + 2*d"), "d", term("x - y")))
    assert "names" in read(asked, Shown(0, DONE, form), Change("x", term("y + d"), "y", term("x - y")))
    assert "inverse" in read(claim("x > 0", "x >= 0"), Shown(0, DONE), Change("x", term("y*d"), "d", term("x/y")))
    equal = claim("x >= 1", "x == exp(y)", "y >= 0")
    assert read(equal, Shown(0, DONE), Change("x", term("exp(y)"))) == ""
    assert "no hypothesis" in read(equal, Shown(0, DONE), Change("x", term("exp(y) + 1")))
    implied = claim("x >= 1", "2*x - 2*y == 2", "y >= 0")
    assert read(implied, Shown(0, DONE), Change("x", term("y + 1"))) == ""


@pytest.mark.parametrize("tree", [Shown(0, DONE), quarters(DONE, DONE, DONE, DONE)], ids=["coarse", "empty"])
def test_the_verdict_is_read(tree):
    holds = Verdict("test", Truth.HOLDS, Grade.ENCLOSED, "", "")
    assert not confirm(BOUNDED, holds, CoverCertificate(tree)).confirmed
    shown = Shown(0, DONE)
    assert confirm(BOUNDED, holds, CoverCertificate(quarters(shown, shown, shown, shown))).confirmed
