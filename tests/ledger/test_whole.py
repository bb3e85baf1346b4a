"""Whole verdicts: each use once, however many ways lead to it; circles are refused."""

import time

import pytest

from theory.errors import LedgerError
from verify.ledger.whole import over, whole_verdict
from verify.verdict import Grade, Truth

HOLDS = (Truth.HOLDS, Grade.EXACT, ())


def diamonds(layers):
    """A claim a layer's top that uses two, which both use the next top: 2**layers ways lead to the bottom."""
    uses = {"top0": ()}
    for k in range(1, layers + 1):
        uses |= {f"left{k}": (f"top{k - 1}",), f"right{k}": (f"top{k - 1}",), f"top{k}": (f"left{k}", f"right{k}")}
    return uses


def test_forty_layers_of_diamonds_take_no_time():
    uses = diamonds(40)
    own = dict.fromkeys(uses, HOLDS) | {"top0": (Truth.HOLDS, Grade.ENCLOSED, ("axiom",))}
    start = time.perf_counter()
    assert whole_verdict("top40", own.get, uses.get, {}) == (Truth.HOLDS, Grade.ENCLOSED, ("axiom",))
    assert time.perf_counter() - start < 0.5


def test_each_claim_is_settled_once_for_all_labels():
    uses, known, asked = diamonds(40), {}, []

    def own(name):
        asked.append(name)
        return HOLDS

    for label in uses:
        whole_verdict(label, own, uses.get, known)
    assert sorted(asked) == sorted(uses)


def test_a_long_chain_needs_no_recursion():
    uses = {str(k): (str(k + 1),) for k in range(20_000)} | {"20000": ()}
    own = dict.fromkeys(uses, HOLDS) | {"20000": (Truth.UNKNOWN, Grade.SAMPLED, ())}
    assert whole_verdict("0", own.get, uses.get, {}) == (Truth.UNKNOWN, Grade.SAMPLED, ())


@pytest.mark.parametrize("below", [Truth.FAILS, Truth.UNKNOWN])
def test_a_false_or_open_premise_makes_what_holds_unknown_and_refutes_nothing(below):
    used = [HOLDS, (below, Grade.EXACT, ())]
    assert over(HOLDS, used)[0] is Truth.UNKNOWN
    assert over((Truth.FAILS, Grade.EXACT, ()), used)[0] is Truth.FAILS


def test_a_circle_is_refused_with_its_way():
    uses = {"a": ("b",), "b": ("c", "d"), "c": (), "d": ("b",)}
    with pytest.raises(LedgerError, match="circular proof: a -> b -> d -> b"):
        whole_verdict("a", lambda name: HOLDS, uses.get, {})
