"""The rules on the paper's public table: which rows it has, and which statements it meets."""

from collections import Counter

import pytest

from experiments import calibration
from experiments.rules.counting import NO, OPEN, YES


def test_the_table_has_nine_sets_with_the_papers_grid():
    rows = calibration.table()
    assert Counter(r["method"] for r in rows) == {"nothing": 9, "GA": 315, "GDA": 216, "SCRUB": 216}
    first = next(r for r in rows if r["set"] == "random-10" and r["method"] == "nothing")
    assert {s: round(k["p95"], 2) for s, k in first["klom"].items()} == {
        "forget": 9.13, "retain": 0.64, "validation": 0.67
    }  # fmt: skip


@pytest.mark.parametrize(
    ("label", "method", "word", "reason"),
    [
        ("exp-dichotomy", "GA", YES, "0 between, 0 success"),
        ("exp-dichotomy", "GDA", OPEN, "may lie above 0.005"),
        ("exp-illusion", "GA", OPEN, "1 to 1 of 35 snapshots on random-10 look successful: lr 0.05, epoch 1"),
        ("exp-difficulty-pc1", "GA", YES, "0 to 0 of 105"),
        ("exp-difficulty-pc2", "GDA", OPEN, "5 of 72 snapshots"),
        ("exp-pretrain-gap", "", YES, "at most 0.74, F at least 9.13"),
        ("exp-scrub", "SCRUB", OPEN, "its largest rate, 0.005, is below that of training, 0.4"),
    ],
)
def test_what_the_papers_own_numbers_show_under_these_rules(label, method, word, reason):
    found = next(v for v in calibration.decided() if (v["label"], v["method"]) == (label, method))
    assert found["verdict"] == word != NO and reason in found["reason"]


def test_every_snapshot_of_scrub_is_the_same():
    """The signature of an optimiser that holds the teacher: eight rates and lengths, one number a set."""
    for name in {r["set"] for r in calibration.table()}:
        read = {r["klom"]["forget"]["p95"] for r in calibration.table() if (r["set"], r["method"]) == (name, "SCRUB")}
        assert max(read) - min(read) < 0.15
