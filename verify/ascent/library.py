"""This paper's library: its claims, with the scripts and decisions that ``verify.ascent.checks`` registers."""

from __future__ import annotations

from collections.abc import Sequence

from theory.ascent.claims import CLAIMS
from verify.prove.argument import Inference
from verify.prove.argument import argued as argued_in
from verify.prove.facts import FACTS
from verify.prove.library import Library
from verify.verdict import Evidence, Finding, Witness

LIBRARY = Library(CLAIMS, FACTS)
check = LIBRARY.check
decision = LIBRARY.decision


def argued(label: str, steps: Sequence[Inference], *more: Evidence, refuted: Witness | None = None) -> Finding:
    """As ``verify.prove.argument.argued`` in this library."""
    return argued_in(LIBRARY, label, steps, *more, refuted=refuted)
