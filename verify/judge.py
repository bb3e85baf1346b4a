"""The judge: what a verdict needs, and every verdict with its sentence.

HOLDS needs a proof, or a cover of the whole domain; FAILS a certified witness; VACUOUS a contradiction between the
hypotheses; DEGENERATE a proof that both sides are equal wherever they hold. All else is UNKNOWN, and says why. Claims
differ only in what is proposed for them: where a witness is looked for, which steps a proof may have, what else speaks
for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from math import inf

from theory.language.claim import Claim, symbol
from theory.language.formula import And, Atom
from theory.language.grammar import GrammarError, parse_term
from theory.language.term import is_integer
from verify.confirm import Certificate, Unread
from verify.confirm.solver import SECONDS
from verify.confirm.verdicts import confirmed
from verify.cover.covers import Covered, Coverer, Limits, where_open
from verify.cover.reductions.discharge import discharged
from verify.cover.ways import posed
from verify.prove import Proof
from verify.prove.library import Library, Script
from verify.prove.proposals import reason
from verify.refute.search import Looked, Search
from verify.values.evaluate import holds
from verify.verdict import Evidence, Grade, Truth, Verdict, Witness

__all__ = ["Judge", "Judged", "Limits", "Proposals", "decide", "domain", "level", "undecided"]


@dataclass(frozen=True)
class Proposals:
    """What is proposed for a claim. library: the claims that a proof may instantiate. search: where a witness is looked
    for. script: steps of a proof; without one, or where it proves nothing, and if ``open``, algebra, facts and covers
    are tried. further: evidence by other methods, which decides nothing."""

    library: Library
    search: Callable[[Claim], Search]
    script: Script | None = None
    open: bool = True
    further: tuple[Callable[[Claim], Evidence], ...] = ()


@dataclass
class Judged:
    """A verdict, and what was tried on the way to it. ``fault``: the verdict is UNKNOWN because two ways contradict
    each other, which is an error of this program."""

    verdict: Verdict
    tried: list[str] = field(default_factory=list)
    fault: bool = False


class Judge:
    """One claim before the judge."""

    def __init__(self, claim: Claim, proposals: Proposals, limits: Limits) -> None:
        self.claim, self.proposals, self.limits = claim, proposals, limits
        self.where = domain(claim)
        self.tried: list[str] = []
        self.coverer = Coverer(claim, limits, self.late, self.tried)
        self.deadline = inf if limits.seconds is None else time.monotonic() + limits.seconds

    def late(self) -> bool:
        return time.monotonic() > self.deadline

    def decide(self) -> Judged:
        """HOLDS by a proof or by a cover of the whole domain, FAILS by a certified witness, else UNKNOWN; UNKNOWN too,
        with ``fault``, if a proof and a witness are both found."""
        search = self.proposals.search(self.claim)
        search.late = self.late
        looked = search.look()
        self.tried.append(
            f"search: witness at {looked.witness.sentence()}" if looked.witness
            else f"search: {looked.points} points met the hypotheses, none violates the conclusion"
        )  # fmt: skip
        if looked.witness is not None:
            return self._refuted(looked.witness)
        if looked.example is None and _example_holds(self.claim):
            looked = replace(looked, example={})
        if looked.example is None:
            contradiction = self._contradiction()
            if contradiction is not None:
                return contradiction
        proof, why = self._proof(self.claim)
        if proof is not None:
            return self._held(looked, Grade.EXACT, f"{len(proof.steps)} steps", proof)
        return self._covered(looked, search) if self.proposals.open else self._unknown(looked, why)

    def _proof(self, claim: Claim, stages: int | None = None) -> tuple[Proof | None, str]:
        """A proof of ``claim`` by the steps of the script, each of them checked; else one by algebra and facts. None
        and why there is none."""
        if self.proposals.script is not None or not self.proposals.open:
            proof, why = self.proposals.library.prove(claim, self.proposals.script)
            self.tried.append(f"no proof by the ledger's steps: {why}" if why else "proved by the ledger's steps")
            if proof is not None or not self.proposals.open:
                return proof, why
        proved = reason(claim, self.proposals.library, stages, self.late)
        self.tried.append(f"algebra and facts: {'proved' if proved.proof else 'not proved'}, stage {proved.stages}")
        return proved.proof, "" if proved.proof else "algebra and facts do not prove it"

    def _refuted(self, witness: Witness) -> Judged:
        if self._proof(self.claim, 2)[0] is not None:
            both = f"affirm contradicts itself: proved, and refuted at {witness.sentence()}; report this"
            return undecided(self.claim, both, self.tried, fault=True)
        why = witness.refutes()
        if witness.parameters and witness.unknowns:
            why += "; " + ", ".join(f"{name} in {ball}" for name, ball in witness.unknowns.items())
        seen = Evidence("witness", Truth.FAILS, witness.grade, witness.sentence(), witness.violation)
        return self._read(self._verdict(Truth.FAILS, witness.grade, why, (seen, *self._further()), witness=witness))

    def _contradiction(self) -> Judged | None:
        """VACUOUS, if the hypotheses contradict each other by a proof or by a cover of nothing."""
        proof, _ = self._proof(self.claim.contradiction())
        if proof is not None:
            return self._vacuous(Grade.EXACT, f"{len(proof.steps)} steps", proof.steps, proof.instantiated)
        empty = self.coverer.contradictory() if self.proposals.open else None
        if empty is not None:
            self.tried.append(how := "hypotheses: contradictory, by a cover")
            return self._vacuous(Grade.ENCLOSED, how, empty.certificate)
        self.tried.append("hypotheses: no point is known to meet them, and no contradiction is shown")
        return None

    def _vacuous(self, grade: Grade, how: str, by: Certificate | None, used: Set[str] = frozenset()) -> Judged:
        seen = Evidence("contradiction", Truth.HOLDS, grade, self.where, how)
        why = "vacuous: its hypotheses contradict each other, proved"
        return self._read(self._verdict(Truth.UNKNOWN, grade, why, (seen,), vacuity="vacuous", used=used), by)

    def _covered(self, looked: Looked, search: Search) -> Judged:
        found = self.coverer.covered(search.within)
        if isinstance(found, Witness):
            return self._refuted(found)
        if not isinstance(found, Covered):
            return self._unknown(looked, where_open(found, self.late()))
        detail = f"holds on all of {found.cover.parts} parts of {found.asked}"
        if isinstance(found.certificate, Unread) and self.limits.confirm:
            detail += f"; not read a second time: {found.certificate.why}"
        return self._held(looked, Grade.ENCLOSED, detail, None, found)

    def _held(
        self, looked: Looked, grade: Grade, detail: str, proof: Proof | None, by: Covered | None = None
    ) -> Judged:
        method = "proof" if proof else "enclosure"
        why = (
            f"proved in {detail}" if proof else f"enclosed on {by.cover.parts if by else 0} parts that cover the domain"
        )
        evidence = (Evidence(method, Truth.HOLDS, grade, self.where, detail), _samples(looked), *self._further())
        used: Set[str] = proof.instantiated if proof else frozenset()
        held = self._verdict(Truth.HOLDS, grade, why, evidence, used=used, proof=proof)
        if looked.example is None:
            doubt = f"{why}, but no point is known that meets its hypotheses; it may be vacuous: give one"
            held = replace(held, truth=Truth.UNKNOWN, grade=Grade.SAMPLED, reason=doubt)
        elif self._degenerate(looked):
            equal = "degenerate: its hypotheses hold only where both sides are equal, proved"
            held = replace(held, vacuity="degenerate", reason=equal)
        return self._read(held, proof.steps if proof else by.certificate if by else None)

    def _degenerate(self, looked: Looked) -> bool:
        """Whether the sides of the conclusion are equal wherever the hypotheses hold."""
        same = level(self.claim)
        if looked.strict or same is None:
            return False
        proof, _ = self._proof(same)
        if proof is not None:
            held = Verdict(same.label, Truth.HOLDS, Grade.EXACT, self.where, "proved")
            return not self.limits.confirm or self._confirmed(same, held, proof.steps) is held
        if not self.proposals.open:
            return False
        asked = posed(same).reduced(discharged)
        found = self.coverer.cover(asked)
        if not found.complete:
            return False
        read = self.coverer.read_again(same, asked, found)
        return read is not None and (read.confirmed or isinstance(read.certificate, Unread))

    def _unknown(self, looked: Looked, why: str) -> Judged:
        reason = f"no witness among {looked.points} points and no proof: {why}"
        evidence = (_samples(looked), *self._further())
        return Judged(self._verdict(Truth.UNKNOWN, Grade.SAMPLED, reason, evidence), self.tried)

    def _further(self) -> Iterator[Evidence]:
        return (evidence(self.claim) for evidence in self.proposals.further)

    def _verdict(
        self,
        truth: Truth,
        grade: Grade,
        why: str,
        evidence: Sequence[Evidence],
        *,
        witness: Witness | None = None,
        vacuity: str | None = None,
        used: Set[str] = frozenset(),
        proof: Proof | None = None,
    ) -> Verdict:
        uses = tuple(sorted({*self.claim.uses, *used}))
        lines = proof.lines() if proof else ()
        return Verdict(self.claim.label, truth, grade, self.where, why, tuple(evidence), witness, vacuity, uses, lines)

    def _read(self, verdict: Verdict, by: Certificate | None = None) -> Judged:
        """``verdict``, found ``by`` a proof's steps or a cover, as the second reader leaves it."""
        if self.limits.confirm:
            read = self._confirmed(self.claim, verdict, by)
            self.tried.append(f"second reader: {'no objection' if read is verdict else read.reason}")
            verdict = read
        return Judged(verdict, self.tried)

    def _confirmed(self, claim: Claim, verdict: Verdict, by: Certificate | None) -> Verdict:
        seconds = min(SECONDS, max(self.deadline - time.monotonic(), 1.0))
        return confirmed(claim, verdict, by, self.proposals.library.claim, seconds)


