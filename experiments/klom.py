"""KLoM, the divergence of margins (Georgiev et al. 2024, arXiv 2410.23232), in the three published conventions.

For one point, N margins of unlearned models and N of oracles become two histograms on equal bins between their joint
minimum and maximum; KLoM is ``sum P ln(P/Q)`` with Q floored at 1e-5. All three implementations bin by
``numpy.digitize``, so that a margin on the joint maximum falls in no bin and each histogram is normalised without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import beta

from experiments.binning import closed_shares, shares
from theory.errors import DomainError

CLIP = 100.0
FLOOR = 1e-5
PERCENTILE = 95
CHUNK = 1024


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
    """KLoM of each point in a published convention and on robust bins, and where the published bins are stretched.

    ``per_point``: nats, 0 to about ln(1e5). ``robust``: the same divergence on as many equal bins over the oracles'
    inner fences (quartiles less and plus 1.5 times their distance), the margins beyond in the first and last bin: a few
    exploded models cannot move these bins. Its values and its floor are not those of the convention.
    ``stretched``: points whose published range is more than twice that between the oracles' inner fences although the
    two sides overlap: the bins are then too coarse to show the oracles, and a true 1.94 may read 0.16. One exploded
    model or any number of them does it; so do sides that overlap but are far apart or very unequal in width.
    """

    convention: str
    models: int
    per_point: np.ndarray
    stretched: np.ndarray
    robust: np.ndarray

    @property
    def mean(self) -> float:
        return float(self.per_point.mean())

    @property
    def p95(self) -> float:
        """The 95th percentile over the points, interpolated linearly."""
        return percentile(self.per_point)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % bootstrap interval of ``p95`` over the points: see ``bootstrap``."""
        return bootstrap(self.per_point)


def percentile(per_point: np.ndarray) -> float:
    """The 95th percentile, interpolated linearly between the two nearest points."""
    return float(np.percentile(per_point, PERCENTILE))


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
    models, points = unlearned.shape
    per_point, robust, stretched = np.empty(points), np.empty(points), np.empty(points, dtype=bool)
    for start in range(0, points, CHUNK):
        part = slice(start, min(start + CHUNK, points))
        o = _finite(oracle[:, part], start)
        u = _finite(unlearned[:, part], start)
        low, high = _fences(o)
        robust[part] = _divergence(*_ordered(closed_shares, u, o, low, high, rule), rule)
        u, o = _clipped(u, o, rule)
        least, most = np.minimum(u.min(0), o.min(0)), np.maximum(u.max(0), o.max(0))
        per_point[part] = np.where(most > least, _divergence(*_ordered(shares, u, o, least, most, rule), rule), 0.0)
        apart = (u.max(0) < o.min(0)) | (o.max(0) < u.min(0))
        stretched[part] = (most - least > 2 * (high - low)) & ~apart
    return Klom(convention, models, per_point, stretched, robust)


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


def _finite(margins: np.ndarray, start: int) -> np.ndarray:
    """``margins`` as floats of their own precision. Errors: ``DomainError`` at the first that is not finite."""
    finite = np.isfinite(margins)
    if not finite.all():
        model, point = np.argwhere(~finite)[0]
        raise DomainError(
            f"margin {margins[model, point]} of model {model} at point {start + point}: must be finite; train that"
            " model again, or leave one model out on both sides"
        )
    return np.asarray(margins, dtype=np.result_type(margins.dtype, np.float16))


def _clipped(unlearned: np.ndarray, oracle: np.ndarray, rule: Convention) -> tuple[np.ndarray, np.ndarray]:
    """Both sides clipped as the convention does."""
    first = (oracle, unlearned) if rule.oracle_first else (unlearned, oracle)
    p = np.clip(first[0], -CLIP, CLIP)
    q = np.clip(first[1], -CLIP, CLIP) if rule.clip_second else first[1]
    return (q, p) if rule.oracle_first else (p, q)


def _fences(oracle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The oracles' inner fences at each point, a small distance apart at least."""
    at = (len(oracle) - 1) // 4
    quartiles = np.sort(oracle.T.astype(float), axis=1)[:, [at, -1 - at]].T
    reach = 1.5 * (quartiles[1] - quartiles[0]) + 1e-6 * (1 + np.abs(quartiles).max(0))
    return quartiles[0] - reach, quartiles[1] + reach


def _ordered(
    binned: Callable[[np.ndarray, np.ndarray, np.ndarray, int], np.ndarray],
    unlearned: np.ndarray,
    oracle: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    rule: Convention,
) -> tuple[np.ndarray, np.ndarray]:
    """P and Q in the convention's order, on its number of bins from ``low`` to ``high``."""
    kind = np.result_type(unlearned, oracle, low)
    sides = (oracle, unlearned) if rule.oracle_first else (unlearned, oracle)
    p, q = (binned(side.astype(kind, copy=False), low, high, rule.bins) for side in sides)
    return p, q


def _divergence(p: np.ndarray, q: np.ndarray, rule: Convention) -> np.ndarray:
    """KL of each point's histograms, Q floored by the convention."""
    some = p > 0
    floored = np.maximum(q, FLOOR) if rule.floor_everywhere else np.where(some, np.maximum(q, FLOOR), q)
    if rule.renormalise:
        floored = floored / (floored.sum(axis=1, keepdims=True) + rule.below * FLOOR)
    ratio = np.divide(p, floored, out=np.ones_like(p), where=some)
    return np.asarray((p * np.log(ratio)).sum(axis=1))


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
