"""What the algebra is told: nothing that asks more than a part's own definedness, and nothing behind a line's end."""

import pytest

from tests.confirm.claims import claim
from tests.prove.test_kernel import start
from tests.prove.test_kernel_attacks import INJECTED
from theory.language.term import Variable
from verify.cover.entailment import entails
from verify.prove import ProofError
from verify.prove.encode import Encoder, nested_roots
from verify.prove.facts import FACTS
from verify.prove.proposals import reason


@pytest.mark.parametrize(
    "part",
    [
        *("sqrt(1/x)", "(1/x)**(1/3)", "abs(1/x)", "max(1/x, y)", "min(y, 1/x)", "exp(1/x)", "(1/x)**y", "log(1/x)"),
        "W0(1/x)",
    ],
)
def test_what_is_known_of_a_part_asks_nothing_where_its_argument_is_undefined(part):
    """The mutant: facts without their guard, from which x != 0 follows wherever ``part`` is but mentioned."""
    with pytest.raises(ProofError):
        start("x != 0", (f"{part} > 0 or y > 0",)).conclude()


def test_without_that_guard_a_false_claim_would_be_proved(monkeypatch):
    monkeypatch.setattr(Encoder, "_separate", lambda self, part: iter(()))
    start("x != 0", ("max(1/x, y) > 0 or y > 0",)).conclude()


def test_a_comment_of_the_script_is_one_line():
    encoder = Encoder()
    encoder._name(Variable(INJECTED))
    assert len(encoder.script().splitlines()) == 1
    with pytest.raises(ProofError):
        start("1 < 0", (), f"x {INJECTED}").conclude()


def test_roots_in_one_another_are_counted_and_many_are_left_to_a_cover(monkeypatch):
    deep = "x"
    for k in range(8):
        deep = f"sqrt({deep} + {k})"
    said = claim(f"{deep} > 0 or exp(sqrt(x)) > 1", "x > 0", real="x")
    assert nested_roots(said.then) == 8 and nested_roots(*said.given) == 0
    assert nested_roots(claim("sqrt(x)*sqrt(x + 1) + x**(2/3) > 0", real="x").then) == 1
    monkeypatch.setattr("verify.prove.kernel.unsatisfiable", None)  # is not called
    assert reason(said, FACTS).proof is None and not entails(said.given, said.then)
