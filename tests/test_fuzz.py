"""Hypothesis draws exact counts and ridges, edges first, and every claim that holds must hold there:
decided by exact and ball arithmetic, which shares nothing with the proofs."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theory.claims import FORMAL
from verify import ledger
from verify.design import complete, dependent
from verify.refute import certify

HELD = [
    label
    for label, c in ledger.recorded().items()
    if c["truth"] == "holds" and label in FORMAL and FORMAL[label].kind not in ("fact", "axiom")
]
COUNT = st.one_of(st.integers(0, 3), st.integers(0, 60), st.integers(0, 10**9))
RIDGE = st.one_of(
    st.sampled_from(["1", "1e-300", "1e300", "1e-12", "1/10"]).map(Fraction),
    st.fractions(Fraction(1, 10**6), 10**6, max_denominator=10**6),
)
REAL = st.one_of(st.sampled_from([Fraction(0), Fraction(1), Fraction(-1)]), st.fractions(-50, 50, max_denominator=1000))
SHARE = st.one_of(st.sampled_from(["1", "1/2", "1/1000"]).map(Fraction), st.fractions(0, 1, max_denominator=1000))
RATE = st.one_of(
    st.sampled_from(["1", "1/1000"]).map(Fraction), st.fractions(Fraction(1, 1000), 3, max_denominator=1000)
)
NARROW = {"p": SHARE, "q": SHARE, "eta": RATE}  # where almost all reals would miss the hypotheses


@pytest.mark.parametrize("label", HELD)
@settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_drawn_point_refutes_what_holds(label, data):
    claim = FORMAL[label]
    values = {
        name: (
            Fraction(data.draw(COUNT, name))
            if kind == "integer"
            else data.draw(RIDGE if name.startswith("lam") else NARROW.get(name, REAL), name)
        )
        for name, kind in claim.variables.items()
    }
    for part, whole in (("n", "r"), ("m", "f"), ("n_k", "r")):
        if part in values and whole in values:
            values[part] = Fraction(int(values[part]) % (int(values[whole]) + 1))
    values = complete(dependent(claim), values)
    assert certify(claim, values) is None
