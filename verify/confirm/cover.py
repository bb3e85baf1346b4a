"""The second reader of covers: follows a certificate's divisions over a box that it derives itself.

No part is left out, since the tree divides the whole box; every leaf is shown again by intervals of the claim's own
formulas, where these are defined included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import ctx, fmpq

from theory.errors import UnableError
from theory.language.formula import And, Atom, Formula, variables
from theory.language.term import Term, Variable
from verify.confirm.calculus import needs, slope
from verify.confirm.certificate import Change, CoverCertificate, Form, Monotone, Shown, Split, Tree, Unmet
from verify.confirm.quotients import Algebra, Polynomial
from verify.confirm.span import LINE, Box, Nowhere, Span, plus, point, power, times, values
from verify.confirm.truth import SIGNS, TRUE, signs, truths

if TYPE_CHECKING:
    from theory.claims.model import Claim


class Unconfirmed(Exception):
    """Why a change or a leaf is not confirmed."""


def confirm_cover(claim: Claim, certificate: CoverCertificate) -> str:
    """Empty where ``certificate`` shows that the conclusion is true wherever all hypotheses are; else why not."""
    if claim.exists:
        return "a cover does not show that a solution exists"
    names = {*claim.variables, *(v.name for v in variables(claim.formula))}
    reader = _Reader(conjuncts(And(claim.given)), conjuncts(claim.then), frozenset(names), claim.integers)
    try:
        for change in certificate.changes:
            reader = reader.changed(change)
        reader.settle(certificate.tree, reader.box(), frozenset(range(len(reader.goals))), frozenset())
    except (Unconfirmed, UnableError, ZeroDivisionError) as error:
        return str(error) or "a division by 0"
    return ""


def conjuncts(formula: Formula) -> tuple[Formula, ...]:
    """The parts that ``and`` joins, in order."""
    return tuple(c for p in formula.parts for c in conjuncts(p)) if isinstance(formula, And) else (formula,)


@dataclass(frozen=True)
class _Reader:
    given: tuple[Formula, ...]
    goals: tuple[Formula, ...]
    names: frozenset[str]
    integers: frozenset[str]

    def changed(self, change: Change) -> _Reader:
        old, box = Variable(change.name), self.box()
        if change.name not in self.names or any(empty(s) for s in box.values()):
            raise Unconfirmed(f"there is no {change.name} to be replaced, or no point meets the hypotheses")
        left = self.names - {change.name} | ({change.new} if change.new else set())
        if not {v.name for v in change.term.variables} <= left or change.new in self.names:
            raise Unconfirmed(f"{change.term} in the place of {change.name}: its names are not the right ones")
        if change.new and change.inverse is not None:
            back = change.term.subs({Variable(change.new): change.inverse})
            if not Algebra().zero(old - back) or not (_sure(change.inverse, box) and _sure(back, box)):
                raise Unconfirmed(f"{change.inverse} is not certainly the inverse of {change.name} = {change.term}")
        elif not any(_says(g, old, change.term, box) for g in self.given):
            raise Unconfirmed(f"no hypothesis says that {change.name} = {change.term}")
        given, goals = (tuple(f.subs({old: change.term}) for f in fs) for fs in (self.given, self.goals))
        return _Reader(given, goals, left, self.integers - {change.name})

    def box(self) -> dict[Variable, Span]:
        """What hypotheses that are affine in a variable say of it, and what makes them defined."""
        algebra, found = Algebra(), {Variable(name): LINE for name in sorted(self.names)}
        rows: list[tuple[str, Polynomial]] = []
        for atom in (a for g in self.given if isinstance(g, Atom) for a in (*needs(g.left), *needs(g.right), g)):
            if isinstance(atom, Atom):
                try:
                    gap = algebra.ratio(atom.left - atom.right)
                except (UnableError, ZeroDivisionError):
                    continue
                plain = all(algebra.parts[g].function == "variable" for m in gap.above for g, _ in m)
                rows += [(atom.op, gap.above)] if plain and not gap.below else []
        for _ in range(3):
            for op, row in rows:
                for m in row:
                    if len(m) == 1 and m[0][1] == 1 and sum(m[0][0] in dict(n) for n in row) == 1:
                        name = Variable(str(algebra.parts[m[0][0]].detail))
                        rest = {n: c / -row[m] for n, c in row.items() if n != m}
                        bound = _polynomial(rest, algebra, found)
                        found[name] = self.rounded(name, _narrowed(found[name], op, bound, row[m] > 0))
        return found

    def rounded(self, name: Variable, side: Span) -> Span:
        if name.name not in self.integers:
            return side
        lo, hi = (None if x is None else fmpq(x) for x in (side.lo, side.hi))
        lo = lo if lo is None else fmpq(lo.floor() + 1) if side.below and lo.q == 1 else fmpq(lo.ceil())
        hi = hi if hi is None else fmpq(hi.ceil() - 1) if side.above and hi.q == 1 else fmpq(hi.floor())
        return Span(lo, hi, lo is None, hi is None)

    def settle(self, tree: Tree, box: Box, goals: frozenset[int], pinned: frozenset[Variable]) -> None:
        """Raises ``Unconfirmed`` unless ``tree`` shows ``goals`` on ``box``; ``pinned``: variables at a face, of which
        the hypotheses that have them say nothing."""
        if not goals or any(empty(side) for side in box.values()):
            return
        match tree:
            case Unmet(k, form):
                if not 0 <= k < len(self.given) or pinned & set(variables(self.given[k])):
                    raise Unconfirmed(f"hypothesis {k} says nothing here")
                if not (_false(self.given[k], form, box) if form else _never(self.given[k], box)):
                    raise Unconfirmed(f"'{self.given[k]}' may be true on {shown(box)}")
            case Shown(k, rest, form):
                if k not in goals or not _true(self.goals[k], form, box):
                    raise Unconfirmed(f"goal {k} is not certainly true on {shown(box)}")
                self.settle(rest, box, goals - {k}, pinned)
            case Monotone(k, name, _, face, rest, _):
                at = self.face(tree, box, goals)
                self.settle(face, {**box, Variable(name): at}, frozenset({k}), pinned | {Variable(name)})
                self.settle(rest, box, goals - {k}, pinned)
            case Split(name, at, low, high):
                for part, half in zip((low, high), self.halves(Variable(name), at, box), strict=True):
                    self.settle(part, half, goals, pinned)
            case _:
                raise Unconfirmed(f"nothing is said of {shown(box)}")

    def halves(self, name: Variable, at: Fraction, box: Box) -> Iterator[Box]:
        if name not in box:
            raise Unconfirmed(f"there is no {name} to be divided")
        cut = fmpq(at.numerator, at.denominator)
        below, above = (fmpq(cut.floor()), fmpq(cut.floor() + 1)) if name.name in self.integers else (cut, cut)
        yield {**box, name: _narrowed(box[name], "<=", point(below), True)}
        yield {**box, name: _narrowed(box[name], ">=", point(above), True)}

    def face(self, tree: Monotone, box: Box, goals: frozenset[int]) -> Span:
        """The end of the side of ``tree.name`` at which the goal is least true."""
        goal, name = self.goals[tree.goal] if tree.goal in goals else None, Variable(tree.name)
        if not isinstance(goal, Atom) or goal.op in ("==", "!=") or name not in box:
            raise Unconfirmed(f"goal {tree.goal} is not one to be followed along {name}")
        side = box[name]
        at = side.lo if tree.rising == (goal.op in (">", ">=")) else side.hi
        if at is None:
            raise Unconfirmed(f"{name} has no end there on {shown(box)}")
        f = goal.left - goal.right
        closed = side._replace(below=side.below and at != side.lo, above=side.above and at != side.hi)
        rise = _signs(slope(f, name), tree.form, box)
        if not _sure(f, {**box, name: closed}) or not set(rise) <= set("0+" if tree.rising else "-0"):
            way = "rising" if tree.rising else "falling"
            raise Unconfirmed(f"{f} is not certainly {way} in {name} on {shown(box)}")
        return point(at)


def empty(side: Span) -> bool:
    return side.lo is not None and side.hi is not None and (
        side.lo > side.hi or (side.lo == side.hi and (side.below or side.above))
    )  # fmt: skip


def shown(box: Box) -> str:
    """The box in words."""
    return ", ".join(
        f"{name} in {'(' if s.below else '['}{'-oo' if s.lo is None else s.lo}, "
        f"{'oo' if s.hi is None else s.hi}{')' if s.above else ']'}" for name, s in box.items()
    )  # fmt: skip


def _narrowed(side: Span, op: str, bound: Span, plain: bool) -> Span:
    """``side`` of a variable that is ``op`` some value in ``bound``; ``plain``: else the inequality is turned."""
    op = op if plain else {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
    if op in (">", ">=", "==") and bound.lo is not None:
        hollow = op == ">" or bound.below
        lo, below = max((side.lo, side.below), (bound.lo, hollow)) if side.lo is not None else (bound.lo, hollow)
        side = side._replace(lo=lo, below=below)
    if op in ("<", "<=", "==") and bound.hi is not None:
        hollow = op == "<" or bound.above
        mine = (side.hi, not side.above)
        hi, closed = min(mine, (bound.hi, not hollow)) if side.hi is not None else (bound.hi, not hollow)
        side = side._replace(hi=hi, above=not closed)
    return side


def _polynomial(a: Polynomial, algebra: Algebra, box: Box) -> Span:
    total = point(fmpq(0))
    for m, c in a.items():
        one = point(c)
        for g, k in m:
            one = times(one, power(box[Variable(str(algebra.parts[g].detail))], k))
        total = plus(total, one)
    return total


def _range(term: Term, box: Box) -> Span | None:
    """Its range where it is certainly defined on the whole box."""
    for bits in (64, 256):
        with ctx.workprec(bits):
            try:
                found = values(term, box)
            except Nowhere:
                return None
        if found.sure and (len(signs(found)) < 3 or bits == 256):
            return found
    return None


def _sure(term: Term, box: Box) -> bool:
    return _range(term, box) is not None


def _signs(term: Term, form: Form | None, box: Box) -> str:
    """The signs that ``term``, certainly defined, may have; else all."""
    found = _range(term, box)
    if found is None or form is None:
        return "-0+" if found is None else signs(found)
    factor, other = _range(form.factor, box), _range(form.term, box)
    if factor is None or not factor.positive or other is None or not Algebra().zero(term * form.factor - form.term):
        return "-0+"
    return signs(other)


def _true(goal: Formula, form: Form | None, box: Box) -> bool:
    if form is not None:
        return isinstance(goal, Atom) and set(_signs(goal.left - goal.right, form, box)) <= set(SIGNS[goal.op])
    return any(_truths(goal, box, bits) == {TRUE} for bits in (64, 256))


def _never(given: Formula, box: Box) -> bool:
    return any(TRUE not in _truths(given, box, bits) for bits in (64, 256))


def _false(given: Formula, form: Form, box: Box) -> bool:
    return isinstance(given, Atom) and not set(_signs(given.left - given.right, form, box)) & set(SIGNS[given.op])


def _truths(formula: Formula, box: Box, bits: int) -> frozenset[str]:
    with ctx.workprec(bits):
        return truths(formula, box, lambda term, _: Algebra().zero(term))


def _says(given: Formula, name: Variable, term: Term, box: Box) -> bool:
    """Whether ``given`` is, up to a number as factor, that ``name`` is ``term``, which is defined."""
    if not isinstance(given, Atom) or given.op != "==":
        return False
    if (given.left, given.right) in ((name, term), (term, name)):
        return True
    algebra = Algebra()
    one, other = algebra.ratio(given.left - given.right).above, algebra.ratio(name - term).above
    if one.keys() != other.keys() or not one or not _sure(term, box):
        return False
    return len({one[m] / other[m] for m in one}) == 1
