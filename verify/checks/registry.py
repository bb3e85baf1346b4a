"""Which function checks which claim."""

from __future__ import annotations

from collections.abc import Callable

from verify.prove.kernel import Proof

Script = Callable[[Proof], None]
CHECKS: dict[str, Script] = {}


def check(label: str) -> Callable[[Script], Script]:
    """Registers the proof script of the claim ``label``. A script that proposes no complete proof
    decides nothing: the claim is then open to refutation only."""

    def register(script: Script) -> Script:
        CHECKS[label] = script
        return script

    return register
