"""Goals that follow from the hypotheses by algebra, left out."""

from __future__ import annotations

from dataclasses import replace

from verify.cover.entailment import entails
from verify.cover.question import Question


def discharged(asked: Question) -> Question | None:
    """``asked`` without the goals that algebra shows, such as that a quotient is defined; None if it shows none. The
    second reader keeps every goal, so that nothing is recorded."""
    known = asked.known()
    goals = tuple(g for g in asked.goals if not entails(known, g))
    return None if len(goals) == len(asked.goals) else replace(asked, goals=goals)
