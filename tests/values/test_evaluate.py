"""Values at a point: what is exact, what is enclosed, what is undefined and what is undecided; and truth values."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from theory.errors import DomainError, LedgerError, UnableError
from theory.language.formula import And, Atom, Implies, Or
from theory.language.grammar import parse_formula, parse_term
from theory.language.meaning import ANY, Truths
from theory.language.term import Number, Variable, exp, w0, wm1
from verify.values.evaluate import by_sign, decide, excess, holds, rational, truths, value

X, Y, N = Variable("x"), Variable("y"), Variable("n")
NAMES = {"x": X, "y": Y, "n": N}
TRUE, FALSE, UNDEFINED = Truths.TRUE, Truths.FALSE, Truths.UNDEFINED


def term(text):
    return parse_term(text, NAMES, frozenset("n"))


def formula(text):
    return parse_formula(text, NAMES, frozenset("n"))


@pytest.mark.parametrize(
    ("text", "at", "known"),
    [
        ("x/3 - 1/7", fmpq(2), fmpq(11, 21)),
        ("sqrt(x)", fmpq(9, 4), fmpq(3, 2)),
        ("x**(2/3)", fmpq(8, 27), fmpq(4, 9)),
        ("x**(-3/2)", fmpq(4), fmpq(1, 8)),
        ("x**-3", fmpq(-2), fmpq(-1, 8)),
        ("max(x, 1/x, -1)", fmpq(3, 5), fmpq(5, 3)),
        ("abs(x) - min(x, 0)", fmpq(-2, 7), fmpq(4, 7)),
        ("exp(x)*(x + 2)", fmpq(0), fmpq(2)),
        ("log(x + 1)", fmpq(0), fmpq(0)),
        ("0*exp(x)", fmpq(5), fmpq(0)),
        ("W0(x)", fmpq(0), fmpq(0)),
        ("sqrt(x)", fmpq(0), fmpq(0)),
    ],
)
def test_algebra_at_a_rational_point_is_exact(text, at, known):
    found = value(term(text), {X: at})
    assert isinstance(found, fmpq) and found == known == rational(term(text), {X: at})


@pytest.mark.parametrize(
    ("text", "at", "digits"),
    [
        ("sqrt(x)", fmpq(2), "1.41421356237309504880168872421"),
        ("x**(1/3)", fmpq(3), "1.44224957030740838232163831078"),
        ("x**y", fmpq(2), "2.66514414269022518865029724987"),
        ("W0(x)", fmpq(1), "0.567143290409783872999968662210"),
        ("Wm1(-x)", fmpq(1, 5), "-2.54264135777352642429380615666"),
        ("log(x)", fmpq(2), "0.693147180559945309417232121458"),
    ],
)
def test_other_values_are_enclosed_tightly(text, at, digits):
    with ctx.workprec(90):
        ball = value(term(text), {X: at, Y: arb(2).sqrt()})
        assert ball.overlaps(arb(digits)) and ball.rad() < 1e-24
    with pytest.raises(LedgerError):
        rational(term(text), {X: at, Y: fmpq(1, 3)})


@pytest.mark.parametrize("exponent", [fmpq(10) ** 200, -(fmpq(10) ** 200)])
def test_a_huge_whole_power_is_enclosed(exponent):
    ball = value(term("(1 + 1/n)**n"), {N: exponent})
    assert isinstance(ball, arb) and not ball.is_exact()


def test_a_large_power_is_enclosed_as_tightly_as_the_precision_allows():
    exact, found = fmpq(3, 2) ** 1000, value(term("(3/2)**n"), {N: fmpq(1000)})
    assert isinstance(found, fmpq) and found == exact
    assert value(term("n**n"), {N: fmpq(-(10**6) - 1)}) < 0


@pytest.mark.parametrize("number", [fmpq(-3), fmpq(0), fmpq(7, 2)])
def test_a_ball_that_holds_0_has_whole_powers(number):
    ball = value(term("x**4"), {X: arb(0, 1) + number})
    assert ball.is_finite() and ball.contains(number**4)


@pytest.mark.parametrize(
    ("text", "at", "known"),
    [
        ("x**0", fmpq(0), 1),
        ("n**n", fmpq(0), 1),
        ("0**n", fmpq(10) ** 200, 0),
        ("0**n", fmpq(0), 1),
        ("x**(1/2)", fmpq(0), 0),
        ("0**y", fmpq(1, 2), 0),
        ("x**y", fmpq(0), 0),
        ("0**n", fmpq(-1), None),
        ("n**n", fmpq(-1), -1),
        ("x**-1", fmpq(0), None),
        ("x**(-1/2)", fmpq(0), None),
        ("0**y", fmpq(0), None),
        ("0**y", fmpq(-1), None),
        ("x**(1/3)", fmpq(-8), None),
        ("x**y", fmpq(-1), None),
    ],
)
def test_powers_of_zero_and_of_negative_numbers(text, at, known):
    point = {X: at, Y: at if "0**y" in text else fmpq(2), N: at}
    if known is None:
        with pytest.raises(DomainError):
            value(term(text), point)
    else:
        assert value(term(text), point) == known


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1/x", fmpq(0)),
        ("0/x", fmpq(0)),
        ("0*log(x)", fmpq(0)),
        ("log(x)", fmpq(-1)),
        ("sqrt(x)", fmpq(-1)),
        ("W0(x)", fmpq(-1)),
        ("Wm1(x)", fmpq(0)),
        ("Wm1(x)", fmpq(1)),
        ("max(1/x, 0)", fmpq(0)),
        ("(x - x)/(x - x)", fmpq(1)),
        ("log(x)**0", fmpq(0)),
        ("sqrt(x**2*(x - 1))", fmpq(1, 2)),
    ],
)
def test_an_undefined_part_makes_the_whole_undefined(text, at):
    with pytest.raises(DomainError):
        value(term(text), {X: at})
    assert truths(Atom("==", term(text), term(text)), {X: at}) is UNDEFINED


@pytest.mark.parametrize("text", ["1/x", "log(x)", "sqrt(x)", "Wm1(x)", "x**(-1/3)", "x**y", "x**-2"])
def test_what_a_ball_does_not_show_is_undecided_never_undefined(text):
    point = {X: arb(0, 1), Y: fmpq(1, 2)}
    with pytest.raises(UnableError):
        value(term(text), point)
    assert truths(Atom(">", term(text), Number(0)), point) is ANY
    assert decide(Atom(">", term(text), Number(0)), point) is None


@pytest.mark.parametrize(
    ("text", "at", "known"),
    [
        ("log(x) > 0", -1, UNDEFINED),
        ("not (log(x) > 0)", -1, UNDEFINED),
        ("log(x) > 0 or not (log(x) > 0)", -1, UNDEFINED),
        ("x <= 0 or log(x) < x", -1, TRUE),
        ("log(x) < x or x <= 0", -1, TRUE),
        ("log(x) < x and x > 0", -1, FALSE),
        ("log(x) < x and x <= 0", -1, UNDEFINED),
        ("not (x > 0 and log(x) > 5)", -1, TRUE),
        ("1/x == 1/x", 0, UNDEFINED),
        ("x == 0 or 1/x != 0", 0, TRUE),
        ("x/x == 1", 0, UNDEFINED),
        ("x - x == 0", 5, TRUE),
    ],
)
def test_three_truth_values(text, at, known):
    point = {X: fmpq(at)}
    assert truths(formula(text), point) is known
    assert decide(formula(text), point) is (known is TRUE) and holds(formula(text), point) is (known is TRUE)


def test_an_implication_is_true_where_its_premise_is_not():
    bad, good, point = formula("log(x) > 0"), formula("x < 0"), {X: fmpq(-1)}
    assert truths(Implies(bad, bad), point) is TRUE and truths(Implies(good, bad), point) is UNDEFINED
    assert truths(And(()), point) is TRUE and truths(Or(()), point) is FALSE


def test_the_sign_of_a_ball_gives_what_may_be():
    assert by_sign("<", arb(0, 1)) == TRUE | FALSE and by_sign("==", arb(1, "0.5")) is FALSE
    assert by_sign("<=", fmpq(0)) is TRUE and by_sign("!=", fmpq(0)) is FALSE and by_sign(">", arb("inf")) is not FALSE
    touching = arb(0).union(arb(1))
    assert by_sign(">=", touching) == (TRUE if touching >= 0 else TRUE | FALSE)


@pytest.mark.parametrize(
    ("sides", "equal"),
    [
        ((w0(-exp(-1)), Number(-1)), True),
        ((wm1(-exp(-1)), Number(-1)), True),
        ((w0(X * exp(X)), X), True),
        ((w0(exp(1)), Number(1)), True),
        ((wm1(-3 * exp(-3)), Number(-3)), True),
        ((w0(-2 * exp(-2)), Number(-2)), False),
        ((wm1(-exp(Fraction(-1, 2)) / 2), Number(Fraction(-1, 2))), False),
        ((w0(2 * exp(3)), Number(2)), False),
        ((w0(-exp(-1)), Number(Fraction(-999999999, 10**9))), False),
    ],
    ids=str,
)
def test_w_is_exact_at_the_image_of_a_rational_of_its_branch_only(sides, equal):
    assert holds(Atom("==", *sides), {X: fmpq(2)}) is equal


def test_sides_that_algebra_makes_equal_differ_by_exactly_0():
    gap = excess(formula("sqrt(x)**2*exp(x) == x*exp(x)"), {X: fmpq(2)})
    assert isinstance(gap, fmpq) and gap == 0
    near = excess(formula("sqrt(x)**2*exp(x) == x*exp(x) + 1/10**30"), {X: fmpq(2)})
    assert isinstance(near, arb) and near.contains(0)
    with pytest.raises(DomainError):
        excess(formula("log(x) == log(x)"), {X: fmpq(0)})
