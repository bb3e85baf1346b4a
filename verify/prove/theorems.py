"""What the kernel's rules say, as formulas: derived from terms alone, nothing looked up, discharged or recorded.

Each is true for all values of its variables, by the theorem that it is named after; ``verify.prove.kernel`` sees to the
names. Errors: ``UnableError`` where the theorem is not known to apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from theory.errors import UnableError
from theory.language.algebra import coefficients, normal
from theory.language.calculus import diff
from theory.language.claim import Claim, symbol
from theory.language.formula import TRUE, And, Atom, Formula, Implies, Or, sides
from theory.language.meaning import defined
from theory.language.term import Number, Term, Variable

ZERO = Number(0)


def instance(claim: Claim, terms: Mapping[str, Term]) -> Formula:
    """``claim`` with ``terms`` in the place of its variables, where they are defined."""
    swap = {symbol(name): term for name, term in terms.items()}
    given = And((*_defined(terms.values()), *(g.subs(swap) for g in claim.given)))
    return Implies(given, claim.then.subs(swap))


def solution(claim: Claim, terms: Mapping[str, Term]) -> Formula:
    """The conclusion of ``claim``, with ``terms`` for what it says to exist, and that they solve its equations."""
    if not terms:
        return claim.then
    swap = {symbol(name): term for name, term in terms.items()}
    solved = (e.subs(swap) for e in claim.witnessed)
    return And((*_defined(terms.values()), *solved, claim.then.subs(swap)))


def mean_value(f: Term, x: Variable, a: Term, b: Term, xi: Variable) -> Formula:
    """f(b) - f(a) = f'(xi)(b - a), a < xi < b, if a < b and what ``f`` asks of its parts is kept on all of [a, b]."""
    if f.calls("abs", "max", "min", "W0", "Wm1"):
        raise UnableError(f"{f} is not known to be differentiable")
    kept = (end for need in defined(f).parts for end in _kept_between(need, x, a, b))
    given = And((*_defined((a, b)), Atom("<", a, b), *kept))
    rise, slope = f.subs({x: b}) - f.subs({x: a}), diff(f, x).subs({x: xi})
    return Implies(given, And((Atom("<", a, xi), Atom("<", xi, b), Atom("==", rise, slope * (b - a)))))


def _kept_between(need: Formula, x: Variable, a: Term, b: Term) -> tuple[Formula, ...]:
    """Comparisons at the ends that keep ``need`` true on all of [a, b], and the function differentiable."""
    if not any(side.has(x) for side in sides(need)):
        return (need,)
    inside = need.left - need.right if isinstance(need, Atom) else ZERO
    parts = coefficients(inside, x)
    affine = parts is not None and len(parts) == 2 and not normal(inside).below.as_term().has(x)
    if not isinstance(need, Atom) or not affine or need.op not in (">", ">=", "!="):
        raise UnableError(f"'{need}' is not affine in {x}; state the domain otherwise")
    at_a, at_b = inside.subs({x: a}), inside.subs({x: b})
    if need.op == "!=":
        return (Atom(">", at_a * at_b, ZERO),)
    return Atom(">", at_a, ZERO), Atom(">", at_b, ZERO)


def intermediate_value(f: Term, x: Variable, a: Term, b: Term, xi: Variable) -> Formula:
    """f(xi) = 0, a <= xi <= b, if a <= b and f(a) <= 0 <= f(b), ``f`` being defined on all of [a, b]: it is continuous
    there, composed of functions that are continuous where they are defined."""
    at_a, at_b, at_xi = (f.subs({x: end}) for end in (a, b, xi))
    given = And((*_defined((a, b)), Atom("<=", a, b), Atom("<=", at_a, ZERO), Atom(">=", at_b, ZERO)))
    return Implies(given, And((Atom("<=", a, xi), Atom("<=", xi, b), Atom("==", at_xi, ZERO))))


def equal_values(g: Term, x: Variable, a: Term, b: Term) -> Formula:
    """g(a) = g(b), if a = b and ``g`` is defined there."""
    given = And((*_defined((a, b)), *defined(g).subs({x: a}).parts, Atom("==", a, b)))
    return Implies(given, Atom("==", g.subs({x: a}), g.subs({x: b})))


def neighbours(term: Term, below: int) -> Formula:
    """That ``term``, a whole number, is at most ``below`` or at least one more."""
    apart = Or((Atom("<=", term, Number(below)), Atom(">=", term, Number(below + 1))))
    given = defined(term)
    return Implies(given, apart) if given != TRUE else apart


def _defined(terms: Iterable[Term]) -> tuple[Formula, ...]:
    return tuple(part for term in terms for part in defined(term).parts)
