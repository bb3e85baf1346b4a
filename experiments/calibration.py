"""The rules on the paper's own numbers: which of its statements does its public table meet, under our tolerances?

``reference/paper-cifar10-klom.csv``: p95 of KLoM on F, R and validation of each snapshot, CIFAR-10, ResNet-9, N = 100,
KL(oracle, unlearned), from the result table of data-unlearning-bench (github.com/RoyRin/data-unlearning-bench) at the
commit of the paper's submission. Sets 1 to 9 are those of the profile ``gpu``, in its order. The table has no margins:
no errors over models, no stretched points, no accuracy, no control. "retrain" rows are not used.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from experiments import verdicts
from experiments.config import parse, text
from experiments.outcomes import Measured
from experiments.results import SPLITS, Row

METHODS = ("nothing", "GA", "GDA", "SCRUB")
LABELS = (
    "exp-dichotomy", "exp-illusion", "exp-difficulty-pc1", "exp-difficulty-pc2", "exp-difficulty-random",
    "exp-pretrain-gap", "exp-scrub",
)  # fmt: skip


@lru_cache
def table() -> tuple[Row, ...]:
    """The paper's snapshots as rows, without errors over models."""
    names = [s.name for s in parse(text("gpu")).sets]
    lines = (files("experiments") / "reference" / "paper-cifar10-klom.csv").read_text().splitlines()
    return tuple(_row(line, names) for line in csv.DictReader(lines) if line["method"] in METHODS)


def _row(line: dict[str, str], names: list[str]) -> Row:
    return {
        "set": names[int(line["set"]) - 1],
        "run": line["method"] + (f"-lr{float(line['lr']):g}" if line["lr"] else ""),
        "method": line["method"],
        "lr": float(line["lr"] or 0),
        "epoch": int(line["epoch"]),
        "ascent": int(line["ascent_epochs"] or 0),
        "cost": float(line["relative_cost"]),
        "exploded": 0,
        "klom": {split: {"p95": float(line[f"{split}_p95"])} for split in SPLITS},
    }


def measured() -> Measured:
    """The table as the rules see it, with sets, bounds and tolerances of the profile ``gpu``."""
    config = parse(text("gpu"))
    kept = {label: dict(config.verdicts[label]) for label in LABELS}
    return Measured(replace(config, models=100, verdicts=kept), list(table()))


def beside(names: list[str]) -> dict[str, Any]:
    """What a run's page shows of the paper: its verdicts under these rules, and of its sets with one of ``names`` doing
    nothing and each method's lowest on F that is not broken."""
    m = measured()
    rows = []
    for name in (n for n in names if n in m.names):
        rows.append(m.nothing(name))
        for method in METHODS[1:]:
            kept = [r for r in m.of(method, name) if m.outcomes(r) != {"broken"}]
            rows += sorted(kept, key=lambda r: r["klom"]["forget"]["p95"])[:1]
    return {"verdicts": decided(), "rows": [verdicts.shown(m, r) for r in rows]}


@lru_cache
def decided() -> tuple[dict[str, Any], ...]:
    """The verdicts on the paper's own table, method by method, for the methods that it has."""
    m = measured()
    return tuple(v for v in verdicts.decide(m) if not v["method"] or m.of(v["method"]))
