"""How statements on pre-trained models, on KLoM itself and on the theory's spectral norm are decided."""

from __future__ import annotations

from collections.abc import Callable
from math import factorial, log

import numpy as np
from scipy.stats import permutation_test, spearmanr

from experiments import exact_floor
from experiments.klom import FLOOR
from experiments.outcomes import KEPT, Measured, figure
from experiments.results import SPLITS
from experiments.rules.counting import NO, OPEN, YES, Found, Tolerances


def gap(m: Measured, t: Tolerances, method: str) -> Found:
    bad, vague, kept, lost = [], [], [], []
    for name in m.names:
        k = m.nothing(name)["klom"]
        kept += [figure(k[s]) for s in KEPT]
        lost.append(figure(k["forget"]))
        short = [(figure(k[s]) - t["low"] * m.floor(name, s), k[s]) for s in KEPT]
        short.append((t["high"] * m.floor(name, "forget") - figure(k["forget"]), k["forget"]))
        if any(value > m.clear((1, split)) for value, split in short):
            bad.append(name)
        elif any(value > -m.clear((1, split)) for value, split in short):
            vague.append(name)
    seen = f"doing nothing: R and validation at most {max(kept):.2f}, F at least {min(lost):.2f}"
    seen += f"; fails on {', '.join(bad) or 'no set'}, within the errors on {', '.join(vague) or 'no set'}"
    change = f"R and validation within {t['low']:g} floors and F above {t['high']:g} on every set would be REPRODUCED"
    return (NO if bad else OPEN if vague else YES), seen, change


def _near(m: Measured, t: Tolerances, apart: Callable[[str, float], float], unit: str) -> Found:
    """YES if ``apart(name, p95)`` is clearly at most 0 on each set of ``t["expected"]``, NO if clearly above on one."""
    kept = {name: m.nothing(name)["klom"]["forget"] for name in t["expected"]}
    over = {name: apart(name, figure(k)) for name, k in kept.items()}
    room = {name: m.clear((1, k)) for name, k in kept.items()}
    seen = ", ".join(f"{name} {figure(k):.2f} (paper {t['expected'][name]:.2f})" for name, k in kept.items())
    seen += f"; floor {m.gaussian:.2f}"
    if any(over[name] > room[name] for name in kept):
        return NO, seen, f"every set {unit}"
    return (YES if all(over[name] <= -room[name] for name in kept) else OPEN), seen, f"a set farther than {unit}"


def close(m: Measured, t: Tolerances, method: str) -> Found:
    if m.gaussian >= t["close"]:
        return OPEN, f"the floor, {m.gaussian:.2f}, is above what counts as close", "a larger N"
    return _near(m, t, lambda name, p95: p95 - t["close"], f"within {t['close']:g}")


def numbers(m: Measured, t: Tolerances, method: str) -> Found:
    if m.config.models != t["models"]:
        return OPEN, f"p95 depends on N: {m.config.models} here, {t['models']} in the paper", "the paper's N"
    word, seen, change = _near(
        m, t, lambda name, p95: abs(p95 - t["expected"][name]) - t["within"], f"within {t['within']:g} of the paper's"
    )
    below = [name for name, value in t["expected"].items() if value < m.gaussian]
    if word == YES and below:
        return (
            OPEN,
            f"{seen}; the paper's number on {', '.join(below)} is below the floor, which any two equal sides read",
            "a larger N",
        )
    return word, seen, change


def needed(m: Measured, t: Tolerances, method: str) -> Found:
    """Decided by ``exact_floor`` alone: no network has a part in it. What was seen here is told beside it."""
    stable, most = t["stable"], m.config.models
    proved = exact_floor.AT_STABLE / exact_floor.AT_MORE - 1
    refuted = stable == exact_floor.STABLE and t["change"] < proved and exact_floor.refuted()
    seen = (
        f"the floor alone: for equal sides with margins 0, 1, 2 the quantile falls, certainly, by a factor of"
        f" {float(proved) + 1:.2f} from N = {exact_floor.STABLE} to {exact_floor.MORE}"
    )
    at = {n: [r for r in m.sizes if r["models"] == n] for n in (stable, most)}
    if at[stable] and most > stable:
        pairs = list(zip(at[stable], at[most], strict=True))
        changes = {s: max(abs(a["klom"][s]["p95"] / b["klom"][s]["p95"] - 1) for a, b in pairs) for s in SPLITS}
        told = ", ".join(f"{split} {value:.0%}" for split, value in changes.items())
        seen += f"; here p95 changes from N = {stable} to {most} by at most {told}"
    return (NO if refuted else OPEN), seen, f"calling a change of {float(proved):.0%} stable"


def cross(m: Measured, t: Tolerances, method: str) -> Found:
    norms = np.array([b["spectral_norm"] for b in m.bridge])
    harm = np.array([harmed(m, b["set"], method) for b in m.bridge])
    if not np.isfinite(harm).all() or len(norms) < 2 or 2 / factorial(len(norms)) > t["p"]:
        return OPEN, f"{len(norms)} forget sets, too few for p = {t['p']:g}", "more forget sets"

    def correlation(x: np.ndarray) -> float:
        return float(spearmanr(x, harm).statistic)

    rho = correlation(norms)
    p = permutation_test(
        (norms,), correlation, permutation_type="pairings", alternative="two-sided", n_resamples=10_000, rng=0
    ).pvalue
    seen = f"Spearman {rho:.2f} over {len(norms)} forget sets between spectral norm and harm, two-sided p = {p:.3f}"
    return (OPEN if p > t["p"] else YES if rho > 0 else NO), seen, f"p at most {t['p']:g}"


def harmed(m: Measured, name: str, method: str = "GDA") -> float:
    """The method's harm on a set: mean p95 on R over its snapshots, less that of doing nothing; an exploded one counts
    as ln(1e5), the largest KLoM. nan without snapshots."""
    rows = m.of(method, name)
    worst = [log(1 / FLOOR) if r["exploded"] else figure(r["klom"]["retain"]) for r in rows]
    return float(np.mean(worst)) - figure(m.nothing(name)["klom"]["retain"]) if rows else float("nan")
