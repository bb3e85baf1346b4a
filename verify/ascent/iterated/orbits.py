"""Orbits of the iterated method on two correlated axes, in doubles, from random parameters and starts.

Their exponential is the same on every processor: an orbit that keeps moving forgets its start, and the counts would
follow the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from verify.values.portable import exp

SEED = 20260927
ROUNDS = 3000
WIDE = 1e6  # beyond it an orbit counts as having left
SETTLED = 1e-6


@dataclass(frozen=True)
class Observed:
    """How many orbits were run, stayed within ``WIDE``, settled; ``left`` did not stay or overflowed."""

    number: int
    settled: int
    moving: int
    left: int


def rounds(
    w: np.ndarray,
    retain: np.ndarray,
    forget: np.ndarray,
    p: np.ndarray,
    q: np.ndarray,
    lam: np.ndarray,
    eta: np.ndarray,
) -> np.ndarray:
    """One round for each row of ``w``: descent on p e^-<w,retain>, ascent on q e^-<w,forget>, the ridge drawing
    toward 0 in both steps. All labels are +1; the features are rows as well."""
    for features, share, sign in ((retain, p, 1.0), (forget, q, -1.0)):
        pull = share * exp(-(w * features).sum(axis=1))
        w = w + eta[:, None] * (sign * pull[:, None] * features - lam[:, None] * w)
    return w


def observe(number: int, seed: int = SEED, most_rate: float = 1.0) -> Observed:
    """Runs ``number`` orbits of ``ROUNDS`` rounds on the block of samples (1, eps) and (eps, 1).

    Shares in [0.05, 1], eps in [0.05, 0.95], lam from 0.01 to 10, eta lam up to ``most_rate``, starts in
    [-3, 3]^2. Limits: doubles; an orbit whose exponentials overflow counts as left, whether it returns or not.
    """
    rng = np.random.default_rng(seed)
    eps, p, q = (rng.uniform(0.05, top, number) for top in (0.95, 1.0, 1.0))
    lam = 10 ** rng.uniform(-2, 1, number)
    eta = rng.uniform(0.01, most_rate, number) / lam
    retain, forget = np.stack([np.ones(number), eps], axis=1), np.stack([eps, np.ones(number)], axis=1)
    w = rng.uniform(-3, 3, (number, 2))
    gone = np.zeros(number, dtype=bool)
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            before = w
            w = rounds(w, retain, forget, p, q, lam, eta)
            gone |= ~(np.abs(w).max(axis=1) < WIDE)
            w = np.where(gone[:, None], 0.0, w)
        still = np.abs(w - before).max(axis=1) < SETTLED * (1 + np.abs(w).max(axis=1))
    settled = int((still & ~gone).sum())
    return Observed(number, settled, number - settled - int(gone.sum()), int(gone.sum()))
