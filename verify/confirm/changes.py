"""The second reader's changes of variables: a claim's formulas in others, and the box that they say of these."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import fmpq

from theory.errors import UnableError
from theory.language.formula import Atom, Formula
from theory.language.term import Call, Number, Power, Product, Sum, Term, Variable
from verify.confirm.calculus import ONE, needs
from verify.confirm.certificate import PLAIN, AnyChange, Change, Named, Narrowed, Placed, Rewritten, Unit
from verify.confirm.homogeneous import homogeneous
from verify.confirm.polynomials import Polynomial
from verify.confirm.quotients import Algebra
from verify.confirm.shown import never
from verify.confirm.signs import agree, has_sign, range_of, sure
from verify.confirm.span import LINE, Box, Nowhere, Span, opposite, plus, point, power, times, values
from verify.confirm.unconfirmed import Unconfirmed

NOT = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
UP = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Meant:
    """The conjuncts of the hypotheses and of the conclusion, in the variables ``names``, whole numbers among them
    ``integers``; ``known``: what is known of new ones by what they stand for."""

    given: tuple[Formula, ...]
    goals: tuple[Formula, ...]
    names: frozenset[str]
    integers: frozenset[str]
    known: Mapping[str, Span] = field(default_factory=dict)

    def changed(self, change: AnyChange) -> Meant:
        """In other variables. Guarantee: if the goals hold in the new ones wherever the hypotheses do, so they do in
        the old ones. Errors: ``Unconfirmed``."""
        box = self.box()
        match change:
            case Change(name, term, new, inverse):
                self._asked(name, term, new)
                if new and inverse is not None:
                    return self._inverted(change, inverse, box)
                if new or not any(_says(g, Variable(name), term, box) for g in self.given):
                    raise Unconfirmed(f"no hypothesis says that {name} = {term}")
                return self._with(name, term)
            case Placed(name, term, new):
                self._asked(name, term, new)
                return self._placed(change, box)
            case Named(new, Call() as call):
                return self._named(new, call, box)
            case Unit(name):
                return self._scaled(name, box)
            case Narrowed(name, op, value) if name in self.names and op in UP:
                cut = point(fmpq(value.numerator, value.denominator))
                rest = narrowed(box[Variable(name)], NOT[op], cut, True)
                if not empty(rest) and not any(never(g, PLAIN, box | {Variable(name): rest}) for g in self.given):
                    raise Unconfirmed(f"no hypothesis says that {name} {op} {value}")
                span = narrowed(box[Variable(name)], op, cut, True)
                return replace(self, known={**self.known, name: span})
            case Rewritten(old, other):
                if not {v.name for v in other.variables} <= self.names or not _alike(old, other, box):
                    raise Unconfirmed(f"{old} is not certainly {other}")
                return self._put(old, other)
        raise Unconfirmed(f"{change}: no change of variables")

    def nowhere(self) -> bool:
        """Whether certainly no point meets the hypotheses, as their bounds or one of their ranges show."""
        box = self.box()
        return any(map(empty, box.values())) or any(never(g, PLAIN, box) for g in self.given)

    def _asked(self, name: str, term: Term, new: str) -> None:
        if name not in self.names:
            raise Unconfirmed(f"there is no {name} to be replaced")
        left = self.names - {name} | ({new} if new else set())
        if not {v.name for v in term.variables} <= left or new in self.names:
            raise Unconfirmed(f"{term} in the place of {name}: its names are not the right ones")

    def _put(self, old: Term, term: Term) -> Meant:
        given, goals = (tuple(f.subs({old: term}) for f in fs) for fs in (self.given, self.goals))
        return replace(self, given=given, goals=goals)

    def _with(self, name: str, term: Term, new: str = "", span: Span = LINE, integer: bool = False) -> Meant:
        """``term`` in the place of ``name``, ``new`` being in ``span``."""
        names = self.names - {name} | ({new} if new else set())
        integers = self.integers - {name} | ({new} if integer else set())
        known = {n: s for n, s in self.known.items() if n != name} | ({new: span} if new else {})
        found = self._put(Variable(name), term)
        given = (*found.given, *_bounds(term, self.known.get(name, LINE)))
        return Meant(given, found.goals, names, integers, known)

    def _inverted(self, change: Change, inverse: Term, box: Box) -> Meant:
        back = change.term.subs({Variable(change.new): inverse})
        if not {v.name for v in inverse.variables} <= self.names:
            raise Unconfirmed(f"{inverse}: its names are not the right ones")
        span = range_of(inverse, box)
        if span is None or not sure(back, box) or not agree(Variable(change.name), back, box):
            raise Unconfirmed(f"{inverse} is not certainly the inverse of {change.name} = {change.term}")
        return self._with(change.name, change.term, change.new, span, self._is_integer(inverse))

    def _is_integer(self, term: Term) -> bool:
        """Whether ``term`` is a polynomial with whole coefficients in whole numbers."""
        match term:
            case Number(q):
                return bool(q.denominator == 1)
            case Variable(name):
                return name in self.integers
            case Sum(parts) | Product(parts):
                return all(map(self._is_integer, parts))
        return False

    def _placed(self, change: Placed, box: Box) -> Meant:
        old, new = Variable(change.name), Variable(change.new)
        low, high = (change.term.subs({new: Number(k)}) for k in (0, 1))
        if not agree(change.term, low + (high - low) * new, dict(box) | {new: LINE}):
            raise Unconfirmed(f"{change.term} is not affine in {new}")
        lower, upper = self._bound(old - low, box), self._bound(high - old, box)
        if not lower or not upper or not sure(low, box) or not sure(high, box):
            raise Unconfirmed(f"{old} is not certainly between {low} and {high}")
        if not sure(change.term, {**box, new: Span(fmpq(0), fmpq(1))}):
            raise Unconfirmed(f"{change.term} is not certainly defined between")
        room = Atom(">" if ">" in (lower, upper) else ">=", high, low)
        span = Span(fmpq(0), fmpq(1), lower == ">", upper == ">")
        found = self._with(change.name, change.term, change.new, span)
        return replace(found, given=(*found.given, room))

    def _bound(self, gap: Term, box: Box) -> str:
        """> or >= where hypotheses say that of ``gap`` and 0; else empty."""
        for strict in (True, False):
            if has_sign(gap, strict, box):
                return ">" if strict else ">="
        for g in (g for g in self.given if isinstance(g, Atom) and g.op not in ("==", "!=")):
            one, op = (g.left - g.right, g.op) if g.op in (">", ">=") else (g.right - g.left, UP[g.op])
            q = _proportion(one, gap) or fmpq(0)
            if q > 0 and agree(one, Number(Fraction(int(q.p), int(q.q))) * gap, box):
                return op
        return ""

    def _named(self, new: str, call: Call, box: Box) -> Meant:
        if new in self.names or call.function not in ("log", "W0", "Wm1"):
            raise Unconfirmed(f"{call} cannot be called {new}")
        said = any(isinstance(g, Atom) and (g.left.has(call) or g.right.has(call)) for g in self.given)
        if not said and not sure(call, box):
            raise Unconfirmed(f"{call} is not certainly defined")
        value = Variable(new)
        same = Call("exp", value) if call.function == "log" else value * Call("exp", value)
        span = {"log": LINE, "W0": Span(fmpq(-1), None, False, True), "Wm1": Span(None, fmpq(-1), True, False)}
        found = self._put(call, value)
        equation = Atom("==", same, call.args[0])
        return replace(
            found,
            given=(*found.given, equation),
            names=self.names | {new},
            known={**self.known, new: span[call.function]},
        )

    def _scaled(self, name: str, box: Box) -> Meant:
        unit = Variable(name)
        if unit not in box or not box[unit].positive:
            raise Unconfirmed(f"{name} is not certainly positive")
        for formula in (*self.given, *self.goals):
            if not homogeneous(formula, unit):
                raise Unconfirmed(f"'{formula}' is not certainly homogeneous in {name}")
        without = replace(self, known={n: s for n, s in self.known.items() if n != name})  # 1 need not be in its side
        return without._with(name, ONE)

    def box(self) -> dict[Variable, Span]:
        """What hypotheses that are affine in a variable say of it, and what makes them defined."""
        algebra, found = Algebra(), {Variable(name): self.known.get(name, LINE) for name in sorted(self.names)}
        rows: list[tuple[str, Polynomial]] = []
        direct: list[tuple[str, Variable, Term]] = []
        for atom in (a for g in self.given if isinstance(g, Atom) for a in (*needs(g.left), *needs(g.right), g)):
            if isinstance(atom, Atom):
                try:
                    gap = algebra.ratio(atom.left - atom.right)
                except (UnableError, ZeroDivisionError):
                    continue
                direct += _direct(atom)
                plain = all(algebra.parts[g].function == "variable" for m in gap.above for g, _ in m)
                rows += [(atom.op, gap.above)] if plain and not gap.below else []
        for _ in range(3):
            for op, name, other in direct:
                with contextlib.suppress(Nowhere):
                    found[name] = self.rounded(name, narrowed(found[name], op, values(other, found), True))
            for op, row in rows:
                for divisor, most in self.divisors(op, row, algebra):
                    side = narrowed(found[divisor], "<=", most, True)
                    found[divisor] = narrowed(side, ">=", opposite(most), True)
                for m in row:
                    if len(m) == 1 and m[0][1] == 1 and sum(m[0][0] in dict(n) for n in row) == 1:
                        name = Variable(str(algebra.parts[m[0][0]].detail))
                        rest = {n: c / -row[m] for n, c in row.items() if n != m}
                        bound = _polynomial(rest, algebra, found)
                        found[name] = self.rounded(name, narrowed(found[name], op, bound, row[m] > 0))
        return found

    def divisors(self, op: str, row: Polynomial, algebra: Algebra) -> Iterator[tuple[Variable, Span]]:
        """Whole numbers whose product, to some powers, is a number d other than 0, and |d|: none is larger."""
        products = [m for m in row if m]
        if op == "==" and len(row) == 2 and len(products) == 1:
            names = [str(algebra.parts[g].detail) for g, _ in products[0]]
            if set(names) <= self.integers:
                yield from ((Variable(n), point(abs(row[()] / row[products[0]]))) for n in names)

    def rounded(self, name: Variable, side: Span) -> Span:
        if name.name not in self.integers:
            return side
        lo, hi = (None if x is None else fmpq(x) for x in (side.lo, side.hi))
        lo = lo if lo is None else fmpq(lo.floor() + 1) if side.below and lo.q == 1 else fmpq(lo.ceil())
        hi = hi if hi is None else fmpq(hi.ceil() - 1) if side.above and hi.q == 1 else fmpq(hi.floor())
        return Span(lo, hi, lo is None, hi is None)


def _direct(atom: Atom) -> Iterator[tuple[str, Variable, Term]]:
    """What it says of a variable by a term without it, which may be no polynomial."""
    for op, name, bound in ((atom.op, atom.left, atom.right), (UP.get(atom.op, atom.op), atom.right, atom.left)):
        if isinstance(name, Variable) and op != "!=" and name not in bound.variables:
            yield op, name, bound


def empty(side: Span) -> bool:
    return side.lo is not None and side.hi is not None and (
        side.lo > side.hi or (side.lo == side.hi and (side.below or side.above))
    )  # fmt: skip


def narrowed(side: Span, op: str, bound: Span, plain: bool) -> Span:
    """``side`` of a variable that is ``op`` some value in ``bound``; ``plain``: else the inequality is turned."""
    op = op if plain else UP.get(op, op)
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


def _bounds(term: Term, span: Span) -> Iterator[Formula]:
    """What ``span`` says of ``term``."""
    for end, op in ((span.lo, ">" if span.below else ">="), (span.hi, "<" if span.above else "<=")):
        if end is not None:
            yield Atom(op, term, Number(Fraction(int(end.p), int(end.q))))


def _polynomial(a: Polynomial, algebra: Algebra, box: Box) -> Span:
    total = point(fmpq(0))
    for m, c in a.items():
        one = point(c)
        for g, k in m:
            one = times(one, power(box[Variable(str(algebra.parts[g].detail))], k))
        total = plus(total, one)
    return total


def _says(given: Formula, name: Variable, term: Term, box: Box) -> bool:
    """Whether ``given`` is, up to a number as factor, that ``name`` is ``term``, which is defined."""
    if not isinstance(given, Atom) or given.op != "==":
        return False
    if (given.left, given.right) in ((name, term), (term, name)):
        return True
    gap = given.left - given.right
    return sure(term, box) and (agree(gap, name - term, box) or bool(_proportion(gap, name - term)))


def _proportion(one: Term, other: Term) -> fmpq | None:
    """q, such that the numerator of ``one`` is q times that of ``other``, neither being 0."""
    algebra = Algebra()
    try:
        a, b = algebra.ratio(one).above, algebra.ratio(other).above
    except (UnableError, ZeroDivisionError):
        return None
    found = {a[m] / b[m] for m in a} if a and a.keys() == b.keys() else set()
    return found.pop() if len(found) == 1 else None


def _alike(old: Term, new: Term, box: Box) -> bool:
    """Whether ``old`` and ``new`` are certainly defined and equal on ``box``."""
    if not sure(new, box) or not all(sure(a, box) for a in old.args):
        return False
    match old:
        case Call("log", (z,)) if agree(z, Call("exp", new), box):
            return True  # an exponential is positive
        case Call("W0" | "Wm1" as branch, (z,)) if agree(z, new * Call("exp", new), box):
            return has_sign(new + 1 if branch == "W0" else -1 - new, False, box)
        case Power(b, t) if isinstance(new, Call) and new.function == "exp":
            return sure(Call("log", b), box) and agree(new.args[0], t * Call("log", b), box)
    return sure(old, box) and agree(old, new, box)
