"""A diagnosis in lines of text: the answer first, then its size, then what to do instead."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, Decimal

from verify.ascent.diagnose.diagnosis import Diagnosis, path_rad
from verify.ascent.diagnose.verdict import HELPS, Ball

TITLES = {
    "original": "do nothing",
    "descent_ascent, best stop": "descent-ascent, best stop",
    "descent_ascent, last step": "descent-ascent, last step",
    "descent_ascent, its end": "descent-ascent, its end",
    "ascent": "ascent on F",
    "finetune": "fine-tuning on R",
    "newton": "one Newton step on R",
    "influence": "influence step",
    "retrained": "retraining (the oracle)",
}


def summary(found: Diagnosis, name: str = "") -> str:
    """The lines. The first is the verdict."""
    problem, decided = found.problem, found.verdict
    lines = [f"{name + ': ' if name else ''}{decided.word}: {decided.reason}", ""]
    lines.append(f"loss {problem.loss.name}; ridge {problem.ridge.value:.6g}: {found.convention}")
    lines.append(f"retain {problem.r}, forget {problem.f}, features {problem.x.shape[1]}; {_intercept(found)}")
    lines += found.notes
    if found.pull is not None:
        words = {"toward": "points toward the oracle", "away": "points away from the oracle"}
        lines.append(
            f"the first step {words.get(found.first_step, 'may point either way')}, certainly"
            if found.first_step in words
            else "the first step: its direction cannot be told"
        )
    if found.quality:
        lines += ["", *_table(found), "", *instead(found)]
    if found.runs:
        run = found.runs["descent_ascent"]
        lines.append(
            f"Best stop: step {run.best_step} of {run.steps} at rate {found.rate:.3g}. Which step is best is"
            " unknowable without the oracle."
        )
    if found.baseline:
        lines += ["", *_baseline(found)]
    if found.warnings:
        lines += ["", *(f"warning ({what}): {said}" for what, said in found.warnings.items())]
    if found.assumptions is not None:
        lines += ["", *found.assumptions.sentences(problem)]
    return "\n".join(lines)


def _intercept(found: Diagnosis) -> str:
    return "with an intercept, not penalised" if found.problem.intercept else "no intercept"


def rows(found: Diagnosis) -> list[tuple[str, Ball | None, float | None, dict[str, float]]]:
    """For each model: its title, its distance to the oracle with a proven error, the same relative to the original's,
    its quality."""
    run, original = found.runs["descent_ascent"], found.distances["original"]
    rad = path_rad(run, found.oracle_radius or 0.0, found.problem.parameters)
    own: dict[str, Ball | None] = {
        "descent_ascent, best stop": (float(run.distance[run.best_step]), float(rad[run.best_step])),
        "descent_ascent, last step": (float(run.distance[-1]), float(rad[-1])),
        "descent_ascent, its end": found.distances["descent_ascent"],
        "retrained": (0.0, found.oracle_radius or 0.0),
    }
    shown = []
    for key, title in TITLES.items():
        if key in found.quality:
            ball = own.get(key, found.distances.get(key))
            relative = ball[0] / original[0] if ball and original and original[0] > 0 else None
            shown.append((title, ball, relative, found.quality[key]))
    return shown


def _table(found: Diagnosis) -> list[str]:
    kinds = ["retain", "forget"] + (["eval"] if "loss_eval" in next(iter(found.quality.values())) else [])
    head = f"{'':26} {'distance':>10} {'+/-':>8} {'relative':>9}"
    head += "".join(f" {'loss ' + kind:>12} {'acc.':>6}" for kind in kinds)
    lines = [head]
    for title, ball, relative, quality in rows(found):
        line = f"{title:26} " + (f"{ball[0]:10.4g} {at_most(ball[1], 2):>8}" if ball else f"{'':19}")
        line += f" {relative:9.3g}" if relative is not None else " " * 10
        line += "".join(f" {quality[f'loss_{kind}']:12.4g} {quality[f'accuracy_{kind}']:6.1%}" for kind in kinds)
        lines.append(line)
    return lines


def at_most(value: float, digits: int = 3) -> str:
    """``value`` with few digits, rounded up."""
    if not math.isfinite(value) or value == 0:
        return f"{value:.{digits}g}"
    exact = Decimal(value)
    place = Decimal((0, (1,), exact.adjusted() - digits + 1))
    return f"{float(exact.quantize(place, rounding=ROUND_CEILING)):.{digits}g}"


def instead(found: Diagnosis) -> list[str]:
    """What to do instead, with its proven distance."""
    newton, original = found.distances.get("newton"), found.distances.get("original")
    if newton is None or original is None:
        return ["Instead: retrain on R; a Newton step could not be taken."]
    lead = "Also" if found.verdict.word == HELPS else "Instead"
    if newton[0] + newton[1] >= original[0] - original[1]:
        return [f"{lead}: retrain on R; one Newton step is not certainly nearer to the oracle than the original model."]
    said = f"{lead}: one Newton step on R, proven within {at_most(newton[0] + newton[1])} of the oracle"
    if original[0] > 0:
        said += (
            f", {at_most((newton[0] + newton[1]) / (original[0] - original[1]), 2)} of the original model's distance"
        )
    if found.newton_bound is not None:
        said += f"; its gradient alone, without the oracle, proves {at_most(found.newton_bound)}"
    return [said + "."]


def _baseline(found: Diagnosis) -> list[str]:
    counts: dict[str, int] = {}
    for each in found.baseline:
        word = "helps until some step, then harms" if each["verdict"].startswith("helps until") else each["verdict"]
        counts[word] = counts.get(word, 0) + 1
    far = sorted(each["distance"]["original"][0] for each in found.baseline if each["distance"].get("original"))
    said = f"{len(found.baseline)} random forget sets of {found.problem.f}: " + ", ".join(
        f"{w} {k}" for w, k in counts.items()
    )
    if far:
        said += f"; the original model is {far[0]:.3g} to {far[-1]:.3g} from their oracles"
    return [said + "."]
