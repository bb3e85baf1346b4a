"""The second reader of verdicts: confirms them on the claim's own formulas, by code that no engine shares.

Nothing here searches. A witness is put in again, a proof is derived again and its algebra asked of another solver, a
cover is followed again; what is not confirmed gets a reason, which says nothing against the verdict itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verify.confirm.certificate import CoverCertificate, Unread
from verify.confirm.cover import confirm_cover
from verify.confirm.refutation import confirm_witness
from verify.confirm.solver import SECONDS
from verify.confirm.steps import Recorded, confirm_proof
from verify.verdict import Truth, Verdict

if TYPE_CHECKING:
    from theory.language.claim import Claim

__all__ = ["Certificate", "Confirmation", "CoverCertificate", "Unread", "confirm"]

Certificate = CoverCertificate | Unread | Sequence[Recorded]


@dataclass(frozen=True)
class Confirmation:
    """Whether a verdict is confirmed; ``why``: by what, or why not."""

    confirmed: bool
    why: str


def confirm(
    claim: Claim,
    verdict: Verdict,
    certificate: Certificate | None = None,
    library: Callable[[str], Claim] | None = None,
    seconds: float = SECONDS,
) -> Confirmation:
    """Reads ``verdict`` of ``claim`` a second time. ``certificate``: of a HOLDS, the steps of its proof or the
    certificate of its cover. ``library``: the claims that a proof may instantiate. ``seconds``: for each question to
    the solver.

    Guarantee: where a HOLDS is confirmed, the conclusion is true wherever all hypotheses are (for a proof: if the
    claims that it instantiates hold); where a FAILS is, some point meets the hypotheses, and the conclusion is not true
    there. An UNKNOWN says nothing and is confirmed as it is.
    """
    if verdict.truth is Truth.UNKNOWN:
        return Confirmation(True, "it claims nothing")
    if verdict.truth is Truth.FAILS:
        if verdict.witness is None:
            return Confirmation(False, "there is no witness to be confirmed")
        at = verdict.witness
        return _said(confirm_witness(claim, at.parameters, at.enclosures, at.where), "the witness, put in again")
    if certificate is None or isinstance(certificate, Unread):
        return Confirmation(False, certificate.why if certificate else "there is no certificate to be confirmed")
    if isinstance(certificate, CoverCertificate):
        return _said(confirm_cover(claim, certificate), "the cover, followed again")
    return _said(confirm_proof(claim, certificate, library or _empty, seconds), "the proof, derived again, with Yices")


def _said(why_not: str, by: str) -> Confirmation:
    return Confirmation(not why_not, why_not or by)


def _empty(label: str) -> Claim:
    raise KeyError(label)
