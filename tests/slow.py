"""Parameters that only the slow run tries: ``pytest -m slow``."""

import pytest


def slow(values):
    """One case of ``parametrize``, marked slow: a value, or a tuple of one value for each argument."""
    return pytest.param(*(values if isinstance(values, tuple) else (values,)), marks=pytest.mark.slow)
