"""Which function checks which claim, and which decides which assertion."""

from __future__ import annotations

from collections.abc import Callable

from verify.prove.kernel import Proof
from verify.verdict import Finding

Script = Callable[[Proof], None]
CHECKS: dict[str, Script] = {}
Decision = Callable[[], Finding]
DECISIONS: dict[str, Decision] = {}


def check(label: str) -> Callable[[Script], Script]:
    """Registers the proof script of the claim ``label``. A script that proposes no complete proof
    decides nothing: the claim is then open to refutation only."""

    def register(script: Script) -> Script:
        CHECKS[label] = script
        return script

    return register


def decision(label: str) -> Callable[[Decision], Decision]:
    """Registers what decides the assertion ``label``, by enclosures or in exact arithmetic."""

    def register(decide: Decision) -> Decision:
        DECISIONS[label] = decide
        return decide

    return register
