"""Attempts to have the kernel prove what is false, by each of its rules."""

import itertools
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import fmpq

from tests.paper import FORMAL, LIBRARY
from tests.prove.test_kernel import claim, existence, on_integers, start
from theory.language.algebra import expanded
from theory.language.grammar import GrammarError, parse_term
from theory.language.term import Variable
from verify.prove import Proof, ProofError, argument
from verify.prove.script import Draft, written
from verify.values.evaluate import holds

INJECTED = "t\n(assert false)\n;"


@pytest.mark.parametrize("name", [INJECTED, "t\r(assert false)", "t\u2028u", "", "1t", "t u", "_"])
@pytest.mark.parametrize(
    "rule",
    [
        lambda p, name: p.let(name, "x"),
        lambda p, name: p.mean_value("t", "t", "0", "1", at=name),
        lambda p, name: p.mean_value("1", name, "0", "1", at="xi"),
        lambda p, name: p.intermediate_value("t", "t", "-1", "1", at=name),
    ],
    ids=["let", "mean value", "mean value of", "intermediate value"],
)
def test_a_name_is_no_text_for_the_solver(rule, name):
    """The mutant: a comment with a line's end in it, behind which the solver reads on, proved 1 < 0."""
    with pytest.raises(ProofError, match="no name"):
        rule(start("1 < 0"), name)


def test_a_new_name_is_not_a_variable_of_a_derived_term():
    said = replace(claim("x > 0"), derived={"d": Variable("q") + 1})
    with pytest.raises(ProofError, match="taken"):
        Draft(Proof(said, FORMAL.__getitem__)).let("q", "1")


@pytest.mark.parametrize("conclusion", ["n <= 0 or n >= 1", "2*n != 1"])
def test_a_claim_on_whole_numbers_has_instances_at_whole_numbers_only(conclusion):
    """The mutant: only a power with n in its exponent asked for that, so that the other rules proved 2 x != 1."""
    library = {"counted": on_integers(conclusion, label="counted")}
    proof = Draft(Proof(on_integers("2*x != 1"), library.__getitem__))
    proof.instance("counted", n="3*n - 1", x="x")
    for term in ("x", "1/2", "n/2"):
        with pytest.raises(ProofError, match="whole"):
            proof.instance("counted", n=term, x="x")


@pytest.mark.parametrize("below", [Fraction(1, 2), 0.5, "1/2", True])
def test_a_gap_is_between_whole_numbers(below):
    with pytest.raises(ProofError, match="not a whole number"):
        Draft(Proof(on_integers("n != 1"), FORMAL.__getitem__)).gap("n", below)


def test_equal_arguments_of_a_whole_power_are_whole():
    proof = Draft(Proof(on_integers("x <= x"), FORMAL.__getitem__))
    proof.equals("(-1)**n", "n", "n", "2*n")
    with pytest.raises(ProofError, match="whole"):
        proof.equals("(-1)**n", "n", "x", "x")


def test_a_hypothesis_does_not_grant_what_is_to_exist():
    said = replace(existence("y_R > 5"), hypotheses=("y_R > 5",))
    with pytest.raises(ProofError, match="to be shown to exist"):
        Draft(Proof(said, FORMAL.__getitem__))


def test_no_proof_of_the_ledger_goes_in_a_circle(monkeypatch):
    assert not [label for label in FORMAL if label in LIBRARY.rests(label)]
    checks = {"fact-exp-tangent": "fact-exp-increasing", "fact-exp-increasing": "fact-exp-tangent"}
    terms = {"fact-exp-tangent": {"x": "0"}, "fact-exp-increasing": {"a": "0", "b": "1"}}
    for label, used in checks.items():
        monkeypatch.setitem(LIBRARY.scripts, label, written(lambda p, used=used: p.instance(used, **terms[used])))
    monkeypatch.setattr(LIBRARY, "_instantiated", {})
    for label in checks:
        assert label in LIBRARY.rests(label)
        with pytest.raises(ProofError, match="rests on the claim"):
            LIBRARY.scripts[label](Proof(FORMAL[label], LIBRARY.claim, rests=LIBRARY.rests))


