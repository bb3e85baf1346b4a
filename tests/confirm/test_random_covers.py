"""Random questions: no certificate of a claim that a point refutes is confirmed, whatever fault the engine has."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from tests.cover.terms import POINTS, N, X, Y
from tests.cover.test_random_questions import BOXES, comparison, hypotheses, ways
from theory.language.formula import And, Implies
from theory.language.meaning import spelt
from verify.confirm.certificate import CoverCertificate
from verify.confirm.cover import confirm_cover
from verify.cover import prover
from verify.cover.division import Budget, cover
from verify.cover.writer import certificate
from verify.values.evaluate import decide


def read(count, seed):
    """How many random questions are covered, what became of their certificates, and those confirmed and false."""
    rng = np.random.default_rng(seed)
    tally, false = Counter(), []
    for _ in range(count):
        given, then = hypotheses(rng), comparison(rng)
        said = SimpleNamespace(
            given=tuple(given), then=then, exists=(), formula=Implies(And(tuple(given)), then),
            variables=dict.fromkeys((v.name for v in (X, Y, N)), "real"), integers=frozenset({"n"}),
        )  # fmt: skip
        for way in ways(rng, given, then, spelt):
            found = cover(way, Budget(BOXES))
            if not found.complete:
                continue
            written = certificate(said, way, found)
            word = "none" if not isinstance(written, CoverCertificate) else confirm_cover(said, written) or "confirmed"
            tally[word if word in ("none", "confirmed") else "refused"] += 1
            wrong = any(all(decide(g, p) is True for g in given) and decide(then, p) is False for p in POINTS)
            tally["refuted by a point"] += wrong
            if wrong and word == "confirmed":
                false.append((list(map(str, given)), str(then), str(way)))
    return tally, false


def test_what_the_engine_covers_is_confirmed_as_a_rule():
    tally, false = read(60, 1)
    assert not false and tally["confirmed"] > 5 * tally["refused"], tally


@pytest.mark.parametrize("seed", [1, 2])
def test_no_false_claim_is_confirmed_of_an_engine_that_ignores_an_end(monkeypatch, seed):
    right = prover.compared
    monkeypatch.setattr(prover, "compared", lambda op, r: right(op, r._replace(lo=r.lo + 1, hi=r.hi + 1)))
    tally, false = read(60, seed)
    assert not false and tally["refuted by a point"] > 5, tally
