"""Variables that equations determine: which ones, where they are known exactly, what a search makes of the others."""

from flint import arb, fmpq

from theory.language.formula import Atom
from theory.language.term import Number, Variable, exp, log
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import claim
from verify.refute.implicit import Tie, systems
from verify.refute.modulo import vanishes
from verify.refute.tied import TiedSearch
from verify.verdict import Grade

X, Y = Variable("x"), Variable("y")


def hunter(conclusion, *hypotheses, **variables):
    return TiedSearch(claim(Entry("test", variables=variables, hypotheses=hypotheses, conclusion=conclusion)))


def test_a_product_that_is_0_does_not_make_its_first_name_0():
    """With n = 0 for the tie no point would meet n >= 1, and the claim would look vacuous."""
    searched = hunter("x*exp(x) <= y + 1", "n >= 1", "n*x*exp(x) == n*y", n="integer", x="real", y="real")
    assert [str(name) for tie in searched.tied[0].ties for name in tie.names] == ["y"]
    assert searched.look().example is not None
    product = hunter("x <= 1", "n >= 1", "n*(x + exp(x) - y - exp(y)) == 0", n="integer", x="real", y="real")
    assert product.tied[0].tied == [Y] and product.look().example is not None


def test_a_bound_by_a_determined_variable_is_no_face_of_the_chosen_ones():
    """Its edge is not known before the chosen variables are."""
    searched = hunter("v <= 3", "x**3 + x == a**3 + exp(a)", "v <= x", "a <= 2", a="real", v="real", x="real")
    (first,) = searched.tied
    assert first.tied == [X]
    assert all(set(term.variables) <= set(first.asked.box) for _, term in first.asked.solved)
    assert searched.look().example is not None


def test_a_root_that_is_simple_is_known_exactly():
    """So that a strict inequality between equal numbers is refuted; next to a root is not at it."""
    same = hunter("x > y", "lam > 0", "lam*x*exp(x) == 1", "lam*y*exp(y) == 1", lam="real", x="real", y="real")
    witness = same.look().witness
    assert witness is not None and witness.parameters["x"] == witness.parameters["y"]
    tie = Tie(Y, False, Y * exp(Y) - X * exp(X), None)
    assert tie.enclosed({X: fmpq(1, 3)}, {"y": 1 / 3}) == {Y: fmpq(1, 3)}
    beside = tie.enclosed({X: fmpq(1, 3) + fmpq(1, 10**12)}, {"y": 1 / 3})[Y]
    assert isinstance(beside, arb) and beside.contains(fmpq(1, 3) + fmpq(1, 10**12)) and not beside.contains(fmpq(1, 3))


def told(*hypotheses, **variables):
    return systems(claim(Entry("test", variables=variables, hypotheses=hypotheses, conclusion="x == x")))


def test_a_product_has_a_system_for_each_factor():
    found = told("x*exp(y) == x", x="real", y="real")
    assert [(tie.name, tie.known) for system in found for tie in system.ties] == [(Y, Number(0)), (X, Number(0))]
    found = told("x*y == exp(z)*y", "x >= 1", x="real", y="real", z="real")
    assert [system.names for system in found] == [[X], [Y]]


def test_what_makes_an_equation_defined_remains():
    for system in told("y == x/x", x="real", y="real"):
        assert Atom("!=", X, Number(0)) in system.rest
    assert all(Atom(">", X, Number(0)) in s.rest for s in told("y*log(x) == 0*log(x)", x="real", y="real"))


def test_an_equation_that_always_holds_ties_nothing():
    (system,) = told("(x + 1)**2 == x**2 + 2*x + 1", x="real")
    assert system.ties == () and len(system.rest) == 1


def test_a_factor_that_may_be_0_is_tried_with_what_is_left():
    found = told("x*y == z*w", x="real", y="real", z="real", w="real")
    assert len(found) == 2 and len(found[1].ties) == 2


def test_what_vanishes_modulo_ties():
    (system,) = told("x**3 == x + 1", x="real")
    assert vanishes(X**6 - X**2 - 2 * X - 1, system.ties) and not vanishes(X**6 - X**2 - 2 * X, system.ties)
    closed = told("log(x) == -1", x="real")[0].ties
    assert vanishes(X * log(X) + exp(-1), closed) and not vanishes(X * log(X) - exp(-1), closed)
    assert vanishes((X**3 - X - 1) / (X - 1), system.ties)


def test_equal_by_algebra_needs_both_sides_to_be_defined():
    """At x = sqrt(2) the quotient is 0/0: the comparison is undefined, not an equality."""
    searched = hunter("(x**2 - 2)/(x**4 - 4) != 0", "x**2 == 2", x="real")
    witness = searched.look().witness
    assert witness is not None and witness.why.startswith("undefined") and witness.grade is Grade.ENCLOSED
    assert hunter("x > 5", "0*(x**2 - 2)/(x**4 - 4) == 0", "x**2 == 2", x="real").look().example is None


def test_an_equation_that_earlier_ties_make_a_product_keeps_the_factor_that_can_be_0():
    """With n == r the last equation is r*(lam*w - 1)*exp(w) == 0 and lam*v*r*f == 0; neither r, f nor exp can be 0."""
    hypotheses = ("r >= 1", "f >= 1", "n == r", "lam > 0", "lam*w*n*exp(w) - r*exp(w) == 0", "lam*v*f*r == n*f - r*f")
    names = {"r": "integer", "f": "integer", "n": "integer", "lam": "real", "w": "real", "v": "real"}
    looked = hunter("w*v == 0 and lam*w == 1", *hypotheses, **names).look()
    assert looked.points > 0 and looked.example is not None and looked.witness is None
