"""The paper's empirical statements, decided by rules whose tolerances the configuration fixes before the run.

REPRODUCED, NOT REPRODUCED or INCONCLUSIVE, on this data, network and grid alone. INCONCLUSIVE wherever N is below the
least N of the configuration: then the floor of KLoM hides what is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import permutation_test, spearmanr

from experiments.config import Config
from experiments.klom import floor
from experiments.results import Row
from theory.errors import DomainError

YES, NO, OPEN = "REPRODUCED", "NOT REPRODUCED", "INCONCLUSIVE"
Found = tuple[str, str]


class Measured(NamedTuple):
    """All that a rule may look at."""

    config: Config
    rows: list[Row]
    sizes: list[Row]
    bridge: list[dict[str, Any]]

    @property
    def floor(self) -> float:
        return floor(self.config.models, self.config.convention)

    def nothing(self, name: str) -> Row:
        return next(r for r in self.rows if r["set"] == name and r["method"] == "nothing")

    def of(self, *methods: str) -> list[Row]:
        return [r for r in self.rows if r["method"] in methods and not r["frozen"]]

    def outcome(self, row: Row) -> str:
        """What became of the model: "success", "unchanged", "broken" or "between".

        With the bounds of the configuration and u = utility times the floor: broken if a network exploded or if p95 on
        retain or validation exceeds u; else success if p95 on forget is at most ``success`` times that of doing
        nothing; unchanged if it is at least ``unchanged`` times that; else between.
        """
        bounds, limit = self.config.bounds, self.config.bounds.utility * self.floor
        if row["exploded"] or max(row["klom"][s]["p95"] for s in ("retain", "validation")) > limit:
            return "broken"
        share = row["klom"]["forget"]["p95"] / self.nothing(row["set"])["klom"]["forget"]["p95"]
        return "success" if share <= bounds.success else "unchanged" if share >= bounds.unchanged else "between"


def check(config: Config) -> None:
    """Errors: ``DomainError`` if a verdict of the configuration is unknown, lacks a tolerance or names no set."""
    names = {s.name for s in config.sets}
    for label, tolerance in config.verdicts.items():
        where = f"configuration, verdicts.{label}"
        if label not in CRITERIA:
            raise DomainError(f"{where}: no such statement; choose from {', '.join(CRITERIA)}")
        missing = sorted(CRITERIA[label].needs - set(tolerance))
        if missing:
            raise DomainError(f"{where}: {missing[0]} is missing; every tolerance is fixed before the run")
        used = [tolerance.get("set", []), *(tolerance.get(key, []) for key in ("pc1", "pc2", "random", "expected"))]
        unknown = {name for group in used for name in ([group] if isinstance(group, str) else group)} - names
        if unknown:
            raise DomainError(f"{where}: {min(unknown)} is no forget set; choose from {', '.join(sorted(names))}")


def decide(measured: Measured) -> list[dict[str, Any]]:
    """A verdict for each label in the configuration's ``verdicts``, which ``check`` has accepted."""
    config = measured.config
    return [
        dict(zip(("verdict", "reason"), _decided(measured, label, tolerance), strict=True))
        | {"label": label, "tolerance": tolerance, "models": config.models, "seed": config.seed}
        for label, tolerance in config.verdicts.items()
    ]


def _decided(measured: Measured, label: str, tolerance: dict[str, Any]) -> Found:
    least = measured.config.bounds.models
    if measured.config.models < least:
        return OPEN, f"N = {measured.config.models} is fewer than {least}: the floor is {measured.floor:.2f}"
    rule = CRITERIA[label]
    if rule.methods and not measured.of(*rule.methods):
        return OPEN, f"no run of {' or '.join(rule.methods)}"
    return rule.decide(measured, tolerance)


def _dichotomy(m: Measured, t: dict[str, Any]) -> Found:
    outcomes = [m.outcome(r) for r in m.of("GA", "GDA")]
    count = {word: outcomes.count(word) for word in ("unchanged", "broken", "between", "success")}
    share = (count["between"] + count["success"]) / len(outcomes)
    said = ", ".join(f"{n} {word}" for word, n in count.items())
    return YES if share <= t["middle"] else NO, f"of {len(outcomes)} snapshots of GA and GDA {said}"


def _illusion(m: Measured, t: dict[str, Any]) -> Found:
    tried = [r for r in m.of("GA") if r["set"] == t["set"]]
    good = {(r["lr"], r["epoch"]) for r in tried if m.outcome(r) == "success"}
    said = f"{len(good)} of {len(tried)} snapshots of GA on {t['set']} look successful"
    where = ": " + "; ".join(f"lr {lr:g}, epoch {epoch}" for lr, epoch in sorted(good)) if good else ""
    return YES if len(good) == 1 else NO, said + where


def _difficulty(m: Measured, t: dict[str, Any]) -> Found:
    def share(names: list[str]) -> float:
        tried = [r for r in m.of("GA", "GDA") if r["set"] in names]
        return sum(m.outcome(r) == "success" for r in tried) / max(1, len(tried))

    first, second, rand = (share(t[kind]) for kind in ("pc1", "pc2", "random"))
    cheap = [r for r in m.of("GDA") if r["set"] in t["pc2"] and r["cost"] <= t["cost"] and m.outcome(r) == "success"]
    held = first == 0 and bool(cheap) and first <= rand <= second
    said = f"share of successes: PC1 {first:.0%}, random {rand:.0%}, PC2 {second:.0%}"
    return YES if held else NO, f"{said}; GDA on PC2 succeeds {len(cheap)} times at cost {t['cost']:g} or less"