def decide(claim: Claim, proposals: Proposals, limits: Limits) -> Judged:
    """As ``Judge.decide``; a definition holds by itself."""
    if claim.kind != "axiom":
        return Judge(claim, proposals, limits).decide()
    where = domain(claim)
    detail = Evidence("definition", Truth.HOLDS, Grade.EXACT, where, "the definition of the function")
    return Judged(Verdict(claim.label, Truth.HOLDS, Grade.EXACT, where, "a definition", (detail,)))


def undecided(claim: Claim, why: str, tried: Sequence[str] = (), fault: bool = False) -> Judged:
    """The UNKNOWN verdict on a claim that could not be judged to the end."""
    verdict = Verdict(claim.label, Truth.UNKNOWN, Grade.SAMPLED, domain(claim), why, uses=claim.uses)
    return Judged(verdict, [*tried, why], fault)


def domain(claim: Claim) -> str:
    """The claim's domain in words: every value of its variables that meets the hypotheses."""
    names = ", ".join(f"{name} {kind}" for name, kind in claim.variables.items())
    return f"all {names}" + (f" with {' and '.join(claim.hypotheses)}" if claim.hypotheses else "")


def level(claim: Claim) -> Claim | None:
    """``claim`` with the equality of its sides as the conclusion, if the conclusion is one comparison <= or >= (with
    every ``not`` carried out). None for any other, and where the sides are too long to be written down."""
    then = claim.then
    if not isinstance(then, Atom) or then.op not in ("<=", ">="):
        return None
    same = replace(claim, conclusion=f"{then.left} == {then.right}")
    try:
        return same if isinstance(same.then, Atom) else None
    except GrammarError:
        return None


def _example_holds(claim: Claim) -> bool:
    """Whether the claim's own example, in exact constants, meets its hypotheses."""
    if not claim.example:
        return False
    point = {symbol(name): parse_term(text, {}) for name, text in claim.example.items()}
    if not all(is_integer(point[symbol(name)], frozenset()) for name in claim.integers):
        return False
    return holds(And(tuple(g.subs(point) for g in claim.given)), {}) is True


def _samples(looked: Looked) -> Evidence:
    met = f"{looked.points} points that meet the hypotheses"
    return Evidence("samples", Truth.UNKNOWN, Grade.SAMPLED, met, "no violation observed")
