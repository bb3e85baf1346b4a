"""The public face of affirm: a few functions. Nothing here decides anything; what does is imported when it is
called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.ascent.diagnose.result import Result

__all__ = ["diagnose"]


def diagnose(
    X: Any,
    y: Any,
    forget: Any,
    *,
    loss: str = "logistic",
    C: Any = None,
    ridge: Any = None,
    intercept: bool = False,
    class_weight: Any = None,
    model: Any = None,
    eval_set: tuple[Any, Any] | None = None,
    drop: tuple[str, ...] = (),
    steps: int = 100,
    rate: float | None = None,
    baseline: int = 0,
    seed: int = 0,
) -> Result | dict[str, Result]:
    """Would descent-ascent harm this linear model on this forget set? (Ascent Fails to Forget, arXiv 2509.26427.)

    Trains the original model on D (all samples) and the oracle on R (those to retain), minimising the mean loss plus
    ``(lambda/2) |w|^2``; runs descent-ascent, ``(1/r) sum_R loss - (1/f) sum_F loss + (lambda/2) |w|^2``, from the
    original model; compares the distances to the oracle with those of ascent, fine-tuning, one Newton step and the
    influence step.

    X : array or SciPy sparse matrix of shape (n, p), or a pandas or polars frame. Finite numbers.
    y : n labels: +1 and -1, 0 and 1, or classes; with a frame, also the name of its column.
    forget : row numbers from 0, or a mask of n booleans; with a frame, also a column's name or a query like
        ``"user_id == 17"``. A dictionary of names and forget sets asks for several; so is the result then.
    loss : "logistic" (softmax for more than two classes), "exponential" or "squared" (``RidgeClassifier``'s).
    C, ridge : scikit-learn's C, or lambda; lambda = 1/(C n). Numbers, fractions, or text like "1/100". C = 1 if
    neither. intercept : add one, not penalised.
    class_weight : scikit-learn's; "balanced" counts the classes in D.
    model : a fitted LogisticRegression, RidgeClassifier, or Pipeline ending in one; it brings the loss, the ridge, the
        intercept and the class weights, and its gradient is checked.
    eval_set : held-out (X, y).
    drop : columns of a frame that are no features.
    steps, rate : of descent-ascent, ascent and fine-tuning, gradients over all samples; the rate, unless given, is the
        smaller of 1/L and a tenth of the way to the oracle on the first step.
    baseline, seed : how many random forget sets of the same size to compare with, and the seed they are drawn with.

    Returns a ``Result``: ``.verdict``, ``.summary()``, ``.path``, ``.plot()``, ``.to_dict()``.

    Guarantee: each distance lies within the given error of the exact one; the sign of the first step and the verdict
    are certain, or "cannot tell". Limits: losses and accuracies have no bound; that gradient descent with another rate
    ends where this run did is not proven. Errors: ``ValueError`` (``DomainError``), one line: value, rule, next step.
    """
    from verify.ascent.diagnose.ask import Choices, ask
    from verify.ascent.diagnose.python import held, source
    from verify.ascent.diagnose.result import Result

    choices = Choices(loss, C, ridge, intercept, class_weight, model, steps, rate, baseline, seed)
    given, several = source(X, y, drop, model is not None), isinstance(forget, Mapping)
    found = ask(given, forget if several else {"": forget}, choices, held(eval_set, drop, model is not None))
    results = {str(name): Result(each, str(name)) for name, each in found.items()}
    return results if several else results[""]
