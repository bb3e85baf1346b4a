"""Terms: equal ones are one object, nothing simplifies, what is put in keeps the kinds of powers."""

import copy
import gc
import pickle
import random
from fractions import Fraction

import pytest

from tests.language import random_texts
from theory.language.grammar import GrammarError, parse_term
from theory.language.printer import text as printed
from theory.language.term import (  # fmt: skip
    INTEGER,
    REAL,
    ROOT,
    Call,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Term,
    Variable,
    constant,
    exp,
    is_integer,
    log,
    power,
    replaced,
    term,
)

X, Y, N = Variable("x"), Variable("y"), Variable("n")
NAMES = {"x": X, "y": Y, "n": N}
INTEGERS = frozenset({"n"})


def random_terms(seed: int, count: int, depth: int = 3) -> list[Term]:
    rng, found = random.Random(seed), []
    while len(found) < count:
        try:
            found.append(parse_term(random_texts.term(rng, ("x", "y", "n"), ("n",), depth), NAMES, INTEGERS))
        except GrammarError:
            continue
    return found


@pytest.mark.parametrize("seed", range(8))
def test_the_printed_text_reads_back_as_the_same_object(seed):
    for found in random_terms(seed, 400, 2 + seed % 3):
        assert parse_term(printed(found), NAMES, INTEGERS) is found, str(found)


@pytest.mark.parametrize(
    "text",
    [
        *("x - 1*(-2)", "x + -1*0", "x - (-2)*3", "x - 1*2*x", "-(-(-2))*x", "x - (-x)", "x - -1*(-2)*x", "x - -x/y"),
        *("-x**2", "(-x)**2", "(-2)**n", "2**-1", "x**-y", "x**y**2", "(x**y)**2", "x/(y/2)", "x/y/2", "x*(y/2)"),
        *("1/2*x", "(1/2)/x", "1/(2*x)", "1/0", "0/0", "-1/x", "-(1/x)"),
        *("x*-1", "-(x + y)", "x - (y - 2)", "2*(1/2)*x"),
        *("-0", "x**(1/3)", "x**(2/3)/3", "-(2*x)", "-2*x", "x + (y + 2)", "x*(y*2)", "1e-3*x", "-(x*y)/2"),
    ],
)
def test_texts_with_signs_and_brackets_come_back(text):
    found = parse_term(text, NAMES, INTEGERS)
    assert parse_term(str(found), NAMES, INTEGERS) is found


def test_equal_terms_are_the_same_object():
    assert X * Y + 1 is Sum(Product(X, Y), 1) and X + Y is not Y + X
    assert Power(X, 2, INTEGER) is not Power(X, 2, REAL) and exp(X) is Call("exp", X) and X**2 is power(X, Number(2))
    assert hash(X / Y) == hash(Quotient(X, Y)) and len({X + 1, X + 1, 1 + X}) == 2
    assert Number(Fraction(2, 4)) is Number("1/2") and Number(3) is term(3)


def test_terms_that_nobody_holds_are_forgotten():
    key = (Variable, "held by nobody", ())
    Variable("held by nobody") + 1
    gc.collect()
    assert key not in Term._known


@pytest.mark.parametrize("way", [lambda t: pickle.loads(pickle.dumps(t)), copy.copy, copy.deepcopy])
def test_copies_are_the_same_object(way):
    for found in random_terms(3, 100):
        assert way(found) is found


def test_a_term_cannot_be_changed_compared_or_made_of_floats():
    with pytest.raises(AttributeError):
        X.args = (Y,)
    with pytest.raises(TypeError):
        bool(X)
    for bad in (lambda: X + 0.5, lambda: X * True, lambda: Number(1) ** 0.5, lambda: term("x"), lambda: X + "1"):
        with pytest.raises(TypeError):
            bad()
    with pytest.raises(ValueError, match="not a function"):
        Call("sin", X)
    with pytest.raises(ValueError, match="not a kind"):
        Power(X, 2, "whole")


def test_nothing_simplifies_but_numbers_over_numbers():
    for found, shown in [
        (X - X, "x - x"), (0 * X, "0*x"), (X / X, "x/x"), (1 * X, "1*x"), (X + 0, "x + 0"),
        (Call("max", X, X), "max(x, x)"), (exp(log(X)), "exp(log(x))"), ((X**2) ** Fraction(1, 2), "(x**2)**(1/2)"),
    ]:  # fmt: skip
        assert str(found) == shown
    minus = -X
    assert -minus is Product(-1, -1, X)
    assert Quotient(1, 2) is Number(Fraction(1, 2)) and str(Quotient(1, 0)) == "1/0"
    assert Sum(X) is X and Product(X) is X and Sum() is Number(0) and Product() is Number(1)
    assert Sum(X, Sum(Y, 1)).args == (X, Y, Number(1)) and Product(Product(X, Y), 2).args == (X, Y, Number(2))


