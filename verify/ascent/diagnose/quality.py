"""Loss and accuracy of a model on R, on F and on held-out data. Doubles, without a bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.ascent.diagnose.losses import Array
from verify.ascent.diagnose.problem import Problem


@dataclass(frozen=True, eq=False)
class Held:
    """Held-out data: ``x``, labels ``y`` as the loss takes them, and class numbers ``codes``."""

    x: Any
    y: Array
    codes: Array


class Judge:
    """Measures models of a problem; ``codes``: the class number of each sample."""

    def __init__(self, problem: Problem, codes: Array, held: Held | None) -> None:
        self.problem, self.codes, self.held = problem, codes, held

    def __call__(self, w: Array, z: Array | None = None) -> dict[str, float]:
        """``loss_retain``, ``accuracy_retain``, the same for forget and, with held-out data, for eval. Losses are means
        without the ridge."""
        problem = self.problem
        z = problem.scores(w) if z is None else z
        with np.errstate(over="ignore", invalid="ignore"):
            losses, right = problem.loss.value(z, problem.y), predicted(z) == self.codes
            found = {}
            for name, which in (("retain", "R"), ("forget", "F")):
                found[f"loss_{name}"] = float(problem.shares(which) @ losses)
            found["accuracy_retain"] = float(right[~problem.forget].mean())
            found["accuracy_forget"] = float(right[problem.forget].mean())
            if self.held is not None:
                z = problem.scores(w, self.held.x)
                found["loss_eval"] = float(problem.loss.value(z, self.held.y).mean())
                found["accuracy_eval"] = float((predicted(z) == self.held.codes).mean())
        return found


def predicted(z: Array) -> Array:
    """The class number that the scores predict."""
    return (z[:, 0] > 0).astype(int) if z.shape[1] == 1 else np.argmax(z, axis=1)
