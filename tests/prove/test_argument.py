"""Arguments: each ground is proved again; a false, missing or unnamed ground decides nothing."""

from dataclasses import replace

import pytest

from tests.paper import CHECKS, CLAIMS, FORMAL, LIBRARY, decide_label, prove, verdicts, whole
from theory.errors import LedgerError
from verify.prove import argument
from verify.prove.argument import Inference, argued
from verify.verdict import Truth

MISTAKES = {
    "s^2/9": ("fact-bounded-moment", "s**2*(b - a)**2/8", "s**2*(b - a)**2/9"),
    "a chord below": ("fact-chord", "<=", ">="),
    "s = 2t/V": ("fact-chernoff", "4*t/V", "2*t/V"),
    "an indicator for every s": ("fact-indicator", "exp(s*x) >= 1", "exp(s*x) >= 2"),
    "moments add": ("fact-moment-product", "exp(u + v)", "exp(u) + v"),
}


@pytest.fixture(autouse=True)
def fresh():
    argument._failure.cache_clear()
    yield
    argument._failure.cache_clear()


@pytest.mark.parametrize("name", MISTAKES)
def test_hoeffding_is_not_argued_from_a_false_inequality(name, monkeypatch):
    label, old, new = MISTAKES[name]
    assert old in FORMAL[label].conclusion
    monkeypatch.setitem(FORMAL, label, replace(FORMAL[label], conclusion=FORMAL[label].conclusion.replace(old, new)))
    verdict = decide_label("cite-hoeffding")
    assert verdict.truth is Truth.UNKNOWN and label in verdict.reason


def test_an_argument_falls_with_the_argument_that_it_uses(monkeypatch):
    wrong = replace(FORMAL["fact-chernoff"], conclusion="4*t/V < 0")
    monkeypatch.setitem(FORMAL, "fact-chernoff", wrong)
    verdict = decide_label("lem-random-sets-independent")
    assert verdict.truth is Truth.UNKNOWN and "cite-hoeffding" in verdict.reason


@pytest.mark.parametrize(
    "steps",
    [
        (Inference("enough", ("fact-chernoff",)),),
        (Inference("nothing", ()), Inference("all", CLAIMS["cite-hoeffding"].uses)),
        (Inference("more", (*CLAIMS["cite-hoeffding"].uses, "fact-exp-tangent")),),
    ],
    ids=["a use is missing", "a step without a ground", "a ground that is not named"],
)
def test_the_grounds_are_exactly_those_that_the_assertion_names(steps):
    with pytest.raises(LedgerError, match="rests on"):
        argued(LIBRARY, "cite-hoeffding", steps)


def test_an_argument_is_for_an_assertion():
    with pytest.raises(LedgerError, match="needs a proof"):
        argued(LIBRARY, "fact-exp-tangent", (), *())


def test_the_grants_are_named():
    label = "lem-random-sets-independent"
    truth, _, given = whole(label, verdicts([label]))
    assert truth is Truth.HOLDS and given == ("def-expectation",)


def test_an_argument_falls_with_what_the_proof_of_a_ground_instantiates(monkeypatch):
    """fact-bounded-moment is proved by instances; one of them loses its proof."""
    proof = prove(FORMAL["fact-bounded-moment"], CHECKS["fact-bounded-moment"])[0]
    used = sorted(proof.instantiated)[0]
    monkeypatch.delitem(CHECKS, used)
    verdict = decide_label("cite-hoeffding")
    assert verdict.truth is Truth.UNKNOWN and f"uses {used}, which is not proved" in verdict.reason
