"""Numbers that no double reaches: what a search makes of them, and that a second reader can read it."""

import math
from fractions import Fraction

import pytest
from flint import fmpq

from tests.confirm.claims import claim
from tests.paper import read
from theory.language.exact import reread, written
from theory.language.grammar import parse_term
from theory.language.term import Number, constant, replaced
from verify.judge import Limits
from verify.refute.determined import _readable
from verify.refute.points import double

HUGE = "*".join(["10**60"] * 6)


@pytest.mark.parametrize(
    ("conclusion", "given", "integer", "word"),
    [
        ("x > 0", f"x > {HUGE}", "x", "HOLDS"),
        (f"x < 2*{HUGE}", f"x > {HUGE}", "x", "FAILS"),
        (f"x < 2*{HUGE}", f"x > {HUGE}", "", "FAILS"),
        ("x < 0", "x == exp(exp(10))", "", "FAILS"),
        ("x < 0", f"exp(x) == {HUGE}*{HUGE}", "", "FAILS"),
        ("x > 0", f"exp(x) == 1/({HUGE} + 7)", "", "FAILS"),
    ],
)
def test_a_claim_about_them_is_decided(conclusion, given, integer, word):
    asked = claim(conclusion, given, real="" if integer else "x", integer=integer)
    assert read(asked, Limits()).verdict.word == word


@pytest.mark.parametrize("q", [Fraction(-(10**700)), Fraction(10**301 + 7), Fraction(10**350 + 1, 10**310 + 3)])
def test_they_are_written_in_pieces_that_the_grammar_reads(q):
    said = str(replaced(Number(q), _readable))
    assert constant(parse_term(said, {})) == q
    assert reread(written(q**20)) == q**20


@pytest.mark.parametrize("text", ["1e9", "0.5", "1/", "", "1/0", "1/00", "٣", " 3", "3\n", "--3", "1/-2"])
def test_no_other_spelling_of_a_fraction_is_reread(text):
    with pytest.raises(ValueError, match="is not a fraction"):
        reread(text)


def test_a_double_never_overflows():
    assert double(fmpq(10) ** 400) == math.inf and double(Fraction(-(10**400))) == -math.inf
    assert double(fmpq(1, 3)) == 1 / 3
