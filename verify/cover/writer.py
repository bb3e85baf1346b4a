"""The certificate of a complete cover, for the second reader: its changes of variables, its divisions, its reasons."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from flint import fmpq

from theory.errors import UnableError
from theory.language.claim import Claim
from theory.language.formula import Atom, Formula, sides
from theory.language.term import Term, Variable
from verify.confirm.calculus import needs
from verify.confirm.certificate import PLAIN, CoverCertificate, Done, Narrowed, Reason, Shown, Split, Tree, Unmet
from verify.confirm.changes import Meant, empty
from verify.confirm.cover import Reader, as_written
from verify.confirm.shown import never, true
from verify.confirm.signs import agree, sure
from verify.confirm.span import LINE, Box
from verify.confirm.unconfirmed import Unconfirmed
from verify.cover.division import Cover, Part, widest
from verify.cover.entailment import entails
from verify.cover.prover import Prover
from verify.cover.question import Question, as_atoms
from verify.values.sides import Side

Why = tuple[Reason, tuple[Reason, ...]]  # of a goal, and of what makes it defined
FINER, EFFORT, DEPTH = 6, 120, 2  # divisions of a part that is too coarse; terms looked at on one
MOST = 4000  # parts of a certificate
WORK = 150_000  # nodes of terms looked at for one: the same on every machine


class Uncertified(Exception):
    """Why a cover has no certificate."""


class Stopped(Exception):
    """Time was up before a certificate was written."""


def certificate(
    claim: Claim, asked: Question, found: Cover, late: Callable[[], bool] = lambda: False
) -> CoverCertificate | str:
    """The certificate of a complete cover of ``asked``, which ``claim`` became; or why it has none.

    Where a leaf is too coarse for the second reader's ranges it is divided further; that it is confirmed is not sure.
    late: asked now and then. Errors: ``Stopped`` once ``late`` says so; it decides nothing else.
    """
    meant = as_written(claim)
    try:
        for change in asked.changes:
            if meant.nowhere():
                return CoverCertificate(Done(), asked.changes)
            meant = meant.changed(change)
        changes = [*asked.changes]
        for narrower in _narrower(meant, found.root.box):
            with contextlib.suppress(Unconfirmed):
                meant = meant.changed(narrower)
                changes.append(narrower)
        tree = _Writer(meant, asked, late).written(found.root)
    except Uncertified as error:
        return str(error)
    except (Unconfirmed, UnableError, ZeroDivisionError, RecursionError):
        return CoverCertificate(Done(), asked.changes)
    return CoverCertificate(tree, tuple(changes))


def _narrower(meant: Meant, sides: dict[Variable, Side]) -> Iterator[Narrowed]:
    """Where the engine's box is smaller than the reader's; and signs, which hypotheses may say."""
    box = meant.box()
    for name, side in sides.items():
        if name not in box:
            raise Uncertified(f"the cover has a variable {name} that the claim does not have")
        mine = box[name]
        ends = ((">", side.lo, side.below, mine.lo, mine.below, 1), ("<", side.hi, side.above, mine.hi, mine.above, -1))
        for op, end, hollow, outer, outer_hollow, sign in ends:
            if end is not None and (outer is None or (sign * outer, outer_hollow) < (sign * end, hollow)):
                yield Narrowed(name.name, op if hollow else f"{op}=", _fraction(end))
        if side.contains_zero:
            yield from (Narrowed(name.name, op, Fraction(0)) for op in (">", "<"))


class _Writer:
    """Writes the tree on the reader's own boxes: ``meant``, the claim in the variables of ``asked``."""

    def __init__(self, meant: Meant, asked: Question, late: Callable[[], bool]) -> None:
        self.meant, self.asked, self.late = meant, asked, late
        self.reader = Reader(meant)
        self.parts = self.work = 0
        self.size = sum(side.size for side in sides(*meant.given, *meant.goals))
        everywhere = dict.fromkeys(meant.box(), LINE)
        known = (*meant.given, *as_atoms(self._sides(meant.box())))
        self.same = {(k, g) for k, goal in enumerate(meant.goals) for g in asked.goals if _same(goal, g, everywhere)}
        lost = [k for k in range(len(meant.goals)) if not any(j == k for j, _ in self.same)]
        self.algebraic = frozenset(k for k in lost if entails(known, meant.goals[k]))

    def written(self, root: Part) -> Tree:
        """All that the engine found, from all of its box on."""
        return self._tree(root, self.meant.box(), frozenset(range(len(self.meant.goals))), {})

    def _halves(self, name: Variable, at: fmpq, box: Box) -> tuple[Box, Box]:
        low, high = self.reader.halves(name, _fraction(at), box, frozenset())
        return low, high

    def _tree(self, part: Part, box: Box, goals: frozenset[int], known: dict[int, list[Reason]]) -> Tree:
        """``known``: reasons for goals that were found on larger parts."""
        self._part()
        if any(map(empty, box.values())):
            return Done()
        if part.unmet is not None:
            return self._unmet(box, part.unmet[1]) or self._finer(box, goals)
        known = {k: list(whys) for k, whys in known.items()}
        for g, why in part.shown:
            for k in goals:
                if (k, g) in self.same:
                    known.setdefault(k, []).append(why)
        done = {k: best for k in goals if (best := self._why(k, known.get(k, ()), box)) is not None}
        left = goals - done.keys()
        if not left:
            rest: Tree = Done()
        elif part.halves is None or part.name is None or part.at is None:
            rest = self._finer(box, left)
        else:
            rest = self._divided(part, part.name, part.at, box, left, known)
        for k, (form, asked) in sorted(done.items(), reverse=True):
            rest = Shown(k, rest, form, asked)
        return rest

    def _divided(
        self, part: Part, name: Variable, at: fmpq, box: Box, goals: frozenset[int], known: dict[int, list[Reason]]
    ) -> Tree:
        assert part.halves is not None
        first, second = part.halves
        if name.name in self.meant.integers and first.box[name].hi != at:  # an integer that is excluded
            low, rest = self._halves(name, at - 1, box)
            hole, high = self._halves(name, at, rest)
            between = Split(name.name, _fraction(at), self._finer(hole, goals), self._tree(second, high, goals, known))
            return Split(name.name, _fraction(at - 1), self._tree(first, low, goals, known), between)
        low, high = self._halves(name, at, box)
        one, other = self._tree(first, low, goals, known), self._tree(second, high, goals, known)
        return Split(name.name, _fraction(at), one, other)

    def _part(self) -> None:
        self.parts += 1
        self._worked(1)
        if self.parts > MOST:
            raise Uncertified("its certificate would be too long")

    def _worked(self, terms: int) -> None:
        """Counts ``terms`` looked at on a part, each as long as all formulas together."""
        self.work += terms * self.size
        if self.work > WORK:
            raise Uncertified("its certificate would take too long to write")
        if self.late():
            raise Stopped

    def _why(self, k: int, known: Sequence[Reason], box: Box) -> Why | None:
        goal = self.meant.goals[k]
        for why in (*reversed(known), PLAIN):
            if true(goal, why, box):
                return why, ()
        if isinstance(goal, Atom) and not sure(goal.left - goal.right, box):
            asked = self._defined(goal.left - goal.right, box)
            for why in (*reversed(known), PLAIN):
                if asked and true(goal, why, box, asked):
                    return why, asked
        return None

    def _defined(self, gap: Term, box: Box) -> tuple[Reason, ...]:
        """Why ``gap`` is defined on ``box``; nothing where that is not seen."""
        sides = self._sides(box)
        prover = Prover(EFFORT, True)
        found: list[Reason] = []
        for condition in needs(gap):
            plain = true(condition, PLAIN, box) or not isinstance(condition, Atom)
            why = PLAIN if plain else prover.shows(condition, sides, DEPTH)
            if why is None:
                return ()
            found.append(why)
        self._worked(EFFORT - prover.effort)
        return tuple(found)

    def _sides(self, box: Box) -> dict[Variable, Side]:
        integers = self.meant.integers
        return {
            v: Side(s.lo, s.hi, s.below and s.lo is not None, s.above and s.hi is not None, v.name in integers)
            for v, s in box.items()
        }

    def _unmet(self, box: Box, why: Reason = PLAIN) -> Unmet | None:
        for form in dict.fromkeys((PLAIN, why)):
            for k, g in enumerate(self.meant.given):
                if never(g, form, box):
                    return Unmet(k, form)
        return None

    def _finer(self, box: Box, goals: frozenset[int], depth: int = FINER) -> Tree:
        """A part that the engine has settled, for the reader: by what the prover shows on it, or else divided."""
        self._part()
        if any(map(empty, box.values())):
            return Done()
        if (unmet := self._unmet(box)) is not None:
            return unmet
        sides = self._sides(box)
        prover = Prover(EFFORT, True)
        done: dict[int, Why] = {}
        for k in goals:
            goal = self.meant.goals[k]
            shown = prover.shows(goal, sides, DEPTH) if isinstance(goal, Atom) else None
            best = self._why(k, [] if shown is None else [shown], box)
            if best is not None:
                done[k] = best
        self._worked(EFFORT - prover.effort)
        left = goals - done.keys()
        rest: Tree = Done()
        cut = widest(sides) if left and depth else None
        if left and cut is None and left <= self.algebraic:
            raise Uncertified("a conclusion follows from the hypotheses by algebra, which has no certificate here")
        if cut is not None:
            low, high = (self._finer(half, left, depth - 1) for half in self._halves(*cut, box))
            rest = Split(cut[0].name, _fraction(cut[1]), low, high)
        for k, (form, asked) in done.items():
            rest = Shown(k, rest, form, asked)
        return rest


def _same(goal: Formula, other: Formula, box: Box) -> bool:
    """Whether ``other`` compares what ``goal`` does."""
    if goal == other:
        return True
    if not (isinstance(goal, Atom) and isinstance(other, Atom)) or goal.op != other.op:
        return False
    return agree(goal.left - goal.right, other.left - other.right, box)


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))
