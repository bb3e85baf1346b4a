"""Other forms of terms against the terms' values: equal wherever the term is defined, and defined there."""

import numpy as np
import pytest

from tests.cover.terms import differs, random_term
from verify.cover.forms import as_product, as_sum
from verify.cover.like_terms import combined

TERMS = 150


@pytest.mark.parametrize("seed", range(4))
def test_forms_are_equal_to_the_term_wherever_it_is_defined_and_defined_there(seed):
    rng = np.random.default_rng(seed)
    for _ in range(TERMS):
        term = random_term(rng, 3)
        for form in (combined(term), combined(combined(term)), as_product(term), as_sum(term)):
            assert differs(term, form) is None, (str(term), str(form), differs(term, form))
