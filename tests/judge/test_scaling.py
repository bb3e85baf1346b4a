"""One variable fewer where only ratios matter, and never where more than ratios does."""

import pytest

from verify.judge import scaling
from verify.judge.claims_file import Entry
from verify.judge.question import question
from verify.judge.reader import claim
from verify.judge.scaling import scaled


def asked(conclusion):
    return question(claim(Entry("c", {"a": "real", "b": "real"}, conclusion, ("a > 0", "b > 0"))))


HOMOGENEOUS = ("(a - b)/(a + b) <= 1", "a*log(a/b) >= a - b", "a**3 + b**3 >= a**2*b", "log(a) - log(b) <= a/b - 1")
OTHERS = ("a*b <= a + b", "exp(a) >= b", "a**2 + b >= 0", "log(a) + log(b) <= a*b")


@pytest.mark.parametrize("text", HOMOGENEOUS)
def test_a_ratio_remains(text):
    found = scaled(asked(text))
    assert found is not None and len(found.box) == 1


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_not_homogeneous_is_left_and_never_factored(text, monkeypatch):
    monkeypatch.setattr(scaling.sp, "factor", lambda *_: pytest.fail("factored in vain"))
    assert scaled(asked(text)) is None
