"""From what a user gives to diagnoses: checks, shares what several forget sets have in common, draws the baseline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from theory.errors import DomainError, UnableError
from verify.ascent.diagnose import diagnosis, fitted, labels, query, settings, tables
from verify.ascent.diagnose.diagnosis import Diagnosis, diagnose, ticks, undecided
from verify.ascent.diagnose.losses import LOSSES
from verify.ascent.diagnose.minimise import minimiser
from verify.ascent.diagnose.problem import Problem
from verify.ascent.diagnose.quality import Held
from verify.ascent.diagnose.tables import Source

Bar = Callable[[str, int, Callable[[Callable[..., None]], Any]], Any]
MOST_STEPS, MOST_SETS = 100_000, 1000


@dataclass(frozen=True)
class Choices:
    """How to train and what to run; see ``affirm.diagnose``."""

    loss: str = "logistic"
    C: Any = None
    ridge: Any = None
    intercept: bool = False
    class_weight: Any = None
    model: Any = None
    steps: int = diagnosis.STEPS
    rate: float | None = None
    baseline: int = 0
    seed: int = 0


def silent(title: str, total: int, work: Callable[[Callable[..., None]], Any]) -> Any:
    """No progress bar."""
    return work(lambda done=1: None)


def ask(
    source: Source, forgets: Mapping[str, Any], choices: Choices, held: tuple[Any, Any] | None = None, bar: Bar = silent
) -> dict[str, Diagnosis]:
    """A diagnosis for each forget set, by name. Errors: ``DomainError`` for input outside the domain."""
    _check(choices)
    if source.y is None:
        raise DomainError("y: no labels; give them (y in an .npz, --target in a table, --labels beside a .npy)")
    read = None if choices.model is None else fitted.read(choices.model, source.x, source.x.shape[0])
    x = tables.features(source.x if read is None else read.x)
    n = x.shape[0]
    known = labels.labels(source.y, n)
    masks = {name: forget_mask(forget, source, n) for name, forget in forgets.items()}
    if not masks:
        raise DomainError("forget: no forget set; name the samples to forget")
    if read is None:
        chosen = settings.given(choices.loss, n, choices.ridge, choices.C, choices.intercept, choices.class_weight)
    else:
        chosen = read.settings
        if chosen.classes is not None and len(chosen.classes) != len(known.classes):
            raise DomainError(
                f"model: fitted on {len(chosen.classes)} classes, y has {len(known.classes)}; give the data"
                " it was fitted on"
            )
    problem = stated(x, known, next(iter(masks.values())), chosen)
    away = _held(held, read, known, problem)
    notes = []
    if read is not None:
        checked = fitted.check(problem, read)
        notes.append(checked.said)
        if checked.problem is None:
            return {name: undecided(replace(problem, forget=mask), known, checked.said) for name, mask in masks.items()}
        problem = checked.problem
    total = len(masks) * (1 + choices.baseline) * ticks(choices.steps)
    work = lambda step: _all(problem, known, masks, away, choices, step)  # noqa: E731
    found: dict[str, Diagnosis] = bar("diagnosing", total, work)
    for each in found.values():
        each.notes += notes
        each.convention = chosen.convention
    return found


def _all(
    problem: Problem,
    known: labels.Labels,
    masks: dict[str, np.ndarray],
    held: Held | None,
    choices: Choices,
    progress: Callable[..., None],
) -> dict[str, Diagnosis]:
    try:
        start = minimiser(problem, "D")
    except UnableError as error:
        return {name: undecided(replace(problem, forget=mask), known, str(error)) for name, mask in masks.items()}
    found = {}
    for name, mask in masks.items():
        one = replace(problem, forget=mask)
        found[name] = diagnose(one, known, held, choices.steps, choices.rate, progress, start)
        for forget in random_sets(problem.n, one.f, choices.baseline, choices.seed):
            drawn = diagnose(replace(problem, forget=forget), known, None, choices.steps, choices.rate, progress, start)
            found[name].baseline.append(_compared(drawn))
    return found


def random_sets(n: int, f: int, number: int, seed: int) -> list[np.ndarray]:
    """``number`` masks of f samples out of n, uniform; they depend on these and the seed alone."""
    rng = np.random.default_rng([seed, n, f])
    return [np.isin(np.arange(n), rng.choice(n, f, replace=False)) for _ in range(number)]


def _compared(drawn: Diagnosis) -> dict[str, Any]:
    run = drawn.runs.get("descent_ascent")
    return {
        "verdict": drawn.verdict.word,
        "first_step": drawn.first_step,
        "distance": drawn.distances,
        "path": [] if run is None else run.distance.tolist(),
    }


def stated(x: Any, known: labels.Labels, forget: np.ndarray, chosen: settings.Settings) -> Problem:
    """The objectives. Several classes make the logistic loss softmax. Errors: ``DomainError``."""
    if chosen.loss not in ("logistic", "exponential", "squared"):
        raise DomainError(f"loss = {chosen.loss[:40]!r}: must be logistic, exponential or squared; choose one")
    name = "softmax" if chosen.loss == "logistic" and not known.binary else chosen.loss
    if name == "exponential" and not known.binary:
        raise DomainError(
            f"loss = exponential: for two classes, y has {len(known.classes)}; use --loss logistic, which is"
            " softmax then"
        )
    y = known.codes if name == "softmax" else known.signs()
    k = 1 if known.binary else len(known.classes)
    weights = settings.sample_weights(chosen.class_weight, known.classes, known.codes)
    return Problem(x, y, forget, LOSSES[name], chosen.ridge, k, chosen.intercept, weights)


def forget_mask(forget: Any, source: Source, n: int) -> np.ndarray:
    """The mask of a forget set: a query or a column's name where there is a table, else indices or a mask."""
    if isinstance(forget, str):
        if source.table is None:
            raise DomainError(f"forget = {forget[:40]!r}: a query needs a table; give row numbers or a mask")
        return labels.mask(query.mask(forget, source.names, source.column), n)
    return labels.mask(forget, n)


