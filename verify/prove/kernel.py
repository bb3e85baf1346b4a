"""The proof kernel: the rules of ``verify.prove.rules``, and nothing else makes a step.

A step says that a formula is *true* (its comparisons are defined) wherever the hypotheses are. Who proposes steps gives
terms and formulas; a step that its rule does not discharge raises ``ProofError``, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from theory.errors import DomainError, UnableError
from theory.language.algebra import normal
from theory.language.claim import Claim
from theory.language.formula import TRUE, And, Atom, Formula, variables
from theory.language.meaning import defined
from theory.language.term import Term, Variable, is_integer
from verify.prove import theorems
from verify.prove.encode import Encoder
from verify.prove.residues import zero_free
from verify.prove.solver import RESOURCES, SolverError, unsatisfiable
from verify.prove.vocabulary import Vocabulary
from verify.values.evaluate import holds
from verify.verdict import ProofLine


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
        self.vocabulary = Vocabulary(claim)
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

    def have(self, formula: Formula, by: Sequence[int] | None = None) -> int:
        """A formula that follows by algebra from steps ``by`` (all so far, if not given)."""
        with self.own_errors():
            self.vocabulary.meant(formula)
            premises = self._premises(by)
            self._entail(formula, premises, str(formula))
            return self._add("algebra", formula, "algebra", premises)

    def instance(self, label: str, terms: Mapping[str, Term]) -> int:
        """The claim ``label`` with its variables replaced by ``terms``; all must be given."""
        with self.own_errors():
            claim = self._library_claim(label)
            self.vocabulary.meant(*terms.values())
            self._integers_where_asked(claim, terms)
            shown = ", ".join(f"{name} = {term}" for name, term in terms.items())
            said = f"instance of {label} at {shown}"
            made_of = {"label": label, "terms": dict(terms)}
            self.instantiated.add(label)
            return self._add("instance", theorems.instance(claim, terms), said, made_of=made_of)

    def _library_claim(self, label: str) -> Claim:
        try:
            claim = self.library(label)
        except KeyError:
            raise self._error(f"{label} is no claim of the library") from None
        own = self.claim.label
        if _same(claim, self.claim) or (own in self.rests(label) and _same(self._found(own), self.claim)):
            raise self._error(f"{label} rests on the claim that is to be proved; a proof does not use its claim")
        if claim.exists:
            raise self._error(f"{label} says that a solution exists; it has no instances")
        return claim

    def _found(self, label: str) -> Claim | None:
        try:
            return self.library(label)
        except KeyError:
            return None

    def _integers_where_asked(self, claim: Claim, terms: Mapping[str, Term]) -> None:
        """What is in the place of a whole number is seen to be one: the claim's own proof may have used that."""
        wanted = {*claim.variables, *(name for u in claim.unknowns for name in u.names)}
        if set(terms) != wanted:
            raise self._error(f"an instance of {claim.label} needs terms for {sorted(wanted)}")
        for name in sorted(claim.integers):
            if not is_integer(terms[name], self.claim.integers):
                raise self._error(f"{claim.label} speaks of whole numbers {name}; {terms[name]} is not seen to be one")

    def mean_value(self, f: Term, x: Variable, a: Term, b: Term, at: Variable) -> int:
        """The mean value theorem for the function ``f`` of ``x`` on [a, b], if a < b.

        ``at`` becomes the name of the point between. Where ``f`` is defined only where some terms affine in ``x`` are
        positive, that is asked of both ends.
        """
        with self.own_errors():
            self.vocabulary.fresh(x, at)
            self.vocabulary.meant(f, of=x)
            self.vocabulary.meant(a, b)
            found = theorems.mean_value(f, x, a, b, at)
            said = f"mean value theorem for {f} of {x} between {a} and {b}"
            self.vocabulary.known.add(at)
            return self._add("mean value", found, said, made_of={"function": f, "of": x, "a": a, "b": b, "at": at})

    def intermediate_value(self, f: Term, x: Variable, a: Term, b: Term, at: Variable) -> int:
        """The intermediate value theorem for the function ``f`` of ``x`` on [a, b], if a <= b and the values at a and b
        are <= 0 and >= 0: it is 0 at ``at``, a <= at <= b. That ``f`` is defined on all of [a, b] must follow from the
        steps so far."""
        with self.own_errors():
            self.vocabulary.fresh(x, at)
            self.vocabulary.meant(f, of=x)
            self.vocabulary.meant(a, b)
            between = And((Atom("<=", a, x), Atom("<=", x, b)))
            if defined(f) != TRUE:
                self._entail(defined(f), self._premises(None), f"{f} is defined between {a} and {b}", between)
            found = theorems.intermediate_value(f, x, a, b, at)
            said = f"intermediate value theorem for {f} of {x} between {a} and {b}"
            made_of = {"function": f, "of": x, "a": a, "b": b, "at": at, "premises": len(self.steps)}
            self.vocabulary.known.add(at)
            return self._add("intermediate value", found, said, made_of=made_of)

    def equals(self, g: Term, x: Variable, a: Term, b: Term) -> int:
        """Equal arguments give equal values: ``g`` at ``x`` = a and at b, if a = b."""
        with self.own_errors():
            self.vocabulary.meant(g, of=x)
            self.vocabulary.meant(a, b)
            if x.name in self.claim.integers and not all(is_integer(end, self.claim.integers) for end in (a, b)):
                raise self._error(f"{x} is a whole number; {a} and {b} are not both seen to be one")
            said = f"equal arguments {a} and {b} in {g} of {x}"
            made_of = {"term": g, "of": x, "a": a, "b": b}
            return self._add("equals", theorems.equal_values(g, x, a, b), said, made_of=made_of)

    def residues(self, formula: Formula, modulus: int) -> int:
        """That a polynomial in whole numbers is not 0, as it is not modulo ``modulus``: ``formula`` is p != q."""
        with self.own_errors():
            self.vocabulary.meant(formula)
            if not (isinstance(formula, Atom) and formula.op == "!="):
                raise self._error(f"'{formula}' is not of the form p != q")
            ratio = normal(formula.left - formula.right)
            polynomial = defined(formula.left) == defined(formula.right) == TRUE and ratio.below.constant is not None
            if not polynomial or not zero_free(ratio.above, self.claim.integers, modulus):
                raise self._error(f"'{formula}' is not seen modulo {modulus}")
            return self._add("residues", formula, f"residues modulo {modulus}", made_of={"modulus": modulus})

    def gap(self, term: Term, below: int) -> int:
        """That a term which is a whole number is at most ``below`` or at least one more."""
        with self.own_errors():
            self.vocabulary.meant(term)
            if type(below) is not int:
                raise self._error(f"{below!r} is not a whole number")
            if not is_integer(term, self.claim.integers):
                raise self._error(f"{term} is not seen to be a whole number")
            said = f"no whole number between {below} and {below + 1}"
            return self._add("gap", theorems.neighbours(term, below), said, made_of={"term": term})

    def numeric(self, formula: Formula) -> int:
        """A comparison of constants, decided by ball arithmetic."""
        with self.own_errors():
            self.vocabulary.meant(formula)
            if variables(formula) or holds(formula, {}) is not True:
                raise self._error(f"ball arithmetic does not show {formula}")
            return self._add("numeric", formula, "ball arithmetic")

    def let(self, name: Variable, term: Term) -> int:
        """A new name equal to a term; the term's definedness must follow from what is known."""
        with self.own_errors():
            self.vocabulary.fresh(name)
            self.vocabulary.meant(term)
            if defined(term) != TRUE:
                self._entail(defined(term), self._premises(None), f"{term} is defined")
            made_of = {"name": name, "term": term, "premises": len(self.steps)}
            self.vocabulary.known.add(name)
            return self._add("let", Atom("==", name, term), "definition", made_of=made_of)

    def conclude(self, by: Sequence[int] | None = None, solution: Mapping[str, Term] | None = None) -> None:
        """That the claim's conclusion is true, by algebra.

        Where the claim says that stationary points exist, ``solution`` gives a term for each of their variables, and
        the equations are part of what is to be shown.
        """
        with self.own_errors():
            terms = dict(solution or {})
            if set(terms) != self._sought:
                raise self._error(f"the conclusion needs terms for {sorted(self._sought)}")
            self.vocabulary.meant(*terms.values())
            goal, premises = theorems.solution(self.claim, terms), self._premises(by)
            self._entail(goal, premises, "the conclusion")
            self._add("algebra", goal, "algebra", premises, {"solution": terms})
            self.done = True

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
    def own_errors(self) -> Iterator[None]:
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
