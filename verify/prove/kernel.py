"""The proof kernel: the rules of ``verify.prove.rules``, and nothing else makes a step.

A step says that a formula is *true* (its comparisons are defined) wherever the hypotheses are. A proof script only
proposes steps; a step that its rule does not discharge raises ``ProofError``, and nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from theory.errors import DomainError, UnableError
from theory.language.algebra import coefficients, normal
from theory.language.calculus import diff
from theory.language.claim import Claim, symbol
from theory.language.formula import TRUE, And, Atom, Formula, Implies, Or, sides, variables
from theory.language.grammar import parse_formula, parse_term
from theory.language.meaning import defined
from theory.language.term import Number, Term, Variable, is_integer
from verify.prove.encode import Encoder
from verify.prove.residues import zero_free
from verify.prove.solver import RESOURCES, SolverError, unsatisfiable
from verify.values.evaluate import holds
from verify.verdict import ProofLine

ZERO = Number(0)
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


class ProofError(Exception):
    """A step that its rule does not discharge. The message says which, and what the solver answered."""


@dataclass(frozen=True)
class Step:
    """One line of a proof: what it says, the rule that discharged it and on what, in words (``rule``) and as data
    (``kind``, one of the rules' names, and ``made_of``), and the premises it used."""

    number: int
    formula: Formula
    rule: str
    premises: tuple[int, ...] = ()
    kind: str = "algebra"
    made_of: Mapping[str, Any] = field(default_factory=dict)


class Proof:
    """A proof of ``claim`` under construction.

    library: finds the claims that the proof may instantiate, by label. rests: the labels on which the proof of a
    library claim rests, so that no proof goes in a circle. resources: the solver's limit for each step.

    Guarantee: once ``conclude`` has returned, the claim's conclusion is true wherever its hypotheses are, for all
    values of its variables, if the claims in ``instantiated`` hold; by calculus and the solver's soundness.
    """

    def __init__(
        self,
        claim: Claim,
        library: Callable[[str], Claim],
        resources: int | None = None,
        rests: Callable[[str], frozenset[str]] = lambda label: frozenset(),
    ) -> None:
        self.claim, self.library, self.rests = claim, library, rests
        self.resources = resources or RESOURCES
        self.names: dict[str, Term] = dict(claim.names)
        self.steps: list[Step] = []
        self.instantiated: set[str] = set()
        self.done = False
        for formula in claim.given:
            solved = [v.name for v in variables(formula) if v.name in self._sought]
            if solved:
                raise self._error(f"the hypothesis '{formula}' restricts {solved[0]}, which is to be shown to exist")
            self._add("hypothesis", formula, "hypothesis")

    @property
    def _sought(self) -> set[str]:
        """The names of what the claim says to exist."""
        return {name for unknown in self.claim.exists for name in unknown.names}

    def lines(self) -> tuple[ProofLine, ...]:
        """The steps as text."""
        return tuple(ProofLine(s.number, str(s.formula), s.rule, s.premises) for s in self.steps)

    def have(self, text: str, by: Sequence[int] | None = None) -> int:
        """A formula that follows by algebra from steps ``by`` (all so far, if not given)."""
        with self._own_errors():
            formula, premises = self._formula(text), self._premises(by)
            self._entail(formula, premises, str(formula))
            return self._add("algebra", formula, "algebra", premises)

    def instance(self, label: str, **terms: str) -> int:
        """The claim ``label`` with its variables replaced by ``terms``; all must be given."""
        with self._own_errors():
            claim = self._library_claim(label)
            values = {name: self._term(text) for name, text in terms.items()}
            self._whole_where_asked(claim, values)
            swap = {symbol(name): value for name, value in values.items()}
            guards = tuple(part for value in values.values() for part in defined(value).parts)
            given = And((*guards, *(g.subs(swap) for g in claim.given)))
            shown = ", ".join(f"{name} = {text}" for name, text in terms.items())
            said = f"instance of {label} at {shown}"
            made_of = {"label": label, "terms": values}
            self.instantiated.add(label)
            return self._add("instance", Implies(given, claim.then.subs(swap)), said, made_of=made_of)

    def _library_claim(self, label: str) -> Claim:
        try:
            claim = self.library(label)
        except KeyError:
            raise self._error(f"{label} is no claim of the library") from None
        own = self.claim.label
        if _same(claim, self.claim) or (own in self.rests(label) and _same(self._known(own), self.claim)):
            raise self._error(f"{label} rests on the claim that is to be proved; a proof does not use its claim")
        if claim.exists:
            raise self._error(f"{label} says that a solution exists; it has no instances")
        return claim

    def _known(self, label: str) -> Claim | None:
        try:
            return self.library(label)
        except KeyError:
            return None

    def _whole_where_asked(self, claim: Claim, values: Mapping[str, Term]) -> None:
        """What is in the place of a whole number is seen to be one: the claim's own proof may have used that."""
        wanted = {*claim.variables, *(name for u in claim.unknowns for name in u.names)}
        if set(values) != wanted:
            raise self._error(f"an instance of {claim.label} needs terms for {sorted(wanted)}")
        for name in sorted(claim.integers):
            if not is_integer(values[name], self.claim.integers):
                raise self._error(f"{claim.label} speaks of whole numbers {name}; {values[name]} is not seen to be one")

    def mean_value(self, function: str, of: str, a: str, b: str, at: str) -> int:
        """The mean value theorem for ``function`` of the variable ``of`` on [a, b], if a < b.

        ``at`` becomes the name of the point between. Where the function is defined only where some terms affine in
        ``of`` are positive, that is asked of both ends.
        """
        with self._own_errors():
            x, xi = self._new(of), self._new(at)
            f = parse_term(function, self.names | {of: x}, self.claim.integers)
            left, right = self._term(a), self._term(b)
            if f.calls("abs", "max", "min", "W0", "Wm1"):
                raise self._error(f"{function} is not known to be differentiable")
            guards: list[Formula] = [*defined(left).parts, *defined(right).parts, Atom("<", left, right)]
            for need in defined(f).parts:
                guards += self._kept_between(need, x, left, right)
            rise = f.subs({x: right}) - f.subs({x: left})
            slope = diff(f, x).subs({x: xi})
            found = And((Atom("<", left, xi), Atom("<", xi, right), Atom("==", rise, slope * (right - left))))
            self.names[at] = xi
            said = f"mean value theorem for {function} of {of} between {a} and {b}"
            made_of = {"function": f, "of": x, "a": left, "b": right, "at": xi}
            return self._add("mean value", Implies(And(tuple(guards)), found), said, made_of=made_of)

    def _kept_between(self, need: Formula, x: Variable, a: Term, b: Term) -> list[Formula]:
        """Comparisons at the ends that keep ``need`` true on all of [a, b], and the function differentiable."""
        if not any(side.has(x) for side in sides(need)):
            return [need]
        inside = need.left - need.right if isinstance(need, Atom) else ZERO
        parts = coefficients(inside, x)
        affine = parts is not None and len(parts) == 2 and not normal(inside).below.as_term().has(x)
        if not isinstance(need, Atom) or not affine or need.op not in (">", ">=", "!="):
            raise self._error(f"'{need}' is not affine in {x}; state the domain otherwise")
        at_a, at_b = inside.subs({x: a}), inside.subs({x: b})
        if need.op == "!=":
            return [Atom(">", at_a * at_b, ZERO)]
        return [Atom(">", at_a, ZERO), Atom(">", at_b, ZERO)]

    def intermediate_value(self, function: str, of: str, a: str, b: str, at: str) -> int:
        """The intermediate value theorem for ``function`` of the variable ``of`` on [a, b], if a <= b and the values at
        a and b are <= 0 and >= 0: it is 0 at ``at``, a <= at <= b.

        That the function is defined on all of [a, b] must follow from the steps so far; it is then continuous there,
        being composed of functions that are continuous where they are defined.
        """
        with self._own_errors():
            x, xi = self._new(of), self._new(at)
            f = parse_term(function, self.names | {of: x}, self.claim.integers)
            left, right = self._term(a), self._term(b)
            between = And((Atom("<=", left, x), Atom("<=", x, right)))
            if defined(f) != TRUE:
                self._entail(defined(f), self._premises(None), f"{function} is defined between {a} and {b}", between)
            given = And((
                *defined(left).parts, *defined(right).parts, Atom("<=", left, right),
                Atom("<=", f.subs({x: left}), ZERO), Atom(">=", f.subs({x: right}), ZERO),
            ))  # fmt: skip
            found = And((Atom("<=", left, xi), Atom("<=", xi, right), Atom("==", f.subs({x: xi}), ZERO)))
            self.names[at] = xi
            said = f"intermediate value theorem for {function} of {of} between {a} and {b}"
            made_of = {"function": f, "of": x, "a": left, "b": right, "at": xi, "premises": len(self.steps)}
            return self._add("intermediate value", Implies(given, found), said, made_of=made_of)

    def equals(self, term: str, of: str, a: str, b: str) -> int:
        """Equal arguments give equal values: ``term`` at ``of`` = a and at b, if a = b."""
        with self._own_errors():
            x = symbol(of)
            g = parse_term(term, self.names | {of: x}, self.claim.integers)
            left, right = self._term(a), self._term(b)
            if of in self.claim.integers and not all(is_integer(end, self.claim.integers) for end in (left, right)):
                raise self._error(f"{of} is a whole number; {a} and {b} are not both seen to be one")
            guards = (*defined(left).parts, *defined(right).parts, *defined(g).subs({x: left}).parts)
            found = Atom("==", g.subs({x: left}), g.subs({x: right}))
            said = f"equal arguments {a} and {b} in {term} of {of}"
            made_of = {"term": g, "of": x, "a": left, "b": right}
            given = And((*guards, Atom("==", left, right)))
            return self._add("equals", Implies(given, found), said, made_of=made_of)

    def residues(self, text: str, modulus: int) -> int:
        """That a polynomial in whole numbers is not 0, as it is not modulo ``modulus``: ``text`` is ``p != q``."""
        with self._own_errors():
            formula = self._formula(text)
            if not (isinstance(formula, Atom) and formula.op == "!="):
                raise self._error(f"'{text}' is not of the form p != q")
            ratio = normal(formula.left - formula.right)
            polynomial = defined(formula.left) == defined(formula.right) == TRUE and ratio.below.constant is not None
            if not polynomial or not zero_free(ratio.above, self.claim.integers, modulus):
                raise self._error(f"'{text}' is not seen modulo {modulus}")
            return self._add("residues", formula, f"residues modulo {modulus}", made_of={"modulus": modulus})

    def gap(self, text: str, below: int) -> int:
        """That a term which is a whole number is at most ``below`` or at least one more."""
        with self._own_errors():
            term = self._term(text)
            if type(below) is not int:
                raise self._error(f"{below!r} is not a whole number")
            if not is_integer(term, self.claim.integers):
                raise self._error(f"{term} is not seen to be a whole number")
            apart = Or((Atom("<=", term, Number(below)), Atom(">=", term, Number(below + 1))))
            given = defined(term)
            formula = Implies(given, apart) if given != TRUE else apart
            return self._add("gap", formula, f"no whole number between {below} and {below + 1}", made_of={"term": term})

    def numeric(self, text: str) -> int:
        """A comparison of constants, decided by ball arithmetic."""
        with self._own_errors():
            formula = parse_formula(text, {})
            if holds(formula, {}) is not True:
                raise self._error(f"ball arithmetic does not show {text}")
            return self._add("numeric", formula, "ball arithmetic")

    def let(self, name: str, text: str) -> int:
        """A new name equal to a term; the term's definedness must follow from what is known."""
        with self._own_errors():
            new, term = self._new(name), self._term(text)
            if defined(term) != TRUE:
                self._entail(defined(term), self._premises(None), f"{text} is defined")
            made_of = {"name": new, "term": term, "premises": len(self.steps)}
            self.names[name] = new
            return self._add("let", Atom("==", new, term), "definition", made_of=made_of)

    def conclude(self, by: Sequence[int] | None = None, **solution: str) -> None:
        """That the claim's conclusion is true, by algebra.

        Where the claim says that stationary points exist, ``solution`` gives a term for each of their variables, and
        the equations are part of what is to be shown.
        """
        with self._own_errors():
            wanted = self._sought
            if set(solution) != wanted:
                raise self._error(f"the conclusion needs terms for {sorted(wanted)}")
            terms = {name: self._term(text) for name, text in solution.items()}
            swap = {symbol(name): term for name, term in terms.items()}
            guards = tuple(part for term in terms.values() for part in defined(term).parts)
            then = self.claim.then.subs(swap)
            goal = And((*guards, *(e.subs(swap) for e in self.claim.witnessed), then)) if wanted else then
            premises = self._premises(by)
            self._entail(goal, premises, "the conclusion")
            self._add("algebra", goal, "algebra", premises, {"solution": terms})
            self.done = True

    def _formula(self, text: str) -> Formula:
        return parse_formula(text, self.names, self.claim.integers)

    def _term(self, text: str) -> Term:
        return parse_term(text, self.names, self.claim.integers)

    def _new(self, name: str) -> Variable:
        if not NAME.fullmatch(name):
            raise self._error(f"{name!a} is no name; give letters, digits and '_', a letter first")
        if name in self.names or any(v.name == name for term in self.names.values() for v in term.variables):
            raise self._error(f"the name {name} is taken; give a new one")
        return symbol(name)

    def _premises(self, by: Sequence[int] | None) -> tuple[int, ...]:
        if by is None:
            return tuple(range(1, len(self.steps) + 1))
        unknown = [k for k in by if not (isinstance(k, int) and 1 <= k <= len(self.steps))]
        if unknown:
            raise self._error(f"there is no step {unknown[0]}; a premise is one of the {len(self.steps)} before it")
        return tuple(by)

    def _error(self, why: str) -> ProofError:
        return ProofError(f"step {len(self.steps) + 1}: {why}")

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        """What the language, the algebra or the solver refuses is a step that is not discharged."""
        try:
            yield
        except (DomainError, UnableError) as error:
            raise self._error(str(error)) from None

    def _add(
        self,
        kind: str,
        formula: Formula,
        rule: str,
        premises: tuple[int, ...] = (),
        made_of: Mapping[str, Any] | None = None,
    ) -> int:
        self.steps.append(Step(len(self.steps) + 1, formula, rule, premises, kind, dict(made_of or {})))
        return len(self.steps)

    def _entail(self, goal: Formula, premises: Sequence[int], what: str, where: Formula = TRUE) -> None:
        encoder = Encoder()
        facts = [encoder.formula(self.steps[k - 1].formula) for k in premises] + [encoder.formula(where)]
        negation = f"(not {encoder.formula(goal)})"
        try:
            unsatisfiable(encoder.script(*facts, negation), self.resources)
        except SolverError as error:
            raise self._error(f"{what}: the algebra {error}") from None


def _same(one: Claim | None, other: Claim) -> bool:
    """Whether two claims say the same, whatever they are called."""
    return one is not None and one.given == other.given and one.then == other.then and one.exists == other.exists
