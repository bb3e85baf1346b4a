"""Whole numbers before the judge: residues, gaps, divisors."""

import pytest

from tests.paper import read
from theory.language.claim import Claim
from verify.cover.ways import posed
from verify.judge import Limits
from verify.prove.integers import divisor_bounds, gaps, residues

WHOLE = {"n": "integer", "m": "integer"}


def claim(variables, hypotheses, conclusion):
    return Claim(
        label="counts", kind="claim", source="", statement="", reading="", variables=variables, hypotheses=hypotheses,
        conclusion=conclusion,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hypotheses", "conclusion", "word"),
    [
        ((), "6*n != 4*m + 3", "HOLDS"),
        ((), "n**2 + m**2 != 7", "HOLDS"),
        ((), "n**2 + m**2 != 13", "FAILS"),
        (("5*n == 12",), "n == 0", "VACUOUS"),
        (("n**2 - 4*m == 2",), "n == 0", "VACUOUS"),
        (("n*m == 11", "n > 1"), "n == 11", "HOLDS"),
        (("n*m == 12", "n > 1"), "n == 12", "FAILS"),
        (("n*m == 0", "n > 1"), "m == 0", "HOLDS"),
        (("n > 3", "n < 5"), "n == 4", "HOLDS"),
        (("2*n > 7", "2*n < 9"), "n == 4", "HOLDS"),
        (("n**2*m == 18", "n >= 2"), "m == 2", "HOLDS"),
    ],
)
def test_claims_on_integers(hypotheses, conclusion, word):
    assert read(claim(WHOLE, hypotheses, conclusion), Limits()).verdict.word == word


def test_a_real_variable_has_no_divisors_and_no_gaps():
    real = claim({"n": "real", "m": "integer"}, ("n*m == 7",), "n != 7/2")
    assert not list(divisor_bounds(real.given, real.integers))
    assert all(count.name == "m" for count, _ in gaps(real)) and not list(residues(real))
    assert read(real, Limits()).verdict.word == "FAILS"


def test_the_bounds_are_those_of_the_divisors():
    whole = claim(WHOLE, ("2*n*m**2 == 18",), "n != 0")
    assert {str(a) for a in divisor_bounds(whole.given, whole.integers)} == {"n <= 9", "n >= -9", "m <= 9", "m >= -9"}
    assert all(side.lo == -9 and side.hi == 9 for side in posed(whole).box.values())
