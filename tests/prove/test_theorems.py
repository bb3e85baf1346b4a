"""What the theorems say: the mean and the intermediate value, neighbours; not where they do not apply."""

import pytest

from tests.paper import FORMAL
from tests.prove.test_kernel import on_integers, start
from verify.prove import Proof, ProofError
from verify.prove.script import Draft


def test_the_mean_value_theorem_is_not_applied_across_a_pole():
    proof = start("1/y <= 1/x", ("x < y", "x != 0", "y != 0"))
    proof.mean_value("1/t", "t", "x", "y", at="xi")
    with pytest.raises(ProofError):
        proof.conclude()


@pytest.mark.parametrize("function", ["abs(t)", "W0(t)", "max(t, x)", "log(t**2)"])
def test_the_mean_value_theorem_needs_a_derivative(function):
    with pytest.raises(ProofError):
        start("x <= y").mean_value(function, "t", "x", "y", at="xi")


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


def test_no_whole_number_lies_between_two_neighbours():
    proof = Draft(Proof(on_integers("n <= 0 or n >= 1"), FORMAL.__getitem__))
    with pytest.raises(ProofError):
        proof.conclude()
    proof.gap("n", 0)
    proof.conclude()
    for text in ("x", "n/2", "n*x", "2**n", "exp(n)"):
        with pytest.raises(ProofError, match="whole"):
            proof.gap(text, 0)
