"""The proof kernel refuses what does not follow."""

from dataclasses import replace

import pytest

from theory.claims import FORMAL
from theory.claims.block import points
from theory.claims.model import Claim
from verify.prove import Proof, ProofError
from verify.refute import search


def claim(conclusion, hypotheses=(), variables="x y"):
    return Claim(
        label="test",
        kind="fact",
        source="test",
        statement="",
        reading="",
        variables={v: "real" for v in variables.split()},
        conclusion=conclusion,
        hypotheses=tuple(hypotheses),
    )


def start(conclusion, hypotheses=(), variables="x y"):
    return Proof(claim(conclusion, hypotheses, variables), FORMAL.__getitem__)


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [
        ("x**2 > 0", ()),
        ("x/x == 1", ()),
        ("x*exp(-x) <= 1/3", ()),
        ("exp(x) >= 1 + x + x**2/2", ()),
        ("log(x) <= x - 1", ()),
        ("sqrt(x**2) == x", ()),
        ("abs(x) == x", ()),
        ("max(x, y) == x", ()),
        ("max(1/x, y) >= y", ()),
        ("max(1/x, y) >= y", ("x == 0",)),
        ("min(y, 1/(x - y)) <= y", ("x >= y",)),
        ("W0(x) <= x", ()),
        ("exp(x + y) == exp(x) + exp(y)", ()),
        ("x/y <= 1", ("x <= y",)),
    ],
)
def test_false_or_undefined_conclusions_are_refused(conclusion, hypotheses):
    with pytest.raises(ProofError):
        start(conclusion, hypotheses).conclude()


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [
        ("x**2 >= 0", ()),
        ("x/x == 1", ("x != 0",)),
        ("exp(x + 2*y) == exp(x)*exp(y)**2", ()),
        ("exp(-x)*exp(x) == 1", ()),
        ("sqrt(x**2) == abs(x)", ()),
        ("max(x, y) >= x and min(x, y) <= y and max(x, y) + min(x, y) == x + y", ()),
        ("x/y <= 1", ("x <= y", "y > 0")),
        ("max(1/x, y) >= y", ("x != 0",)),
    ],
)
def test_true_algebra_is_proved(conclusion, hypotheses):
    proof = start(conclusion, hypotheses)
    proof.conclude()
    assert proof.done


def test_a_hypothesis_must_be_defined_by_those_before_it():
    with pytest.raises(ProofError, match="is defined"):
        start("x >= 0", ("log(x) > 0",))
    start("x >= 0", ("x > 1", "log(x) > 0")).conclude()


def test_the_mean_value_theorem_is_not_applied_across_a_pole():
    proof = start("1/y <= 1/x", ("x < y", "x != 0", "y != 0"))
    proof.mean_value("1/t", "t", "x", "y", at="xi")
    with pytest.raises(ProofError):
        proof.conclude()


@pytest.mark.parametrize("function", ["abs(t)", "W0(t)", "max(t, x)", "log(t**2)"])
def test_the_mean_value_theorem_needs_a_derivative(function):
    with pytest.raises(ProofError):
        start("x <= y").mean_value(function, "t", "x", "y", at="xi")


def test_names_are_not_captured():
    proof = start("x <= y")
    with pytest.raises(ProofError):
        proof.mean_value("exp(x)", "x", "x", "y", at="xi")
    proof.mean_value("exp(t)", "t", "x", "y", at="xi")
    with pytest.raises(ProofError):
        proof.mean_value("exp(t)", "t", "x", "y", at="xi")
    with pytest.raises(ProofError):
        proof.let("x", "y")


def test_an_instance_keeps_its_hypotheses():
    proof = start("W0(x) < W0(y)", ("x < y",))
    proof.instance("fact-w0-increasing", a="x", b="y")
    with pytest.raises(ProofError):
        proof.conclude()
    with pytest.raises(ProofError, match="needs terms"):
        proof.instance("fact-w0-increasing", a="x")


def test_an_instance_at_an_undefined_term_says_nothing():
    """exp(log(x)) is x only for x > 0; an instance at log(x) must not leak it for x <= 0."""
    proof = start("x > 0")
    proof.instance("fact-exp-tangent", x="log(x)")
    with pytest.raises(ProofError):
        proof.conclude()


def test_numeric_steps_are_certified():
    proof = start("x <= y")
    proof.numeric("exp(1) > 27/10 and exp(1) < 28/10")
    with pytest.raises(ProofError):
        proof.numeric("exp(1) > 28/10")
    with pytest.raises(ProofError):
        proof.numeric("exp(1)*exp(-1) < 1")


def test_the_intermediate_value_rule():
    proof = start("x**2 >= 0", ("x > 0",), "x")
    proof.intermediate_value("t**3 - x", "t", "0", "x + 1", at="root")
    proof.have("(x + 1)**3 - x >= 0")
    proof.have("root**3 == x and root >= 0")


@pytest.mark.parametrize(
    ("function", "a", "b", "why"),
    [("1/t", "-1", "1", "is defined"), ("log(t)", "0", "x", "is defined"), ("sqrt(t - 1/2)", "0", "1", "is defined")],
    ids=["a pole between", "undefined at an end", "undefined on a part"],
)
def test_an_intermediate_value_needs_the_function_on_all_of_the_interval(function, a, b, why):
    with pytest.raises(ProofError, match=why):
        start("x**2 >= 0", ("x > 0",), "x").intermediate_value(function, "t", a, b, at="root")


def test_an_intermediate_value_needs_the_signs_and_new_names():
    proof = start("x**2 >= 0", ("x > 0",), "x")
    proof.intermediate_value("t**2 + x", "t", "-1", "1", at="root")
    with pytest.raises(ProofError):
        proof.have("root**2 + x == 0")
    with pytest.raises(ProofError, match="new"):
        proof.intermediate_value("t - x", "t", "0", "1", at="root")


def test_a_claim_of_existence_needs_a_solution_that_solves_the_equations():
    for terms in ({"x_R": "0", "y_R": "0"}, {"x_R": "W0(bR)", "y_R": "W0(bR)"}):
        proof = Proof(existence("y_R >= 0"), FORMAL.__getitem__)
        with pytest.raises(ProofError):
            proof.conclude(**terms)
    with pytest.raises(ProofError, match="needs terms"):
        Proof(existence("y_R >= 0"), FORMAL.__getitem__).conclude()
    with pytest.raises(ProofError, match="no instances"):
        start("x == x", (), "x").instance("lem-order-exists", phi="x", bR="x", eps="x", alpha="x")


@pytest.mark.parametrize(
    ("conclusion", "refuted"), [("y_D <= x_D", True), ("x_D > 0", False), ("x_D > 3*y_D", True)], ids=str
)
def test_a_claim_of_existence_is_refuted_where_no_solution_will_do(conclusion, refuted):
    assert (search(existence(conclusion, "D")).witness is not None) == refuted


def test_a_claim_of_existence_is_refuted_where_there_is_no_solution():
    witness = search(existence("x_DA == x_DA", "DA")).witness
    assert witness is not None and "no such stationary point" in witness.why


def existence(conclusion, loss="R"):
    return replace(FORMAL["res-original-exists"], label="test", exists=points(loss), conclusion=conclusion)
