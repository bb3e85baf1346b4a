"""Formulas as polynomial constraints for z3: transcendental terms become opaque reals.

Sound by construction: a comparison becomes "its sides are defined, and the polynomial inequality
that it amounts to once denominators are cleared". An opaque term is named by the normal form of
its argument, so equal arguments give equal names; different names are never assumed different.
``exp`` of a sum is split into a product, and each factor is positive: that is all z3 knows of it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp
import z3

from theory.formula import UNDEFINED, And, Atom, Formula, Implies, Or

COMPARE = {
    "<": lambda a: a < 0,
    "<=": lambda a: a <= 0,
    ">": lambda a: a > 0,
    ">=": lambda a: a >= 0,
    "==": lambda a: a == 0,
    "!=": lambda a: a != 0,
}


MEANING: dict[sp.Symbol, tuple[str, tuple[sp.Expr, ...]]] = {}  # what each opaque symbol stands for


def opaque(function: str, *args: sp.Expr) -> sp.Symbol:
    """The symbol for ``function`` at arguments in normal form; its name is the whole term, so equal
    terms, and only they, have equal symbols."""
    name = sp.Symbol(f"${function}({', '.join(sp.srepr(a) for a in args)})")
    MEANING[name] = (function, args)
    return name


@cache
def algebraic(term: sp.Expr) -> sp.Expr:
    """``term`` with every transcendental part replaced by an opaque symbol."""
    if term.is_Symbol or term.is_Rational:
        return term
    if term.func in (sp.Add, sp.Mul):
        return term.func(*(algebraic(a) for a in term.args))
    if isinstance(term, sp.exp):
        return exponential(term.args[0])
    if term is sp.E:
        return exponential(sp.Integer(1))
    if isinstance(term, sp.Pow):
        base, exponent = term.args
        if exponent.is_Integer:
            return algebraic(base) ** exponent
        if exponent.is_Rational and exponent.q == 2:
            return opaque("sqrt", sp.cancel(algebraic(base))) ** exponent.p
    name = {"Abs": "abs", "Max": "max", "Min": "min"}.get(term.func.__name__, term.func.__name__)
    return opaque(name, *(sp.cancel(algebraic(a)) for a in term.args))


def exponential(exponent: sp.Expr) -> sp.Expr:
    """exp of a sum as a product of integer powers of opaque factors."""
    product = sp.Integer(1)
    for addend in sp.Add.make_args(sp.expand(sp.cancel(algebraic(exponent)))):
        scale, monomial = addend.as_coeff_Mul()
        product *= opaque("exp", monomial / scale.q) ** int(scale.p)
    return product


@cache
def normal(difference: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Numerator and denominator of a difference, both expanded, its transcendental parts opaque."""
    numerator, denominator = sp.fraction(sp.together(algebraic(difference)))
    return sp.expand(numerator), sp.expand(denominator)


class Encoder:
    """One z3 vocabulary: symbols to real constants, with what is known of the opaque ones."""

    def __init__(self) -> None:
        self.reals: dict[sp.Symbol, Any] = {}
        self.known: list[Any] = []

    def formula(self, formula: Formula) -> Any:
        """``formula`` for z3; each comparison in it also says that its sides are defined."""
        match formula:
            case Atom(op, left, right, defined):
                return z3.And(*(self.formula(c) for c in defined), *self.compare(op, left, right))
            case And(parts):
                return z3.And(*(self.formula(p) for p in parts))
            case Or(parts):
                return z3.Or(*(self.formula(p) for p in parts))
            case Implies(given, then):
                return z3.Implies(self.formula(given), self.formula(then))

    def compare(self, op: str, left: sp.Expr, right: sp.Expr) -> list[Any]:
        difference = left - right
        if difference.has(*UNDEFINED):
            return [z3.BoolVal(False)]
        above, below = normal(difference)
        if below.is_Rational:
            return [COMPARE[op](self.polynomial(above * sp.sign(below)))]
        bottom = self.polynomial(below)
        top = self.polynomial(above)
        return [bottom != 0, COMPARE[op](top if op in ("==", "!=") else top * bottom)]

    def real(self, name: sp.Symbol) -> Any:
        """The constant for ``name``; on its first use, with what is known of an opaque one."""
        if name not in self.reals:
            self.reals[name] = z3.Real(f"{len(self.reals)}_{name.name[:40]}")
            if name in MEANING:
                self.introduce(name, *MEANING[name])
        return self.reals[name]

    def introduce(self, name: sp.Symbol, function: str, args: tuple[sp.Expr, ...]) -> None:
        """exp > 0; sqrt >= 0 with its square where that is defined; |t| is t or -t by t's sign; max and
        min bound every argument and equal one, where all arguments are defined. Nothing is known of log and W here."""
        zero = sp.Integer(0)
        match function:
            case "exp":
                self.known.append(self.real(name) > 0)
            case "sqrt":
                square = z3.And(self.real(name) >= 0, *self.compare("==", name**2, args[0]))
                self.known.append(z3.Implies(z3.And(*self.compare(">=", args[0], zero)), square))
            case "abs":
                for op, same in ((">=", args[0]), ("<=", -args[0])):
                    inside = z3.And(*self.compare(op, args[0], zero))
                    self.known.append(z3.Implies(inside, z3.And(*self.compare("==", name, same))))
            case "max" | "min":
                side = ">=" if function == "max" else "<="
                bounds = [c for a in args for c in self.compare(side, name, a)]
                equal = z3.Or(*(z3.And(*self.compare("==", name, a)) for a in args))
                inside = z3.And(*(c for a in args for c in self.defined(a)))
                self.known.append(z3.Implies(inside, z3.And(*bounds, equal)))

    def defined(self, term: sp.Expr) -> list[Any]:
        """That the denominator of ``term`` is not 0."""
        if term.has(*UNDEFINED):
            return [z3.BoolVal(False)]
        below = normal(term)[1]
        return [] if below.is_Rational else [self.polynomial(below) != 0]

    def polynomial(self, term: sp.Expr) -> Any:
        if term.is_Rational:
            return z3.RealVal(f"{term.p}/{term.q}")
        symbols = sorted(term.free_symbols, key=lambda s: s.name)
        total = z3.RealVal(0)
        for powers, coefficient in sp.Poly(term, *symbols).terms():
            monomial = z3.RealVal(f"{coefficient.p}/{coefficient.q}")
            for name, power in zip(symbols, powers, strict=True):
                for _ in range(power):
                    monomial = monomial * self.real(name)
            total = total + monomial
        return total
