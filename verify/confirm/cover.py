"""The second reader of covers: follows a certificate's divisions over a box that it derives itself.

No part is left out, since the tree divides the whole box; every leaf is shown again by intervals of the claim's own
formulas, where these are defined included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq

from theory.errors import UnableError
from theory.language.formula import And, Atom, Formula, variables
from theory.language.term import Variable
from verify.confirm.calculus import needs, slope
from verify.confirm.certificate import PLAIN, CoverCertificate, Form, Monotone, Shown, Split, Tree, Unmet
from verify.confirm.changes import Meant, empty, narrowed
from verify.confirm.shown import never, true
from verify.confirm.signs import shows, sure
from verify.confirm.span import Box, Span, point
from verify.confirm.unconfirmed import Unconfirmed

if TYPE_CHECKING:
    from theory.language.claim import Claim

MOST = 20_000  # steps for one certificate: the same on every machine
TOO_LONG = "its certificate would take too long to read"


def confirm_cover(claim: Claim, certificate: CoverCertificate, most: int = MOST) -> str:
    """Empty where ``certificate`` shows that the conclusion is true wherever all hypotheses are; else why not, such as
    that it takes more than ``most`` steps."""
    if claim.exists:
        return "a cover does not show that a solution exists"
    try:
        meant = as_written(claim)
        for change in certificate.changes:
            if meant.nowhere():
                return ""
            meant = meant.changed(change)
        reader = Reader(meant, most)
        reader.settle(certificate.tree, meant.box(), frozenset(range(len(meant.goals))), frozenset())
    except (Unconfirmed, UnableError, ZeroDivisionError) as error:
        return str(error) or "a division by 0"
    except RecursionError:
        return "the cover is divided too deeply to be read"
    return ""


def as_written(claim: Claim) -> Meant:
    """``claim`` in its own variables."""
    names = {*claim.variables, *(v.name for v in variables(claim.formula))}
    return Meant(conjuncts(And(claim.given)), conjuncts(claim.then), frozenset(names), claim.integers)


def conjuncts(formula: Formula) -> tuple[Formula, ...]:
    """The parts that ``and`` joins, in order."""
    return tuple(c for p in formula.parts for c in conjuncts(p)) if isinstance(formula, And) else (formula,)


@dataclass
class Reader:
    """Follows a tree over boxes of ``meant``, by at most ``most`` steps."""

    meant: Meant
    most: int = MOST
    steps: int = field(default=0, init=False)

    def settle(self, tree: Tree, box: Box, goals: frozenset[int], pinned: frozenset[Variable]) -> None:
        """Raises ``Unconfirmed`` unless ``tree`` shows ``goals`` on ``box``; ``pinned``: variables at a face, of which
        the hypotheses that have them say nothing."""
        if not goals or any(empty(side) for side in box.values()):
            return
        self.steps += 1
        if self.steps > self.most:
            raise Unconfirmed(TOO_LONG)
        match tree:
            case Unmet(k, form):
                if not 0 <= k < len(self.meant.given) or pinned & set(variables(self.meant.given[k])):
                    raise Unconfirmed(f"hypothesis {k} says nothing here")
                if not never(self.meant.given[k], form, box):
                    raise Unconfirmed(f"'{self.meant.given[k]}' may be true on {shown(box)}")
            case Shown(k, rest, form, asked):
                if k not in goals or not true(self.meant.goals[k], form, box, asked):
                    raise Unconfirmed(f"goal {k} is not certainly true on {shown(box)}")
                self.settle(rest, box, goals - {k}, pinned)
            case Monotone(k, name, _, face, rest):
                at = self.face(tree, box, goals)
                self.settle(face, {**box, Variable(name): at}, frozenset({k}), pinned | {Variable(name)})
                self.settle(rest, box, goals - {k}, pinned)
            case Split(name, at, low, high):
                for part, half in zip((low, high), self.halves(Variable(name), at, box, pinned), strict=True):
                    self.settle(part, half, goals, pinned)
            case _:
                raise Unconfirmed(f"nothing is said of {shown(box)}")

    def halves(self, name: Variable, at: Fraction, box: Box, pinned: frozenset[Variable]) -> Iterator[Box]:
        if name not in box:
            raise Unconfirmed(f"there is no {name} to be divided")
        cut = fmpq(at.numerator, at.denominator)
        if name.name in self.meant.integers:
            below, op, above, other = fmpq(cut.floor()), "<=", fmpq(cut.floor() + 1), ">="
        else:
            below, op, above, other = cut, "<", cut, ">" if name not in pinned and self.excluded(name, at) else ">="
        yield {**box, name: narrowed(box[name], op, point(below), True)}
        yield {**box, name: narrowed(box[name], other, point(above), True)}

    def excluded(self, name: Variable, at: Fraction) -> bool:
        """Whether a hypothesis says that ``name`` is not ``at``."""
        atoms = (a for g in self.meant.given if isinstance(g, Atom) for a in (g, *needs(g.left), *needs(g.right)))
        holes = (a for a in atoms if isinstance(a, Atom) and a.op == "!=")
        here = {name: point(fmpq(at.numerator, at.denominator))}
        return any(variables(g) == (name,) and never(g, PLAIN, here) for g in holes)

    def face(self, tree: Monotone, box: Box, goals: frozenset[int]) -> Span:
        """The end of the side of ``tree.name`` at which the goal is least true."""
        goal, name = self.meant.goals[tree.goal] if tree.goal in goals else None, Variable(tree.name)
        if not isinstance(goal, Atom) or goal.op in ("==", "!=") or name not in box:
            raise Unconfirmed(f"goal {tree.goal} is not one to be followed along {name}")
        side = box[name]
        at = side.lo if tree.rising == (goal.op in (">", ">=")) else side.hi
        if at is None:
            raise Unconfirmed(f"{name} has no end there on {shown(box)}")
        f = goal.left - goal.right
        closed = side._replace(below=side.below and at != side.lo, above=side.above and at != side.hi)
        upward = slope(f if tree.rising else -f, name)
        if not sure(f, {**box, name: closed}) or not sure(upward, box) or not shows(upward, Form(upward), False, box):
            way = "rising" if tree.rising else "falling"
            raise Unconfirmed(f"{f} is not certainly {way} in {name} on {shown(box)}")
        return point(at)


def shown(box: Box) -> str:
    """The box in words."""
    return ", ".join(
        f"{name} in {'(' if s.below else '['}{'-oo' if s.lo is None else s.lo}, "
        f"{'oo' if s.hi is None else s.hi}{')' if s.above else ']'}" for name, s in box.items()
    )  # fmt: skip
