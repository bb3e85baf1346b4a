"""Enclosures on a box: what holds on all of it says nothing beyond, and what is wrong is not enclosed."""

from dataclasses import replace

import pytest

from tests.paper import FORMAL
from verify.ascent.solve.boxes import INSIDE, enclose
from verify.verdict import Grade, Truth


def test_a_box_is_never_called_all():
    found = enclose(FORMAL["lem-distance-growth"], INSIDE)
    assert found.truth is Truth.UNKNOWN and found.grade is Grade.ENCLOSED and "outside the box open" in found.detail
    assert found.detail.startswith("holds on all of")


@pytest.mark.parametrize(
    "conclusion", ["(w_DA - w_D)*(w_D - w_R) >= 1", "(w_DA - w_D)*(w_D - w_R) < 0", "(w_DA - w_R)*(w_D - w_R) <= 0"]
)
def test_enclosure_rejects_wrong_conclusions(conclusion):
    wrong = replace(FORMAL["lem-divergence-appendix"], conclusion=conclusion)
    assert "undecided" in enclose(wrong, INSIDE, most=50).detail
