"""The problems that ``affirm grid`` knows, by name."""

from __future__ import annotations

from theory.errors import DomainError
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.manifest import MANIFEST, Manifest
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.grid.problem import Problem

PROBLEMS: dict[str, Problem] = {problem.name: problem for problem in (AXIS, BLOCK)}


def problem_of(manifest: Manifest) -> Problem:
    """The problem of a run. Errors: ``DomainError`` if none is known by the name in its manifest."""
    name = manifest["problem"]
    if not isinstance(name, str) or name not in PROBLEMS:
        raise DomainError(f"{MANIFEST}: problem = {str(name)[:40]}: must be one of {', '.join(PROBLEMS)}; restore it")
    return PROBLEMS[name]
