"""What a step of a proof may say: terms of the language in the names of the claim and of the steps before it."""

from __future__ import annotations

import re

from theory.errors import DomainError
from theory.language.claim import Claim
from theory.language.formula import NEGATED, Formula, sides
from theory.language.term import Term, Variable, well_formed

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


class Vocabulary:
    """The variables that a proof of ``claim`` has named so far (``known``): those of the claim, then those of steps."""

    def __init__(self, claim: Claim) -> None:
        self.taken, self.integers = frozenset(claim.names), claim.integers
        self.known: set[Variable] = {v for term in claim.names.values() for v in term.variables}

    def meant(self, *said: Term | Formula, of: Variable | None = None) -> None:
        """Refuses what no text of the grammar could say: other variables than the known ones (and ``of``), an operation
        with a wrong number of parts, a power whose exponent is not of its kind, another comparison. Errors:
        ``DomainError``."""
        for each in said:
            for atom in () if isinstance(each, Term) else each.atoms():
                if atom.op not in NEGATED:
                    raise DomainError(f"{atom.op!a} is no comparison; there are {', '.join(NEGATED)}")
            for term in (each,) if isinstance(each, Term) else sides(each):
                strange = [v for v in term.variables if v not in self.known and v is not of]
                if strange:
                    raise DomainError(f"{term} speaks of {strange[0].name!a}, which no step has named")
                if not well_formed(term, self.integers):
                    raise DomainError(f"{term} is no term of the language")

    def fresh(self, *names: Variable) -> None:
        """Refuses what is not a new name: a name is new to the claim's texts too. Errors: ``DomainError``."""
        for name in names:
            if not NAME.fullmatch(name.name):
                raise DomainError(f"{name.name!a} is no name; give letters, digits and '_', a letter first")
            if name in self.known or name.name in self.taken:
                raise DomainError(f"the name {name} is taken; give a new one")
