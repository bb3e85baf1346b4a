"""The second reader's two rules on whole numbers."""

from __future__ import annotations

from itertools import product
from math import lcm, prod

from theory.errors import UnableError
from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.term import Number, Term, constant, is_integer
from verify.confirm.calculus import needs
from verify.confirm.quotients import Algebra

MOST_CASES = 20_000


def never_equal(formula: Formula, modulus: object, integers: frozenset[str]) -> bool:
    """Whether ``formula`` says that two polynomials in whole numbers differ, and they do for all residues of these
    modulo ``modulus``. Limits: ``MOST_CASES`` residues."""
    if not (isinstance(formula, Atom) and formula.op == "!=" and isinstance(modulus, int) and modulus > 1):
        return False
    algebra = Algebra()
    gap = algebra.ratio(formula.left - formula.right)
    names = sorted({g for m in gap.above for g, _ in m})
    kinds = [algebra.parts[g] for g in names]
    plain = all(k.function == "variable" and k.detail in integers for k in kinds)
    if needs(formula.left) or needs(formula.right) or gap.below or not plain or modulus ** len(names) > MOST_CASES:
        return False
    scale = lcm(*(int(c.q) for c in gap.above.values()))
    addends = [(int(c.p) * (scale // int(c.q)), m) for m, c in gap.above.items()]
    cases = (dict(zip(names, at, strict=True)) for at in product(range(modulus), repeat=len(names)))
    return all(sum(c * prod(at[g] ** k for g, k in m) for c, m in addends) % modulus for at in cases)


def apart(formula: Formula, term: Term, integers: frozenset[str]) -> Formula:
    """That ``term``, a whole number, is at most k or at least k + 1, for the k that ``formula`` names. Errors:
    ``UnableError`` where it is not seen to be whole, or no k is named."""
    then = formula.then if isinstance(formula, Implies) else formula
    first = then.parts[0] if isinstance(then, Or) and then.parts else None
    below = constant(first.right) if isinstance(first, Atom) else None
    if below is None or below.denominator != 1 or not is_integer(term, integers):
        raise UnableError(f"{term} is not seen to be a whole number, or none is named")
    said = Or((Atom("<=", term, Number(below)), Atom(">=", term, Number(below + 1))))
    return Implies(And(conditions), said) if (conditions := needs(term)) else said