def _gap(m: Measured, t: dict[str, Any]) -> Found:
    rows = [m.nothing(s.name)["klom"] for s in m.config.sets]
    kept = max(r[split]["p95"] for r in rows for split in ("retain", "validation"))
    lost = min(r["forget"]["p95"] for r in rows)
    held = kept <= t["low"] * m.floor and lost >= t["high"] * m.floor
    return YES if held else NO, (
        f"doing nothing: retain and validation at most {kept:.2f}, forget at least {lost:.2f}, floor {m.floor:.2f}"
    )


def _easy(m: Measured, t: dict[str, Any]) -> Found:
    here = {name: m.nothing(name)["klom"]["forget"]["p95"] for name in t["expected"]}
    said = ", ".join(f"{name} {here[name]:.2f} (paper {value:.2f})" for name, value in t["expected"].items())
    said += f"; floor {m.floor:.2f}"
    if m.floor > min(t["expected"].values()):
        return OPEN, said + ", above the least of the paper's numbers"
    near = all(abs(here[name] - value) <= t["within"] for name, value in t["expected"].items())
    return YES if near else NO, said


def _needed(m: Measured, t: dict[str, Any]) -> Found:
    at = {n: [r for r in m.sizes if r["models"] == n] for n in (t["stable"], m.config.models)}
    if not at[t["stable"]] or m.config.models <= t["stable"]:
        return OPEN, f"needs more than {t['stable']} models a side"

    def change(split: str) -> float:
        pairs = zip(at[t["stable"]], at[m.config.models], strict=True)
        return max(abs(a["klom"][split]["p95"] / b["klom"][split]["p95"] - 1) for a, b in pairs)

    found = {split: change(split) for split in ("forget", "retain", "validation")}
    said = ", ".join(f"{split} {value:.0%}" for split, value in found.items())
    lowered = floor(t["stable"], m.config.convention) / m.floor - 1
    return YES if max(found.values()) <= t["change"] else NO, (
        f"largest change of p95 from N = {t['stable']} to {m.config.models}: {said}; the floor alone changes by"
        f" {lowered:.0%}"
    )


def _scrub(m: Measured, t: dict[str, Any]) -> Found:
    outcomes = [m.outcome(r) for r in m.of("SCRUB")]
    count = {word: outcomes.count(word) for word in ("unchanged", "broken", "between", "success")}
    said = ", ".join(f"{n} {word}" for word, n in count.items())
    return YES if count["unchanged"] >= t["share"] * len(outcomes) else NO, f"of {len(outcomes)} snapshots {said}"


def _cross(m: Measured, t: dict[str, Any]) -> Found:
    norms = np.array([b["spectral_norm"] for b in m.bridge])
    harm = np.array([harmed(m, b["set"]) for b in m.bridge])
    if not np.isfinite(harm).all() or len(norms) < 4:
        return OPEN, f"{len(norms)} forget sets, of which GDA exploded on {int((~np.isfinite(harm)).sum())}"

    def correlation(x: np.ndarray) -> float:
        return float(spearmanr(x, harm).statistic)

    rho = correlation(norms)
    p = permutation_test(
        (norms,), correlation, permutation_type="pairings", alternative="greater", n_resamples=10_000, rng=0
    ).pvalue
    said = f"Spearman {rho:.2f} over {len(norms)} forget sets between spectral norm and GDA's harm, p = {p:.3f}"
    return YES if rho > 0 and p <= t["p"] else NO if rho <= 0 else OPEN, said


def harmed(m: Measured, name: str) -> float:
    """GDA's harm on the set ``name``: mean p95 on R over its snapshots, less that of doing nothing; nan if exploded."""
    rows = [r for r in m.of("GDA") if r["set"] == name]
    if not rows or any(r["exploded"] for r in rows):
        return float("nan")
    return float(np.mean([r["klom"]["retain"]["p95"] for r in rows])) - m.nothing(name)["klom"]["retain"]["p95"]


class Criterion(NamedTuple):
    """How a statement is decided, the tolerances that it needs, and the methods of which there must be a run."""

    decide: Callable[[Measured, dict[str, Any]], Found]
    needs: frozenset[str]
    methods: tuple[str, ...] = ()


CRITERIA = {
    "exp-dichotomy": Criterion(_dichotomy, frozenset({"middle"}), ("GA", "GDA")),
    "exp-illusion": Criterion(_illusion, frozenset({"set"}), ("GA",)),
    "exp-difficulty": Criterion(_difficulty, frozenset({"pc1", "pc2", "random", "cost"}), ("GDA",)),
    "exp-pretrain-gap": Criterion(_gap, frozenset({"low", "high"})),
    "exp-easy-data": Criterion(_easy, frozenset({"within", "expected"})),
    "exp-models-needed": Criterion(_needed, frozenset({"stable", "change"})),
    "exp-scrub": Criterion(_scrub, frozenset({"share"}), ("SCRUB",)),
    "exp-cross-influence": Criterion(_cross, frozenset({"p"}), ("GDA",)),
}


def stopping(m: Measured) -> list[dict[str, Any]]:
    """Early stopping on each set: how many of GA's and GDA's snapshots would count as a success if one could choose
    afterwards, and what the rule that was fixed before the run gives."""
    rule, found = m.config.rule, []
    for name in (s.name for s in m.config.sets):
        tried = [r for r in m.of("GA", "GDA") if r["set"] == name]
        ruled = [r for r in tried if r["method"] == rule.method and r["lr"] == rule.lr and r["epoch"] == rule.epoch]
        found.append(
            {
                "set": name,
                "snapshots": len(tried),
                "successes": sum(m.outcome(r) == "success" for r in tried),
                "rule": f"{rule.method}, lr {rule.lr:g}, epoch {rule.epoch}",
                "by_rule": sorted({m.outcome(r) for r in ruled}),
            }
        )
    return found
