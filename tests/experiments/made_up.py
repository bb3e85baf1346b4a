"""Margins made up so that the truth is known: 100 oracles, and what a method left of 100 pre-trained networks.

Oracles are standard normal at every point, with a part that a network has in common at all points. Pre-trained networks
lie ``memory`` higher on F. Nothing here is trained.
"""

from dataclasses import replace

import numpy as np

from experiments import config
from experiments.forget import ForgetSet
from experiments.outcomes import Measured
from experiments.results import floored, halves, splits

SIZES = {"forget": 10, "retain": 100, "validation": 100}
NAMES = ("random-10", "pc1-top-10", "pc2-top-10")
BASE = config.parse(config.text("cpu"))
TOLERANCES = BASE.verdicts | {
    "exp-dichotomy": {"middle": 0.1, "least": 2},
    "exp-difficulty-pc1": {"pc1": ["pc1-top-10"]},
    "exp-difficulty-pc2": {"pc2": ["pc2-top-10"], "cost": 0.35},
    "exp-difficulty-random": {"pc1": ["pc1-top-10"], "pc2": ["pc2-top-10"], "random": ["random-10"]},
    "exp-easy-data-close": {"close": 5.0, "expected": {"random-10": 2.72}},
    "exp-easy-data-numbers": {"within": 1.0, "models": 100, "expected": {"random-10": 2.72}},
}


class World:
    """A data set with its oracles and pre-trained networks, in which methods leave what they are told to leave."""

    def __init__(self, models=100, memory=6.0, harm=0.0, seed=0, **bounds):
        sets = tuple(ForgetSet(name, "random", 10) for name in NAMES)
        self.rng, self.models = np.random.default_rng(seed), models
        self.config = replace(
            BASE, models=models, sets=sets, verdicts=TOLERANCES, bounds=replace(BASE.bounds, **bounds)
        )
        self.shift = np.repeat([memory, harm, harm], list(SIZES.values()))
        self.oracle, self.start = self.networks(), self.networks() + self.shift
        self.rows = [self.row(name, "nothing", 0.0, 0, self.start) for name in NAMES]

    def networks(self):
        """Networks that are as the oracles."""
        common = 0.1 * self.rng.standard_normal((self.models, 1))
        return common + self.rng.standard_normal((self.models, sum(SIZES.values())))

    def left(self, what):
        """Margins of networks: "same", "perfect", "broken", "half", "limit" (half the start's p95) or "exploded"."""
        forget = np.arange(sum(SIZES.values())) < SIZES["forget"]
        if what == "same":
            return self.start + 0.01 * self.rng.standard_normal(self.start.shape)
        if what == "exploded":
            margins = self.networks() + np.where(forget, 1.0, 0.0)
            margins[:2] = 100.0
            return margins
        shift = {"perfect": 0.0, "broken": -6.0, "half": 3.0, "limit": 1.85}[what]
        return self.networks() + (shift if what == "broken" else np.where(forget, shift, 0.0))

    def row(self, name, method, lr, epoch, margins, cost=0.1):
        exploded = int((~np.isfinite(margins)).any(axis=1).sum())
        klom = {} if exploded else splits(margins, self.oracle, SIZES, "paper")
        return {
            "set": name, "method": method, "lr": lr, "epoch": epoch, "cost": cost, "exploded": exploded, "klom": klom,
            "run": f"{method}-lr{lr:g}",
        }  # fmt: skip

    def did(self, method, what, names=NAMES, epoch=1, cost=0.1):
        """``method`` left, at each rate of the dictionary ``what``, networks of that kind on the sets ``names``."""
        for lr, kind in what.items():
            margins = self.left(kind)
            self.rows += [self.row(name, method, lr, epoch, margins, cost) for name in names]
        return self

    def measured(self):
        own = floored(halves(self.oracle, SIZES, "paper"), self.config)
        return Measured(self.config, self.rows, [], [], [{"set": name} | own for name in NAMES])
