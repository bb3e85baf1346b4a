"""What is unusual about the data, and its consequence for the diagnosis; one sentence each."""

from __future__ import annotations

import numpy as np

from verify.ascent.diagnose.equal_rows import shared
from verify.ascent.diagnose.labels import Labels
from verify.ascent.diagnose.losses import Array
from verify.ascent.diagnose.minimise import Point
from verify.ascent.diagnose.problem import Problem
from verify.ascent.diagnose.quality import Held

ILL = 1e8  # largest over least second derivative from which first-order methods and radii suffer


def warnings(problem: Problem, labels: Labels, held: Held | None, oracle: Point | None) -> dict[str, str]:
    """By name: ``duplicates``, ``leak``, ``one class``, ``separable``, ``ill-conditioned``. Empty where all is
    usual."""
    found = {}
    twice = shared(problem.x, labels.codes, problem.forget, problem.x, labels.codes, ~problem.forget)
    if twice:
        found["duplicates"] = (
            f"{twice} retain rows equal a forget row: the oracle is trained on them too, so forgetting is only partial;"
            " add them to the forget set, or expect little change"
        )
    if held is not None:
        everyone = np.ones(len(held.codes), dtype=bool)
        leaked = shared(problem.x, labels.codes, problem.forget, held.x, held.codes, everyone)
        if leaked:
            found["leak"] = (
                f"{leaked} held-out rows equal a forget row: held-out loss then rewards remembering; leave them out"
            )
    left = np.unique(labels.codes[~problem.forget])
    if len(left) < len(labels.classes):
        gone = ", ".join(str(c) for k, c in enumerate(labels.classes) if k not in left)
        found["one class" if len(left) == 1 else "class gone"] = (
            f"no retain row has the label {gone}: the oracle never saw it, and only the ridge keeps its weights finite"
        )
    if oracle is not None:
        if problem.loss.name != "squared" and _separated(problem, oracle.w, labels):
            found["separable"] = (
                "the oracle classifies every retain row correctly: the retain set is separable, so the ridge alone"
                " holds the weights, and distances depend on it"
            )
        if problem.ridge.value > 0 and oracle.at.stiffness > ILL * problem.ridge.value:
            found["ill-conditioned"] = (
                f"the second derivative may span a factor {oracle.at.stiffness / problem.ridge.value:.0e}: gradient"
                " methods barely move along its flat directions, and proven radii are wide; scale the features, or"
                " raise the ridge"
            )
    return found


def _separated(problem: Problem, w: Array, labels: Labels) -> bool:
    z = problem.scores(w)[~problem.forget]
    if problem.k == 1:
        return bool((problem.y[~problem.forget] * z > 0).all())
    own = z[np.arange(len(z)), labels.codes[~problem.forget]]
    return bool((np.sort(z, axis=1)[:, -2] < own).all())
