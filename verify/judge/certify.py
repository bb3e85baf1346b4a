"""The certificate of a complete cover, for the second reader: its changes of variables, its divisions, its reasons."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from theory.claims.model import Claim
from theory.errors import UnableError
from theory.language.formula import Atom, Formula
from theory.language.term import Variable
from verify.confirm.certificate import PLAIN, CoverCertificate, Done, Plain, Shown, Sign, Split, Tree, Unmet
from verify.confirm.changes import Meant, Unconfirmed, empty
from verify.confirm.cover import Reader, as_written, never, true
from verify.confirm.signs import agree
from verify.confirm.span import LINE, Box
from verify.judge.cover import Cover, Part, widest
from verify.judge.prover import Prover, Reason
from verify.judge.question import Question
from verify.judge.sides import Side

Why = Sign | Plain
FINER, EFFORT, DEPTH = 6, 120, 2  # divisions of a part that is too coarse; terms looked at on one
MOST = 4000  # parts of a certificate


class Uncertified(Exception):
    """Why a cover has no certificate."""


def certificate(claim: Claim, asked: Question, found: Cover) -> CoverCertificate | str:
    """The certificate of a complete cover of ``asked``, which ``claim`` became; or why it has none.

    Where a leaf is too coarse for the second reader's ranges it is divided further; that it is confirmed is not sure.
    """
    if asked.unread:
        return asked.unread
    meant = as_written(claim)
    try:
        for change in asked.changes:
            meant = meant.changed(change)
        tree = _Writer(meant, asked).whole(found.whole)
    except Uncertified as error:
        return str(error)
    except (Unconfirmed, UnableError, ZeroDivisionError):
        return CoverCertificate(Done(), asked.changes)
    return CoverCertificate(tree, asked.changes)


class _Writer:
    """Writes the tree on the reader's own boxes: ``meant``, the claim in the variables of ``asked``."""

    def __init__(self, meant: Meant, asked: Question) -> None:
        self.meant, self.asked = meant, asked
        self.reader = Reader(meant)
        self.written = 0
        everywhere = dict.fromkeys(meant.box(), LINE)
        self.same = {
            (k, g) for k, goal in enumerate(meant.goals) for g in asked.goals if _same(goal, g, everywhere)
        }

    def whole(self, part: Part) -> Tree:
        """From the reader's box to the engine's, then its divisions."""
        box, goals = self.meant.box(), frozenset(range(len(self.meant.goals)))
        return self._within(sorted(part.box.items(), key=lambda s: s[0].name), part, box, goals)

    def _within(self, sides: list[tuple[Variable, Side]], part: Part, box: Box, goals: frozenset[int]) -> Tree:
        for k, (name, side) in enumerate(sides):
            mine = box.get(name)
            if mine is None:
                raise Uncertified(f"the cover has a variable {name} that the claim does not have")
            for end, outer, low in ((side.lo, mine.lo, True), (side.hi, mine.hi, False)):
                if end is not None and (outer is None or (outer < end if low else outer > end)):
                    outside, inside = self._halves(name, end, box)[:: 1 if low else -1]
                    rest = self._within(sides[k:], part, inside, goals)
                    out = self._unmet(outside) or Done()
                    return Split(name.name, _fraction(end), *((out, rest) if low else (rest, out)))
        return self._tree(part, box, goals, {})

    def _halves(self, name: Variable, at: fmpq, box: Box) -> tuple[Box, Box]:
        low, high = self.reader.halves(name, _fraction(at), box, frozenset())
        return low, high

    def _tree(self, part: Part, box: Box, goals: frozenset[int], known: dict[int, list[Why]]) -> Tree:
        """``known``: reasons for goals that were found on larger parts."""
        self.written += 1
        if self.written > MOST:
            raise Uncertified("the cover has too many parts to be read a second time")
        if any(map(empty, box.values())):
            return Done()
        if part.unmet is not None:
            return self._unmet(box, part.unmet[1]) or self._finer(box, goals)
        known = {k: list(whys) for k, whys in known.items()}
        for g, why in part.shown:
            for k in goals:
                if (k, g) in self.same:
                    known.setdefault(k, []).append(why)
        done = {k: why for k in goals if (why := self._why(k, known.get(k, ()), box)) is not None}
        left = goals - done.keys()
        if not left:
            rest: Tree = Done()
        elif part.halves is None or part.name is None or part.at is None:
            rest = self._finer(box, left)
        else:
            rest = self._divided(part, part.name, part.at, box, left, known)
        for k, why in sorted(done.items(), reverse=True):
            rest = Shown(k, rest, why)
        return rest

    def _divided(
        self, part: Part, name: Variable, at: fmpq, box: Box, goals: frozenset[int], known: dict[int, list[Why]]
    ) -> Tree:
        assert part.halves is not None
        first, second = part.halves
        if name.name in self.meant.integers and first.box[name].hi != at:  # a whole number that is excluded
            low, rest = self._halves(name, at - 1, box)
            hole, high = self._halves(name, at, rest)
            between = Split(
                name.name, _fraction(at), self._finer(hole, goals), self._tree(second, high, goals, known)
            )
            return Split(name.name, _fraction(at - 1), self._tree(first, low, goals, known), between)
        low, high = self._halves(name, at, box)
        one, other = self._tree(first, low, goals, known), self._tree(second, high, goals, known)
        return Split(name.name, _fraction(at), one, other)

    def _why(self, k: int, known: list[Why] | tuple[Why, ...], box: Box) -> Why | None:
        goal = self.meant.goals[k]
        return next((why for why in (*reversed(known), PLAIN) if true(goal, why, box)), None)

    def _unmet(self, box: Box, why: Reason = PLAIN) -> Unmet | None:
        for form in dict.fromkeys((PLAIN, why)):
            for k, g in enumerate(self.meant.given):
                if never(g, form, box):
                    return Unmet(k, form)
        return None

    def _finer(self, box: Box, goals: frozenset[int], depth: int = FINER) -> Tree:
        """A part that the engine has settled, for the reader: by what the prover shows on it, or else divided."""
        self.written += 1
        unmet = self._unmet(box)
        if unmet is not None or any(map(empty, box.values())):
            return unmet or Done()
        sides = {name: _side(name, s, self.meant) for name, s in box.items()}
        prover = Prover(EFFORT, True)
        done: dict[int, Why] = {}
        for k in goals:
            why = prover.shows(self.meant.goals[k], sides, DEPTH) if isinstance(self.meant.goals[k], Atom) else PLAIN
            best = self._why(k, [] if why is None else [why], box)
            if best is not None:
                done[k] = best
        left = goals - done.keys()
        rest: Tree = Done()
        if left and depth and self.written <= MOST:
            cut = widest(sides)
            if cut is not None:
                low, high = self._halves(*cut, box)
                rest = Split(
                    cut[0].name, _fraction(cut[1]), self._finer(low, left, depth - 1),
                    self._finer(high, left, depth - 1),
                )  # fmt: skip
        for k, why in done.items():
            rest = Shown(k, rest, why)
        return rest


def _side(name: Variable, s: object, meant: Meant) -> Side:
    return Side(s.lo, s.hi, s.below and s.lo is not None, s.above and s.hi is not None, name.name in meant.integers)  # type: ignore[attr-defined]


def _same(goal: Formula, other: Formula, box: Box) -> bool:
    """Whether ``other`` compares what ``goal`` does."""
    if goal == other:
        return True
    if not (isinstance(goal, Atom) and isinstance(other, Atom)) or goal.op != other.op:
        return False
    return agree(goal.left - goal.right, other.left - other.right, box)


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))
