"""Counting outcomes, each snapshot for certain and as far as its errors allow."""

from __future__ import annotations

from typing import Any

from experiments.outcomes import Measured
from experiments.results import Row

YES, NO, OPEN = "REPRODUCED", "NOT REPRODUCED", "INCONCLUSIVE"
CONTROL = {"GDA": "finetune", "SCRUB": "finetune"}
Found = tuple[str, str, str]  # a verdict, what was seen, what would have changed it
Tolerances = dict[str, Any]


def counted(m: Measured, rows: list[Row], *words: str) -> tuple[int, int]:
    """How many of ``rows`` certainly, and how many possibly, have one of the outcomes ``words``."""
    possible = [m.outcomes(r) for r in rows]
    return sum(p <= set(words) for p in possible), sum(bool(p & set(words)) for p in possible)


def said(m: Measured, rows: list[Row]) -> str:
    """The outcomes of ``rows`` in words; those within the errors on their own."""
    possible = [m.outcomes(r) for r in rows]
    words = ("unchanged", "broken", "between", "success")
    counts = [f"{sum(p == {word} for p in possible)} {word}" for word in words]
    return ", ".join([*counts, f"{sum(len(p) > 1 for p in possible)} within the errors"])


def spanned(m: Measured, rows: list[Row]) -> list[Row]:
    """``rows`` without the rates that only pad the grid: below the largest rate up to which all is unchanged, and above
    the smallest from which all is broken."""
    rates = sorted({r["lr"] for r in rows})

    def all_are(rate: float, word: str) -> bool:
        return all(m.outcomes(r) == {word} for r in rows if r["lr"] == rate)

    first, last = 0, len(rates) - 1
    while first < last and all_are(rates[first], "unchanged") and all_are(rates[first + 1], "unchanged"):
        first += 1
    while last > first and all_are(rates[last], "broken") and all_are(rates[last - 1], "broken"):
        last -= 1
    return [r for r in rows if rates[first] <= r["lr"] <= rates[last]]


def matched(m: Measured, row: Row) -> list[Row]:
    """The control's snapshots with the row's set, rate and epoch."""
    control = CONTROL.get(row["method"], "")
    return [r for r in m.of(control, row["set"]) if (r["lr"], r["epoch"]) == (row["lr"], row["epoch"])]


def controlled(m: Measured, rows: list[Row]) -> str:
    """What the control does where a method succeeds."""
    good = [r for r in rows if m.outcomes(r) == {"success"} and matched(m, r)]
    same = sum(counted(m, matched(m, r), "success")[0] > 0 for r in good)
    control = CONTROL.get(rows[0]["method"], "") if rows else ""
    return f"; {control} at the same rate and epoch succeeds at {same} of these {len(good)}" if good else ""
