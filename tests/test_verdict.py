"""The words of verdicts: truths are not booleans, and grades are ordered."""

import pytest

from verify.verdict import Grade, Truth


def test_truths_are_no_booleans_and_a_sample_is_the_least_grade():
    with pytest.raises(TypeError):
        bool(Truth.HOLDS)
    assert min(Grade.EXACT, Grade.SAMPLED) is Grade.SAMPLED
