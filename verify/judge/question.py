"""A claim as a question about a box: for all points of it that meet the hypotheses, does every goal hold?

Equations that determine a variable are solved for it; constant bounds become sides of the box; a bound by other
variables becomes a change of variables, so that its edge is a face of the box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import sympy as sp
import z3
from flint import fmpq

from theory.claims.model import Claim, symbol
from theory.formula import And, Atom, Formula, Implies, Or, definedness
from verify.judge.sides import Box, Side, cut
from verify.prove.encode import Encoder

RESOURCES = 300_000
LARGEST = 600  # operations in what is put to z3 here
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
ZERO = sp.Integer(0)


@dataclass(frozen=True)
class Question:
    """``goals`` are to hold at every point of ``box`` at which all of ``given`` hold.

    ``solved``: the claim's variables that were replaced, in order, each by a term in those that come later or stay.
    Guarantee: if every goal holds at every such point of the box, the claim holds.
    """

    box: Box
    given: tuple[Formula, ...]
    goals: tuple[Formula, ...]
    solved: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()

    def swapped(self, old: sp.Symbol, term: sp.Expr, box: Box, more: Iterable[Formula] = ()) -> Question:
        """With ``term`` in the place of ``old``."""
        swap = {old: term}
        given = tuple(g.subs(swap) for g in self.given) + tuple(more)
        return Question(box, given, tuple(g.subs(swap) for g in self.goals), (*self.solved, (old, term)))

    def __str__(self) -> str:
        sides = ", ".join(f"{s} in {side}" for s, side in self.box.items())
        given = f" with {' and '.join(map(str, self.given))}" if self.given else ""
        return f"{sides}{given}"


def bare(formula: Formula) -> Formula:
    """``formula`` with each comparison's conditions written out: it holds where it is defined and true."""
    match formula:
        case Atom(op, left, right, defined):
            atom = Atom(op, left, right)
            return And((*defined, atom)) if defined else atom
        case And(parts):
            return And(tuple(bare(p) for p in parts))
        case Or(parts):
            return Or(tuple(bare(p) for p in parts))
        case Implies(given, then):
            raise TypeError(f"{Implies(given, then)}: a reader's formula has no implication")


def parts(formula: Formula) -> Iterator[Formula]:
    """The conjuncts of ``formula``."""
    if isinstance(formula, And):
        for part in formula.parts:
            yield from parts(part)
    else:
        yield formula


def conjuncts(formulas: Iterable[Formula]) -> tuple[Formula, ...]:
    """All conjuncts, each once, without conditions of their own."""
    return tuple(dict.fromkeys(p for f in formulas for p in parts(bare(f))))


def entails(given: Iterable[Formula], goal: Formula) -> bool:
    """Whether z3 shows ``goal`` from ``given``; transcendental terms are opaque to it. Long formulas are not tried."""
    given = tuple(given)
    if sum(side.count_ops() for f in (*given, goal) for a in f.atoms() for side in (a.left, a.right)) > LARGEST:
        return False
    encoder = Encoder()
    solver = z3.SolverFor("QF_NRA")
    solver.set("rlimit", RESOURCES)
    facts = [encoder.formula(f) for f in given]
    negation = z3.Not(encoder.formula(goal))
    solver.add(*encoder.known, *facts, negation)
    return bool(solver.check() == z3.unsat)


def question(claim: Claim) -> Question:
    """``claim`` with its equations solved and its constant bounds taken as sides of a box."""
    box = {symbol(name): Side(integer=kind == "integer") for name, kind in claim.variables.items()}
    given = conjuncts(claim.given)
    goals = conjuncts((definedness(claim.then), claim.then))
    return bounded(solve_equations(Question(box, given, goals)))


def undischarged(asked: Question) -> Question:
    """Without the goals that follow from the hypotheses by algebra, such as that a quotient is defined."""
    sides = tuple(as_atoms(asked.box))
    known = (*asked.given, *sides)
    return replace(asked, goals=tuple(g for g in asked.goals if not entails(known, g)))


def as_atoms(box: Box) -> Iterator[Atom]:
    for name, side in box.items():
        if side.lo is not None:
            yield Atom(">" if side.below else ">=", name, sp.Rational(int(side.lo.p), int(side.lo.q)))
        if side.hi is not None:
            yield Atom("<" if side.above else "<=", name, sp.Rational(int(side.hi.p), int(side.hi.q)))


