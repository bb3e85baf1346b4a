"""Coupled equations: their solutions are enclosed, and nothing that is not one."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq

from theory.errors import DomainError, UnableError
from theory.language.term import Number, Variable, exp
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import claim
from verify.refute import systems as module
from verify.refute.implicit import Tie, ties
from verify.refute.systems import Coupled, coupled
from verify.refute.tied import TiedSearch

A, X, Y, Z = map(Variable, "axyz")
TWO = (exp(X) + Y**3 + Y - 3, X**3 + X + exp(Y) - 2)
FAMILY = (exp(X) + Y**3 + exp(A) - 3, X**3 + X * exp(A) + exp(Y) - 2 - A**3)


def truth(equations, names, at, near):
    """The solution to 40 digits, by mpmath's own Newton steps."""
    with mpmath.workdps(40):
        texts = [str(e.subs(at)) for e in equations]
        known = {"exp": mpmath.exp, "mpf": mpmath.mpf}

        def values(*x):
            return [eval(text, known | dict(zip(map(str, names), x, strict=True))) for text in texts]

        return list(mpmath.findroot(values, near, tol=1e-60))


@pytest.mark.parametrize(
    ("equations", "at"), [(TWO, {}), (FAMILY, {A: fmpq(1, 2)}), (FAMILY, {A: fmpq(-2)}), (FAMILY, {A: fmpq(5)})]
)
def test_the_enclosures_hold_the_solution_and_are_narrow(equations, at):
    system = Coupled((X, Y), equations)
    columns = {A.name: np.full(64, float(at.get(A, fmpq(0)).p) / float(at.get(A, fmpq(0)).q))}
    found = system.columns(columns, 64)
    row = int(np.flatnonzero(np.isfinite(found["x"]))[0])
    near = {name: float(column[row]) for name, column in found.items()}
    balls = system.enclosed(at, near)
    exact = {name: Number(Fraction(int(v.p), int(v.q))) for name, v in at.items()}
    for name, known in zip((X, Y), truth(equations, (X, Y), exact, list(near.values())), strict=True):
        ball = balls[name]
        assert ball.overlaps(arb(mpmath.nstr(known, 40))) and ball.rad() < 1e-14
    assert not any(balls[name].contains(balls[name].mid() + arb("1e-9")) for name in (X, Y))


def test_rational_solutions_are_exact():
    system = Coupled((X, Y), (X**2 + Y**2 - 25, X**3 * Y**3 - 1728))
    assert system.enclosed({}, {"x": 3.0000000001, "y": 4.0}) == {X: fmpq(3), Y: fmpq(4)}


@pytest.mark.parametrize(
    ("equations", "near"),
    [
        (TWO, {"x": 5.0, "y": -7.0}),
        ((X**2 + Y**2 + 1, X - Y**3), {"x": 0.1, "y": 0.1}),
        ((X**2 + Y**2 - 4, X * Y - 2), {"x": 1.4142135, "y": 1.4142136}),
    ],
    ids=["far away", "no solution", "double solution"],
)
def test_what_is_no_simple_solution_is_not_enclosed(equations, near, monkeypatch):
    monkeypatch.setattr(module, "newton", lambda values, jacobian, start, steps: tuple(start))
    system = Coupled((X, Y), equations)
    near = {name: value + 1e-7 for name, value in near.items()}
    with pytest.raises(UnableError, match="Krawczyk"):
        system.enclosed({}, near)


def test_a_wrong_jacobian_does_not_make_a_solution():
    system = Coupled((X, Y), (X**2 + Y**2 + 1, X - Y**3))
    object.__setattr__(system, "slopes", (Number(1), Number(0), Number(0), Number(1)))
    with pytest.raises(UnableError):
        system.enclosed({}, {"x": 0.0, "y": 0.0})


def test_without_a_guess_nothing_is_enclosed():
    with pytest.raises(DomainError):
        Coupled((X, Y), TWO).enclosed({}, {"x": float("nan"), "y": 1.0})


def entry(hypotheses, conclusion, names="axyz"):
    return claim(Entry("c", dict.fromkeys(names, "real"), conclusion, tuple(hypotheses)))


def test_equations_with_a_variable_of_their_own_are_roots_and_the_others_are_solved_together():
    hypotheses = ["exp(x) + y**3 + y == 3", "x**3 + x + exp(y) == 2", "z + exp(z) + x**2 == a**2 + exp(a)"]
    found, rest = ties(entry(hypotheses, "x > 0"))
    assert [type(tie) for tie in found] == [Tie, Coupled] and rest == ()
    assert found[0].names == (Z,) and set(found[1].names) == {X, Y}


def test_more_equations_than_variables_give_no_tie():
    assert coupled((X**3 + exp(X), X**5 - exp(X)), [X]) is None
    hypotheses = ["exp(x) + x**3 == 3", "x**5 + exp(x) == 2"]
    assert ties(entry(hypotheses, "x > 0", "x"))[0] == ()


def test_a_witness_at_a_coupled_solution_is_certified_and_a_true_claim_has_none():
    hypotheses = ["exp(x) + y**3 + y == 3", "x**3 + x + exp(y) == 2"]
    witness = TiedSearch(entry(hypotheses, "x > y", "xy")).look().witness
    assert witness.parameters == {} and set(witness.unknowns) == {"x", "y"} and "x in [" in witness.sentence()
    looked = TiedSearch(entry(hypotheses, "x < y", "xy")).look()
    assert looked.witness is None and looked.points > 0 and looked.example == {}
