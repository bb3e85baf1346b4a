"""Proof scripts: the text of a proof, read by the grammar of claims and handed to the kernel step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from theory.language.formula import Formula
from theory.language.grammar import parse_formula, parse_term
from theory.language.term import Term, Variable
from verify.prove.kernel import Proof


class Draft:
    """``proof`` as a script writes it: the kernel's rules, given texts in the names of the claim and of the steps.

    Guarantee: none of its own; the kernel checks what is read. Errors: ``ProofError``, of a text that the grammar does
    not have as of a step that its rule does not discharge.
    """

    def __init__(self, proof: Proof) -> None:
        self.proof, self.claim, self.steps = proof, proof.claim, proof.steps

    def have(self, text: str, by: Sequence[int] | None = None) -> int:
        return self.proof.have(self._formula(text), by)

    def instance(self, label: str, **terms: str) -> int:
        return self.proof.instance(label, {name: self._term(text) for name, text in terms.items()})

    def mean_value(self, function: str, of: str, a: str, b: str, at: str) -> int:
        f, x = self._function(function, of)
        return self.proof.mean_value(f, x, self._term(a), self._term(b), Variable(at))

    def intermediate_value(self, function: str, of: str, a: str, b: str, at: str) -> int:
        f, x = self._function(function, of)
        return self.proof.intermediate_value(f, x, self._term(a), self._term(b), Variable(at))

    def equals(self, term: str, of: str, a: str, b: str) -> int:
        g, x = self._function(term, of)
        return self.proof.equals(g, x, self._term(a), self._term(b))

    def residues(self, text: str, modulus: int) -> int:
        return self.proof.residues(self._formula(text), modulus)

    def gap(self, text: str, below: int) -> int:
        return self.proof.gap(self._term(text), below)

    def numeric(self, text: str) -> int:
        return self.proof.numeric(self._formula(text))

    def let(self, name: str, text: str) -> int:
        return self.proof.let(Variable(name), self._term(text))

    def conclude(self, by: Sequence[int] | None = None, **solution: str) -> None:
        self.proof.conclude(by, {name: self._term(text) for name, text in solution.items()})

    @property
    def _names(self) -> dict[str, Term]:
        steps: dict[str, Term] = {v.name: v for v in self.proof.vocabulary.known}
        return steps | self.claim.names

    def _formula(self, text: str) -> Formula:
        with self.proof.own_errors():
            return parse_formula(text, self._names, self.claim.integers)

    def _term(self, text: str) -> Term:
        with self.proof.own_errors():
            return parse_term(text, self._names, self.claim.integers)

    def _function(self, text: str, of: str) -> tuple[Term, Variable]:
        """A term in one more variable, which hides one of its name."""
        x = Variable(of)
        with self.proof.own_errors():
            return parse_term(text, self._names | {of: x}, self.claim.integers), x


def written(script: Callable[[Draft], None]) -> Callable[[Proof], None]:
    """What proposes to the kernel the steps that ``script`` writes."""
    return lambda proof: script(Draft(proof))
