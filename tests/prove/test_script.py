"""The texts of proof scripts: read by the grammar in the names of the claim and of the steps, or refused as a step."""

from dataclasses import replace

import pytest

from tests.paper import FORMAL
from tests.prove.test_kernel import claim, start
from theory.language.formula import Atom
from theory.language.term import Number, Variable, exp
from verify.prove import Proof, ProofError
from verify.prove.script import Draft

X, Y = Variable("x"), Variable("y")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda p: p.have("x <"),
        lambda p: p.have("zz > 0"),
        lambda p: p.numeric("exp(zz) > 0"),
        lambda p: p.let("q", "q + 1"),
        lambda p: p.gap("n", 0),
        lambda p: p.instance("fact-exp-tangent", x="x +"),
        lambda p: p.mean_value("t**", "t", "x", "y", at="xi"),
        lambda p: p.mean_value("t", "t", "x", "t", at="xi"),
        lambda p: p.intermediate_value("t", "t", "x", "xi", at="xi"),
        lambda p: p.conclude(w="x"),
    ],
)
def test_a_text_that_cannot_be_read_is_a_step_that_is_not_discharged(attempt):
    draft = start("x <= y", ("x < y",))
    with pytest.raises(ProofError, match="step 2"):
        attempt(draft)
    assert len(draft.steps) == 1


def test_a_text_says_what_its_terms_say():
    """Each rule by texts and by terms makes the same steps."""
    draft, proof = start("x <= y", ("x < y",)), Proof(claim("x <= y", ("x < y",)), FORMAL.__getitem__)
    t, xi, z = (Variable(name) for name in ("t", "xi", "z"))
    draft.mean_value("exp(t)", "t", "x", "y", at="xi")
    proof.mean_value(exp(t), t, X, Y, xi)
    draft.let("z", "x + y/2")
    proof.let(z, X + Y / Number(2))
    draft.have("xi < z or z <= xi")
    proof.have(draft.steps[-1].formula)
    draft.instance("fact-exp-tangent", x="xi - z")
    proof.instance("fact-exp-tangent", {"x": xi - z})
    draft.equals("exp(t)", "t", "xi", "z")
    proof.equals(exp(t), t, xi, z)
    draft.numeric("exp(1) > 2")
    proof.numeric(Atom(">", exp(1), Number(2)))
    draft.conclude()
    proof.conclude()
    assert draft.steps == proof.steps and draft.proof.done and proof.done


def test_a_text_uses_the_definitions_of_the_claim_and_may_not_take_their_names():
    said = replace(claim("x <= y", ("x < y",)), definitions={"mid": "(x + y)/2"})
    draft = Draft(Proof(said, FORMAL.__getitem__))
    draft.have("x < mid and mid < y")
    with pytest.raises(ProofError, match="taken"):
        draft.let("mid", "x")
