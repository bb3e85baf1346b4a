"""Deciding a reader's claim: every way that the program has, in turn, until one settles it.

A search for a counterexample; a proof by algebra and facts; a cover of the whole domain by boxes; and, where no point
is known to meet the hypotheses, the same two for a contradiction between them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf

from theory.language.claim import Claim
from verify.confirm import Certificate, CoverCertificate
from verify.confirm.solver import SECONDS
from verify.confirm.verdicts import confirmed
from verify.cover.covers import Covered, Coverer, Limits, where_open
from verify.cover.division import Cover
from verify.cover.question import question, undischarged
from verify.ledger.decided import domain, level, prove
from verify.prove import Proof
from verify.prove.proposals import contradictory, reason
from verify.prove.registry import CHECKS
from verify.refute.search import Hunt, Hunter
from verify.verdict import Evidence, Grade, Truth, Verdict, Witness

__all__ = ["Judge", "Judged", "Limits", "decide", "undecided"]


@dataclass
class Judged:
    """A verdict, and what was tried on the way to it. ``fault``: the verdict is UNKNOWN because two ways contradict
    each other, which is an error of this program."""

    verdict: Verdict
    tried: list[str] = field(default_factory=list)
    fault: bool = False


class Judge:
    """One claim before the judge."""

    def __init__(self, claim: Claim, limits: Limits) -> None:
        self.claim, self.limits = claim, limits
        self.where = domain(claim)
        self.tried: list[str] = []
        self.coverer = Coverer(claim, limits, self.late, self.tried)
        self.deadline = inf if limits.seconds is None else time.monotonic() + limits.seconds

    def late(self) -> bool:
        return time.monotonic() > self.deadline

    def decide(self) -> Judged:
        """HOLDS by a proof or by a cover of the whole domain, FAILS by a certified witness, else UNKNOWN; UNKNOWN too,
        with ``fault``, if a proof and a witness are both found."""
        hunter = Hunter(self.claim)
        looked = hunter.hunt()
        self.tried.append(
            f"search: witness at {looked.witness.sentence()}" if looked.witness
            else f"search: {looked.points} points met the hypotheses, none violates the conclusion"
        )  # fmt: skip
        if looked.witness is not None:
            return self._refuted(looked.witness)
        if looked.example is None:
            contradiction = self._contradictory()
            if contradiction is not None:
                return self._vacuous(contradiction.steps)
            empty = self.coverer.contradictory()
            if empty is not None:
                return self._vacuous(empty.certificate)
            self.tried.append("hypotheses: no point is known to meet them, and no contradiction is shown")
        proof = self._proof()
        if proof is not None:
            steps = len(proof.steps)
            evidence = Evidence("proof", Truth.HOLDS, Grade.EXACT, self.where, f"{steps} steps")
            return self._held(looked, evidence, f"proved in {steps} steps", proof)
        found = self.coverer.covered(hunter)
        if isinstance(found, Witness):
            return self._refuted(found)
        if isinstance(found, Covered):
            detail = f"holds on all of {found.cover.parts} parts of {found.asked}"
            detail += f"; not read a second time: {found.unread}" if found.unread else ""
            evidence = Evidence("enclosure", Truth.HOLDS, Grade.ENCLOSED, self.where, detail)
            why = f"enclosed on {found.cover.parts} parts that cover the domain"
            return self._held(looked, evidence, why, None, found.certificate)
        return self._unknown(looked, found)

    def _proof(self) -> Proof | None:
        """A proof by the steps that the ledger proposes for a claim of this label, each of them checked on this claim;
        else one by algebra and facts."""
        script = CHECKS.get(self.claim.label)
        if script is not None:
            proof, why = prove(self.claim, script)
            self.tried.append(f"the ledger's steps for {self.claim.label}: {'proved' if proof else why}")
            if proof is not None:
                return proof
        proved = reason(self.claim)
        self.tried.append(f"algebra and facts: {'proved' if proved.proof else 'not proved'}, stage {proved.stages}")
        return proved.proof

    def _contradictory(self) -> Proof | None:
        """A proof that the hypotheses contradict each other."""
        proof = prove(replace(self.claim, conclusion="1 < 0"), CHECKS.get(self.claim.label))[0]
        if proof is not None:
            self.tried.append("hypotheses: contradictory, by the ledger's steps")
            return proof
        proof = contradictory(self.claim)
        if proof is not None:
            self.tried.append("hypotheses: contradictory, by algebra and facts")
        return proof

    def _refuted(self, witness: Witness) -> Judged:
        if reason(self.claim, 2).proof is not None:
            both = f"affirm contradicts itself: proved, and refuted at {witness.sentence()}; report this"
            return undecided(self.claim, both, self.tried, fault=True)
        why = f"refuted at {witness.sentence()}: {witness.why}, by {witness.violation}"
        if witness.parameters and witness.unknowns:
            why += "; " + ", ".join(f"{name} in {ball}" for name, ball in witness.unknowns.items())
        evidence = Evidence("witness", Truth.FAILS, witness.grade, witness.sentence(), witness.violation)
        verdict = Verdict(self.claim.label, Truth.FAILS, witness.grade, self.where, why, (evidence,), witness)
        return self._read(replace(verdict, uses=self.claim.uses))

    def _read(self, verdict: Verdict, by: Certificate | None = None) -> Judged:
        """``verdict``, found ``by`` a proof's steps or a cover, as the second reader leaves it."""
        if self.limits.confirm:
            read = confirmed(self.claim, verdict, by, self._seconds())
            self.tried.append(f"second reader: {'no objection' if read is verdict else read.reason}")
            verdict = read
        return Judged(verdict, self.tried)

    def _vacuous(self, by: Certificate | None) -> Judged:
        reason_ = "vacuous: its hypotheses contradict each other, proved"
        evidence = Evidence("contradiction", Truth.HOLDS, Grade.ENCLOSED, self.where, self.tried[-1])
        verdict = Verdict(
            self.claim.label, Truth.UNKNOWN, Grade.ENCLOSED, self.where, reason_, (evidence,), None, "vacuous",
            self.claim.uses,
        )  # fmt: skip
        return self._read(verdict, by)

    def _held(
        self, looked: Hunt, evidence: Evidence, why: str, proof: Proof | None, by: CoverCertificate | None = None
    ) -> Judged:
        uses = tuple(sorted({*self.claim.uses, *(proof.instantiated if proof else ())}))
        evidences, lines = (evidence, self._samples(looked)), proof.lines() if proof else ()
        held = Verdict(
            self.claim.label, Truth.HOLDS, evidence.grade, self.where, why, evidences, uses=uses, proof=lines
        )
        if looked.example is None:
            doubt = f"{why}, but no point is known that meets its hypotheses; it may be vacuous: give one"
            held = replace(held, truth=Truth.UNKNOWN, grade=Grade.SAMPLED, reason=doubt)
        elif self._degenerate(looked):
            equal = "degenerate: its hypotheses hold only where both sides are equal, proved"
            held = replace(held, vacuity="degenerate", reason=equal)
        return self._read(held, proof.steps if proof else by)

    def _degenerate(self, looked: Hunt) -> bool:
        same = level(self.claim)
        if looked.strict or same is None:
            return False
        proof = reason(same).proof
        if proof is not None and self._confirms(same, proof):
            return True
        asked = undischarged(question(same))
        found = self.coverer.cover(asked)
        if not found.complete:
            return False
        read = self.coverer.read_again(same, asked, found)
        return read.confirmed or read.certificate is None

    def _confirms(self, claim: Claim, proof: Proof) -> bool:
        """Whether the second reader confirms ``proof`` of ``claim``, where it has to."""
        held = Verdict(claim.label, Truth.HOLDS, Grade.EXACT, self.where, "proved")
        return not self.limits.confirm or confirmed(claim, held, proof.steps, self._seconds()) is held

    def _seconds(self) -> float:
        """What the second reader has for a question."""
        return min(SECONDS, max(self.deadline - time.monotonic(), 1.0))

    def _samples(self, looked: Hunt) -> Evidence:
        met = f"{looked.points} points that meet the hypotheses"
        return Evidence("samples", Truth.UNKNOWN, Grade.SAMPLED, met, "no violation observed")

    def _unknown(self, looked: Hunt, found: Cover | None) -> Judged:
        why = f"no witness among {looked.points} points and no proof: {where_open(found, self.late())}"
        verdict = Verdict(
            self.claim.label, Truth.UNKNOWN, Grade.SAMPLED, self.where, why, (self._samples(looked),), None, None,
            self.claim.uses,
        )  # fmt: skip
        return Judged(verdict, self.tried)


def decide(claim: Claim, limits: Limits) -> Judged:
    """As ``Judge.decide``."""
    return Judge(claim, limits).decide()


def undecided(claim: Claim, why: str, tried: Sequence[str] = (), fault: bool = False) -> Judged:
    """The UNKNOWN verdict on a claim that could not be judged to the end."""
    verdict = Verdict(claim.label, Truth.UNKNOWN, Grade.SAMPLED, domain(claim), why, uses=claim.uses)
    return Judged(verdict, [*tried, why], fault)
