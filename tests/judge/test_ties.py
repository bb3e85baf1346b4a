"""Variables that equations determine: which ones, where they are known exactly, what a search makes of the others."""

import sympy as sp
from flint import arb, fmpq

from verify.judge.claims_file import Entry
from verify.judge.hunt import Hunter
from verify.judge.reader import claim
from verify.judge.ties import Tie

X, Y = sp.symbols("x y", real=True)


def hunter(conclusion, *hypotheses, **variables):
    return Hunter(claim(Entry("test", variables=variables, hypotheses=hypotheses, conclusion=conclusion)))


def test_a_product_that_is_0_does_not_make_its_first_name_0():
    """With n = 0 for the tie no point would meet n >= 1, and the claim would look vacuous."""
    searched = hunter("x*exp(x) <= y + 1", "n >= 1", "n*x*exp(x) == n*y", n="integer", x="real", y="real")
    assert [str(name) for tie in searched.ties for name in tie.names] == ["y"]
    assert searched.hunt().example is not None
    product = hunter("x <= 1", "n >= 1", "n*(x + exp(x) - y - exp(y)) == 0", n="integer", x="real", y="real")
    assert product.tied == [Y] and product.hunt().example is not None


def test_a_bound_by_a_determined_variable_is_no_face_of_the_chosen_ones():
    """Its edge is not known before the chosen variables are."""
    searched = hunter("v <= 3", "x**3 + x == a**3 + exp(a)", "v <= x", "a <= 2", a="real", v="real", x="real")
    assert searched.tied == [X]
    assert all(term.free_symbols <= set(searched.asked.box) for _, term in searched.asked.solved)
    assert searched.hunt().example is not None


def test_a_root_that_is_simple_is_known_exactly():
    """So that a strict inequality between equal numbers is refuted; next to a root is not at it."""
    same = hunter("x > y", "lam > 0", "lam*x*exp(x) == 1", "lam*y*exp(y) == 1", lam="real", x="real", y="real")
    witness = same.hunt().witness
    assert witness is not None and witness.parameters["x"] == witness.parameters["y"]
    tie = Tie(Y, False, Y * sp.exp(Y) - X * sp.exp(X), None)
    assert tie.enclosed({X: fmpq(1, 3)}, {"y": 1 / 3}) == {Y: fmpq(1, 3)}
    beside = tie.enclosed({X: fmpq(1, 3) + fmpq(1, 10**12)}, {"y": 1 / 3})[Y]
    assert isinstance(beside, arb) and beside.contains(fmpq(1, 3) + fmpq(1, 10**12)) and not beside.contains(fmpq(1, 3))
