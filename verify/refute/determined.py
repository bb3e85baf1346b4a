"""A point of a claim: exact values of the variables that are chosen, and of those that equations determine."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

from flint import ctx, fmpq

from theory.errors import DomainError, UnableError
from theory.language.claim import symbol
from theory.language.formula import FALSE, TRUE, And, Atom, Formula, Implies, Or
from theory.language.meaning import Truths, conjuncts, defined
from theory.language.term import Number, Product, Quotient, Sum, Term, Variable, replaced
from verify.refute.context import BITS, Context, Failure
from verify.refute.modulo import vanishes
from verify.refute.root import ImplicitVariable
from verify.refute.systems import ImplicitSystem
from verify.values import enclosures as ends
from verify.values.evaluate import Value
from verify.verdict import Grade

PIECE = 10**300  # a number up to it is one that the grammar reads
NOWHERE = Atom("==", Quotient(1, 0), Number(0))  # a comparison that is undefined everywhere


@dataclass
class ImplicitContext(Context):
    """An exact choice of the free variables, with the implicit ones computed or enclosed."""

    implicit: tuple[ImplicitVariable | ImplicitSystem, ...] = ()
    rest: tuple[Formula, ...] = ()
    near: dict[str, float] = field(default_factory=dict)
    known: dict[Variable, Value] = field(default_factory=dict)
    bits: ClassVar[tuple[int, ...]] = (*BITS, 1024)

    def values(self) -> dict[Variable, Value]:
        """The point, found once: at another precision another root of the same equation might be enclosed."""
        if not self.known:
            with ctx.workprec(self.bits[-1]):
                self.known = self._values()
        return self.known

    def _values(self) -> dict[Variable, Value]:
        at = _chosen(self.parameters)
        for one in reversed(self.implicit):
            at |= one.enclosed(at, self.near)
        return at

    def met(self) -> bool:
        """Whether the hypotheses certainly hold; the equations of the implicit variables do by their making."""
        try:
            at = self.values()
            whole = (at[name] for one in self.implicit if one.integer for name in one.names)
            if not all(isinstance(v, fmpq) and v.q == 1 for v in whole):
                return False
            return all(self.truth(h) is Truths.TRUE for h in self.rest)
        except (DomainError, UnableError):
            return False

    def truth(self, formula: Formula) -> Truths:
        """As of a ``Context``; sides that the implicit variables make equal by algebra count as equal."""
        found = super().truth(formula)
        if not self.implicit or found is Truths.TRUE or found.certainly_not_true:
            return found
        settled = self._settled(formula)
        return found if settled == formula else super().truth(settled)

    def _settled(self, formula: Formula) -> Formula:
        """``formula`` with the comparisons decided of which a side is certainly undefined, or whose sides are equal."""
        match formula:
            case Atom(op):
                needs = [self.truth(need) for need in conjuncts(defined(formula.left), defined(formula.right))]
                if any(need.certainly_not_true for need in needs):
                    return NOWHERE
                return (TRUE if op in ("<=", ">=", "==") else FALSE) if self._level(formula) else formula
            case And(parts):
                return And(tuple(map(self._settled, parts)))
            case Or(parts):
                return Or(tuple(map(self._settled, parts)))
            case Implies(given, then):
                return Implies(self._settled(given), self._settled(then))

    def _level(self, atom: Atom) -> bool:
        """Whether both sides of ``atom`` are certainly defined here, and equal by algebra."""
        if not vanishes(atom.left - atom.right, self.implicit):
            return False
        needs = conjuncts(defined(atom.left), defined(atom.right))
        return all(self.truth(need) is Truths.TRUE for need in needs)

    def violation(self, atom: Atom) -> Failure:
        if self.implicit and atom.op in ("<", ">", "!=") and self._level(atom):
            return "[0 +/- 0]", f"not {atom.op}", Grade.EXACT
        return super().violation(atom)

    def shown(self) -> dict[str, str]:
        """The implicit variables at the point."""
        with ctx.workprec(BITS[-1]):
            at = self.values()
        names = (name for one in self.implicit for name in one.names)
        return {n.name: str(v) if isinstance(v := at[n], fmpq) else v.str(20) for n in names}

    def enclosures(self) -> dict[str, tuple[str, str]]:
        """As of a ``Context``: each implicit variable in turn, from those before it as wide as they are given."""
        found: dict[str, tuple[str, str]] = {}
        with ctx.workprec(ends.BITS):
            at = _chosen(self.parameters)
            for one in reversed(self.implicit):
                here = {name: ends.widened(v) for name, v in one.enclosed(at, self.near).items()}
                at |= here
                found |= {name.name: ends.ends(v) for name, v in here.items()}
        return found

    def equations(self) -> tuple[str, ...]:
        """The equations of the implicit variables, as text."""
        found: list[Atom] = []
        for one in self.implicit:
            if isinstance(one, ImplicitSystem):
                found += [Atom("==", e, Number(0)) for e in one.equations]
            elif one.term is not None:
                found.append(Atom("==", one.name, one.term))
            else:
                found.append(Atom("==", one.equation, Number(0)))
        return tuple(f"{replaced(e.left, _readable)} == {replaced(e.right, _readable)}" for e in found)


def _readable(node: Term) -> Term | None:
    """A number that is too long for the grammar, in pieces."""
    if not isinstance(node, Number) or max(abs(node.value.numerator), node.value.denominator) <= PIECE:
        return None
    above, below = node.value.numerator, node.value.denominator
    return _pieces(above) if below == 1 else Quotient(_pieces(above), _pieces(below))


def _pieces(whole: int) -> Term:
    sign, rest = (-1 if whole < 0 else 1), abs(whole)
    head, tail = divmod(rest, PIECE)
    if not head:
        return Number(whole)
    found = Product(_pieces(sign * head), Number(PIECE))
    return Sum(found, Number(sign * tail)) if tail else found


def _chosen(parameters: dict[str, Fraction]) -> dict[Variable, Value]:
    return {symbol(n): fmpq(v.numerator, v.denominator) for n, v in parameters.items()}


def as_fraction(v: fmpq) -> Fraction:
    """``v`` in Python's form."""
    return Fraction(int(v.p), int(v.q))
