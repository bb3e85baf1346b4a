"""The second reader's conditions and derivatives."""

from __future__ import annotations

from collections.abc import Mapping

from theory.errors import UnableError
from theory.language.formula import And, Atom, Formula, Or
from theory.language.term import Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant, exp, log

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
        case Power(base, exponent, "integer"):
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


Kinks = Mapping[Term, tuple[Variable, ...]]


def slope(term: Term, x: Variable, kinks: Kinks = {}) -> Term:  # noqa: B006
    """The derivative by ``x``: wherever ``term`` is defined near a point and this is defined there. ``kinks``: for
    absolute values and maxima, variables in it: at almost every point the derivative is the result for some values of
    these in [0, 1]. Errors: ``UnableError`` where no rule gives it."""
    if x not in term.variables:
        return ZERO
    if term in kinks:
        found, *others = (slope(a, x, kinks) for a in term.args)
        if not others:
            return (2 * kinks[term][0] - 1) * found
        for s, other in zip(kinks[term], others, strict=True):
            found = s * found + (1 - s) * other
        return found
    match term:
        case Variable():
            return ONE
        case Sum(parts):
            return Sum(*(rise for p in parts if (rise := slope(p, x, kinks)) is not ZERO))  # type: ignore[no-any-return]
        case Product(parts):
            rises = [(k, slope(p, x, kinks)) for k, p in enumerate(parts)]
            return Sum(*(Product(s, *parts[:k], *parts[k + 1 :]) for k, s in rises if s is not ZERO))  # type: ignore[no-any-return]
        case Quotient(a, b):
            rise = slope(a, x, kinks)
            return (rise * b - a * slope(b, x, kinks)) / b**2 if x in b.variables else rise / b
        case Power(base, exponent, kind) if x not in exponent.variables:
            q = constant(exponent)
            if q is not None:
                lower = Power(base, Number(q - 1), "integer" if q.denominator == 1 else "root")
                return Product(Number(q), lower, slope(base, x, kinks))  # type: ignore[no-any-return]
            return Product(exponent, Power(base, exponent - 1, kind), slope(base, x, kinks))  # type: ignore[no-any-return]
        case Power(base, exponent, "real"):
            return term * (slope(exponent, x, kinks) * log(base) + exponent * slope(base, x, kinks) / base)
        case Call("exp", (a,)):
            return slope(a, x, kinks) * term
        case Call("log", (a,)):
            return slope(a, x, kinks) / a
        case Call("sqrt", (a,)):
            return slope(a, x, kinks) / (2 * term)
        case Call("abs", (a,)):
            return slope(a, x, kinks) * a / term
        case Call("W0" | "Wm1", (a,)):
            return slope(a, x, kinks) / (exp(term) * (1 + term))
    raise UnableError(f"the second reader has no derivative of {term} by {x}")
