"""Circles among claims, against what reachability says, and in linear time."""

import random
import time

import pytest

from verify.claims_file.circles import on_circles


def reaches_itself(uses):
    """The definition: from each label all that it reaches."""
    found = set()
    for label in uses:
        reached, waiting = set(), list(uses[label])
        while waiting:
            used = waiting.pop()
            if used in uses and used not in reached:
                reached.add(used)
                waiting += uses[used]
        if label in reached:
            found.add(label)
    return found


@pytest.mark.parametrize("seed", range(300))
def test_they_are_those_that_reach_themselves(seed):
    draw = random.Random(seed)
    names = [str(k) for k in range(draw.randint(1, 12))]
    uses = {n: tuple(draw.choices([*names, "elsewhere"], k=draw.choice([0, 1, 1, 2, 3]))) for n in names}
    assert on_circles(uses) == reaches_itself(uses)


def test_what_lies_between_two_circles_is_on_none():
    uses = {"a": ("b",), "b": ("a", "between"), "between": ("c",), "c": ("c",)}
    assert on_circles(uses) == {"a", "b", "c"}


@pytest.mark.parametrize("closed", [False, True])
def test_a_thousand_claims_with_many_uses_take_no_time(closed):
    uses = {str(k): tuple(str(j) for j in range(max(0, k - 64), k)) for k in range(1000)}
    if closed:
        uses["0"] = ("999",)
    start = time.perf_counter()
    assert len(on_circles(uses)) == (1000 if closed else 0)
    assert time.perf_counter() - start < 1
