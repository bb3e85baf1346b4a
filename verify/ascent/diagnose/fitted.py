"""What a fitted scikit-learn model was trained on: its loss, ridge, intercept and class weights, checked by its
gradient.

``LogisticRegression`` minimises C sum_i c_i loss_i + |w|^2/2, ``RidgeClassifier`` sum_i c_i (y_i - z_i)^2 + alpha
|w|^2; neither penalises the intercept, except ``LogisticRegression`` with the solver liblinear, where it is the weight
of a constant feature. Objects are told by their attributes: scikit-learn itself is not imported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import sparse

from theory.errors import DomainError
from verify.ascent.diagnose.problem import Problem, Ridge
from verify.ascent.diagnose.settings import CONVENTION, Settings, exact_ridge

NEAR = 0.02  # of the loss's and the ridge's gradients, which cancel at a stationary point
LOOSE = 5.0  # times the solver's own tolerance


@dataclass(frozen=True)
class Fitted:
    """``x``: the features as the model's last step saw them. ``constant``: a feature appended to them, or None.
    ``transform``: the steps before the last, or None. ``tolerance``: the solver's."""

    settings: Settings
    x: Any
    transform: Any
    constant: float | None
    tolerance: float


def read(model: Any, x: Any, n: int) -> Fitted:
    """Reads ``model``, fitted on the n samples ``x``. Errors: ``DomainError`` for another kind of model, one that is
    not fitted, or another penalty."""
    steps = getattr(model, "steps", None)
    last, transform = (model, None) if steps is None else (steps[-1][1], model[:-1] if len(steps) > 1 else None)
    kind = type(last).__name__
    if kind not in ("LogisticRegression", "RidgeClassifier"):
        raise DomainError(
            f"model = {kind}: not read; give a LogisticRegression, a RidgeClassifier or a Pipeline that ends in one"
        )
    if not hasattr(last, "coef_"):
        raise DomainError(f"model = {kind}: not fitted; call fit first")
    reading = _logistic(last, n) if kind == "LogisticRegression" else _ridge_classifier(last, n)
    settings, constant = reading
    coefficients, shifts = np.atleast_2d(last.coef_), np.ravel(last.intercept_)
    if constant is not None:
        coefficients = np.hstack([coefficients, shifts[:, None] / constant])
    elif settings.intercept:
        if settings.loss == "logistic" and len(shifts) > 1:
            shifts = shifts - shifts.mean()
        coefficients = np.hstack([coefficients, shifts[:, None]])
    settings = replace(settings, coefficients=coefficients.astype(float), classes=np.asarray(last.classes_))
    found = Fitted(settings, x, transform, constant, float(getattr(last, "tol", 1e-4)))
    return replace(found, x=seen(found, x))


def seen(fitted: Fitted, x: Any) -> Any:
    """Features as the last step of a pipeline sees them, with the constant feature where there is one."""
    x = x if fitted.transform is None else fitted.transform.transform(x)
    if fitted.constant is None:
        return x
    column = np.full((x.shape[0], 1), fitted.constant)
    return sparse.hstack([x, column], format="csr") if sparse.issparse(x) else np.hstack([np.asarray(x), column])


def _logistic(last: Any, n: int) -> tuple[Settings, float | None]:
    penalty, ratio = getattr(last, "penalty", "l2"), getattr(last, "l1_ratio", None)
    if penalty in ("l1", "elasticnet") or ratio not in (None, 0, 0.0):
        raise DomainError(
            f"model: the penalty is {'l1' if penalty == 'l1' or ratio == 1 else 'elastic net'}, under which the"
            " minimisers are not smooth in the data; refit with l1_ratio=0, the squared norm"
        )
    if penalty is None or not np.isfinite(last.C):
        raise DomainError("model: no penalty, so that the minimisers need not exist; refit with a finite C")
    liblinear = getattr(last, "solver", "") == "liblinear" and last.fit_intercept
    value = 1 / (n * Fraction(float(last.C)))
    said = f"{CONVENTION}, lambda = 1/(C n) from the model's C = {last.C:g}, n = {n}"
    if liblinear:
        said += "; liblinear penalises the intercept: it is the weight of a constant feature"
    intercept = bool(last.fit_intercept) and not liblinear
    settings = Settings("logistic", exact_ridge(value), said, intercept, last.class_weight)
    return settings, float(last.intercept_scaling) if liblinear else None


def _ridge_classifier(last: Any, n: int) -> tuple[Settings, float | None]:
    if getattr(last, "positive", False):
        raise DomainError("model: its coefficients are constrained to be positive; refit with positive=False")
    value = Fraction(float(last.alpha)) / n
    if value <= 0:
        raise DomainError("model: alpha = 0, so that the minimisers need not exist; refit with alpha > 0")
    said = (
        f"mean of (1 - y z)^2/2 + (lambda/2) |w|^2, lambda = alpha/n from the model's alpha = {last.alpha:g}, n = {n}"
    )
    return Settings("squared", exact_ridge(value), said, bool(last.fit_intercept), last.class_weight), None


@dataclass(frozen=True)
class Checked:
    """``problem``: with the ridge under which the model is stationary; None if it is so under none. ``said``: a
    line."""

    problem: Problem | None
    said: str


def check(problem: Problem, fitted: Fitted) -> Checked:
    """Whether the model is near a stationary point of L_D: under its own convention, or with the ridge read as a sum
    for a mean, or without the 1/2. Near: the gradient is a small share of the two parts that cancel, or as small as the
    solver's tolerance allows."""
    w = fitted.settings.coefficients
    if w is None or w.shape != problem.shape:
        shape = None if w is None else w.shape
        raise DomainError(
            f"model: coefficients of shape {shape} for data that need {problem.shape}; give the data it was fitted on"
        )
    flat = problem.ridge
    loss = problem.gradient("D", w) - problem.ridges * w
    readings = {
        "": 1.0,
        "without the 1/2": 2.0,
        "a mean for a sum": problem.n,
        "a mean for a sum, without the 1/2": 2 * problem.n,
    }
    sizes = {}
    for name, times in readings.items():
        pull = problem.ridges * w * times
        size, parts = np.abs(loss + pull).max(), np.linalg.norm(loss) + np.linalg.norm(pull)
        sizes[name] = float(np.linalg.norm(loss + pull))
        if sizes[name] <= NEAR * parts or (not name and size <= LOOSE * fitted.tolerance):
            said = f"the model's gradient is {sizes[name]:.2g}: near a stationary point" + (
                f", the ridge read {name}" if name else ""
            )
            return Checked(replace(problem, ridge=Ridge(flat.value * times, flat.slack * times)), said)
    least = min(sizes, key=lambda name: sizes[name])
    return Checked(
        None,
        f"the model is near a stationary point under no convention of the ridge: its gradient is {sizes['']:.2g} (at"
        f" best {sizes[least]:.2g}); give the data it was fitted on, or fit it to convergence",
    )
