"""The rules by the statement's label: what decides it, its tolerances, the methods that each get a verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from experiments.outcomes import Measured
from experiments.rules import methods, models
from experiments.rules.counting import Found, Tolerances

ASCENDING = ("GA", "GA-frozen", "GDA", "SCRUB")


class Rule(NamedTuple):
    """How a statement is decided, the tolerances that it needs, and the methods of which each gets its own verdict."""

    decide: Callable[[Measured, Tolerances, str], Found]
    needs: frozenset[str]
    methods: tuple[str, ...] = ()


RULES = {
    "exp-dichotomy": Rule(methods.dichotomy, frozenset({"middle", "least"}), ("GA", "GA-frozen", "GDA")),
    "exp-illusion": Rule(methods.illusion, frozenset({"set"}), ("GA", "GA-frozen")),
    "exp-difficulty-pc1": Rule(methods.never, frozenset({"pc1"}), ("GA", "GA-frozen", "GDA")),
    "exp-difficulty-pc2": Rule(methods.helps, frozenset({"pc2", "cost"}), ("GDA",)),
    "exp-difficulty-random": Rule(methods.order, frozenset({"pc1", "pc2", "random"}), ("GDA",)),
    "exp-pretrain-gap": Rule(models.gap, frozenset({"low", "high"})),
    "exp-easy-data-close": Rule(models.close, frozenset({"close", "expected"})),
    "exp-easy-data-numbers": Rule(models.numbers, frozenset({"within", "expected", "models"})),
    "exp-models-needed": Rule(models.needed, frozenset({"stable", "change"})),
    "exp-scrub": Rule(methods.scrub, frozenset({"share"}), ("SCRUB",)),
    "exp-cross-influence": Rule(models.cross, frozenset({"p"}), ("GDA",)),
}