KINDS = {
    INTEGER: "2 -3 4/2 2*(1/2) 3-1 2**3 n 2*n-1 n**2 max(n,1) n-n abs(n)",
    ROOT: "1/2 -2/3 0.25 1/2+1/3",
    REAL: "x n/2 n/n n*x 2**n n**-1 exp(0) max(n,1/2) x-x 0*x sqrt(4) n**n 1/0",
}


@pytest.mark.parametrize(("exponent", "kind"), [(text, kind) for kind in KINDS for text in KINDS[kind].split()])
def test_the_kind_of_a_power_is_read_off_its_exponent(exponent, kind):
    assert parse_term(f"y**({exponent})", NAMES, INTEGERS).kind == kind


def test_what_is_put_in_keeps_the_kinds_of_powers():
    assert (X**Y).subs({Y: Number(2)}) is Power(X, 2, REAL) and (X**Y).subs({Y: Number(2)}) is not X**2
    assert power(X, N, INTEGERS).subs({N: Y / 2}) is Power(X, Y / 2, INTEGER)
    assert (X ** Fraction(1, 2)).subs({X: Y**2}) is Power(Y**2, Fraction(1, 2), ROOT)
    for found in random_terms(5, 200):
        before = [n.kind for n in found.nodes() if isinstance(n, Power)]
        after = found.subs({X: Variable("u") + 1, N: Variable("v") * 2, Y: Number(5)})
        assert len(before) >= len({n for n in after.nodes() if isinstance(n, Power)}) and not after.has(X, Y, N)
        assert {n.kind for n in after.nodes() if isinstance(n, Power)} == set(before)


def test_all_is_put_in_at_once_and_outer_parts_first():
    assert (X + Y * X).subs({X: Y, Y: X}) is Y + X * Y
    assert exp(X + 1).subs({X + 1: Y, X: Number(3)}) is exp(Y)
    assert replaced(X * Y, lambda t: Number(0) if t is X else None) is 0 * Y
    assert X.subs({Y: Number(1)}) is X and (X / Y).subs({X: Number(1), Y: Number(2)}) is Number("1/2")


def test_what_a_term_consists_of():
    found = exp(X * Y) + X / (X * Y)
    assert found.variables == (X, Y) and found.has(X * Y) and not found.has(N) and found.has(N, X)
    assert found.calls("exp", "log") == (exp(X * Y),) and found.size == len(list(found.nodes())) == 6
    order = list(found.nodes())
    assert all(order.index(a) < order.index(n) for n in order for a in n.args) and order[-1] is found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("3", 3), ("1/2 + 1/3", Fraction(5, 6)), ("2*3*(1/4)", Fraction(3, 2)), ("2**-2", Fraction(1, 4))),
        *(("(1/2)/(1/3)", Fraction(3, 2)), ("-(2 - 5)", 3), ("0**0", 1), ("0*5", 0), ("(1/2 + 1)**3", Fraction(27, 8))),
        *(("1/0", None), ("0**-1", None), ("0/0", None), ("0*(1/0)", None), ("x - x", None), ("0*x", None)),
        *(("sqrt(4)", None), ("4**(1/2)", None), ("exp(0)", None), ("max(1, 2)", None), ("2**n", None), ("1**x", None)),
    ],
)
def test_the_constant_that_arithmetic_says(text, value):
    assert constant(parse_term(text, NAMES, INTEGERS)) == value


def test_a_constant_stays_small():
    assert constant(Power(Power(Number(2), Number(64), INTEGER), Number(64), INTEGER)) == 2**4096
    assert constant(Power(Number(2), Number(10**9), INTEGER)) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(("n", True), ("n*n - 3", True), ("n**2", True), ("abs(n - 1)", True), ("min(n, 2)", True), ("6/3", True)),
        *(("x", False), ("n/2", False), ("1/2", False), ("n**-1", False), ("exp(n)", False), ("max(n, x)", False)),
    ],
)
def test_a_whole_number_is_seen_by_its_form(text, said):
    assert is_integer(parse_term(text, NAMES, INTEGERS), INTEGERS) is said
    assert is_integer(parse_term(text, NAMES, INTEGERS), frozenset()) in (False, text == "6/3")