@pytest.mark.parametrize(
    ("function", "a", "b"),
    [
        ("1/(t**2 - 2)", "1", "2"), ("sqrt(t*t)", "-1", "1"), ("(t**2)**(1/2)", "-1", "1"), ("t**x", "0", "1"),
        ("x**t", "-1", "1"), ("log(log(t))", "2", "3"), ("1/(1/t)", "-1", "1"), ("(t - 1/2)**n", "0", "1"),
        ("sqrt(1/t)", "1", "2"), ("W0(t)", "0", "1"), ("1/(t - t)", "0", "1"), ("0**t", "-1", "1"),
    ],
)  # fmt: skip
def test_the_mean_value_theorem_is_refused_or_says_nothing(function, a, b):
    """Neither an end, nor a point between, at which the function is undefined or has no slope."""
    proof = Draft(Proof(on_integers("1 < 0"), FORMAL.__getitem__))
    try:
        proof.mean_value(function, "t", a, b, at="xi")
    except ProofError:
        return
    with pytest.raises(ProofError):
        proof.conclude()


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [
        ("x != 0", ("abs(log(1/x)) >= 0 or y == y",)),
        ("log(x*y/y) == log(x)", ("x > 0",)),
        ("exp(x/x*y) == exp(y)", ()),
        ("exp(2*log(x)) == x**2", ()),
        ("sqrt(x)**2 == x", ()),
        ("x**(1/3) == x**(1/3)", ()),
        ("max(x, 1/0) >= x", ()),
        ("x > 0", ("1/(x - x) > 0 or x < 5",)),
        ("W0(x*exp(x)) == x", ()),
        ("x**y*x**(0 - y) == 1", ()),
        ("abs(x/y) == abs(x)/abs(y)", ()),
        ("(x - x)**-1 == 0 or x/0 == x/0", ()),
    ],
)
def test_definedness_that_a_form_has_lost_is_asked(conclusion, hypotheses):
    with pytest.raises(ProofError):
        start(conclusion, hypotheses).conclude()


def random_text(rng, depth):
    if depth == 0:
        return rng.choice(("x", "y", "n", "x", "1", "2", "0", "1/2", "-1"))
    a, b = random_text(rng, depth - 1), random_text(rng, rng.randrange(depth))
    power = rng.choice(("2", "-1", "0", "(1/2)", "(2/3)", "n", "(n - n)", "(2*n)", "-n", f"({b})"))
    function = rng.choice(("exp", "log", "sqrt", "abs", "W0", "Wm1"))
    infix = f"({a} {rng.choice('+-*')} {b})"
    kinds = (infix, infix, f"(({a})/({b}))", f"({a})**{power}", f"{function}({a})", f"max({a}, {b})", f"min({a}, {b})")
    return rng.choice(kinds)


def random_claim(rng):
    """A comparison of a term with its own form, or with a number, under one or no such hypothesis."""
    texts = []
    for _ in range(rng.randrange(1, 3)):
        side = random_text(rng, rng.randrange(1, 4))
        term = parse_term(side, {name: Variable(name) for name in "xyn"}, frozenset("n"))
        other = str(expanded(term)) if rng.random() < 0.5 else rng.choice(("0", "1", "x"))
        texts.append(f"{rng.choice(('', '', 'not '))}{side} {rng.choice(('==', '>=', '<=', '<', '!='))} {other}")
    return replace(claim(texts[0], texts[1:], "x y n"), variables={"x": "real", "y": "real", "n": "integer"})


def refuted(said):
    half, third = fmpq(1, 2), fmpq(1, 3)
    for x, y, n in itertools.product((-2, -1, -half, 0, third, 1, 2), (-1, 0, half), (-2, 0, 1, 3)):
        point = {Variable("x"): fmpq(x), Variable("y"): fmpq(y), Variable("n"): fmpq(n)}
        if all(holds(given, point) is True for given in said.given) and holds(said.then, point) is False:
            return True
    return False


@pytest.mark.parametrize("seed", range(3))
def test_no_random_claim_that_a_point_refutes_is_proved(seed):
    rng, tried = random.Random(seed), 0
    while tried < 40:
        try:
            said = random_claim(rng)
            false = refuted(said)
        except GrammarError:
            continue
        tried += false
        if false:
            with pytest.raises(ProofError):
                Draft(Proof(said, FORMAL.__getitem__, 60_000)).conclude()


def test_an_argument_does_not_rest_on_a_circle(monkeypatch):
    monkeypatch.setattr(LIBRARY, "rests", lambda label: frozenset({label}))
    assert "circle" in argument._missing(LIBRARY, "fact-exp-tangent") and not argument._missing(LIBRARY, "def-w0")