def _held(
    held: tuple[Any, Any] | None, read: fitted.Fitted | None, known: labels.Labels, problem: Problem
) -> Held | None:
    if held is None:
        return None
    x = tables.features(held[0] if read is None else fitted.seen(read, held[0]), "eval_set")
    if x.shape[1] != problem.x.shape[1]:
        raise DomainError(f"eval_set: {x.shape[1]} features, X has {problem.x.shape[1]}; give the same ones")
    there = labels.labels(held[1], x.shape[0], known.classes, "eval_set")
    return Held(x, there.codes if problem.loss.name == "softmax" else there.signs(), there.codes)


def _check(choices: Choices) -> None:
    for name, least, most in (("steps", 1, MOST_STEPS), ("baseline", 0, MOST_SETS), ("seed", 0, 2**63)):
        value = getattr(choices, name)
        if not isinstance(value, (int, np.integer)) or not least <= value <= most:
            raise DomainError(
                f"{name} = {value!r:.40}: must be a whole number from {least} to {most}; {least or 10} is one"
            )
    rate = choices.rate
    if rate is not None and not (isinstance(rate, (int, float, np.number)) and 0 < rate < 1e100):
        raise DomainError(f"rate = {rate!r:.40}: must be > 0; leave it out for one that resolves the run")
    if choices.model is not None:
        own = {
            "C": choices.C,
            "ridge": choices.ridge,
            "class_weight": choices.class_weight,
            "intercept": choices.intercept or None,
        }
        clash = [name for name, value in own.items() if value is not None] + (
            ["loss"] if choices.loss != "logistic" else []
        )
        if clash:
            raise DomainError(f"{clash[0]}: the model brings its own; leave {', '.join(clash)} out")
