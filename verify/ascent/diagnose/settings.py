"""The ridge's convention, where everyone errs by a factor of n; and what a fitted scikit-learn model was trained on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from theory.errors import DomainError
from verify.ascent.diagnose.problem import Ridge

CONVENTION = "mean loss + (lambda/2) |w|^2"


@dataclass(frozen=True)
class Settings:
    """How the models are trained. ``convention``: one line that says where lambda comes from. ``coefficients``: those
    of a fitted model, (k, q), or None; ``classes``: its labels."""

    loss: str
    ridge: Ridge
    convention: str
    intercept: bool = False
    class_weight: Any = None
    coefficients: np.ndarray | None = None
    classes: np.ndarray | None = None


def exact_ridge(value: Fraction) -> Ridge:
    """The double nearest to ``value``, and how far it is."""
    near = float(value)
    return Ridge(near, float(abs(Fraction(near) - value)) * (1 + 2.0**-50))


def given(loss: str, n: int, ridge: Any, c: Any, intercept: bool, class_weight: Any = None) -> Settings:
    """The settings of ``ridge`` = lambda or ``c`` = scikit-learn's C, 1 if neither is given; n samples in D.

    scikit-learn minimises C sum_i loss_i + |w|^2/2, which is n C times the mean loss with lambda = 1/(n C). Errors:
    ``DomainError``.
    """
    if ridge is not None and c is not None:
        raise DomainError(f"ridge = {ridge} and C = {c}: each sets the ridge; give one, lambda = 1/(C n)")
    if ridge is not None:
        value = _positive(ridge, "ridge")
        said = f"{CONVENTION}, lambda = {_shown(ridge)} as given (C = {1 / (n * float(value)):.6g} in scikit-learn)"
    else:
        value = 1 / (n * _positive(1 if c is None else c, "C"))
        source = "C = 1, scikit-learn's default" if c is None else f"C = {_shown(c)}"
        said = f"{CONVENTION}, lambda = 1/(C n) from {source}, n = {n}: C sum(loss) + |w|^2/2, divided by C n"
    if not 1e-300 < value < 1e100:
        raise DomainError(f"ridge = {float(value):.3g}: must be within 1e-300 to 1e100; rescale the features")
    return Settings(loss, exact_ridge(value), said, intercept, class_weight)


def _positive(value: Any, name: str) -> Fraction:
    try:
        exact = Fraction(value) if not isinstance(value, np.generic) else Fraction(value.item())
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        raise DomainError(f"{name} = {value!r:.40}: not a finite number; give one > 0, like 1/100") from None
    if exact <= 0:
        why = "without a ridge the minimisers need not exist" if name == "ridge" else "scikit-learn's C is positive"
        raise DomainError(f"{name} = {value}: must be > 0 ({why}); give a number like 1/100")
    return exact


def _shown(value: Any) -> str:
    return str(value)[:40]


def sample_weights(class_weight: Any, classes: np.ndarray, codes: np.ndarray) -> np.ndarray | None:
    """c_i of each sample from scikit-learn's ``class_weight``, over all of D; None where all are 1."""
    if class_weight is None:
        return None
    counts = np.bincount(codes, minlength=len(classes))
    if isinstance(class_weight, str):
        if class_weight != "balanced":
            raise DomainError(
                f"class_weight = {class_weight[:40]!r}: must be 'balanced' or a dictionary of label and weight"
            )
        weights = len(codes) / (len(classes) * counts)
    else:
        weights = np.array([float(class_weight.get(c.item() if hasattr(c, "item") else c, 1.0)) for c in classes])
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise DomainError(f"class_weight = {weights.tolist()}: every weight must be > 0; leave classes out otherwise")
    return np.asarray(weights[codes])
