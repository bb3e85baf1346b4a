"""Points drawn at random, edges first, at which every claim that holds must hold: decided by exact and
ball arithmetic, which shares nothing with the proofs."""

import pytest

from tests.paper import FORMAL, recorded
from verify.ascent.strategies import points
from verify.refute.fuzz import fuzz
from verify.verdict import Truth

HELD = [
    label
    for label, c in recorded().items()
    if c["truth"] == "holds" and label in FORMAL and FORMAL[label].kind not in ("fact", "axiom")
]


@pytest.mark.parametrize("label", HELD)
def test_no_drawn_point_refutes_what_holds(label):
    result = fuzz(FORMAL[label], points(FORMAL[label]), 15, seed=0)
    assert result.witness is None and result.truth is Truth.UNKNOWN
