"""What the page of a run shows: each verdict and each method's best snapshot beside what the paper has."""

from __future__ import annotations

from typing import Any

from experiments.results import SPLITS

Results = dict[str, Any]


def best(found: Results) -> list[dict[str, Any]]:
    """On each set doing nothing, and each method's snapshot with the lowest p95 on F: of those not broken, if any.

    "paper": the row of the paper's table for a set and a method of that name, or None.
    """
    kinds = dict.fromkeys((r["set"], r["method"]) for r in found["rows"])
    chosen = []
    for kind in kinds:
        rows = [r for r in found["rows"] if (r["set"], r["method"]) == kind]
        whole = [r for r in rows if not r["exploded"]]
        if not whole:
            continue
        row = min(whole, key=lambda r: (r["outcome"] == "broken", r["klom"]["forget"]["p95"]))
        theirs = next((r for r in found["paper"]["rows"] if (r["set"], r["method"]) == kind), None)
        chosen.append(row | {"paper": theirs, "exploded_rows": len(rows) - len(whole), "tried": len(rows)})
    return chosen


def decided(found: Results) -> list[dict[str, Any]]:
    """The verdicts, each with "theirs": the verdict on the paper's own table by the same rule, or None."""
    theirs = {(v["label"], v["method"]): v for v in found["paper"]["verdicts"]}
    return [v | {"theirs": theirs.get((v["label"], v["method"]))} for v in found["verdicts"]]


def number(value: float | None) -> str:
    """Two decimals, zero without a sign; or "none"."""
    return "none" if value is None else f"{round(value, 2) + 0.0:.2f}"


def listed(tolerance: dict[str, Any]) -> str:
    """Tolerances in a line; of several values by name, the names."""
    texts = {k: " and ".join(map(str, x)) if isinstance(x, list | dict) else str(x) for k, x in tolerance.items()}
    return ", ".join(f"{k} = {text}" for k, text in texts.items())


def triple(row: dict[str, Any] | None) -> str:
    """p95 on F, R and validation of a row, or a dash."""
    return " / ".join(number(row["klom"][split]["p95"]) for split in SPLITS) if row else "-"


def accuracies(row: dict[str, Any]) -> str:
    """Accuracy on F, R and validation, in per cent."""
    return " / ".join(f"{row['accuracy'][split]:.0%}" for split in SPLITS)


def stretched(row: dict[str, Any]) -> str:
    """How many points of F, R and validation are stretched."""
    return " / ".join(str(row["klom"][split]["stretched"]) for split in SPLITS)


FILTERS = {"number": number, "listed": listed, "triple": triple, "accuracies": accuracies, "stretched": stretched}
