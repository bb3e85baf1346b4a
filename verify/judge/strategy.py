"""Deciding a reader's claim: every way that the program has, in turn, until one settles it.

A search for a counterexample; a proof by algebra and facts; a cover of the whole domain by boxes; and, where no point
is known to meet the hypotheses, the same two for a contradiction between them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf

from flint import fmpq

from theory.claims.model import Claim
from theory.language.formula import Atom, sides
from theory.language.term import Number
from verify.checks.registry import CHECKS
from verify.confirm.solver import SECONDS
from verify.confirmed import confirmed
from verify.judge.cover import Budget, Cover, cover
from verify.judge.hunt import Hunt, Hunter
from verify.judge.question import Question, question, shifted, undischarged
from verify.judge.reason import contradictory, reason
from verify.judge.scaling import scaled
from verify.judge.sides import Box
from verify.judge.substitution import inverted, named
from verify.judge.tidy import tidied
from verify.ledger import domain, level, prove
from verify.prove import Proof, Step
from verify.verdict import Evidence, Grade, Truth, Verdict, Witness

FIRST = 60  # boxes for each way of writing the question, before any of them gets more
CUTS = (0, 1, -1, 2)
NEVER = (Atom("<", Number(1), Number(0)),)


@dataclass(frozen=True)
class Limits:
    """``boxes``: parts that covers may look at; ``bits``: their precision; ``seconds``: when to stop, None for never.

    ``confirm``: whether the second reader has to confirm what is found.

    For given boxes and bits the verdict is the same on every run that time does not stop.
    """

    boxes: int = 1500
    bits: int = 64
    seconds: float | None = None
    confirm: bool = True


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
            if self._contradictory_by_cover():
                return self._vacuous(None)
            self.tried.append("hypotheses: no point is known to meet them, and no contradiction is shown")
        proof = self._proof()
        if proof is not None:
            steps = len(proof.steps)
            evidence = Evidence("proof", Truth.HOLDS, Grade.EXACT, self.where, f"{steps} steps")
            return self._held(looked, evidence, f"proved in {steps} steps", proof)
        found, asked = self._covered(hunter)
        if isinstance(found, Witness):
            return self._refuted(found)
        if found is not None and found.complete:
            detail = f"holds on all of {found.parts} parts of {asked}; not read a second time"
            evidence = Evidence("enclosure", Truth.HOLDS, Grade.ENCLOSED, self.where, detail)
            return self._held(looked, evidence, f"enclosed on {found.parts} parts that cover the domain", None)
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

    def _contradictory_by_cover(self) -> bool:
        asked = replace(question(self.claim), goals=NEVER)
        for way in (asked, shifted(asked, False)):
            if cover(way, self._budget(FIRST)).complete:
                self.tried.append("hypotheses: contradictory, by a cover")
                return True
        return False

    def _budget(self, boxes: int) -> Budget:
        return Budget(boxes, self.limits.bits, stop=self.late)

    def _covered(self, hunter: Hunter) -> tuple[Cover | Witness | None, Question | None]:
        """A complete cover, a witness that a cover led to, or the best incomplete cover."""
        ways = self._ways()
        cuts = self._cuts()
        best: tuple[Cover, Question] | None = None
        share = max(self.limits.boxes // max(len(ways), 1), 1)
        for boxes in dict.fromkeys((min(FIRST, share), share)):
            for asked in ways:
                if self.late():
                    break
                found = cover(asked, self._budget(boxes), cuts=cuts)
                self.tried.append(_story(asked, found, boxes))
                if found.complete:
                    return found, asked
                if found.false is not None:
                    witness = hunter.within(asked, found.false)
                    if witness is not None:
                        return witness, asked
                if best is None or found.parts > best[0].parts:
                    best = found, asked
        return best or (None, None)

    def _ways(self) -> list[Question]:
        """The same question in several variables, each form once."""
        plain = undischarged(question(self.claim))
        ways = [plain, shifted(plain, False), shifted(plain, True), named(plain), shifted(named(plain), False)]
        ways += [fewer for way in ways if (fewer := scaled(way)) is not None]
        ways += [inverted(way) for way in ways]
        ways.sort(key=lambda way: len(way.box))
        return list({str((way, way.goals)): way for way in map(tidied, ways)}.values())

    def _cuts(self) -> frozenset[fmpq]:
        """Numbers of the claim, where its sides may touch."""
        nodes = (n for side in sides(*self.claim.given, self.claim.then) for n in side.nodes())
        found = dict.fromkeys(n.value for n in nodes if isinstance(n, Number) and abs(n.value) <= 10**6)
        simplest = sorted(found, key=lambda q: (q.denominator, abs(q.numerator), q))[:12]
        return frozenset((*map(fmpq, CUTS), *(fmpq(q.numerator, q.denominator) for q in simplest)))

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

    def _read(self, verdict: Verdict, steps: Sequence[Step] | None = None) -> Judged:
        """``verdict``, found by ``steps`` if by a proof, as the second reader leaves it."""
        if self.limits.confirm:
            read = confirmed(self.claim, verdict, steps, self._seconds())
            self.tried.append(f"second reader: {'no objection' if read is verdict else read.reason}")
            verdict = read
        return Judged(verdict, self.tried)

    def _vacuous(self, steps: Sequence[Step] | None) -> Judged:
        reason_ = "vacuous: its hypotheses contradict each other, proved"
        evidence = Evidence("contradiction", Truth.HOLDS, Grade.ENCLOSED, self.where, self.tried[-1])
        verdict = Verdict(
            self.claim.label, Truth.UNKNOWN, Grade.ENCLOSED, self.where, reason_, (evidence,), None, "vacuous",
            self.claim.uses,
        )  # fmt: skip
        return self._read(verdict, steps)

    def _held(self, looked: Hunt, evidence: Evidence, why: str, proof: Proof | None) -> Judged:
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
        return self._read(held, proof.steps if proof else None)

    def _degenerate(self, looked: Hunt) -> bool:
        same = level(self.claim)
        if looked.strict or same is None:
            return False
        proof = reason(same).proof
        if proof is not None and self._confirms(same, proof):
            return True
        return cover(undischarged(question(same)), self._budget(FIRST)).complete

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
        why = f"no witness among {looked.points} points and no proof: {_open(found, self.late())}"
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


def _story(asked: Question, found: Cover, boxes: int) -> str:
    if found.complete:
        return f"cover: {found.parts} parts settle {asked}"
    if found.false is not None:
        return f"cover: the conclusion certainly fails on {_box(found.false)}"
    left = f"{len(found.open)} open of at most {boxes}"
    return f"cover: {found.parts} parts settled, {left}, of {asked}; {_open(found, False)}"


def _open(found: Cover | None, late: bool) -> str:
    """Where a cover stopped, and what would help."""
    if late:
        return "stopped by --seconds; raise it"
    if found is None or not found.open:
        return "no cover was possible"
    first = found.open[0]
    if found.stuck:
        return f"undecided at {_box(first)}, where the sides touch or nearly so; exclude that place or treat it apart"
    return f"undecided on {_box(first)}; raise --boxes"


def _box(box: Box) -> str:
    return ", ".join(f"{name} in {side}" for name, side in box.items())
