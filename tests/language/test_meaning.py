"""Where terms are defined and which truth values formulas have: rule by rule, against a second evaluator."""

import itertools
import random
from fractions import Fraction

import pytest
from flint import fmpq

from tests.language import random_texts
from tests.language.plain import ANY, TRUE, UNDEFINED, Plain
from tests.language.plain_numbers import Unclear, Undefined
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.grammar import GrammarError, parse_formula, parse_term
from theory.language.meaning import Truths, condition, conjunction, defined, disjunction, negation, spelt
from theory.language.term import REAL, Number, Power, Variable
from verify.values.evaluate import holds, truths

INTEGERS = frozenset({"n"})
NAMES = {name: Variable(name) for name in ("x", "y", "n")}
WORDS = {Truths.TRUE: TRUE, Truths.FALSE: "false", Truths.UNDEFINED: UNDEFINED}
POINTS = [
    {"x": Fraction(x), "y": Fraction(y), "n": Fraction(n)}
    for x in ("-2", "-1", "-36787944/100000000", "-36787945/100000000", "-1/3", "0", "1/1000", "1", "5/2")
    for y in ("-3/2", "-1", "0", "1/2", "2")
    for n in (-2, -1, 0, 1, 2)
]


def flint_point(point: dict[str, Fraction]) -> dict[Variable, fmpq]:
    return {NAMES[name]: fmpq(v.numerator, v.denominator) for name, v in point.items()}


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        *(("x/y", "y != 0"), ("x/2", "true"), ("x/0", "0 != 0"), ("0/x", "x != 0"), ("log(x)", "x > 0")),
        *(("sqrt(x)", "x >= 0"), ("W0(x)", "x >= -exp(-1)"), ("Wm1(x)", "x >= -exp(-1) and x < 0")),
        *(("exp(x)", "true"), ("abs(x)", "true"), ("max(x, y)", "true"), ("min(x, y)", "true"), ("x*y - x", "true")),
        *(("x**2", "true"), ("x**0", "true"), ("0**0", "true"), ("x**1", "true")),
        *(("x**-2", "x != 0"), ("x**-1", "x != 0")),
        *(("2**-1", "true"), ("0**-1", "0 != 0"), ("x**(1/2)", "x >= 0"), ("x**(-1/2)", "x > 0"), ("x**(4/2)", "true")),
        *(("x**(7/3)", "x >= 0"), ("2**(1/3)", "true"), ("(-8)**(1/3)", "-8 >= 0"), ("0**(-1/2)", "0 > 0")),
        *(("x**n", "n >= 0 or x != 0"), ("2**n", "true"), ("x**(2*n)", "2*n >= 0 or x != 0")),
        *(("0**n", "n >= 0 or 0 != 0"), ("x**(n - n)", "n - n >= 0 or x != 0"), ("2**x", "true")),
        *(("x**y", "x > 0 or (x == 0 and y > 0)"), ("x**(n/2)", "x > 0 or (x == 0 and n/2 > 0)")),
        *(("x**(y - y)", "x > 0 or (x == 0 and y - y > 0)"), ("(-1)**y", "-1 > 0 or (-1 == 0 and y > 0)")),
        *(("log(x) - log(x)", "x > 0"), ("0*log(x)", "x > 0"), ("max(log(x), 1/y)", "x > 0 and y != 0")),
        *(("(1/x)**0", "x != 0"), ("sqrt(x**2*y)", "x**2*y >= 0"), ("1/(1/x)", "x != 0 and 1/x != 0")),
    ],
)
def test_what_each_operation_asks(text, needs):
    found = defined(parse_term(text, NAMES, INTEGERS))
    assert " and ".join(map(str, found.parts)) == ("" if needs == "true" else needs)


@pytest.mark.parametrize(
    "text",
    [
        *("x/y", "0/x", "log(x)", "sqrt(x)", "W0(x)", "Wm1(x)", "exp(x)", "abs(x)", "x**-2", "x**0", "x**(1/2)"),
        *("x**(-1/2)", "x**(4/2)", "x**(1/3)", "x**(-2/3)", "x**n", "x**(n - 1)"),
        *("x**-n", "x**(n - n)", "x**y", "x**(n/2)"),
        *("x**(y - y)", "max(log(x), 1/y)", "min(sqrt(x), y)", "abs(1/x)", "(1/x)**0", "sqrt(x**2*y)", "log(x**2)"),
        *("(x**2)**(1/2)", "(x**(1/3))**3", "sqrt(x)*sqrt(y)", "sqrt(x*y)", "0*Wm1(x)"),
        *("x**x", "abs(x)**y", "exp(log(x))"),
    ],
)
def test_a_term_is_defined_where_the_second_evaluator_says(text):
    needs = defined(parse_term(text, NAMES, INTEGERS))
    plain, seen = Plain(text, INTEGERS), set()
    for point in POINTS:
        try:
            plain.value(point)
            said = True
        except Undefined:
            said = False
        assert truths(needs, flint_point(point)).certainly_true is said, point
        assert truths(needs, flint_point(point)).certainly_not_true is not said, point
        seen.add(said)
    assert seen == {True, False} or text in ("exp(x)", "abs(x)", "x**0", "x**(4/2)", "x**(n - n)", "(x**2)**(1/2)")


