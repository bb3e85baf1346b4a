"""Arguments: chains of steps in words, each resting on claims that the kernel proves.

A formula of the grammar has no sum over outcomes and no independence. What needs them is argued
step by step: every inequality is a claim, proved here again when the argument is made, and every
other ground is an axiom that the verdict names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from theory.ascent.claims import CLAIMS, FORMAL, Assertion, Statement
from theory.errors import LedgerError
from verify.prove.kernel import Proof, ProofError
from verify.prove.registry import CHECKS, DECISIONS
from verify.prove.rests import rests
from verify.verdict import Evidence, Finding, Grade, Truth, Witness


@dataclass(frozen=True)
class Step:
    """One step: what it says, and the labels of the claims and axioms on which it rests."""

    says: str
    by: tuple[str, ...]


def argued(label: str, steps: Sequence[Step], *more: Evidence, refuted: Witness | None = None) -> Finding:
    """HOLDS for the assertion ``label`` if each claim that a step rests on is proved by the kernel;
    UNKNOWN, naming the step, if one is not. ``more`` is evidence by other methods. With ``refuted``, the
    steps argue that the assertion FAILS at that exact point.

    Guarantee: the steps rest on exactly the claims that the assertion says it uses, so that its whole
    verdict depends on all of them. Limits: that the steps together give the assertion is for the reader to
    follow. Errors: ``LedgerError`` if the labels differ, or if a step rests on nothing.
    """
    assertion = CLAIMS[label]
    named = {used for step in steps for used in step.by}
    if named != set(assertion.uses) or not all(step.by for step in steps):
        raise LedgerError(
            f"{label}: its argument rests on {sorted(named)}, but it says that it uses {sorted(assertion.uses)}; make"
            " the two equal and give every step a ground"
        )
    for number, step in enumerate(steps, 1):
        for used in step.by:
            missing = _missing(used)
            if missing:
                reason = f"step {number} of the argument rests on {used}, which is not proved: {missing}"
                return Finding(Truth.UNKNOWN, Grade.SAMPLED, reason, more)
    said = "; ".join(f"{k}. {step.says} [{', '.join(step.by)}]" for k, step in enumerate(steps, 1))
    if refuted is not None:
        seen = Evidence("argument", Truth.FAILS, refuted.grade, refuted.sentence(), said)
        reason = f"refuted at {refuted.sentence()}: {refuted.why}, by {refuted.violation}"
        return Finding(Truth.FAILS, refuted.grade, reason, (seen, *more), refuted)
    evidence = Evidence("argument", Truth.HOLDS, Grade.EXACT, _domain(assertion), said)
    return Finding(Truth.HOLDS, Grade.EXACT, f"argued in {len(steps)} steps", (evidence, *more))


def _domain(assertion: Statement) -> str:
    if not isinstance(assertion, Assertion):
        raise LedgerError(f"{assertion.label}: an argument is for an assertion; a formula needs a proof")
    return assertion.domain


def _missing(label: str) -> str:
    """Why the claim ``label`` is not proved, or the assertion not argued; empty if it is, or if it is an axiom."""
    if CLAIMS[label].kind == "axiom":
        return ""
    if label in rests(label):
        return "it rests on itself, in a circle"
    if label in DECISIONS:
        found = DECISIONS[label]()
        return "" if found.truth is Truth.HOLDS else found.reason
    if label not in FORMAL or label not in CHECKS:
        return "there is no proof script for it"
    return _failure(label)


@cache
def _failure(label: str) -> str:
    try:
        proof = Proof(FORMAL[label], FORMAL.__getitem__, rests=rests)
        CHECKS[label](proof)
    except ProofError as error:
        return str(error)
    if not proof.done:
        return "its proof does not reach the conclusion"
    missing = ((used, _missing(used)) for used in sorted(proof.instantiated))
    return next((f"its proof uses {used}, which is not proved: {why}" for used, why in missing if why), "")
