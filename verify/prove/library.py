"""Libraries: statements by label, with what is proposed to decide each: scripts of claims, decisions of assertions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence

from theory.language.claim import Claim, Statement
from theory.language.formula import TRUE, Formula
from theory.language.term import Term
from verify.prove.kernel import Proof, ProofError
from verify.prove.script import Draft, written
from verify.verdict import Finding

Script = Callable[[Proof], None]  # what proposes a proof to the kernel
Decision = Callable[[], Finding]


class Library:
    """Statements with their scripts and decisions. A script proposes steps; the kernel checks them.

    statements: by label, in the order in which they are shown. base: a library whose statements, scripts and
    decisions are of this one too, after its own.
    """

    def __init__(self, statements: Mapping[str, Statement], base: Library | None = None) -> None:
        self.statements: dict[str, Statement] = {**statements, **(base.statements if base else {})}
        self.claims = {label: s for label, s in self.statements.items() if isinstance(s, Claim)}
        self.scripts: dict[str, Script] = dict(base.scripts) if base else {}
        self.decisions: dict[str, Decision] = dict(base.decisions) if base else {}
        self._instantiated: dict[str, frozenset[str]] = {}

    def claim(self, label: str) -> Claim:
        """The claim ``label``. Errors: ``KeyError`` if there is none."""
        return self.claims[label]

    def check(self, label: str) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
        """Registers the proof script of the claim ``label``. A script that proposes no complete proof
        decides nothing: the claim is then open to refutation only."""

        def register(script: Callable[[Draft], None]) -> Callable[[Draft], None]:
            self.scripts[label] = written(script)
            return script

        return register

    def decision(self, label: str) -> Callable[[Decision], Decision]:
        """Registers what decides the assertion ``label``, by enclosures or in exact arithmetic."""

        def register(decide: Decision) -> Decision:
            self.decisions[label] = decide
            return decide

        return register

    def prove(self, claim: Claim, script: Script | None) -> tuple[Proof | None, str]:
        """The completed proof that ``script`` proposes for ``claim``, or None and why there is none."""
        if script is None:
            return None, "no proof is proposed"
        try:
            proof = Proof(claim, self.claim, rests=self.rests)
            script(proof)
        except ProofError as error:
            return None, str(error)
        return (proof, "") if proof.done else (None, "the proposed proof does not reach the conclusion")

    def instantiated(self, label: str) -> frozenset[str]:
        """The claims that the script of ``label`` instantiates, and those that its statement says it uses."""
        if label not in self._instantiated:
            used = frozenset(self.statements[label].uses) if label in self.statements else frozenset()
            if label in self.claims and label in self.scripts:
                outline = _Outline(self.claims[label], self.claim)
                with contextlib.suppress(ProofError):  # where the script breaks off, a proof does too
                    self.scripts[label](outline)
                used |= outline.instantiated
            self._instantiated[label] = used
        return self._instantiated[label]

    def rests(self, label: str) -> frozenset[str]:
        """All labels on which ``label`` rests; itself among them only where it rests on itself in a circle."""
        found: set[str] = set()
        waiting = [label]
        while waiting:
            new = self.instantiated(waiting.pop()) - found
            found |= new
            waiting += new
        return frozenset(found)


class _Outline(Proof):
    """A script's steps with nothing discharged, to see what it instantiates. It is never done, so it proves nothing."""

    def _entail(self, goal: Formula, premises: Sequence[int], what: str, where: Formula = TRUE) -> None:
        """Leaves the algebra undone."""

    def numeric(self, formula: Formula) -> int:
        return self._add("numeric", formula, "not looked at")

    def conclude(self, by: Sequence[int] | None = None, solution: Mapping[str, Term] | None = None) -> None:
        """Ends the outline."""
