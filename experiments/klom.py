"""KLoM, the divergence of margins (Georgiev et al. 2024, arXiv 2410.23232), in the three published conventions.

For one point, N margins of unlearned models and N of oracles become two histograms on equal bins between their joint
minimum and maximum; KLoM is ``sum P ln(P/Q)`` with Q floored at 1e-5. All three implementations bin by
``numpy.digitize``, so that a margin on the joint maximum falls in no bin and each histogram is normalised without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import beta

from theory.errors import DomainError

CLIP = 100.0
FLOOR = 1e-5
PERCENTILE = 95
CHUNK = 1024
NEAR = 1e-9  # of a bin: margins closer than this to an edge are compared with the edge itself


@dataclass(frozen=True)
class Convention:
    """What the published implementations do differently.

    ``oracle_first``: KL(oracle, unlearned), else KL(unlearned, oracle). ``bins``: their number. ``clip_second``:
    whether Q's margins are clipped as P's are. ``floor_everywhere``: Q is floored in every bin, else only where P > 0.
    ``renormalise``: Q is divided by its sum after that. ``below``: a further bin below the minimum, always empty, which
    counts in that sum.
    """

    source: str
    oracle_first: bool
    bins: int
    clip_second: bool
    floor_everywhere: bool
    renormalise: bool
    below: int = 0


CONVENTIONS = {
    "paper": Convention("data-unlearning-bench", True, 20, True, False, True),
    "georgiev": Convention("Georgiev et al.", False, 19, False, True, True, below=1),
    "easydub": Convention("EasyDUB", False, 20, True, False, False),
}
DEFAULT = "paper"


@dataclass(frozen=True)
class Klom:
    """KLoM of each point, and at which points one model alone decides it.

    ``per_point``: nats, 0 to about ln(1e5). ``stretched``: points whose joint range more than halves when one margin is
    left out: a single exploded model squeezes all others into few bins, so that a true 8.6 may read 5.0.
    """

    convention: str
    models: int
    per_point: np.ndarray
    stretched: np.ndarray

    @property
    def mean(self) -> float:
        return float(self.per_point.mean())

    @property
    def p95(self) -> float:
        """The 95th percentile over the points, interpolated linearly."""
        return float(np.percentile(self.per_point, PERCENTILE))

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % bootstrap interval of ``p95`` over the points: see ``bootstrap``."""
        return bootstrap(self.per_point)


def named(convention: str) -> Convention:
    """The convention of that name. Errors: ``DomainError``."""
    if convention not in CONVENTIONS:
        raise DomainError(f"convention {convention}: unknown; choose one of {', '.join(CONVENTIONS)}")
    return CONVENTIONS[convention]


def klom(unlearned: np.ndarray, oracle: np.ndarray, convention: str = DEFAULT) -> Klom:
    """KLoM of every point from margins of shape (models, points), in double precision.

    Where the published code divides 0 by 0, this does not: if all margins of both sides are equal, KLoM is 0; if all
    of one side lie on the joint maximum, that side keeps them, in the last bin.
    Limits: below ``floor`` the value is the noise of N samples. Errors: ``DomainError`` for other shapes, N < 2, NaN,
    infinities.
    """
    rule = named(convention)
    _check(unlearned, oracle)
    first, second = (oracle, unlearned) if rule.oracle_first else (unlearned, oracle)
    models, points = unlearned.shape
    per_point, stretched = np.empty(points), np.empty(points, dtype=bool)
    for start in range(0, points, CHUNK):
        part = slice(start, min(start + CHUNK, points))
        p = _clipped(np.asarray(first[:, part], dtype=float), True, start)
        q = _clipped(np.asarray(second[:, part], dtype=float), rule.clip_second, start)
        per_point[part], stretched[part] = _divergence(p, q, rule)
    return Klom(convention, models, per_point, stretched)


def _check(unlearned: np.ndarray, oracle: np.ndarray) -> None:
    for name, margins in (("unlearned", unlearned), ("oracle", oracle)):
        if margins.ndim != 2 or margins.dtype.kind not in "fiu":
            raise DomainError(
                f"{name} margins: {margins.ndim} axes of {margins.dtype}; give real numbers of shape (models, points)"
            )
    if unlearned.shape != oracle.shape:
        raise DomainError(
            f"margins of shape {unlearned.shape} and {oracle.shape}: must be equal; give as many unlearned models as"
            " oracles, on the same points"
        )
    models, points = unlearned.shape
    if models < 2:
        raise DomainError(f"N = {models} models a side: a distribution needs at least 2, and 80 or more to be stable")
    if points < 1:
        raise DomainError("margins of 0 points: nothing to compare; give at least one point")


