"""The language of claims: exact numbers, what is refused and where, and that nothing is rewritten."""

import math
from fractions import Fraction

import pytest
from flint import fmpq

from theory.errors import DomainError
from theory.language.exact import count, positive, rational
from theory.language.formula import And, Atom, Or
from theory.language.grammar import GrammarError, parse_formula, parse_term
from theory.language.meaning import definedness
from theory.language.term import Call, Number, Product, Sum, Variable
from verify.values.evaluate import Truths, truths, value

X = {"x": Variable("x"), "y": Variable("y")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("0.25", Fraction(1, 4)),
        ("1/3", Fraction(1, 3)),
        ("-2e-3", Fraction(-1, 500)),
        (" 7 ", 7),
        (".5", Fraction(1, 2)),
        ("+1", 1),
    ],
)
def test_numbers_are_exact(text, value):
    assert rational(text, "x") == value


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "1e400", "1/0", "0x10", "1_000", "1/2/3", "1.5/2", "one", "²", "1e", "--1", "1e-999999"]
)
def test_other_text_is_refused(text):
    with pytest.raises(DomainError, match="x = "):
        rational(text, "x")


def test_positive_and_count():
    assert positive("1e-300", "lam") == Fraction(1, 10**300) and count("8.0", "n") == 8
    for bad in ("0", "-1"):
        with pytest.raises(DomainError):
            positive(bad, "lam")
    for bad in ("-1", "1/2", "1e16"):
        with pytest.raises(DomainError):
            count(bad, "n")


def test_decimals_in_expressions_are_exact():
    assert parse_term("0.1 + 0.2", X) is Sum(Number(Fraction(1, 10)), Number(Fraction(1, 5)))
    assert value(parse_term("0.1 + 0.2", X), {}) == fmpq(3, 10)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "x.real",
        "(lambda: 1)()",
        "[x for x in y]",
        "x if y else x",
        "f'{x}'",
        "x and 1",
        "z > 0",
        "exp(x, y) > 0",
        "open(x) > 0",
        "x ** 65 > 0",
        "'a' > 0",
        "True",
        "x > 0 > ",
        "x := 1",
        "x @ y > 0",
        "x in y",
        "exp(x=1) > 0",
        "max(x) > 0",
        "1j > 0",
        "not x",
        "(" * 200 + "x" + ")" * 200 + " + 1 > y" * 0,
        "x" + " + x" * 5000 + " > 0",
    ],
)
def test_all_else_is_refused(text):
    with pytest.raises(DomainError):
        parse_formula(text, X)


def test_the_position_is_named():
    with pytest.raises(DomainError, match="column 9"):
        parse_formula("x + y > zz", X)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("x/x == 1", "x != 0"),
        ("log(x) > 0", "x > 0"),
        ("sqrt(x) > 0", "x >= 0"),
        ("x**-2 > 0", "x != 0"),
        ("0*log(x) == 0", "x > 0"),
        ("x**y > 0", "x > 0"),
        ("W0(x) > 0", "x >= -exp(-1)"),
        ("sqrt(x**2*y) > 0", "x**2*y >= 0"),
        ("x**(-1/2) > 0", "x > 0"),
        ("x**(3/2) > 0", "x >= 0"),
        ("Wm1(x) < 0", "x >= -exp(-1) and x < 0"),
        ("max(1/x, y) > 0", "x != 0"),
    ],
)
def test_definedness_survives_cancellation(text, needs):
    assert needs in str(definedness(parse_formula(text, X)))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("  x >\n  zz", 2, 3),
        ("x > 0 # and y > 0", 1, 7),
        ("(x\n + y) > 9**9**9", 2, 9),
        ("max(x, y, x, y, x, y, x, y, x) > 0", 1, 1),
        ("((x + 1)**64)**2 > 0", 1, 1),
        ("x > 2**64 * 2**63 ** 64", 1, 13),
    ],
)
def test_the_line_and_column_are_those_of_the_text(text, line, column):
    with pytest.raises(GrammarError) as refused:
        parse_formula(text, X)
    assert (refused.value.line, refused.value.column) == (line, column)


def test_a_text_is_read_as_it_is_written():
    for text in ("x - x", "0*x", "x/x", "sqrt(x**2*y)", "x + x", "1*x", "abs(-x)", "max(x, x)", "(x**2)**(1/2)"):
        assert str(parse_term(text, X)) == text
    assert parse_term("x - x", X) is Sum(X["x"], Product(-1, X["x"]))


def test_constants_of_w_can_stand_in_a_maximum():
    assert parse_formula("max(W0(1), x) > W0(2)", X).left.calls("max")
    assert parse_term("max(W0(0), 1)", X) is Call("max", Call("W0", 0), 1)
    assert truths(parse_formula("max(W0(0), 1) == 1 and min(W0(exp(1)) - 1, 2) == 0", X), {}) is Truths.TRUE


def test_chains_and_negations():
    assert str(parse_formula("0 < x <= y", X)) == "0 < x and x <= y"
    assert str(parse_formula("not (x < y or x == 1)", X)) == "x >= y and x != 1"


def test_the_parts_of_a_chain_and_of_a_negation():
    x, y = X["x"], X["y"]
    assert parse_formula("0 < x <= y", X) == And((Atom("<", Number(0), x), Atom("<=", x, y)))
    assert parse_formula("not (0 < x <= y)", X) == Or((Atom(">=", Number(0), x), Atom(">", x, y)))
    assert parse_formula("not not x < y", X) == Atom("<", x, y)


@pytest.mark.parametrize(
    "text",
    [
        *("abs(exp(y*log(x)))", "abs(exp(exp(y*log(x))))", "abs(exp(sqrt(x))*y)", "abs(exp(sqrt(x)))"),
        *("abs(x**(1/3) - log(x)**(1/4))", "abs(max(y, x**(1/3)) - exp(-sqrt(x)))"),
    ],
)
def test_the_modulus_of_a_real_term_is_its_value(text):
    term = parse_term(text, X)
    assert str(term) == text
    plain = {"x": 2.0, "y": 0.5}
    expected = eval(
        text, {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "abs": abs, "max": max}, plain
    )  # a fixed text
    point = {X["x"]: value(Number(2), {}), X["y"]: value(Number(Fraction(1, 2)), {})}
    assert float(value(term, point)) == pytest.approx(expected, rel=1e-12)
