"""Formulas: what is put in is put in at once, what becomes undefined is undefined, and the text means the formula."""

import random

import pytest
from flint import fmpq

from tests.language import random_texts
from tests.language.plain import Plain
from theory.language.formula import FALSE, TRUE, And, Atom, Implies, Or, latex, sides, variables
from theory.language.grammar import GrammarError, parse_formula
from theory.language.term import Call, Number, Variable, exp, log
from verify.values.evaluate import Truths, truths

X, Y, Z = Variable("x"), Variable("y"), Variable("z")
NAMES = {"x": X, "y": Y, "n": Variable("n")}
UNDEFINED_AT_0 = [
    Call("max", log(X), Y), Call("min", 1 / X, Y) + 3, exp(Call("max", log(X) + Z, Y)) * Y, 0 / X, log(X) ** 0
]  # fmt: skip


@pytest.mark.parametrize("term", UNDEFINED_AT_0, ids=str)
def test_a_comparison_of_what_becomes_undefined_is_undefined(term):
    atom = Atom("<", term, Y)
    rest = {Y: fmpq(10**6), Z: fmpq(0)}
    for formula in (atom, atom.negated()):
        assert truths(formula.subs({X: Number(0)}), rest) is Truths.UNDEFINED
        assert truths(formula, {X: fmpq(0), **rest}) is Truths.UNDEFINED
        found = truths(formula, {X: fmpq(1), **rest})
        assert truths(formula.subs({X: Number(1)}), rest) is found and Truths.UNDEFINED not in found


def test_all_is_put_in_at_once():
    atom = Atom("<=", Call("max", X, Y) - X, X / Y)
    assert atom.subs({X: Y, Y: X}) == Atom("<=", Call("max", Y, X) - Y, Y / X)
    both = And((atom, Or((atom, Implies(atom, atom)))))
    assert both.subs({X: Y, Y: X}).subs({X: Y, Y: X}) == both


def test_a_maximum_keeps_what_is_put_in():
    found = Atom("<", Call("max", X, Y) + 1, X).subs({X: Number(7)})
    assert found == Atom("<", Call("max", Number(7), Y) + 1, Number(7)) and variables(found) == (Y,)


def test_a_negation_turns_every_comparison():
    formula = And((Atom("<", X, Y), Or((Atom("==", X, Y), Atom(">=", X, Z)))))
    assert str(formula.negated()) == "x >= y or (x != y and x < z)"
    assert formula.negated().negated() == formula
    assert TRUE.negated() == FALSE and FALSE.negated() == TRUE
    with pytest.raises(TypeError):
        Implies(TRUE, formula).negated()


def test_the_sides_and_variables_come_in_order():
    formula = Implies(Atom("<", Z, Y), And((Atom("<", X, Y),)))
    assert list(sides(formula)) == [Z, Y, X, Y] and variables(formula) == (Z, Y, X)
    assert list(map(str, formula.atoms())) == ["z < y", "x < y"]


def test_latex_joins_with_the_signs_of_logic():
    formula = Implies(Atom("<=", X, Y), Or((Atom("==", X, Y), Atom("<", X, Z))))
    assert latex(formula, {X: r"\xi"}) == r"\xi \le y \;\Rightarrow\; \left(\xi = y \;\vee\; \xi < z\right)"


@pytest.mark.parametrize("seed", range(4))
def test_a_printed_formula_means_the_same(seed):
    """Chains and nested ``and`` are printed flat, so that the text is compared by its truth values and by its text."""
    rng = random.Random(seed)
    for _ in range(100):
        text = random_texts.formula(rng, ("x", "y", "n"), ("n",), 2, 2)
        try:
            formula = parse_formula(text, NAMES, frozenset({"n"}))
        except GrammarError:
            continue
        shown = str(formula)
        assert str(parse_formula(shown, NAMES, frozenset({"n"}))) == shown
        one, other = Plain(text, frozenset({"n"})), Plain(shown, frozenset({"n"}))
        for _ in range(3):
            point = random_texts.point(rng, ("x", "y", "n"), ("n",))
            assert one.truth(point) == other.truth(point), (text, shown, point)
