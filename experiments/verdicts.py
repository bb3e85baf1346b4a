"""The paper's empirical statements, decided by rules whose tolerances the configuration fixes before the run.

REPRODUCED, NOT REPRODUCED or INCONCLUSIVE, method by method, on this data, network and grid alone. A snapshot whose
outcome lies within the errors counts for both sides: a verdict is given only if both ways of counting agree.
"""

from __future__ import annotations

from typing import Any

from experiments.config import Config
from experiments.outcomes import Measured, error, stretched
from experiments.results import SPLITS, Row
from experiments.rules import ASCENDING, RULES
from experiments.rules.counting import OPEN, Found, counted
from experiments.statements import SENTENCES
from theory.errors import DomainError


def check(config: Config) -> None:
    """Errors: ``DomainError`` if a verdict of the configuration is unknown, lacks a tolerance or names no set."""
    names = {s.name for s in config.sets}
    for label, tolerance in config.verdicts.items():
        where = f"configuration, verdicts.{label}"
        if label not in RULES:
            raise DomainError(f"{where}: no such statement; choose from {', '.join(RULES)}")
        missing = sorted(RULES[label].needs - set(tolerance))
        if missing:
            raise DomainError(f"{where}: {missing[0]} is missing; every tolerance is fixed before the run")
        used = [tolerance.get(key, []) for key in ("set", "sets", "pc1", "pc2", "random", "expected")]
        unknown = {name for group in used for name in ([group] if isinstance(group, str) else group)} - names
        if unknown:
            raise DomainError(f"{where}: {min(unknown)} is no forget set; choose from {', '.join(sorted(names))}")


def decide(measured: Measured) -> list[dict[str, Any]]:
    """A verdict for each label in the configuration's ``verdicts``, which ``check`` has accepted, and each method that
    the label's rule asks after: what was seen, and what would have changed it."""
    found = []
    for label, tolerance in measured.config.verdicts.items():
        for method in tolerance.get("methods", RULES[label].methods) or [""]:
            word, reason, changed = _decided(measured, label, tolerance, method)
            found.append(
                {
                    "label": label,
                    "method": method,
                    "verdict": word,
                    "reason": reason,
                    "would_change": changed,
                    "said": SENTENCES[label].said,
                    "paper": SENTENCES[label].numbers,
                    "tolerance": tolerance,
                    "models": measured.config.models,
                    "seed": measured.config.seed,
                }
            )
    return found


def _decided(m: Measured, label: str, tolerance: dict[str, Any], method: str) -> Found:
    least = m.config.bounds.models
    if m.config.models < least:
        return OPEN, f"N = {m.config.models} is fewer than {least}: the floor is {m.gaussian:.2f}", f"{least} models"
    if m.unreachable():
        limit = m.config.bounds.utility * m.gaussian
        return OPEN, f"at N = {m.config.models} nothing can be broken: its limit would be {limit:.2f}", "a larger N"
    if method and not m.of(method):
        return OPEN, f"no run of {method}", f"runs of {method}"
    return RULES[label].decide(m, tolerance, method)


def shown(m: Measured, row: Row) -> Row:
    """The row with its outcome in words, and each split with its error over models, None if unknown, for its groups."""
    splits = {
        split: {key: value for key, value in k.items() if key != "groups"}
        | {"error": round(error((1, k)), 4) if k.get("groups") else None}
        for split, k in row["klom"].items()
    }
    return row | {"klom": splits, "outcome": " or ".join(sorted(m.outcomes(row)))}


def summary(m: Measured, name: str) -> dict[str, Any]:
    """What a set can tell: "left_out", why not (empty if it can); "shared", see ``Measured``; how many of its rows are
    "stretched" and "exploded"; its "floor" by split."""
    rows = [r for r in m.rows if r["set"] == name]
    return {
        "set": name,
        "left_out": m.left_out(name),
        "shared": m.shared.get(name),
        "snapshots": len(rows) - 1,
        "stretched": sum(any(stretched(k) for k in r["klom"].values()) for r in rows),
        "exploded": sum(bool(r["exploded"]) for r in rows),
        "floor": {split: round(m.floor(name, split), 6) for split in SPLITS},
    }


def stopping(m: Measured) -> list[dict[str, Any]]:
    """Early stopping on each set, method by method: how many snapshots would certainly, and how many would possibly,
    count as a success if one could choose afterwards, and what the rule that was fixed before the run gives."""
    rule, found = m.config.rule, []
    for name in m.names:
        for method in ASCENDING:
            tried = m.of(method, name)
            if not tried:
                continue
            ruled = [r for r in tried if r["method"] == rule.method and r["lr"] == rule.lr and r["epoch"] == rule.epoch]
            low, high = counted(m, tried, "success")
            found.append(
                {
                    "set": name,
                    "method": method,
                    "snapshots": len(tried),
                    "successes": low,
                    "possible": high,
                    "rule": f"{rule.method}, lr {rule.lr:g}, epoch {rule.epoch}",
                    "by_rule": sorted({" or ".join(sorted(m.outcomes(r))) for r in ruled}),
                }
            )
    return found
