"""Claims of known truth before the judge: none decided wrongly, every false one refuted, most others decided."""

from collections import Counter
from pathlib import Path

import pytest

from tests.judge.measure import entries, measured, outcome, truth
from verify.judge import Limits

FILE = Path(__file__).with_name("semantics.toml")
CLAIMS = entries(FILE)


def test_the_file_has_claims_of_every_kind():
    kinds = Counter(map(truth, CLAIMS))
    assert len(CLAIMS) >= 150 and set(kinds) == {"true", "false", "vacuous", "degenerate"} and min(kinds.values()) >= 6


def tally(claims, limits: Limits, jobs: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for entry, word, _, reason in measured(claims, limits, jobs, processes=jobs > 1):
        said = outcome(entry, word)
        assert said not in ("wrong", "not refuted"), f"{entry.label}: {word}, {reason}"
        assert "by a fault of affirm" not in reason and "contradicts itself" not in reason, f"{entry.label}: {reason}"
        found[said] += 1
    return found


@pytest.mark.parametrize("part", range(3))
def test_some_claims_with_little_effort(part):
    """A tenth of the claims, with few boxes."""
    claims = CLAIMS[part::30]
    assert tally(claims, Limits(boxes=200), 1)["as expected"] >= 0.75 * len(claims)


@pytest.mark.slow
def test_all_claims():
    assert tally(CLAIMS, Limits(seconds=60), 2)["as expected"] >= 0.9 * len(CLAIMS)
