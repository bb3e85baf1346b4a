"""What a step may say: terms of the language in names that are known, however they are made."""

from fractions import Fraction

import pytest

from tests.paper import FORMAL
from tests.prove.test_kernel import claim, on_integers
from theory.language.formula import Atom, Or
from theory.language.term import INTEGER, REAL, ROOT, Call, Number, Power, Variable, exp, power
from verify.prove import Proof, ProofError
from verify.prove.vocabulary import Vocabulary

X, Y, N, T, U, XI = (Variable(name) for name in ("x", "y", "n", "t", "u", "xi"))
HALF = Number(Fraction(1, 2))


def proof(said=None):
    return Proof(said or claim("1 < 0"), FORMAL.__getitem__)


STRANGE = {
    "another variable": lambda p: p.have(Atom("==", U, U)),
    "another variable at an end": lambda p: p.mean_value(T, T, X, U, XI),
    "the point at its own end": lambda p: p.mean_value(T, T, XI - 1, XI, XI),
    "the argument at an end": lambda p: p.intermediate_value(T, T, X, T, XI),
    "another variable in a function": lambda p: p.equals(T * U, T, X, Y),
    "another variable in an instance": lambda p: p.instance("fact-exp-tangent", {"x": U}),
    "a name in its own definition": lambda p: p.let(U, U + 1),
    "a variable among constants": lambda p: p.numeric(Atom("<", X, X + 1)),
    "the argument after the step": lambda p: p.mean_value(T, T, X, Y, XI) and p.have(Atom("==", T, T)),
}
MEANINGLESS = {
    "an integer power of a root": Atom("==", Power(X, HALF, INTEGER), X),
    "an integer power of a real exponent": Atom("==", Power(X, Y, INTEGER), X),
    "a root of a real exponent": Atom("==", Power(X, Y, ROOT), X),
    "a function of nothing": Atom(">", Call("exp"), X),
    "a function of two": Atom(">", Call("exp", X, Y), X),
    "a maximum of nothing": Atom(">", Call("max"), X),
    "inside": Or((Atom("<", X, Y), Atom(">=", exp(Call("log", X, Y)), Y))),
    "no comparison": Atom("~", X, Y),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_step_speaks_of_what_is_known(name):
    with pytest.raises(ProofError, match=r"no step has named|ball arithmetic does not show"):
        STRANGE[name](proof())


@pytest.mark.parametrize("name", MEANINGLESS)
def test_a_step_is_in_the_language(name):
    with pytest.raises(ProofError, match=r"no term of the language|no comparison"):
        proof().have(MEANINGLESS[name])


def test_powers_of_the_language_are_let_through():
    said = on_integers("x <= x")
    for term in (power(X, N, frozenset("n")), X**2, X ** Fraction(1, 2), Power(X, 2, REAL), power(X, Number(2) * HALF)):
        proof(said).have(Or((Atom("==", X, X), Atom("==", term, term))))


def test_the_mutant_that_lets_a_point_be_its_own_end_proves_what_is_false(monkeypatch):
    monkeypatch.setattr(Vocabulary, "meant", lambda self, *said, of=None: None)
    wrong = proof()
    STRANGE["the point at its own end"](wrong)
    wrong.conclude()
    assert wrong.done
