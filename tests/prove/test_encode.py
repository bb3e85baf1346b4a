"""What the algebra is told: nothing that asks more than a part's own definedness, and nothing behind a line's end."""

import pytest

from tests.prove.test_kernel import start
from tests.prove.test_kernel_attacks import INJECTED
from theory.language.term import Variable
from verify.prove import ProofError
from verify.prove.encode import Encoder


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
