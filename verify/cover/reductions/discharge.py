"""Goals that follow from the hypotheses by algebra, left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from verify.cover.entailment import entails
from verify.cover.question import Question

MOST = 12  # goals that z3 is asked about, each of which may take seconds; the cover shows the others, or does not


def discharged(asked: Question, late: Callable[[], bool] = lambda: False) -> Question | None:
    """``asked`` without the goals that algebra shows, such as that a quotient is defined; None if it shows none. Only
    the first ``MOST`` are put to it, and none once ``late`` says so. The second reader keeps every goal, so that
    nothing is recorded."""
    known = asked.known()
    goals = tuple(g for k, g in enumerate(asked.goals) if k >= MOST or late() or not entails(known, g))
    return None if len(goals) == len(asked.goals) else replace(asked, goals=goals)
