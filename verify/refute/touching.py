"""Where the sides of a strict comparison may be equal: equations to put beside the hypotheses in a search.

A search in doubles comes near such a point without reaching it, if its numbers are not rational or the place is thin.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from theory.errors import UnableError
from theory.language.algebra import coefficients, factors
from theory.language.calculus import diff
from theory.language.claim import Claim
from theory.language.formula import Atom
from theory.language.meaning import conjuncts, spelt
from theory.language.term import Number, Term, Variable
from verify.refute.implicit import System, systems
from verify.refute.root import Tie

MOST = 8  # systems for one claim
LARGEST = 200  # nodes of a difference that is taken apart


def touching(claim: Claim) -> tuple[System, ...]:
    """Systems of ties at whose points a strict comparison of the conclusion may fail by equality: by a factor of the
    difference of its sides, or where all its slopes are 0; and those at whose points a hypothesis, or what makes it
    defined, may hold by equality alone."""
    thin = itertools.islice(dict.fromkeys(_thin(claim)), MOST // 2)
    return tuple(dict.fromkeys((*itertools.islice(dict.fromkeys(_proposed(claim)), MOST), *thin)))


def _thin(claim: Claim) -> Iterator[System]:
    conditions = (a for f in conjuncts(*map(spelt, claim.given)) for a in f.atoms() if a.op in ("<=", ">="))
    gaps = dict.fromkeys(a.left - a.right for a in conditions)
    for gap in (g for g in gaps if g.size <= LARGEST):
        parts = _factors(gap)
        linear = len(parts) == 1 and all(gap is part or gap.size <= 5 for part in parts)
        for part in () if linear else parts:
            yield from systems(claim, (part,))


def _proposed(claim: Claim) -> Iterator[System]:
    gaps = [a.left - a.right for a in claim.then.atoms() if a.op in ("<", ">", "!=")]
    for gap in (g for g in dict.fromkeys(gaps) if g.size <= LARGEST):
        for part in _factors(gap):
            for system in systems(claim, (part,)):
                yield system
                yield from _doubled(system)
        for slopes in _level(claim, gap):
            yield from systems(claim, slopes)


def _factors(term: Term) -> tuple[Term, ...]:
    """The factors of ``term``, the largest first, that are 0 for some value of their variables, as far as is seen."""
    try:
        return tuple(reversed(factors(term)))
    except UnableError:
        return ()


def _level(claim: Claim, gap: Term) -> Iterator[tuple[Term, ...]]:
    """Terms that are to be 0 for every slope of ``gap`` to be 0."""
    names = [v for v in gap.variables if v.name not in claim.integers]
    try:
        choices = [_factors(diff(gap, name)) for name in names]
    except UnableError:
        return
    yield from itertools.islice((c for c in itertools.product(*choices) if c), MOST)


def _doubled(system: System) -> Iterator[System]:
    """Where a root is a double one no change of sign shows it: a root of the slope takes its place, and that it meets
    the equation is to be shown."""
    for k, tie in enumerate(system.ties):
        if not isinstance(tie, Tie) or tie.term is not None or tie.equation.variables != (tie.name,):
            continue
        for slope in _slopes(tie.equation, tie.name):
            ties = (*system.ties[:k], slope, *system.ties[k + 1 :])
            yield System(ties, (*system.rest, Atom("==", tie.equation, Number(0))))


def _slopes(equation: Term, name: Variable) -> Iterator[Tie]:
    try:
        parts = _factors(diff(equation, name))
    except UnableError:
        return
    for part in parts:
        found = coefficients(part, name)
        linear = found is not None and len(found) == 2
        yield Tie(name, False, part, -found[0] / found[1] if found and linear else None)
