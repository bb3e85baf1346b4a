"""How far data are from the theory's assumptions, and what its lemmas say of those that meet them."""

import numpy as np
import pytest
from scipy import sparse

from tests.ascent.diagnose.cases import axes, problem
from verify.ascent.diagnose.assumptions import assumptions


@pytest.mark.parametrize(
    ("counts", "inside", "above"),
    [
        ([(10, 4), (10, 6)], 1, 0),  # 4/10 < f/r = 1/2
        ([(10, 5), (10, 5)], 0, 0),  # alpha = f/r, where the lemma says 0 >= 0
        ([(12, 2), (8, 8)], 1, 0),  # 1/6, above 1/8
        ([(1, 8), (9, 0)], 0, 1),
        ([(8, 1), (12, 9)], 0, 0),  # the lower end: w_DA = w_D
    ],
)
def test_where_alpha_lies(counts, inside, above):
    case = axes(counts)
    found = assumptions(case)
    said = " ".join(found.sentences(case))
    low, high, alpha = case.f**2 / (case.r * (case.r + 2 * case.f)), case.f / case.r, counts[0][1] / counts[0][0]
    assert found.one_axis and (inside, above) == (low < alpha < high, alpha > high)
    assert f"on {inside} of the 1 axes" in said and f"lies above on {above}" in said


def test_an_end_of_the_range_is_not_inside():
    case = axes([(8, 1), (12, 9)])  # r = 20, f = 10: 1/8 = 100/(20 x 40)
    assert "1/8 to 1/2, on 0 of the 1 axes" in " ".join(assumptions(case).sentences(case))


def test_other_data_do_not_meet_them():
    plain = axes([(2, 1), (2, 1)])
    assert assumptions(plain).one_axis and assumptions(axes([(2, 1), (1, 1), (1, 1)])).forget_blocks == 2
    for x in (plain.x * 2, np.hstack([plain.x, plain.x])):
        case = type(plain)(x, plain.y, plain.forget, plain.loss, plain.ridge)
        assert not assumptions(case).one_axis and "do not apply" in " ".join(assumptions(case).sentences(case))
    logistic = axes([(2, 1), (2, 1)], "logistic")
    assert not assumptions(logistic).one_axis and "the loss is logistic" in " ".join(
        assumptions(logistic).sentences(logistic)
    )


@pytest.mark.parametrize("seed", range(12))
def test_sparse_and_dense_features_say_the_same(seed):
    case = problem(seed)
    dense = case.x.toarray() if case.sparse else case.x
    kinds = [
        type(case)(x, case.y, case.forget, case.loss, case.ridge, case.k) for x in (dense, sparse.csr_array(dense))
    ]
    assert assumptions(kinds[0]) == assumptions(kinds[1])
