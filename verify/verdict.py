"""The vocabulary: truth, grade, evidence, witness, verdict."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from theory.language.exact import written


class Truth(enum.Enum):
    """Three values; no implicit conversion to two."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a Truth is not a bool: compare it with HOLDS, FAILS or UNKNOWN")


class Grade(enum.IntEnum):
    """How good the evidence is; the minimum propagates. SAMPLED alone never decides."""

    SAMPLED = 0
    ENCLOSED = 1
    EXACT = 2

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Evidence:
    """What one method found, and where. ``domain`` names the set of parameters that it speaks of."""

    method: str
    truth: Truth
    grade: Grade
    domain: str
    detail: str

    def as_json(self) -> dict[str, Any]:
        return {
            "method": self.method, "truth": self.truth.value, "grade": self.grade.word,
            "domain": self.domain, "detail": self.detail,
        }  # fmt: skip


@dataclass(frozen=True)
class Witness:
    """A rational point at which the hypotheses certainly hold and the conclusion certainly fails.

    ``violation`` encloses by how much ("[mid +/- rad]"); ``unknowns`` are the enclosed stationary
    points there; ``why`` names the part of the conclusion that fails. ``enclosures``: of each variable that is not
    among ``parameters``, two exact fractions between which its equation has a solution; and ``where``: equations,
    besides the hypotheses, that it solves. Both are for the second reader alone.
    """

    parameters: dict[str, Fraction]
    violation: str
    why: str
    grade: Grade
    unknowns: dict[str, str] = field(default_factory=dict)
    enclosures: dict[str, tuple[str, str]] = field(default_factory=dict)
    where: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "parameters": {name: written(value) for name, value in self.parameters.items()},
            "violation": self.violation,
        }

    def refutes(self, how: str = "") -> str:
        """That the point refutes, and how: by what fails there, and by how much; or as ``how`` says."""
        return f"refuted at {self.sentence()}: {how or f'{self.why}, by {self.violation}'}"

    def sentence(self) -> str:
        """The point in words; where equations determine all of it, the enclosures."""
        exact = [f"{name} = {written(value)}" for name, value in self.parameters.items()]
        return ", ".join(exact or [f"{name} in {ball}" for name, ball in self.unknowns.items()])


@dataclass(frozen=True)
class Finding:
    """What a decision found of an assertion: its truth, with the evidence for it.

    ``witness``, for a FAILS, is the exact point that refutes it. The rules for the grades are those
    of claims: the ledger refuses a HOLDS without enclosed or exact evidence and a FAILS without a witness.
    """

    truth: Truth
    grade: Grade
    reason: str
    evidence: tuple[Evidence, ...]
    witness: Witness | None = None


@dataclass(frozen=True)
class ProofLine:
    """One line of a proof for a reader: number, statement, rule, premises."""

    number: int
    text: str
    rule: str
    premises: tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """The own verdict of one claim: its premises granted."""

    label: str
    truth: Truth
    grade: Grade
    domain: str
    reason: str
    evidence: tuple[Evidence, ...] = ()
    witness: Witness | None = None
    vacuity: str | None = None
    uses: tuple[str, ...] = ()
    proof: tuple[ProofLine, ...] = ()

    @property
    def word(self) -> str:
        """What a table shows: HOLDS, FAILS, UNKNOWN, VACUOUS or DEGENERATE."""
        return self.vacuity.upper() if self.vacuity else self.truth.name
