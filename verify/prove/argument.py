"""Arguments: chains of steps in words, each resting on claims that the kernel proves.

A formula of the grammar has no sum over outcomes and no independence. What needs them is argued
step by step: every inequality is a claim, proved here again when the argument is made, and every
other ground is an axiom that the verdict names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from theory.errors import LedgerError
from theory.language.claim import Assertion, Statement
from verify.prove.library import Library
from verify.verdict import Evidence, Finding, Grade, Truth, Witness


@dataclass(frozen=True)
class Inference:
    """One step of an argument: what it says, and the labels of the claims and axioms on which it rests."""

    says: str
    by: tuple[str, ...]


def argued(
    library: Library, label: str, steps: Sequence[Inference], *more: Evidence, refuted: Witness | None = None
) -> Finding:
    """HOLDS for the assertion ``label`` of ``library`` if each claim that a step rests on is proved by the kernel;
    UNKNOWN, naming the step, if one is not. ``more`` is evidence by other methods. With ``refuted``, the
    steps argue that the assertion FAILS at that exact point.

    Guarantee: the steps rest on exactly the claims that the assertion says it uses, so that its whole
    verdict depends on all of them. Limits: that the steps together give the assertion is for the reader to
    follow. Errors: ``LedgerError`` if the labels differ, or if a step rests on nothing.
    """
    assertion = library.statements[label]
    named = {used for step in steps for used in step.by}
    if named != set(assertion.uses) or not all(step.by for step in steps):
        raise LedgerError(
            f"{label}: its argument rests on {sorted(named)}, but it says that it uses {sorted(assertion.uses)}; make"
            " the two equal and give every step a ground"
        )
    for number, step in enumerate(steps, 1):
        for used in step.by:
            missing = _missing(library, used)
            if missing:
                reason = f"step {number} of the argument rests on {used}, which is not proved: {missing}"
                return Finding(Truth.UNKNOWN, Grade.SAMPLED, reason, more)
    said = "; ".join(f"{k}. {step.says} [{', '.join(step.by)}]" for k, step in enumerate(steps, 1))
    if refuted is not None:
        seen = Evidence("argument", Truth.FAILS, refuted.grade, refuted.sentence(), said)
        return Finding(Truth.FAILS, refuted.grade, refuted.refutes(), (seen, *more), refuted)
    evidence = Evidence("argument", Truth.HOLDS, Grade.EXACT, _domain(assertion), said)
    return Finding(Truth.HOLDS, Grade.EXACT, f"argued in {len(steps)} steps", (evidence, *more))


def _domain(assertion: Statement) -> str:
    if not isinstance(assertion, Assertion):
        raise LedgerError(f"{assertion.label}: an argument is for an assertion; a formula needs a proof")
    return assertion.domain


def _missing(library: Library, label: str) -> str:
    """Why the claim ``label`` is not proved, or the assertion not argued; empty if it is, or if it is an axiom."""
    if library.statements[label].kind == "axiom":
        return ""
    if label in library.rests(label):
        return "it rests on itself, in a circle"
    if label in library.decisions:
        found = library.decisions[label]()
        return "" if found.truth is Truth.HOLDS else found.reason
    if label not in library.claims or label not in library.scripts:
        return "there is no proof script for it"
    return _failure(library, label)


@cache
def _failure(library: Library, label: str) -> str:
    proof, why = library.prove(library.claim(label), library.scripts[label])
    if proof is None:
        return why
    missing = ((used, _missing(library, used)) for used in sorted(proof.instantiated))
    return next((f"its proof uses {used}, which is not proved: {why}" for used, why in missing if why), "")
