"""The proof kernel: eight rules, and nothing else makes a step.

hypothesis    what the claim grants, each shown to be defined by those before it
algebra       z3 (nlsat) finds the negation of the goal unsatisfiable together with the premises
instance      a claim from the library, at terms: (terms defined and hypotheses) imply conclusion
mean value    f(b) - f(a) = f'(x)(b - a) for some x between a < b, f' by differentiation
intermediate  f continuous on [a, b], f(a) <= 0 <= f(b): then f(x) = 0 for some x in [a, b]
equals        g(a) = g(b), if a = b and g is defined there
numeric       a comparison of constants, by ball arithmetic
let           a name for a term

A proof script only proposes steps; a step that its rule does not discharge raises ``ProofError``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp
import z3

from theory.claims.model import Claim, symbol
from theory.formula import And, Atom, Formula, Implies, definedness
from theory.grammar import Term, parse_formula, parse_term
from verify.evaluate import holds
from verify.prove.encode import Encoder
from verify.verdict import ProofLine

RESOURCES = 20_000_000  # z3 "rlimit": deterministic, unlike a time limit
TRUE = And(())


class ProofError(Exception):
    """A step that its rule does not discharge. The message says which, and what z3 answered."""


@dataclass(frozen=True)
class Step:
    """One line of a proof: what it says, the rule that discharged it, and the premises it used."""

    number: int
    formula: Formula
    rule: str
    premises: tuple[int, ...] = ()


class Proof:
    """A proof of ``claim`` under construction; ``library`` finds the claims it may instantiate.

    resources: z3's limit for each step, if not the usual one.

    Guarantee: once ``conclude`` has returned, the claim's formula follows for all real values of
    its variables from the claims in ``instantiated``, the calculus and z3's soundness.
    """

    def __init__(self, claim: Claim, library: Callable[[str], Claim], resources: int | None = None) -> None:
        self.claim, self.library, self.resources = claim, library, resources
        self.names: dict[str, Term] = dict(claim.names)
        self.steps: list[Step] = []
        self.instantiated: set[str] = set()
        self.done = False
        for formula in claim.given:
            need = definedness(formula)
            if need != TRUE:
                self._entail(need, range(1, len(self.steps) + 1), f"hypothesis '{formula}' is defined")
            self._add(formula, "hypothesis")

    def lines(self) -> tuple[ProofLine, ...]:
        """The steps as text."""
        return tuple(ProofLine(s.number, str(s.formula), s.rule, s.premises) for s in self.steps)

    def have(self, text: str, by: Sequence[int] | None = None) -> int:
        """A formula that follows by algebra from steps ``by`` (all so far, if not given)."""
        return self._algebra(parse_formula(text, self.names), by)

    def instance(self, label: str, **terms: str) -> int:
        """The claim ``label`` with its variables replaced by ``terms``; all must be given."""
        claim = self.library(label)
        if claim.exists:
            raise ProofError(f"step {len(self.steps) + 1}: {label} says that a solution exists; it has no instances")
        wanted = {*claim.variables, *(name for u in claim.unknowns for name in u.names)}
        if set(terms) != wanted:
            raise ProofError(f"step {len(self.steps) + 1}: an instance of {label} needs terms for {sorted(wanted)}")
        values = {name: parse_term(text, self.names) for name, text in terms.items()}
        swap = {symbol(name): term.value for name, term in values.items()}
        guards = tuple(c for term in values.values() for c in term.defined)
        given = And(guards + tuple(g.subs(swap) for g in claim.given))
        self.instantiated.add(label)
        shown = ", ".join(f"{name} = {text}" for name, text in terms.items())
        return self._add(Implies(given, claim.then.subs(swap)), f"instance of {label} at {shown}")

    def mean_value(self, function: str, of: str, a: str, b: str, at: str) -> int:
        """The mean value theorem for ``function`` of the variable ``of`` on [a, b], if a < b.

        ``at`` becomes the name of the point between. Where the function is defined only where
        some terms affine in ``of`` are positive, that is asked of both ends.
        """
        if at in self.names or of in self.names:
            raise ProofError(f"step {len(self.steps) + 1}: the names {of} and {at} must be new")
        x, xi = symbol(of), symbol(at)
        f = parse_term(function, self.names | {of: Term(x)})
        if f.value.has(sp.Abs, sp.Max, sp.Min) or any(
            type(e).__name__ in ("W0", "Wm1") for e in f.value.atoms(sp.Function)
        ):
            raise ProofError(f"step {len(self.steps) + 1}: {function} is not known to be differentiable")
        left, right = parse_term(a, self.names), parse_term(b, self.names)
        guards = [Atom("<", left.value, right.value, left.defined + right.defined)]
        for need in f.defined:
            guards += self._kept_between(need, x, left.value, right.value)
        slope = sp.diff(f.value, x).subs(x, xi)
        rise = f.value.subs(x, right.value) - f.value.subs(x, left.value)
        found = And((
            Atom("<", left.value, xi), Atom("<", xi, right.value),
            Atom("==", rise, slope * (right.value - left.value)),
        ))  # fmt: skip
        self.names[at] = Term(xi)
        return self._add(
            Implies(And(tuple(guards)), found), f"mean value theorem for {function} of {of} between {a} and {b}"
        )

    def _kept_between(self, need: Atom, x: sp.Symbol, a: sp.Expr, b: sp.Expr) -> list[Atom]:
        """Comparisons at the ends that keep ``need`` true on all of [a, b], and f differentiable."""
        inside = sp.expand(need.left - need.right)
        if not inside.has(x):
            return [need]
        if sp.degree(inside, x) != 1 or sp.diff(inside, x).has(x) or need.op not in (">", ">=", "!="):
            raise ProofError(f"step {len(self.steps) + 1}: '{need}' is not affine in {x}; state the domain otherwise")
        at_a, at_b = inside.subs(x, a), inside.subs(x, b)
        if need.op == "!=":
            return [Atom(">", at_a * at_b, sp.Integer(0))]
        return [Atom(">", at_a, sp.Integer(0)), Atom(">", at_b, sp.Integer(0))]

    def intermediate_value(self, function: str, of: str, a: str, b: str, at: str) -> int:
        """The intermediate value theorem for ``function`` of the variable ``of`` on [a, b], if a <= b
        and the values at a and b are <= 0 and >= 0: it is 0 at ``at``, a <= at <= b.

        That the function is defined on all of [a, b] must follow from the steps so far; it is then
        continuous there, being composed of continuous functions.
        """
        if at in self.names or of in self.names:
            raise ProofError(f"step {len(self.steps) + 1}: the names {of} and {at} must be new")
        x, xi = symbol(of), symbol(at)
        f = parse_term(function, self.names | {of: Term(x)})
        left, right = parse_term(a, self.names), parse_term(b, self.names)
        between = And((Atom("<=", left.value, x, left.defined), Atom("<=", x, right.value, right.defined)))
        if f.defined:
            self._entail(
                And(f.defined), range(1, len(self.steps) + 1), f"{function} is defined between {a} and {b}", between
            )
        zero = sp.Integer(0)
        given = And((
            Atom("<=", left.value, right.value, left.defined + right.defined),
            Atom("<=", f.value.subs(x, left.value), zero), Atom(">=", f.value.subs(x, right.value), zero),
        ))  # fmt: skip
        found = And((
            Atom("<=", left.value, xi), Atom("<=", xi, right.value), Atom("==", f.value.subs(x, xi), zero),
        ))  # fmt: skip
        self.names[at] = Term(xi)
        return self._add(
            Implies(given, found), f"intermediate value theorem for {function} of {of} between {a} and {b}"
        )

    def equals(self, term: str, of: str, a: str, b: str) -> int:
        """Equal arguments give equal values: ``term`` at ``of`` = a and at b, if a = b."""
        x = symbol(of)
        g = parse_term(term, self.names | {of: Term(x)})
        left, right = parse_term(a, self.names), parse_term(b, self.names)
        guards = (*left.defined, *right.defined, *(need.subs({x: left.value}) for need in g.defined))
        same = Atom("==", left.value, right.value)
        found = Atom("==", g.value.subs(x, left.value), g.value.subs(x, right.value))
        return self._add(Implies(And((*guards, same)), found), f"equal arguments {a} and {b} in {term} of {of}")

    def numeric(self, text: str) -> int:
        """A comparison of constants, decided by ball arithmetic."""
        formula = parse_formula(text, {})
        if holds(formula, {}) is not True:
            raise ProofError(f"step {len(self.steps) + 1}: ball arithmetic does not show {text}")
        return self._add(formula, "ball arithmetic")

    def let(self, name: str, text: str) -> int:
        """A new name equal to a term; the term's definedness must follow from what is known."""
        if name in self.names:
            raise ProofError(f"step {len(self.steps) + 1}: the name {name} is taken")
        term = parse_term(text, self.names)
        if term.defined:
            self._entail(And(term.defined), range(1, len(self.steps) + 1), f"{text} is defined")
        self.names[name] = Term(symbol(name))
        return self._add(Atom("==", symbol(name), term.value, term.defined), "definition")

    def conclude(self, by: Sequence[int] | None = None, **solution: str) -> None:
        """The claim's conclusion, with all that it needs to be defined, by algebra.

        Where the claim says that stationary points exist, ``solution`` gives a term for each of
        their variables, and the equations are part of what is to be shown.
        """
        wanted = {name for unknown in self.claim.exists for name in unknown.names}
        if set(solution) != wanted:
            raise ProofError(f"step {len(self.steps) + 1}: the conclusion needs terms for {sorted(wanted)}")
        terms = {name: parse_term(text, self.names) for name, text in solution.items()}
        swap = {symbol(name): term.value for name, term in terms.items()}
        guards = tuple(c for term in terms.values() for c in term.defined)
        then = self.claim.then.subs(swap)
        goal = And((*guards, *(e.subs(swap) for e in self.claim.witnessed), definedness(then), then))
        premises = self._premises(by)
        self._entail(goal, premises, "the conclusion")
        self._add(goal if wanted else then, "algebra", premises)
        self.done = True

    def _algebra(self, formula: Formula, by: Sequence[int] | None) -> int:
        premises = self._premises(by)
        self._entail(formula, premises, str(formula))
        return self._add(formula, "algebra", premises)

    def _premises(self, by: Sequence[int] | None) -> tuple[int, ...]:
        return tuple(by) if by is not None else tuple(range(1, len(self.steps) + 1))

    def _add(self, formula: Formula, rule: str, premises: tuple[int, ...] = ()) -> int:
        self.steps.append(Step(len(self.steps) + 1, formula, rule, premises))
        return len(self.steps)

    def _entail(self, goal: Formula, premises: Sequence[int], what: str, where: Formula = TRUE) -> None:
        encoder = Encoder()
        facts = [encoder.formula(self.steps[k - 1].formula) for k in premises] + [encoder.formula(where)]
        negation = z3.Not(encoder.formula(goal))
        solver = z3.SolverFor("QF_NRA")
        resources = self.resources or RESOURCES
        solver.set("rlimit", resources)
        solver.add(*encoder.known, *facts, negation)
        answer = solver.check()
        if answer != z3.unsat:
            seen = "has a countermodel" if answer == z3.sat else f"is not decided within rlimit {resources}"
            raise ProofError(f"step {len(self.steps) + 1}: {what}: the algebra {seen}")
