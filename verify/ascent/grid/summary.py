"""What a run's partitions hold: counts of every word and truth, one partition in memory at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from verify.ascent.grid.store import Store

Counts = dict[str, dict[str, int]]
TRUTHS = ("true", "false")


@dataclass
class Summary:
    """Counts by column and word over the partitions that are whole, and what is wrong with the others.

    The counts are observations on the points of the run, and prove nothing between them.
    """

    problem: str
    design: dict[str, Any]
    points: int
    counted: int = 0
    missing: int = 0
    damaged: dict[str, str] = field(default_factory=dict)
    counts: Counts = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return self.counted == self.points

    def as_json(self) -> dict[str, Any]:
        """No times or paths: two runs of one design have equal summaries."""
        return {
            "schema": 1,
            "problem": self.problem,
            "design": self.design,
            "points": self.points,
            "counted": self.counted,
            "missing_partitions": self.missing,
            "damaged_partitions": self.damaged,
            "counts": self.counts,
        }


def summarise(
    store: Store,
    step: Callable[[], None] = lambda: None,
    each: Callable[[pa.Table], None] = lambda table: None,
) -> Summary:
    """Reads every partition once, checks it, counts it, and hands its table to ``each``."""
    manifest = store.manifest
    columns: dict[str, str | list[str]] = manifest["columns"]
    words = {name: kind if isinstance(kind, list) else TRUTHS for name, kind in columns.items() if kind != "float64"}
    summary = Summary(manifest["problem"], manifest["design"], manifest["points"])
    summary.counts = {name: dict.fromkeys(known, 0) for name, known in words.items()}
    for number in range(store.partitions):
        data, wrong = store.read(number)
        if wrong == "missing":
            summary.missing += 1
        elif wrong:
            summary.damaged[store.path(number).name] = wrong
        else:
            table = pq.ParquetFile(pa.BufferReader(data)).read()
            summary.counted += table.num_rows
            for name in words:
                for entry in pc.value_counts(table[name]).to_pylist():
                    value = entry["values"]
                    summary.counts[name][str(value).lower() if isinstance(value, bool) else value] += entry["counts"]
            each(table)
        step()
    return summary