def test_the_point_minus_one_over_e_belongs_to_both_branches():
    for function in ("W0", "Wm1"):
        needs = defined(parse_term(f"{function}(-exp(-1))", {}))
        assert truths(needs, {}) is Truths.TRUE
        below = defined(parse_term(f"{function}(-exp(-1) - 1/10**30)", {}))
        assert not truths(below, {}).certainly_true and holds(below, {}) is False
    assert truths(defined(parse_term("Wm1(0)", {})), {}).certainly_not_true
    assert truths(defined(parse_term("W0(0)", {})), {}) is Truths.TRUE


def test_a_real_exponent_stays_one_when_a_number_is_put_in():
    square = parse_term("x**y", NAMES).subs({NAMES["y"]: Number(2)})
    assert str(condition(square)) == "x > 0 or (x == 0 and 2 > 0)"
    assert square is Power(NAMES["x"], Number(2), REAL)


@pytest.mark.parametrize("seed", range(4))
def test_random_terms_are_defined_where_the_second_evaluator_says(seed):
    rng, decided = random.Random(seed), 0
    for _ in range(250):
        text = random_texts.term(rng, ("x", "y", "n"), ("n",), 3)
        try:
            needs = defined(parse_term(text, NAMES, INTEGERS))
        except GrammarError:
            continue
        for _ in range(3):
            point = random_texts.point(rng, ("x", "y", "n"), ("n",))
            found = truths(needs, flint_point(point))
            try:
                Plain(text, INTEGERS).value(point)
                assert not found.certainly_not_true, (text, point)
            except Undefined:
                assert not found.certainly_true, (text, point)
            except Unclear:
                continue
            decided += found.certainly_true or found.certainly_not_true
    assert decided > 600


ALONE = (Truths.TRUE, Truths.FALSE, Truths.UNDEFINED)
T, F, U = ALONE


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        *((T, T, T, T), (T, F, F, T), (T, U, U, T), (F, T, F, T), (F, F, F, F), (F, U, F, U)),
        *((U, T, U, T), (U, F, F, U), (U, U, U, U)),
    ],
)
def test_kleenes_tables(a, b, both, either):
    assert conjunction(a, b) is both and disjunction(a, b) is either
    assert [negation(v) for v in ALONE] == [F, T, U]


def test_sets_of_truth_values_are_joined_one_by_one():
    sets = [Truths(k) for k in range(1, 8)]
    for a, b in itertools.product(sets, sets):
        for join in (conjunction, disjunction):
            expected = Truths(0)
            for p, q in itertools.product(ALONE, ALONE):
                if p in a and q in b:
                    expected |= join(p, q)
            assert join(a, b) == expected, (join, a, b)
    for a in sets:
        assert negation(negation(a)) == a


def two_valued(formula: Formula, point: dict[str, Fraction], guess: random.Random) -> bool:
    """``formula`` with two truth values: an undefined comparison is either. Errors: ``Unclear``."""
    match formula:
        case Atom():
            found = Plain(str(formula), INTEGERS).truth(point)
            if found == {UNDEFINED}:
                return guess.random() < 0.5
            if len(found) > 1:
                raise Unclear
            return found == {TRUE}
        case And(parts):
            return all([two_valued(p, point, guess) for p in parts])
        case Or(parts):
            return any([two_valued(p, point, guess) for p in parts])
        case Implies(given, then):
            return two_valued(then, point, guess) or not two_valued(given, point, guess)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_spelt_out_holds_exactly_where_the_formula_is_true(seed):
    rng, compared = random.Random(seed), 0
    for _ in range(150):
        text = random_texts.formula(rng, ("x", "y", "n"), ("n",), 2, 2)
        try:
            formula = parse_formula(text, NAMES, INTEGERS)
        except GrammarError:
            continue
        out = spelt(formula)
        for _ in range(4):
            point = random_texts.point(rng, ("x", "y", "n"), ("n",))
            said = Plain(text, INTEGERS).truth(point)
            if said == ANY or len(said) > 1:
                continue
            try:
                assert two_valued(out, point, rng) is (said == {TRUE}), (text, point)
            except Unclear:
                continue
            compared += 1
    assert compared > 300
