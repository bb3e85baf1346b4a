"""The second reader's conditions and derivatives."""

from __future__ import annotations

from theory.errors import UnableError
from theory.language.formula import And, Atom, Formula, Or
from theory.language.term import Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant

ZERO, ONE = Number(0), Number(1)
EDGE = -Call("exp", Number(-1))


def needs(term: Term) -> tuple[Formula, ...]:
    """What the operations in ``term`` ask of their parts, inner ones first; ``term`` is defined exactly where all of it
    holds, each being defined where those before it hold."""
    found: dict[Formula, None] = {}
    for node in term.nodes():
        found |= dict.fromkeys(_asked(node))
    return tuple(f for f in found if not (isinstance(f, Atom) and _plainly_true(f)))


def _asked(node: Term) -> tuple[Formula, ...]:
    match node:
        case Quotient(_, below):
            return (Atom("!=", below, ZERO),)
        case Call("log", (a,)):
            return (Atom(">", a, ZERO),)
        case Call("sqrt", (a,)):
            return (Atom(">=", a, ZERO),)
        case Call("W0", (a,)):
            return (Atom(">=", a, EDGE),)
        case Call("Wm1", (a,)):
            return (Atom(">=", a, EDGE), Atom("<", a, ZERO))
        case Power(base, exponent, "whole"):
            q = constant(exponent)
            if q is not None:
                return () if q >= 0 else (Atom("!=", base, ZERO),)
            return (Or((Atom(">=", exponent, ZERO), Atom("!=", base, ZERO))),)
        case Power(base, exponent, "root"):
            return (Atom(">=" if (constant(exponent) or 0) > 0 else ">", base, ZERO),)
        case Power(base, exponent):
            return (Or((Atom(">", base, ZERO), And((Atom("==", base, ZERO), Atom(">", exponent, ZERO))))),)
    return ()


def _plainly_true(atom: Atom) -> bool:
    q = constant(atom.left)
    return q is not None and atom.right is ZERO and {">": q > 0, ">=": q >= 0, "!=": q != 0}.get(atom.op, False)


def slope(term: Term, x: Variable) -> Term:
    """The derivative by ``x``: wherever ``term`` is defined near a point and this is defined there.
    Errors: ``UnableError`` where no rule gives it."""
    if x not in term.variables:
        return ZERO
    match term:
        case Variable():
            return ONE
        case Sum(parts):
            return Sum(*(s for p in parts if (s := slope(p, x)) is not ZERO))  # type: ignore[no-any-return]
        case Product(parts):
            rises = [(k, slope(p, x)) for k, p in enumerate(parts)]
            return Sum(*(Product(s, *parts[:k], *parts[k + 1 :]) for k, s in rises if s is not ZERO))  # type: ignore[no-any-return]
        case Quotient(a, b):
            return (slope(a, x) * b - a * slope(b, x)) / b**2 if x in b.variables else slope(a, x) / b
        case Power(base, exponent, kind) if x not in exponent.variables:
            q = constant(exponent)
            if q is not None:
                lower = Power(base, Number(q - 1), "whole" if q.denominator == 1 else "root")
                return Product(Number(q), lower, slope(base, x))  # type: ignore[no-any-return]
            return Product(exponent, Power(base, exponent - 1, kind), slope(base, x))  # type: ignore[no-any-return]
        case Power(base, exponent, "real"):
            return term * (slope(exponent, x) * Call("log", base) + exponent * slope(base, x) / base)
        case Call("exp", (a,)):
            return slope(a, x) * term
        case Call("log", (a,)):
            return slope(a, x) / a
        case Call("sqrt", (a,)):
            return slope(a, x) / (2 * term)
        case Call("abs", (a,)):
            return slope(a, x) * a / term
        case Call("W0" | "Wm1", (a,)):
            return slope(a, x) / (Call("exp", term) * (1 + term))
    raise UnableError(f"the second reader has no derivative of {term} by {x}")
