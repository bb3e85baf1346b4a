"""A claim as a question about a box: what a step towards it must not lose, and what it must not divide by."""

import pytest
from flint import fmpq

from theory.language.claim import Claim
from theory.language.formula import Atom
from theory.language.grammar import parse_formula
from theory.language.term import Number, Variable
from verify.cover import question as questions
from verify.cover.division import Budget, cover
from verify.cover.question import bounded, linear, linear_in, question, shifted, undischarged
from verify.cover.reductions.scaling import scaled
from verify.cover.reductions.substitution import inverted, named
from verify.cover.reductions.tidy import tidied
from verify.values.evaluate import truths

NAMES = {n: Variable(n) for n in "xyzab"}
X, Y = NAMES["x"], NAMES["y"]


def asked(conclusion, *hypotheses, integers=(), names="xy"):
    variables = {n: "integer" if n in integers else "real" for n in names}
    claim = Claim(
        label="test", kind="claim", source="", statement="", reading="", variables=variables,
        conclusion=conclusion, hypotheses=hypotheses,
    )  # fmt: skip
    return question(claim)


def settled(found, boxes=60):
    return cover(found, Budget(boxes)).complete


def settles(found):
    return settled(tidied(undischarged(found)))


def every_way(conclusion, *hypotheses, **more):
    plain = undischarged(asked(conclusion, *hypotheses, **more))
    ways = [plain, shifted(plain, False), shifted(plain, True), named(plain)]
    ways += [fewer for way in ways if (fewer := scaled(way)) is not None]
    return [tidied(way) for way in (*ways, *map(inverted, ways))]


def test_what_makes_a_solved_equation_defined_stays():
    found = asked("x != 0", "y == 1/x")
    assert set(found.box) == {X} and Atom("!=", X, Number(0)) in found.given
    assert settles(found)


def test_without_what_makes_it_defined_the_equation_would_be_lost(monkeypatch):
    goal = "x != 0", "y == 1/x"
    assert settled(tidied(asked(*goal)))
    monkeypatch.setattr(questions, "spelt", lambda formula: formula)
    monkeypatch.setattr(questions, "entails", lambda *_: True)
    assert asked(*goal).given == ()


LOST = (
    ("x == 0", ("x*y == x",)),
    ("y == 1", ("x*y == x",)),
    ("x == 2", ("x*y == 2*y",)),
    ("x == 1", ("x == sqrt(x)",)),
    ("y == 0", ("x*exp(y) == x",)),
    ("x == y", ("x*(x - y) == 0",)),
)


@pytest.mark.parametrize(("conclusion", "hypotheses"), LOST, ids=[c for c, _ in LOST])
def test_an_equation_is_not_divided_by_what_may_be_0(conclusion, hypotheses):
    assert not any(settled(way) for way in every_way(conclusion, *hypotheses))


def test_divided_by_what_may_be_0_it_would_lose_a_solution(monkeypatch):
    monkeypatch.setattr(questions, "entails", lambda *_: True)
    assert settled(tidied(asked("x == 0", "x*y == x")))


def test_divided_by_what_is_not_0_it_is_solved():
    assert set(asked("y == 1", "x*y == x", "x != 0").box) == {X}


UNDEFINED = (
    ("x/x == 1", (), {}),
    ("0*log(x) == 0", ("x >= 0",), {}),
    ("exp(log(x)) == x", (), {}),
    ("log(x**2) == 2*log(abs(x))", (), {}),
    ("sqrt(x)**2 == x", (), {}),
    ("x**(1/2)*x**(1/2) == x", (), {}),
    ("x**y*x**(0 - y) == 1", ("x >= 0",), {}),
    ("x**y - x**y == 0", ("x >= 0",), {}),
    ("1/x - 1/x == 0 or y > 0", (), {}),
    ("log(x) > 0 or log(x) <= 0", (), {}),
    ("max(1/x, 0) >= 0", (), {}),
    ("y >= 0", ("sqrt(x**2*y) >= 0",), {}),
    ("x**y >= 0", ("x >= 0",), {"integers": "y"}),
    ("x >= 1", ("sqrt(x**2*(x - 1)) >= 0",), {}),
)


@pytest.mark.parametrize(("conclusion", "hypotheses", "more"), UNDEFINED, ids=[c for c, *_ in UNDEFINED])
def test_a_conclusion_undefined_somewhere_is_never_settled(conclusion, hypotheses, more):
    assert not any(settled(way) for way in every_way(conclusion, *hypotheses, **more))


DEFINED = (
    ("x/x == 1", ("x != 0",), {}),
    ("x != 0", ("x/x == 1",), {}),
    ("x > 0 or x < 0", ("x*(1/x) >= 0",), {}),
    ("log(exp(x)) == x", (), {}),
    ("x**(1/2)*x**(1/2) == x", ("x > 0",), {}),
    ("x**2/x**2 >= 0 or x == 0", (), {}),
    ("x**y >= 0", ("x >= 0", "y >= 0"), {"integers": "y"}),
    ("x**y >= 0", ("x >= 0", "y > 0"), {}),
    ("x**y >= 1", ("x >= 1", "y >= 0"), {}),
    ("y*y >= 0", ("y == log(x)",), {}),
    ("x != 0", ("max(1/x, 0) >= 0",), {}),
    ("x <= 1", ("x < 0 or sqrt(1 - x) >= 0",), {}),
)


@pytest.mark.parametrize(("conclusion", "hypotheses", "more"), DEFINED, ids=[c for c, *_ in DEFINED])
def test_a_conclusion_defined_wherever_the_hypotheses_are_true_is_settled(conclusion, hypotheses, more):
    assert any(settled(way) for way in every_way(conclusion, *hypotheses, **more))


def test_the_conditions_of_one_part_of_an_or_are_not_asked_of_another():
    found = asked("x <= 1", "sqrt(0 - x**2 - 1) >= 0 or x <= 1")
    assert len(found.given) == 1 and settles(found)


EQUATIONS = ("x*y == x", "x*y + y == 3*x", "(x + 1)/(y - 2) == 3", "x*exp(y) == y", "x/y - y/x == 0", "x - x == y")


@pytest.mark.parametrize("text", EQUATIONS)
def test_a_linear_equation_says_what_it_said(text):
    equation = parse_formula(text, NAMES)
    for name, factor, rest in linear(equation, (X, Y)):
        other = Atom("==", factor * name + rest, Number(0))
        assert not factor.has(name) and not rest.has(name)
        for x in range(-3, 4):
            for y in range(-3, 4):
                point = {X: fmpq(x), Y: fmpq(y, 2)}
                before = truths(equation, point)
                assert before.name == "UNDEFINED" or before == truths(other, point)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("3*x - 6", (3, "-6")), ("x/2 + y", ("1/2", "y")), ("x*(1 + y)/(1 + y) - y", (1, "-y")), ("x*y", None),
     ("x**2", None), ("x - x", None), ("exp(x)", None), ("(x*y + 1)/y", (1, "1/y"))],
)  # fmt: skip
def test_a_bound_is_linear_with_a_number_as_slope(text, shown):
    found = linear_in(parse_formula(f"{text} >= 0", NAMES).left, X)
    assert found == shown if shown is None else (str(found[0]), str(found[1])) == tuple(map(str, shown))


def test_a_bound_keeps_its_direction_and_its_edge():
    box = bounded(asked("x >= 0", "1 - 2*x > 0", "x + y - y >= -3")).box
    assert str(box[X]) == "[-3, 1/2)"
