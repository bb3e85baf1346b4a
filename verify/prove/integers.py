"""What a claim's counts being whole may help: equations without a solution modulo a number, gaps between neighbours."""

from __future__ import annotations

import math
from collections.abc import Iterator

from theory.errors import UnableError
from theory.language.algebra import coefficients, normal
from theory.language.claim import Claim
from theory.language.formula import Atom, Formula
from theory.language.term import Number, Variable
from verify.prove.residues import zero_free

MODULI = (2, 3, 4, 5, 7, 8, 9, 16)
MOST_GAPS = 10
Gap = tuple[Variable, int]  # a count that is at most a number, or at least one more


def residues(claim: Claim) -> Iterator[tuple[Atom, int]]:
    """That the sides of an equation differ, as they do modulo a number; proposed to the kernel."""
    for atom in dict.fromkeys(Atom("!=", a.left, a.right) for a in _atoms(claim) if a.op in ("==", "!=")):
        modulus = _modulus(atom, claim.integers)
        if modulus is not None:
            yield atom, modulus


def gaps(claim: Claim) -> list[Gap]:
    """Where between two neighbours a count may not lie; proposed to the kernel."""
    atoms = _atoms(claim)
    found = dict.fromkeys((*_beside_constants(atoms, claim.integers), *_around_zero(atoms, claim.integers)))
    return list(found)[:MOST_GAPS]


def _atoms(claim: Claim) -> list[Atom]:
    """The comparisons of a claim that has whole numbers; none of another."""
    return [atom for formula in (*claim.given, claim.then) for atom in formula.atoms()] if claim.integers else []


def _modulus(atom: Atom, integers: frozenset[str]) -> int | None:
    try:
        ratio = normal(atom.left - atom.right)
    except UnableError:
        return None
    if ratio.below.constant is None:
        return None
    common = math.gcd(*(int(c) for monomial, c in ratio.above.terms if monomial and c.denominator == 1))
    tried = (*MODULI, common) if 1 < common < 1000 else MODULI
    return next((m for m in tried if zero_free(ratio.above, integers, m)), None)


def _beside_constants(atoms: list[Atom], integers: frozenset[str]) -> Iterator[Gap]:
    """For a comparison of a multiple of one count with a number: where that number lies among the whole ones."""
    for atom in atoms:
        difference = atom.left - atom.right
        names = difference.variables
        if len(names) != 1 or names[0].name not in integers:
            continue
        parts = coefficients(difference, names[0])
        if parts is None or len(parts) != 2 or any(p.variables or p.args for p in parts):
            continue
        bound = -parts[0].data / parts[1].data
        yield from ((names[0], k) for k in (math.floor(bound), math.ceil(bound) - 1))


def _around_zero(atoms: list[Atom], integers: frozenset[str]) -> Iterator[Gap]:
    """For each count that stands in a product or a power: it is at most -1, 0, or at least 1."""
    for atom in atoms:
        for side in (atom.left, atom.right):
            for node in side.nodes():
                for part in node.args if node.args and not isinstance(node, Variable) else ():
                    if isinstance(part, Variable) and part.name in integers:
                        yield from ((part, k) for k in (0, -1))


def divisor_bounds(given: tuple[Formula, ...], integers: frozenset[str]) -> Iterator[Atom]:
    """Bounds that follow from an equation c m = d, m a product of powers of whole numbers and d not 0: each of them
    divides a number that is not 0, so that |c| |v| <= |d|."""
    for equation in given:
        if not isinstance(equation, Atom) or equation.op != "==":
            continue
        try:
            ratio = normal(equation.left - equation.right)
        except UnableError:
            continue
        products = [(monomial, c) for monomial, c in ratio.above.terms if monomial]
        rest = [c for monomial, c in ratio.above.terms if not monomial]
        if ratio.below.constant is None or len(products) != 1 or len(rest) != 1:
            continue
        monomial, c = products[0]
        parts = [part for part, _ in monomial]
        if all(isinstance(part, Variable) and part.name in integers for part in parts):
            most = Number(abs(rest[0] / c))
            for part in parts:
                yield Atom("<=", part, most)
                yield Atom(">=", part, -most)
