"""Whether a formula follows from others by algebra, as z3 shows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from theory.errors import UnableError
from theory.language.formula import Formula, sides
from verify.prove.encode import Encoder, nested_roots
from verify.prove.solver import SolverError, unsatisfiable

RESOURCES = 300_000
MOST_NESTED = 3  # roots in one another
LARGEST = 600  # parts of what is put to z3 here


def entails(given: Iterable[Formula], goal: Formula) -> bool:
    """Whether z3 shows that ``goal`` is true where all of ``given`` are; transcendental terms are opaque to it. Long
    formulas are not tried."""
    return _entails(tuple(given), goal)


@lru_cache(2**12)
def _entails(given: tuple[Formula, ...], goal: Formula) -> bool:
    if sum(side.size for side in sides(*given, goal)) > LARGEST or nested_roots(*given, goal) > MOST_NESTED:
        return False
    encoder = Encoder()
    try:
        facts = [encoder.formula(f) for f in given]
        unsatisfiable(encoder.script(*facts, f"(not {encoder.formula(goal)})"), RESOURCES)
    except (SolverError, UnableError):
        return False
    return True