def solve_equations(asked: Question) -> Question:
    """Equations solved for a variable that they hold linearly, with a factor that is certainly not 0."""
    for equation in asked.given:
        if not isinstance(equation, Atom) or equation.op != "==":
            continue
        for name, factor, rest in linear(equation, asked.box):
            others = tuple(g for g in asked.given if g is not equation)
            if factor.is_Rational or entails((*others, *as_atoms(asked.box)), Atom("!=", factor, ZERO)):
                box = {s: side for s, side in asked.box.items() if s != name}
                bounds = tuple(as_atoms({name: asked.box[name]}))
                kept = replace(asked, given=(*others, *bounds))
                return solve_equations(kept.swapped(name, sp.cancel(-rest / factor), box))
    return asked


def linear(equation: Atom, names: Iterable[sp.Symbol]) -> Iterator[tuple[sp.Symbol, sp.Expr, sp.Expr]]:
    """(name, factor, rest) for each name in which ``equation`` says factor*name + rest = 0, simple ones first."""
    numerator = sp.expand(sp.numer(sp.together(equation.left - equation.right)), power_exp=False)
    found = []
    for name in names:
        factor = sp.diff(numerator, name)
        if factor != 0 and not factor.has(name):
            found.append((name, factor, sp.expand(numerator.subs(name, 0), power_exp=False)))
    return iter(sorted(found, key=lambda f: (abs(f[1]) != 1, not f[1].is_Rational, (f[1] + f[2]).count_ops())))


def bounded(asked: Question) -> Question:
    """Constant bounds taken into the box."""
    box, rest = dict(asked.box), []
    for formula in asked.given:
        bound = _bound(formula, box)
        if bound is None:
            rest.append(formula)
            continue
        name, op, value = bound
        box[name] = cut(box[name], op, value)
    return replace(asked, box=box, given=tuple(rest))


def _bound(formula: Formula, box: Box) -> tuple[sp.Symbol, str, fmpq] | None:
    """A hypothesis that is a bound of one variable by a number."""
    if not isinstance(formula, Atom) or formula.op == "!=":
        return None
    difference = formula.left - formula.right
    names = difference.free_symbols
    if len(names) != 1:
        return None
    (name,) = names
    slope = sp.diff(difference, name)
    start = difference.subs(name, 0)
    if name not in box or not slope.is_Rational or not start.is_Rational:
        return None
    value = -start / slope
    return name, formula.op if slope > 0 else FLIPPED[formula.op], fmpq(int(value.p), int(value.q))


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
        difference = formula.left - formula.right
        if not difference.free_symbols <= asked.box.keys():
            continue
        for name in sorted(difference.free_symbols, key=lambda s: s.name, reverse=True):
            slope = sp.diff(difference, name)
            if not slope.is_Rational or slope == 0:
                continue
            op = formula.op if slope > 0 else FLIPPED[formula.op]
            if op in (">", ">=") and name not in start.box:
                continue
            edge = sp.expand(-difference.subs(name, 0) / slope)
            step = _along(asked, formula, name, op, edge, proportional)
            if step is not None:
                return step
    return None


def _along(
    asked: Question, formula: Atom, name: sp.Symbol, op: str, edge: sp.Expr, proportional: bool
) -> Question | None:
    side = asked.box[name]
    fresh = symbol(f"{name.name}'")
    rest = replace(asked, given=tuple(g for g in asked.given if g is not formula))
    strict = op in ("<", ">")
    stays = side.integer and whole(edge, asked.box)
    others = {s: other for s, other in asked.box.items() if s != name}
    if proportional:
        if op in (">", ">=") or side.lo is None or side.hi is not None or side.integer:
            return None
        start = sp.Rational(int(side.lo.p), int(side.lo.q))
        room = Atom(">" if strict or side.below else ">=", edge - start, ZERO)
        unit = Side(fmpq(0), fmpq(1), side.below, strict)
        return rest.swapped(name, sp.expand(start + (edge - start) * fresh), others | {fresh: unit}, (room,))
    grow = Side(fmpq(0), None, strict, False, stays)
    if op in ("<", "<=") and side.lo is not None:
        return None
    box, term = others | {fresh: grow}, edge + fresh if op in (">", ">=") else edge - fresh
    sides = (bound.subs({name: term}) for bound in as_atoms({name: side}))
    kept = [bound for bound in sides if not entails(as_atoms(box), bound)]
    return rest.swapped(name, term, box, kept)


def whole(term: sp.Expr, box: Box) -> bool:
    """Whether ``term`` is a polynomial with whole coefficients in whole numbers."""
    names = term.free_symbols
    if not term.is_polynomial(*names) or not all(s in box and box[s].integer for s in names):
        return False
    return not names or all(c.is_Integer for c in sp.Poly(term, *names).coeffs())
