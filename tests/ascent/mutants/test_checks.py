"""Soundness by mutation: no mutant that has a certified witness is ever proved, and every check
rejects at least two."""

import pytest

from tests.ascent.mutants.mechanical import mutants
from tests.paper import CHECKS, FORMAL, prove, recorded, search
from tests.slow import slow
from verify.prove import kernel
from verify.prove.script import Draft

FACTS = {"fact", "axiom"}
CHECKED = [label for label in CHECKS if recorded()[label]["truth"] == "holds"]


def weighed(label):
    """The mutants of the paper's own claims are for the slow suite."""
    return label if FORMAL[label].kind in FACTS else slow(label)


def rejected(label, enough):
    """Mutants of ``label`` with a certified witness, none of which the check proves."""
    found = []
    for name, mutant in mutants(FORMAL[label]).items():
        if search(mutant).witness is None:
            continue
        proof, _ = prove(mutant, CHECKS[label])
        assert proof is None, (
            f"{label}, {name}: proved although a witness refutes it: {mutant.hypotheses} => {mutant.conclusion}"
        )
        found.append(name)
        if len(found) == enough:
            break
    return found


@pytest.mark.parametrize("label", [weighed(label) for label in CHECKED])
def test_every_check_rejects_two_mutants(label, monkeypatch):
    monkeypatch.setattr(kernel, "RESOURCES", 1_000_000)
    assert len(rejected(label, 2)) == 2


@pytest.mark.exhaustive
@pytest.mark.parametrize("label", CHECKED)
def test_every_check_rejects_all_its_false_mutants(label, monkeypatch):
    monkeypatch.setattr(kernel, "RESOURCES", 1_000_000)
    assert len(rejected(label, 1000)) >= 2


@pytest.mark.parametrize("label", [weighed(label) for label in CHECKED if not recorded()[label]["vacuity"]])
def test_no_proof_rests_on_a_contradiction(label, monkeypatch):
    """From everything that a proof has shown, 1 < 0 does not follow: z3 finds a model or gives up."""
    proof, why = prove(FORMAL[label], CHECKS[label])
    assert proof is not None, why
    monkeypatch.setattr(proof, "resources", 100_000)
    with pytest.raises(kernel.ProofError):
        Draft(proof).have("1 < 0")


def test_the_constant_of_the_end_distance_cannot_be_relaxed():
    """0.72 in place of 1/sqrt(2) is refuted by an exact data set."""
    from dataclasses import replace

    claim = FORMAL["rem-farthest-own-set-up-end"]
    relaxed = replace(
        claim, hypotheses=(*claim.hypotheses, "25*f <= 18*d"), conclusion=claim.conclusion.replace(">=", ">")
    )
    witness = search(relaxed).witness
    assert witness is not None
    f, r = witness.parameters["f"], witness.parameters["r"]
    assert f / (f + r) <= 0.72 and 2 * f**2 > (f + r) ** 2
