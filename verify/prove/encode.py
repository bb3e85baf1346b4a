"""Formulas as polynomial constraints for z3: transcendental terms become opaque reals.

Sound by construction: a comparison becomes "its sides are defined, and the polynomial inequality
that it amounts to once denominators are cleared". An opaque term is named by the normal form of
its argument, so equal arguments give equal names; different names are never assumed different.
``exp`` of a sum is split into a product, and each factor is positive: that is all z3 knows of it.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
import z3

from theory.formula import And, Atom, Formula, Implies, Or

COMPARE = {
    "<": lambda a: a < 0,
    "<=": lambda a: a <= 0,
    ">": lambda a: a > 0,
    ">=": lambda a: a >= 0,
    "==": lambda a: a == 0,
    "!=": lambda a: a != 0,
}


class Encoder:
    """One z3 vocabulary: symbols and opaque terms to real constants, with what is known of each."""

    def __init__(self) -> None:
        self.opaque: dict[str, sp.Symbol] = {}
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
        if difference.has(sp.nan, sp.zoo, sp.oo, sp.I):
            return [z3.BoolVal(False)]
        numerator, denominator = sp.fraction(sp.together(self.algebraic(difference)))
        above, below = sp.expand(numerator), sp.expand(denominator)
        if below.is_Rational:
            return [COMPARE[op](self.polynomial(above * sp.sign(below)))]
        bottom = self.polynomial(below)
        top = self.polynomial(above)
        return [bottom != 0, COMPARE[op](top if op in ("==", "!=") else top * bottom)]

    def algebraic(self, term: sp.Expr) -> sp.Expr:
        """``term`` with every transcendental part replaced by an opaque symbol."""
        if term.is_Symbol or term.is_Rational:
            return term
        if term.func in (sp.Add, sp.Mul):
            return term.func(*(self.algebraic(a) for a in term.args))
        if isinstance(term, sp.exp):
            return self.exponential(term.args[0])
        if term is sp.E:
            return self.exponential(sp.Integer(1))
        if isinstance(term, sp.Pow):
            base, exponent = term.args
            if exponent.is_Integer:
                return self.algebraic(base) ** exponent
            if exponent == sp.Rational(1, 2):
                return self.root(self.algebraic(base))
            if exponent == sp.Rational(-1, 2):
                return 1 / self.root(self.algebraic(base))
        if isinstance(term, sp.Abs):
            return self.absolute(self.algebraic(term.args[0]))
        if isinstance(term, sp.Max | sp.Min):
            return self.extreme([sp.cancel(self.algebraic(a)) for a in term.args], isinstance(term, sp.Max))
        return self.named(term.func.__name__, *(sp.cancel(self.algebraic(a)) for a in term.args))

    def exponential(self, exponent: sp.Expr) -> sp.Expr:
        """exp of a sum as a product of integer powers of opaque positive factors."""
        product = sp.Integer(1)
        for addend in sp.Add.make_args(sp.expand(sp.cancel(self.algebraic(exponent)))):
            scale, monomial = addend.as_coeff_Mul()
            unit = monomial / scale.q
            fresh = self.key("exp", unit) not in self.opaque
            factor = self.named("exp", unit)
            if fresh:
                self.known.append(self.real(factor) > 0)
            product *= factor ** int(scale.p)
        return product

    def root(self, inside: sp.Expr) -> sp.Expr:
        """sqrt: an opaque s with s >= 0 and s^2 = inside, where inside >= 0."""
        inside = sp.cancel(inside)
        fresh = self.key("sqrt", inside) not in self.opaque
        s = self.named("sqrt", inside)
        if fresh:
            square = z3.And(self.real(s) >= 0, *self.compare("==", s**2, inside))
            self.known.append(z3.Implies(z3.And(*self.compare(">=", inside, sp.Integer(0))), square))
        return s

    def absolute(self, inside: sp.Expr) -> sp.Expr:
        """|t|: an opaque a with a = t where t >= 0 and a = -t where t <= 0."""
        inside = sp.cancel(inside)
        fresh = self.key("abs", inside) not in self.opaque
        a = self.named("abs", inside)
        if fresh:
            zero = sp.Integer(0)
            self.known.append(
                z3.Implies(z3.And(*self.compare(">=", inside, zero)), z3.And(*self.compare("==", a, inside)))
            )
            self.known.append(
                z3.Implies(z3.And(*self.compare("<=", inside, zero)), z3.And(*self.compare("==", a, -inside)))
            )
        return a

    def extreme(self, inside: list[sp.Expr], largest: bool) -> sp.Expr:
        """max or min: an opaque number that bounds every argument and equals one of them."""
        name = "max" if largest else "min"
        fresh = self.key(name, *inside) not in self.opaque
        best = self.named(name, *inside)
        if fresh:
            bounds = [c for a in inside for c in self.compare(">=" if largest else "<=", best, a)]
            self.known.append(z3.And(*bounds, z3.Or(*(z3.And(*self.compare("==", best, a)) for a in inside))))
        return best

    def key(self, function: str, *args: sp.Expr) -> str:
        return f"{function}({', '.join(sp.srepr(a) for a in args)})"

    def named(self, function: str, *args: sp.Expr) -> sp.Symbol:
        key = self.key(function, *args)
        if key not in self.opaque:
            self.opaque[key] = sp.Symbol(f"${len(self.opaque)}_{function}")
        return self.opaque[key]

    def real(self, name: sp.Symbol) -> Any:
        if name not in self.reals:
            self.reals[name] = z3.Real(name.name)
        return self.reals[name]

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
