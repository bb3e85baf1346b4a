"""Circles among claims, against what reachability says, and in linear time."""

import json
import random
import time

import pytest

from verify.claims_file import entries as claims_file
from verify.claims_file.circles import on_circles
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import document
from verify.judge import Judged
from verify.verdict import Grade, Truth, Verdict


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


def test_forty_layers_of_diamonds_among_claims_take_no_time():
    uses = {"top0": ()}
    for k in range(1, 41):
        uses |= {f"left{k}": (f"top{k - 1}",), f"right{k}": (f"top{k - 1}",), f"top{k}": (f"left{k}", f"right{k}")}
    entries = [Entry(label, {"x": "real"}, "x <= x", uses=used) for label, used in uses.items()]
    found = {e.label: Judged(Verdict(e.label, Truth.HOLDS, Grade.EXACT, "", "", uses=e.uses)) for e in entries}
    start = time.perf_counter()
    claims = json.loads(document(entries, found))["claims"]
    assert time.perf_counter() - start < 1 and all(claim["whole"] == "holds" for claim in claims)
    assert not claims_file._uses_wrongly({entry.label: entry for entry in entries})
