"""How statements on unlearning methods are decided, each method on its own."""

from __future__ import annotations

from experiments.outcomes import Measured
from experiments.rules.counting import NO, OPEN, YES, Found, Tolerances, controlled, counted, matched, said, spanned


def dichotomy(m: Measured, t: Tolerances, method: str) -> Found:
    names, others = m.usable(method, m.names)
    rows = [r for name in names for r in spanned(m, m.of(method, name))]
    if len(names) < t["least"]:
        return OPEN, f"{len(names)} sets can tell; {others}", f"at least {t['least']} sets that can tell"
    low, high = counted(m, rows, "between", "success")
    seen = f"of {len(rows)} snapshots on {', '.join(names)}: {said(m, rows)}" + (f"; {others}" if others else "")
    limit = int(t["middle"] * len(rows))
    change = f"{limit} or fewer between or successful would be REPRODUCED, more would not; {low} to {high} are"
    return (NO if low > limit else YES if high <= limit else OPEN), seen, change


def illusion(m: Measured, t: Tolerances, method: str) -> Found:
    name, rows = t["set"], m.of(method, t["set"])
    if not rows:
        return OPEN, f"no run of {method} on {name}", f"runs of {method} on {name}"
    low, high = counted(m, rows, "success")
    good = [f"lr {r['lr']:g}, epoch {r['epoch']}" for r in rows if m.outcomes(r) == {"success"}]
    seen = f"{low} to {high} of {len(rows)} snapshots on {name} look successful" + (
        f": {'; '.join(good)}" if good else ""
    )
    if reason := m.left_out(name):
        return OPEN, f"{reason}; {seen}", "a forget set on which doing nothing reads far above the floor"
    if low > 1:
        return NO, seen, "one successful snapshot only"
    if reason := m.edge(method, name):
        return OPEN, f"{reason}; {seen}", "a wider grid of rates"
    change = "exactly one successful snapshot would be REPRODUCED"
    return (YES if low == high == 1 else NO if high == 0 else OPEN), seen, change


UNSTABLE = OPEN, "no set is stable: two halves of the networks choose other points", "more networks for the influence"


def never(m: Measured, t: Tolerances, method: str) -> Found:
    first = m.stable(t["pc1"])
    if not first:
        return UNSTABLE
    rows = m.of(method, *first)
    low, high = counted(m, rows, "success")
    seen = f"{low} to {high} of {len(rows)} snapshots on {', '.join(first)} succeed{controlled(m, rows)}"
    fair = [r for name in first if not m.left_out(name) for r in m.of(method, name)]
    if counted(m, fair, "success")[0]:
        return NO, seen, "no success on these sets"
    names, others = m.usable(method, first)
    if not names:
        return OPEN, f"{seen}; {others}", "a set that can tell: see what is left out"
    high = counted(m, m.of(method, *names), "success")[1]
    return (OPEN if high else YES), seen + (f"; {others}" if others else ""), "one clear success would refute it"


def helps(m: Measured, t: Tolerances, method: str) -> Found:
    second = m.stable(t["pc2"])
    if not second:
        return UNSTABLE
    fair = [name for name in second if not m.left_out(name)]
    rows = [r for r in m.of(method, *fair) if r["cost"] <= t["cost"]] if fair else []
    good = [r for r in rows if m.outcomes(r) == {"success"}]
    alone = [r for r in good if not counted(m, matched(m, r), "success")[1] and matched(m, r)]
    seen = (
        f"{len(good)} of {len(rows)} snapshots on {', '.join(fair) or 'no set'} at cost {t['cost']:g} or less succeed"
    )
    seen += controlled(m, rows)
    if alone:
        return YES, seen, "no success, or the control's success at the same rate and epoch"
    if good:
        known = all(counted(m, matched(m, r), "success")[0] for r in good)
        return (NO if known else OPEN), seen, "a success where the control clearly has none"
    names, others = m.usable(method, second)
    if len(names) < len(fair) or not names or counted(m, rows, "success")[1]:
        return OPEN, f"{seen}; {others}" if others else seen, "one clear success, or a wider grid without any"
    return NO, seen, "one clear success"


def order(m: Measured, t: Tolerances, method: str) -> Found:
    shares, seen = {}, []
    for kind in ("pc1", "random", "pc2"):
        names, others = m.usable(method, m.stable(t[kind]))
        rows = m.of(method, *names) if names else []
        if not rows:
            return OPEN, f"no set of {kind} can tell: {others or 'none is stable'}", "a set of each kind that can tell"
        low, high = counted(m, rows, "success")
        shares[kind] = (low / len(rows), high / len(rows))
        seen.append(f"{kind} {shares[kind][0]:.0%} to {shares[kind][1]:.0%}")
    (a, b), (c, d), (e, f) = shares["pc1"], shares["random"], shares["pc2"]
    held, failed = b <= c and d <= e and b < e, a > d or c > f or a >= f
    change = "the share on random sets between the other two, which differ, would be REPRODUCED"
    return (YES if held else NO if failed else OPEN), "share of successes: " + ", ".join(seen), change


def scrub(m: Measured, t: Tolerances, method: str) -> Found:
    names = [name for name in m.names if not m.left_out(name)]
    rows, idle = (m.of(kind, *names) if names else [] for kind in (method, "SCRUB-public"))
    if not rows:
        return OPEN, "no set can tell: " + "; ".join(f"{n}: {m.left_out(n)}" for n in m.names), "a set that can tell"
    low, high = counted(m, rows, "unchanged")
    seen = f"of {len(rows)} snapshots {said(m, rows)}"
    seen += f"; SCRUB-public, which moves no weight: {said(m, idle)}" if idle else ""
    change = f"{t['share']:.0%} unchanged or more would be REPRODUCED, fewer would not"
    if high < t["share"] * len(rows):
        return NO, seen, change
    fast = max(r["lr"] for r in rows)
    if fast < m.config.training.lr and method == "SCRUB":
        return (
            OPEN,
            f"{seen}; its largest rate, {fast:g}, is below that of training, {m.config.training.lr:g}",
            "larger rates",
        )
    return (YES if low >= t["share"] * len(rows) else OPEN), seen, change
