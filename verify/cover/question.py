"""A claim as a question about a box: for all points of it that meet the hypotheses, does every goal hold?

Equations that determine a variable are solved for it; constant bounds become sides of the box; a bound by other
variables becomes a change of variables, so that its edge is a face of the box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from flint import fmpq

from theory.errors import UnableError
from theory.language import term as language
from theory.language.algebra import coefficients, normal
from theory.language.claim import Claim, symbol
from theory.language.formula import Atom, Formula, sides, variables
from theory.language.meaning import conjuncts, spelt
from theory.language.term import Number, Quotient, Term, Variable, constant
from verify.confirm.certificate import AnyChange, Change, Placed
from verify.cover.forms import expanded
from verify.prove.encode import Encoder
from verify.prove.integers import divisor_bounds
from verify.prove.solver import SolverError, unsatisfiable
from verify.values.sides import Box, Side, cut

RESOURCES = 300_000
LARGEST = 600  # parts of what is put to z3 here
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
ZERO = Number(0)


@dataclass(frozen=True)
class Question:
    """``goals`` are to hold at every point of ``box`` at which all of ``given`` hold.

    ``solved``: the claim's variables that were replaced, in order, each by a term in those that come later or stay.
    ``changes``: how the question came from the claim, to be read a second time.
    What makes a comparison defined is written before it, so that where all of ``given`` are true every term of them is
    defined, and so for the goals. Guarantee: if every goal is true at every such point of the box, the claim holds.
    """

    box: Box
    given: tuple[Formula, ...]
    goals: tuple[Formula, ...]
    solved: tuple[tuple[Variable, Term], ...] = ()
    changes: tuple[AnyChange, ...] = ()

    def swapped(self, change: Change | Placed, box: Box, more: Iterable[Formula] = ()) -> Question:
        """With a term in the place of a variable, as ``change`` says."""
        old, term = Variable(change.name), change.term
        given = tuple(g.subs({old: term}) for g in self.given) + tuple(more)
        goals = tuple(g.subs({old: term}) for g in self.goals)
        return Question(box, given, goals, (*self.solved, (old, term)), (*self.changes, change))

    def fresh(self, name: str) -> Variable:
        """A variable that the question has not had: ``name``, with primes behind it where that is taken."""
        taken = {*self.box, *(old for old, _ in self.solved)}
        while Variable(name) in taken:
            name += "'"
        return Variable(name)  # type: ignore[no-any-return]

    def __str__(self) -> str:
        sides = ", ".join(f"{s} in {side}" for s, side in self.box.items())
        given = f" with {' and '.join(map(str, self.given))}" if self.given else ""
        return f"{sides}{given}"


def entails(given: Iterable[Formula], goal: Formula) -> bool:
    """Whether z3 shows that ``goal`` is true where all of ``given`` are; transcendental terms are opaque to it. Long
    formulas are not tried."""
    return _entails(tuple(given), goal)


@lru_cache(2**12)
def _entails(given: tuple[Formula, ...], goal: Formula) -> bool:
    if sum(side.size for side in sides(*given, goal)) > LARGEST:
        return False
    encoder = Encoder()
    try:
        facts = [encoder.formula(f) for f in given]
        unsatisfiable(encoder.script(*facts, f"(not {encoder.formula(goal)})"), RESOURCES)
    except (SolverError, UnableError):
        return False
    return True


def question(claim: Claim) -> Question:
    """``claim`` with its equations solved and its constant bounds taken as sides of a box."""
    box = {symbol(name): Side(integer=kind == "integer") for name, kind in claim.variables.items()}
    given = tuple(conjuncts(*map(spelt, claim.given)))
    given = tuple(conjuncts(*given, *divisor_bounds(given, claim.integers)))
    goals = tuple(conjuncts(spelt(claim.then)))
    return bounded(solve_equations(Question(box, given, goals)))


def undischarged(asked: Question) -> Question:
    """Without the goals that follow from the hypotheses by algebra, such as that a quotient is defined."""
    known = (*asked.given, *as_atoms(asked.box))
    return replace(asked, goals=tuple(g for g in asked.goals if not entails(known, g)))


def as_atoms(box: Box) -> Iterator[Atom]:
    for name, side in box.items():
        if side.lo is not None:
            yield Atom(">" if side.below else ">=", name, _number(side.lo))
        if side.hi is not None:
            yield Atom("<" if side.above else "<=", name, _number(side.hi))


def _number(q: fmpq) -> Number:
    return Number(Fraction(int(q.p), int(q.q)))


def solve_equations(asked: Question) -> Question:
    """Equations solved for a variable that they hold linearly, with a factor that is certainly not 0. What makes the
    sides of an equation defined stays."""
    for equation in asked.given:
        if not isinstance(equation, Atom) or equation.op != "==":
            continue
        for name, factor, rest in linear(equation, asked.box):
            others = tuple(g for g in asked.given if g is not equation)
            if all(asked.box[v].integer for v in variables(equation)) and not _stays_whole(factor, rest, asked.box):
                continue  # that ``name`` is whole would be lost
            if constant(factor) is not None or entails((*others, *as_atoms(asked.box)), Atom("!=", factor, ZERO)):
                box = {s: side for s, side in asked.box.items() if s != name}
                bounds = tuple(as_atoms({name: asked.box[name]}))
                kept = replace(asked, given=(*others, *bounds))
                return solve_equations(kept.swapped(Change(name.name, expanded(-rest / factor)), box))
    return asked


def _stays_whole(factor: Term, rest: Term, box: Box) -> bool:
    q = constant(factor)
    return q is not None and whole(expanded(rest / q), box)


def linear(equation: Atom, names: Iterable[Variable]) -> Iterator[tuple[Variable, Term, Term]]:
    """(name, factor, rest) for each name in which ``equation`` says factor*name + rest = 0, simple ones first: where
    its sides are defined, it says no more and no less."""
    found = []
    for name in names:
        parts = coefficients(equation.left - equation.right, name)
        if parts is not None and len(parts) == 2:
            found.append((name, parts[1], parts[0]))
    return iter(sorted(found, key=_simplicity))


def _simplicity(found: tuple[Variable, Term, Term]) -> tuple[bool, bool, int]:
    q = constant(found[1])
    return q is None or abs(q) != 1, q is None, found[1].size + found[2].size


def linear_in(term: Term, name: Variable) -> tuple[Fraction, Term] | None:
    """(slope, rest): ``term`` is slope*name + rest wherever it is defined, slope a number other than 0; None if it is
    not of that form."""
    parts = coefficients(term, name)
    if parts is None or len(parts) != 2:
        return None
    below = normal(term).below.as_term()
    slope = constant(expanded(Quotient(parts[1], below)))
    return None if not slope else (slope, expanded(Quotient(parts[0], below)))


def bounded(asked: Question) -> Question:
    """Constant bounds taken into the box."""
    box, rest = dict(asked.box), []
    for formula in asked.given:
        bound = single(formula)
        if bound is None or bound[1] == "!=" or bound[0] not in box:
            rest.append(formula)
            continue
        name, op, value = bound
        box[name] = cut(box[name], op, value)
    return replace(asked, box=box, given=tuple(rest))


def single(formula: Formula) -> tuple[Variable, str, fmpq] | None:
    """(name, op, number) where ``formula`` compares one variable with a number, wherever it is defined."""
    if not isinstance(formula, Atom):
        return None
    difference = expanded(formula.left - formula.right)
    names = difference.variables
    if len(names) != 1:
        return None
    found = linear_in(difference, names[0])
    start = None if found is None else constant(found[1])
    if found is None or start is None:
        return None
    value = -start / found[0]
    return names[0], formula.op if found[0] > 0 else FLIPPED[formula.op], fmpq(value.numerator, value.denominator)


def shifted(asked: Question, proportional: bool) -> Question:
    """Bounds by other variables turned into faces: v >= e becomes v = e + v'; a <= v <= e becomes v = a + (e - a) v'.

    ``proportional``: whether the second is preferred for a variable that could serve in either.
    """
    start = asked
    for _ in range(3 * len(asked.box)):
        step = _next(asked, start, proportional) or _next(asked, start, not proportional)
        if step is None:
            break
        asked = bounded(step)
    return asked


def _next(asked: Question, start: Question, proportional: bool) -> Question | None:
    """One more shift. A variable that is not of the ``start`` has its lower face already."""
    for formula in asked.given:
        if not isinstance(formula, Atom) or formula.op in ("!=", "=="):
            continue
        difference = expanded(formula.left - formula.right)
        if not asked.box.keys() >= set(difference.variables):
            continue
        for name in sorted(difference.variables, key=lambda s: s.name, reverse=True):
            found = linear_in(difference, name)
            if found is None:
                continue
            slope, rest = found
            op = formula.op if slope > 0 else FLIPPED[formula.op]
            if op in (">", ">=") and name not in start.box:
                continue
            edge = expanded(rest * (-1 / slope))
            step = _along(asked, formula, name, op, edge, proportional)
            if step is not None:
                return step
    return None


def _along(asked: Question, formula: Atom, name: Variable, op: str, edge: Term, proportional: bool) -> Question | None:
    side = asked.box[name]
    fresh = asked.fresh(f"{name.name}'")
    rest = replace(asked, given=tuple(g for g in asked.given if g is not formula))
    strict = op in ("<", ">")
    stays = side.integer and whole(edge, asked.box)
    others = {s: other for s, other in asked.box.items() if s != name}
    if proportional:
        if op in (">", ">=") or side.lo is None or side.hi is not None or side.integer:
            return None
        start = _number(side.lo)
        room = Atom(">" if strict or side.below else ">=", edge - start, ZERO)
        unit = Side(fmpq(0), fmpq(1), side.below, strict)
        placed = Placed(name.name, expanded(start + (edge - start) * fresh), fresh.name)
        return rest.swapped(placed, others | {fresh: unit}, (room,))
    grow = Side(fmpq(0), None, strict, False, stays)
    if op in ("<", "<=") and side.lo is not None:
        return None
    box, up = others | {fresh: grow}, op in (">", ">=")
    term, back = (edge + fresh, name - edge) if up else (edge - fresh, edge - name)
    sides = (bound.subs({name: term}) for bound in as_atoms({name: side}))
    kept = [bound for bound in sides if not entails(as_atoms(box), bound)]
    return rest.swapped(Change(name.name, term, fresh.name, back), box, kept)


def whole(term: Term, box: Box) -> bool:
    """Whether ``term`` is a whole number at every point of ``box``, as far as its form says."""
    return language.is_integer(term, frozenset(name.name for name, side in box.items() if side.integer))
