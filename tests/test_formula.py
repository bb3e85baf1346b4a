"""Putting terms into formulas: what becomes undefined is nan, what SymPy cannot order stays."""

import pytest
import sympy as sp

from theory.formula import UNDEFINED, Atom, put_in

X, Y, Z = sp.symbols("x y z", real=True)


@pytest.mark.parametrize("term", [sp.Max(sp.log(X), Y), sp.Min(1 / X, Y) + 3, sp.exp(sp.Max(sp.log(X) + Z, Y)) * Y])
def test_a_maximum_of_what_is_undefined_is_undefined(term):
    assert put_in(term, {X: sp.Integer(0)}).has(*UNDEFINED)
    assert put_in(term, {X: sp.Integer(1)}) == term.subs(X, 1)
    assert Atom("<", term, Y).subs({X: sp.Integer(0)}).left.has(*UNDEFINED)


def test_all_is_put_in_at_once():
    assert put_in(sp.Max(X, Y) - X, {X: Y, Y: X}) == sp.Max(X, Y) - Y


def test_what_sympy_cannot_order_stays_as_it_is_written(monkeypatch):
    """None is known among terms of the grammar; SymPy's refusal is made."""
    refuse = sp.Max._new_args_filter

    def refusing(args):
        args = list(args)
        if sp.Integer(7) in args:
            raise ValueError("not comparable")
        return refuse(args)

    with monkeypatch.context() as patch:
        patch.setattr(sp.Max, "_new_args_filter", refusing)
        found = put_in(sp.Max(X, Y) + 1, {X: sp.Integer(7)})
    assert found.has(sp.Max) and found.free_symbols == {Y} and found.xreplace({Y: sp.Integer(7)}) == 8
