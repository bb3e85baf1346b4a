"""Whether the value of a positive variable makes no difference to the truth of a formula."""

from __future__ import annotations

from fractions import Fraction

from theory.language.formula import And, Atom, Formula, Implies, Or
from theory.language.term import Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant
from verify.confirm.calculus import ONE, ZERO
from verify.confirm.quotients import Algebra


def homogeneous(formula: Formula, unit: Variable) -> bool:
    """Whether ``formula`` has the same truth value for every value > 0 of ``unit``."""
    match formula:
        case Atom(_, left, right):
            found = _degree(left - right, unit)
            return found is not None and (found[1] is ZERO or Algebra().zero(found[1]))
        case And(parts) | Or(parts):
            return all(homogeneous(p, unit) for p in parts)
        case Implies(given, then):
            return homogeneous(given, unit) and homogeneous(then, unit)
    return False


def _degree(term: Term, unit: Variable) -> tuple[Fraction, Term] | None:
    """(d, c): ``term`` is unit^d (its value at 1 + c log(unit)) for every unit > 0, and its parts are defined for all
    of them or for none; None where the form of it does not say so."""
    if unit not in term.variables:
        return Fraction(0), ZERO
    if term is unit:
        return Fraction(1), ZERO
    found = [_degree(a, unit) for a in term.args]
    parts = [f for f in found if f is not None]
    if len(parts) < len(found):
        return None
    degrees, logs = [d for d, _ in parts], [c for _, c in parts]
    rests = [a.subs({unit: ONE}) for a in term.args]
    plain = all(c is ZERO for c in logs)
    match term:
        case Sum(args):
            some = {d for a, d in zip(args, degrees, strict=True) if a is not ZERO}
            total = Sum(*(c for c in logs if c is not ZERO))
            return (some.pop(), ZERO if Algebra().zero(total) else total) if len(some) == 1 else None
        case Product():
            with_log = [k for k, c in enumerate(logs) if c is not ZERO]
            if len(with_log) > 1:
                return None
            log = [Product(logs[k], *rests[:k], *rests[k + 1 :]) for k in with_log]
            return sum(degrees, Fraction(0)), log[0] if log else ZERO
        case Quotient() if logs[1] is ZERO:
            return degrees[0] - degrees[1], logs[0] if logs[0] is ZERO else Quotient(logs[0], rests[1])
        case Power(_, exponent, _) if plain and not degrees[1]:
            q = constant(exponent)
            return None if degrees[0] and q is None else (degrees[0] * q if q is not None else Fraction(0), ZERO)
        case Call("log") if plain:
            return Fraction(0), Number(degrees[0])
        case Call("sqrt") if plain:
            return degrees[0] / 2, ZERO
        case Call("abs" | "max" | "min") if plain and len(set(degrees)) == 1:
            return degrees[0], ZERO
        case Call() if plain and not degrees[0]:
            return Fraction(0), ZERO
    return None
