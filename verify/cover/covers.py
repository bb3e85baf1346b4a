"""Covers of a claim: its question in several variables, each covered in turn until one settles it.

A cover that the second reader confirms is looked for among the first few that are complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flint import fmpq

from theory.language.claim import Claim
from theory.language.formula import Atom, sides
from theory.language.term import Number
from verify.confirm import CoverCertificate, Unread
from verify.confirm.cover import TOO_LONG, confirm_cover
from verify.cover.division import Budget, Cover, cover
from verify.cover.question import Question
from verify.cover.reductions.discharge import discharged
from verify.cover.reductions.faces import shifted
from verify.cover.ways import posed, ways
from verify.cover.writer import Stopped, certificate
from verify.values.sides import Box
from verify.verdict import Witness

FIRST = 60  # boxes for each way of writing the question, before any of them gets more
CUTS = (0, 1, -1, 2)
ENOUGH = 4  # complete covers among which one is looked for that the second reader confirms
NEVER = (Atom("<", Number(1), Number(0)),)
Within = Callable[[Question, Box], Witness | None]  # what a search finds in a part of a question's box


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


@dataclass(frozen=True)
class Covered:
    """A complete cover of ``asked`` and its certificate, or why that is not read; whether the second reader confirms
    it."""

    cover: Cover
    asked: Question
    certificate: CoverCertificate | Unread
    confirmed: bool = False


class Coverer:
    """Covers of one claim; ``late``: whether time is up; ``tried``: takes a line for each cover."""

    def __init__(self, claim: Claim, limits: Limits, late: Callable[[], bool], tried: list[str]) -> None:
        self.claim, self.limits, self.late, self.tried = claim, limits, late, tried

    def contradictory(self) -> Covered | None:
        """A complete cover of nothing: a contradiction between the hypotheses."""
        asked = replace(posed(self.claim), goals=NEVER)
        best: list[Covered] = []
        for way in (asked, asked.reduced(shifted)):
            found = self.cover(way)
            read = self.read_again(self.claim.contradiction(), way, found) if found.complete else None
            if read is not None:
                best.append(read)
                if read.confirmed:
                    break
        if not best:
            return None
        return next((c for c in best if c.confirmed), best[0])

    def cover(self, asked: Question) -> Cover:
        """A cover of few boxes."""
        return cover(asked, self._budget(FIRST))

    def _budget(self, boxes: int) -> Budget:
        return Budget(boxes, self.limits.bits, stop=self.late)

    def read_again(self, claim: Claim, asked: Question, found: Cover) -> Covered | None:
        """A complete cover with its certificate, and whether the second reader confirms that. None where time was up
        before it was written: then the cover decides nothing."""
        if not self.limits.confirm:
            return Covered(found, asked, Unread("as --no-confirm says"))
        try:
            written = certificate(claim, asked, found, self.late)
        except Stopped:
            return None
        if isinstance(written, str):
            return Covered(found, asked, Unread(written))
        why = confirm_cover(claim, written)
        return Covered(found, asked, Unread(why) if why == TOO_LONG else written, not why)

    def covered(self, within: Within) -> Covered | Cover | Witness | None:
        """A complete cover, if possible one that the second reader confirms; a witness that a cover led to, found by
        ``within``; or the best incomplete cover."""
        plain = posed(self.claim)
        questions = ways(discharged(plain, self.late) or plain)
        cuts = self._cuts()
        best: Cover | None = None
        complete: list[Covered] = []
        share = max(self.limits.boxes // max(len(questions), 1), 1)
        for boxes in dict.fromkeys((min(FIRST, share), share)):
            for asked in questions:
                if self.late() or len(complete) == ENOUGH:
                    break
                found = cover(asked, self._budget(boxes), cuts=cuts)
                self.tried.append(_story(asked, found, boxes))
                read = self.read_again(self.claim, asked, found) if found.complete else None
                if read is not None:
                    complete.append(read)
                    if read.confirmed or not self.limits.confirm:
                        return read
                if found.false is not None:
                    witness = within(asked, found.false)
                    if witness is not None:
                        return witness
                if best is None or found.parts > best.parts:
                    best = found
            if complete:
                return complete[0]
        return best

    def _cuts(self) -> frozenset[fmpq]:
        """Numbers of the claim, where its sides may touch."""
        nodes = (n for side in sides(*self.claim.given, self.claim.then) for n in side.nodes())
        found = dict.fromkeys(n.value for n in nodes if isinstance(n, Number) and abs(n.value) <= 10**6)
        simplest = sorted(found, key=lambda q: (q.denominator, abs(q.numerator), q))[:12]
        return frozenset((*map(fmpq, CUTS), *(fmpq(q.numerator, q.denominator) for q in simplest)))


def _story(asked: Question, found: Cover, boxes: int) -> str:
    if found.complete:
        return f"cover: {found.parts} parts settle {asked}"
    if found.false is not None:
        return f"cover: the conclusion certainly fails on {_box(found.false)}"
    left = f"{len(found.open)} open of at most {boxes}"
    return f"cover: {found.parts} parts settled, {left}, of {asked}; {where_open(found, False)}"


def where_open(found: Cover | None, late: bool) -> str:
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