def _clipped(margins: np.ndarray, clip: bool, start: int) -> np.ndarray:
    """``margins``, clipped. Errors: ``DomainError`` at the first that is not finite."""
    finite = np.isfinite(margins)
    if not finite.all():
        model, point = np.argwhere(~finite)[0]
        raise DomainError(
            f"margin {margins[model, point]} of model {model} at point {start + point}: must be finite; train that"
            " model again, or leave one model out on both sides"
        )
    return np.clip(margins, -CLIP, CLIP) if clip else margins


def _divergence(p: np.ndarray, q: np.ndarray, rule: Convention) -> tuple[np.ndarray, np.ndarray]:
    """KL of the points of one chunk, and which of them are stretched."""
    ends = [np.partition(side, (0, 1, len(side) - 2, len(side) - 1), axis=0)[[0, 1, -2, -1]] for side in (p, q)]
    joint = np.sort(np.concatenate(ends), axis=0)
    low, high = joint[0], joint[-1]
    inner = np.minimum(joint[-2] - low, high - joint[1])
    share_p, share_q = (_shares(side, low, high, rule.bins) for side in (p, q))
    some = share_p > 0
    floored = (
        np.maximum(share_q, FLOOR) if rule.floor_everywhere else np.where(some, np.maximum(share_q, FLOOR), share_q)
    )
    if rule.renormalise:
        floored = floored / (floored.sum(axis=1, keepdims=True) + rule.below * FLOOR)
    ratio = np.divide(share_p, floored, out=np.ones_like(share_p), where=some)
    return np.where(high > low, (share_p * np.log(ratio)).sum(axis=1), 0.0), inner < (high - low) / 2


def _shares(margins: np.ndarray, low: np.ndarray, high: np.ndarray, bins: int) -> np.ndarray:
    """Histograms of shape (points, bins), each of sum 1, on the half-open bins of ``numpy.linspace``."""
    models, points = margins.shape
    step = (high - low) / bins
    flat = step == 0
    scaled = (margins - low) / np.where(flat, 1, step)
    index = scaled.astype(np.intp)
    rounding = np.finfo(float).eps * np.maximum(np.abs(low), np.abs(high)) / np.where(flat, 1, step)
    model, point = np.nonzero(np.abs(scaled - np.rint(scaled)) < NEAR + 4 * rounding)
    if len(model):
        edge = np.rint(scaled[model, point]).astype(np.intp)
        at = np.where(edge == bins, high[point], edge * step[point] + low[point])
        index[model, point] = np.where(flat[point], 0, edge - (margins[model, point] < at))
    index += np.arange(points) * (bins + 1)
    counts = np.bincount(index.ravel(), minlength=points * (bins + 1)).reshape(points, bins + 1)
    only_maximum = counts[:, bins] == models
    counts[only_maximum, bins - 1] = models
    kept = counts[:, :bins]
    return kept / kept.sum(axis=1, keepdims=True)


@lru_cache
def floor(models: int, convention: str = DEFAULT, points: int = 4000, seed: int = 0) -> float:
    """The p95 of KLoM between two samples of N margins from one Gaussian: what no difference at all reads.

    Simulated at ``points`` points; KLoM does not depend on the Gaussian's mean and width. Limits: the simulation's own
    error is a few per cent; margins that are not Gaussian have a somewhat different floor.
    """
    draw = np.random.default_rng(seed).standard_normal
    return klom(draw((models, points)), draw((models, points)), convention).p95


def bootstrap(per_point: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """The bootstrap interval of the 95th percentile over points, exactly instead of by resampling.

    The k-th smallest of n draws with replacement is the j-th smallest value with j = ceil(n U), U ~ Beta(k, n + 1 - k).
    It covers which points were taken, not which models were trained: of that, ``floor`` is the measure.
    """
    ordered = np.sort(per_point)
    n = len(ordered)
    k = int(np.ceil(PERCENTILE / 100 * n))
    at = beta.ppf([(1 - level) / 2, (1 + level) / 2], k, n + 1 - k)
    low, high = np.clip(np.ceil(n * at).astype(int), 1, n) - 1
    return float(ordered[low]), float(ordered[high])
