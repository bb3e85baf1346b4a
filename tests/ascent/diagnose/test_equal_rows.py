"""Equal rows are found, as numbers, in dense and sparse tables; nearly equal ones are not."""

import numpy as np
import pytest
from scipy import sparse

from verify.ascent.diagnose.equal_rows import digests, keys, shared

ROWS = np.array([[1.0, 0.0], [1.0, -0.0], [1.0, 1e-300], [0.0, 1.0], [1.0, 0.0]])


def stored_zero():
    """The same rows; the second stores its zero."""
    return sparse.csr_array(
        (np.array([1.0, 1.0, -0.0, 1.0, 1e-300, 1.0, 1.0]), [0, 0, 1, 0, 1, 1, 0], [0, 1, 3, 5, 6, 7]), shape=(5, 2)
    )


@pytest.mark.parametrize("x", [ROWS, sparse.csr_array(ROWS), stored_zero()], ids=["dense", "sparse", "stored zero"])
def test_equality_is_that_of_numbers(x):
    for found in (list(digests(x)), list(keys(x))):
        assert found[0] == found[1] == found[4] and len(set(found)) == 3


def test_the_label_counts():
    codes = np.array([0, 0, 0, 0, 1])
    forget = np.array([True, False, False, False, False])
    assert shared(ROWS, codes, forget, ROWS, codes, ~forget) == 1
    assert shared(ROWS, np.zeros(5, int), forget, ROWS, np.zeros(5, int), ~forget) == 2


def test_rows_that_share_a_key_are_told_apart(monkeypatch):
    monkeypatch.setattr("verify.ascent.diagnose.equal_rows.keys", lambda x: np.zeros(x.shape[0], np.uint64))
    codes, forget = np.zeros(5, int), np.array([True, False, False, False, False])
    assert shared(ROWS, codes, forget, ROWS, codes, ~forget) == 2
