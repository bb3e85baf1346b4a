"""The theory on a trained network: on its last layer's features the model is linear, as in the paper's theory.

The features of one pre-trained network, scaled to a mean squared norm of 1, with labels +1 for classes 0 to 4 and -1
for the others, exponential loss and ridge: ``w_D``, ``w_R``, ``w_DA`` are found by descent on the theory's own losses.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from experiments.study import Study
from theory.errors import UnableError
from verify.ascent.solve.descent import Rows, descend, signs


def features(study: Study, model: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The last layer's inputs at the training points, (points, features), and labels +-1."""
    network = study.single(model).eval()
    parts = np.array_split(np.arange(study.points.train), -(-study.points.train // 500))
    with torch.no_grad():
        found = [network.features(study.points.batch(part[None])[0])[0] for part in parts]
    x = torch.cat(found).cpu().double().numpy()
    return x / np.sqrt((x**2).sum(1).mean()), np.where(study.images.train_labels < 5, 1.0, -1.0)


def gradient(data: Rows, which: str, w: np.ndarray, lam: float) -> np.ndarray:
    """The gradient of ``L_D``, ``L_R`` or ``L_DA`` at ``w``."""
    weights = signs(data, which) * np.exp(-data.y * (data.x @ w))
    return lam * w - data.x.T @ (weights * data.y)


def cross_influence(data: Rows, w: np.ndarray, lam: float) -> float:
    """The spectral norm of the forget/retain cross-influence matrix at ``w`` (Appendix A of the paper).

    Entry (i, j) is ``e_i e_j y_i y_j x_i H^-1 x_j / sqrt(r f)`` for i in R, j in F, with ``e = exp(-y <w,x>)`` and H
    the Hessian of ``L_D``: what weighting j more does to the loss of i, to first order. The scaling is ours.
    """
    pulls = data.x * (data.y * np.exp(-data.y * (data.x @ w)))[:, None]
    curved = data.x * np.exp(-data.y * (data.x @ w) / 2)[:, None]
    inverse = np.linalg.inv(curved.T @ curved / len(data.y) + lam * np.eye(data.x.shape[1]))
    retain, forget = (pulls[at].T @ pulls[at] / at.sum() for at in (data.retain, ~data.retain))
    return float(np.sqrt(np.linalg.eigvals(retain @ inverse @ forget @ inverse).real.max()))


def point(data: Rows, which: str, lam: float) -> np.ndarray | None:
    """A stationary point of the loss by descent from 0; None where descent finds none."""
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            w = descend(data, which, lam)
    except UnableError:
        return None
    return w if np.isfinite(w).all() and np.abs(gradient(data, which, w, lam)).max() < 1e-4 else None


def related(study: Study, name: str) -> dict[str, Any]:
    """What the theory says of the set ``name``: distances to the oracle, sign of the first step, spectral norm.

    ``first_step``: the cosine between descent-ascent's first step from ``w_D`` and the way to ``w_R``; positive is
    toward the oracle. ``distance_DA_R`` is null where descent finds no stationary point. Observed, not proved.
    Errors: ``UnableError`` if descent does not end on L_D or L_R.
    """
    x, y = features(study)
    retain = np.ones(len(y), dtype=bool)
    retain[study.forget_set(name)] = False
    data, lam = Rows(x, y, retain), study.config.ridge
    w = {which: point(data, which, lam) for which in ("D", "R", "DA")}
    if w["D"] is None or w["R"] is None:
        raise UnableError(f"forget set {name}: descent on L_D or L_R does not end within its steps; raise the ridge")
    way, step = w["R"] - w["D"], -gradient(data, "DA", w["D"], lam)
    apart = None if w["DA"] is None else round(float(np.linalg.norm(w["DA"] - w["R"])), 8)
    return {
        "set": name,
        "ridge": lam,
        "distance_D_R": round(float(np.linalg.norm(way)), 8),
        "distance_DA_R": apart,
        "first_step": round(float(step @ way / (np.linalg.norm(step) * np.linalg.norm(way))), 6),
        "spectral_norm": round(cross_influence(data, w["D"], lam), 6),
    }
