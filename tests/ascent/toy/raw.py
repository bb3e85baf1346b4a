"""The toy written out a second time, in plain doubles from the paper's description; shares nothing with the project."""

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import root

POSITIONS, LABELS = np.array([-1.0, 1.0, 3.0, 4.0]), np.array([-1.0, 1.0, -1.0, 1.0])
COUNTS = {"D": (5, 4, 1, 4), "R": (5, 4, 1, 2), "DA": (5, 4, 1, 0)}


class RawLoss:
    """The loss for one convention, given as words: sum|mean, full|half, unit|signed."""

    def __init__(self, which, words, lam=0.1, counts=None, shift=1.0):
        mean, half, signed = words[0] == "mean", words[1] == "half", words[2] == "signed"
        self.m = np.array(counts or COUNTS[which], float)
        self.scale = 1 / self.m.sum() if mean else 1.0
        self.lam, self.signed, self.shift = lam / 2 if half else lam, signed, shift

    def output(self, w):
        s = 1 / (1 + np.exp(-(self.shift + w[0] * POSITIONS + w[1] * POSITIONS**2) / 2))
        return 2 * s - 1 if self.signed else s

    def __call__(self, w):
        return self.scale * np.sum(self.m * (self.output(w) - LABELS) ** 2) + self.lam * (w[0] ** 2 + w[1] ** 2)

    def gradient(self, w):
        out = self.output(w)
        s = (out + 1) / 2 if self.signed else out
        factor = self.scale * self.m * 2 * (out - LABELS) * s * (1 - s) / (1 if self.signed else 2)
        return np.array([np.sum(factor * POSITIONS), np.sum(factor * POSITIONS**2)]) + 2 * self.lam * np.asarray(w)

    def stationary(self, starts=60, seed=0):
        """Zeros of the gradient found by Newton-like solves from random starts, distinct ones."""
        draw, found = np.random.default_rng(seed), []
        for _ in range(starts):
            start = draw.normal(size=2) * 10 ** draw.uniform(-1, 0.7)
            with np.errstate(over="ignore"):
                solved = root(self.gradient, start)
            w = solved.x
            solves = np.abs(self.gradient(w)).max() < 1e-9 and np.abs(w).max() < 1e3
            if solves and all(np.hypot(*(w - other)) > 1e-4 for other in found):
                found.append(w)
        return found

    def flow(self, start, time):
        return solve_ivp(lambda _, w: -self.gradient(w), (0, time), start, rtol=1e-8, method="LSODA").y[:, -1]
