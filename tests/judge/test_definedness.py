"""A wrong rule of where a term is defined changes the judge's verdict on a small claim, or makes it contradict itself.

A rule that asks too little loses the proof of a true claim; one that asks too much proves a false claim, which its
values at points then refute, so that the judge finds its own fault.
"""

import functools
import gc

import pytest

from tests.language.test_definedness_mutants import MUTANTS
from theory.language import meaning
from theory.language.formula import Formula
from theory.language.term import Term
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import judged
from verify.judge import Judged, Limits

KINDS = {"x": "real", "y": "real", "n": "integer"}
RIGHT = meaning.condition
CLAIMS: dict[str, tuple[str, str, str]] = {
    "a quotient needs nothing": ("1/x == 1/x", "x != 0", "HOLDS"),
    "a quotient needs a positive denominator": ("1/x == 1/x", "x > 0", "FAILS"),
    "log needs nothing": ("0*log(x) == 0", "x > 0", "HOLDS"),
    "log needs >= 0": ("0*log(x) == 0", "x > 0", "HOLDS"),
    "log needs != 0": ("0*log(x) == 0", "x > 0", "HOLDS"),
    "sqrt needs nothing": ("0*sqrt(x) == 0", "x >= 0", "HOLDS"),
    "sqrt needs > 0": ("0*sqrt(x) == 0", "x > 0", "FAILS"),
    "W0 needs nothing": ("0*W0(x) == 0", "x >= -1/2", "HOLDS"),
    "W0 needs >= 0": ("0*W0(x) == 0", "x >= 0", "FAILS"),
    "Wm1 needs nothing": ("0*Wm1(x) == 0", "x < 0", "HOLDS"),
    "Wm1 needs only < 0": ("0*Wm1(x) == 0", "x >= -1/2", "HOLDS"),
    "Wm1 takes 0": ("0*Wm1(x) == 0", "x < 0", "HOLDS"),
    "Wm1 needs what W0 needs": ("0*Wm1(x) == 0", "x < 0", "HOLDS"),
    "a root needs nothing": ("0*x**(1/3) == 0", "x >= 0", "HOLDS"),
    "a root needs > 0": ("0*x**(1/3) == 0", "x > 0", "FAILS"),
    "a root with q < 0 needs nothing": ("0*x**(-1/2) == 0", "x > 0", "HOLDS"),
    "a root with q < 0 takes 0": ("0*x**(-1/2) == 0", "x > 0", "HOLDS"),
    "a root with q < 0 needs != 0": ("0*x**(-1/3) == 0", "x > 0", "HOLDS"),
    "a negative power needs nothing": ("0*x**-2 == 0", "x != 0", "HOLDS"),
    "a negative power needs > 0": ("0*x**-2 == 0", "x > 0", "FAILS"),
    "the power 0 needs != 0": ("x**0 == 1", "x != 0", "FAILS"),
    "a power needs >= 0": ("0*x**3 == 0", "x >= 0", "FAILS"),
    "a whole exponent needs nothing": ("0*x**n == 0", "n >= 0 or x != 0", "HOLDS"),
    "a whole exponent needs n >= 0": ("0*x**n == 0", "n >= 0", "FAILS"),
    "a whole exponent needs != 0": ("0*x**n == 0", "x != 0", "FAILS"),
    "a whole exponent needs n > 0 or != 0": ("0*x**n == 0", "n > 0 or x != 0", "FAILS"),
    "a whole exponent needs > 0": ("0*x**n == 0", "x > 0 or n >= 0", "FAILS"),
    "a real exponent needs nothing": ("0*x**y == 0", "x >= 0", "HOLDS"),
    "a real exponent needs >= 0": ("0*x**y == 0", "x > 0 or y > 0", "HOLDS"),
    "a real exponent needs > 0": ("0*x**y == 0", "x > 0", "FAILS"),
    "0 ** 0 with a real exponent": ("0*x**y == 0", "x > 0 or y > 0", "HOLDS"),
    "a real exponent read as a whole one": ("0*x**y == 0", "x >= 0", "HOLDS"),
    "exp needs > 0": ("0*exp(x) == 0", "x > 0", "FAILS"),
    "abs needs != 0": ("0*abs(x) == 0", "x != 0", "FAILS"),
    "max needs > 0": ("0*max(x, y) == 0", "x > 0", "FAILS"),
}


def forgotten() -> None:
    """Nothing that was computed under another rule is kept."""
    for found in gc.get_objects():
        if type(found) is functools._lru_cache_wrapper:
            found.cache_clear()


def verdict(hypothesis: str, conclusion: str) -> Judged:
    kinds = {n: kind for n, kind in KINDS.items() if n in hypothesis.replace("max", "").replace("exp", "") + conclusion}
    return judged(Entry("tried", kinds, conclusion, (hypothesis,)), Limits(boxes=200))


def test_every_mutant_but_those_at_the_branch_point_has_a_claim():
    assert {name for name in MUTANTS if "-1/e" not in name} == set(CLAIMS)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_wrong_rule_changes_a_verdict(name, monkeypatch):
    hypothesis, conclusion, word = CLAIMS[name]
    rule = MUTANTS[name][0]

    def wrong(node: Term) -> Formula:
        found = rule(node)
        return RIGHT(node) if found is None else found

    right = verdict(hypothesis, conclusion)
    assert right.verdict.word == word and not right.fault
    forgotten()
    monkeypatch.setattr(meaning, "condition", wrong)
    try:
        found = verdict(hypothesis, conclusion)
        assert found.fault or found.verdict.word != word
    finally:
        monkeypatch.undo()
        forgotten()
