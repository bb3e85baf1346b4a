"""What the proof of a claim rests on: the claims that its script instantiates, directly and by way of others."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import cache

from theory.ascent.claims import CLAIMS, FORMAL
from theory.language.formula import TRUE, Formula
from verify.prove.kernel import Proof, ProofError
from verify.prove.registry import CHECKS


class _Outline(Proof):
    """A script's steps with nothing discharged, to see what it instantiates. It is never done, so it proves nothing."""

    def _entail(self, goal: Formula, premises: Sequence[int], what: str, where: Formula = TRUE) -> None:
        """Leaves the algebra undone."""

    def numeric(self, text: str) -> int:
        return self._add("numeric", self._formula(text), "not looked at")

    def conclude(self, by: Sequence[int] | None = None, **solution: str) -> None:
        """Ends the outline."""


@cache
def instantiated(label: str) -> frozenset[str]:
    """The claims that the script of ``label`` instantiates, and those that its statement says it uses."""
    used = frozenset(CLAIMS[label].uses) if label in CLAIMS else frozenset()
    if label not in FORMAL or label not in CHECKS:
        return used
    outline = _Outline(FORMAL[label], FORMAL.__getitem__)
    with contextlib.suppress(ProofError):  # where the script breaks off, a proof does too
        CHECKS[label](outline)
    return used | outline.instantiated


@cache
def rests(label: str) -> frozenset[str]:
    """All labels on which ``label`` rests; itself among them only where it rests on itself in a circle."""
    found: set[str] = set()
    waiting = [label]
    while waiting:
        new = instantiated(waiting.pop()) - found
        found |= new
        waiting += new
    return frozenset(found)
