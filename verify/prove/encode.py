"""Formulas as polynomial constraints over the reals, in SMT-LIB: transcendental parts become opaque constants.

Sound by construction: a comparison becomes "its sides are defined, and the polynomial inequality that it amounts to
once denominators are cleared". An opaque part is named by the normal form of its arguments, so equal arguments give
equal names; different names are never assumed different. What is known of an opaque part (``exp`` of a sum is split
into a product, and each factor is positive; and so on) is true wherever the part is defined, and asks nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theory.language.algebra import Nowhere, Polynomial, normal
from theory.language.exact import written
from theory.language.formula import FALSE, And, Atom, Formula, Implies, Or, sides
from theory.language.meaning import spelt
from theory.language.term import ROOT, Call, Number, Power, Term, constant

ZERO, ONE = Number(0), Number(1)


def nested_roots(*formulas: Formula) -> int:
    """How many roots stand in one another at most: each doubles, at least, the degree of what an algebra solver is
    asked."""
    deep: dict[Term, int] = {}
    for node in (n for side in sides(*formulas) for n in side.nodes()):
        inner = max((deep[a] for a in node.args), default=0)
        root = isinstance(node, Power) and node.kind == ROOT
        deep[node] = inner + (root or (isinstance(node, Call) and node.function == "sqrt"))
    return max(deep.values(), default=0)


class Encoder:
    """One vocabulary: opaque parts and variables as constants, with what is known of them."""

    def __init__(self) -> None:
        self.names: dict[Term, str] = {}
        self.known: list[str] = []

    def formula(self, formula: Formula) -> str:
        """That ``formula`` is true, its comparisons being defined."""
        return self._written(spelt(formula))

    def script(self, *assertions: str) -> str:
        """``assertions`` and all that is known, with their declarations."""
        declared = [f"(declare-const {name} Real) ; {_comment(part)}" for part, name in self.names.items()]
        return "\n".join([*declared, *(f"(assert {a})" for a in (*self.known, *assertions))])

    def _written(self, formula: Formula) -> str:
        match formula:
            case Atom(op, left, right):
                return self._compared(op, left, right)
            case And(parts):
                return _joined("and", [self._written(p) for p in parts], "true")
            case Or(parts):
                return _joined("or", [self._written(p) for p in parts], "false")
            case Implies(given, then):
                return f"(=> {self._written(given)} {self._written(then)})"

    def _compared(self, op: str, left: Term, right: Term) -> str:
        try:
            ratio = normal(left - right)
        except Nowhere:
            return self._written(FALSE)
        above, below = self._polynomial(ratio.above), self._polynomial(ratio.below)
        if ratio.below.constant is not None:
            return _sign(op, above)
        apart = f"(not (= {below} 0))"
        return f"(and {apart} {_sign(op, above if op in ('==', '!=') else f'(* {above} {below})')})"

    def _polynomial(self, p: Polynomial) -> str:
        addends = []
        for monomial, coefficient in p.terms:
            factors = [self._name(part) for part, k in monomial for _ in range(k)]
            number = [_number(coefficient)] if coefficient != 1 or not factors else []
            addends.append(_joined("*", number + factors, "1"))
        return _joined("+", addends, "0")

    def _name(self, part: Term) -> str:
        """The constant for ``part``; on its first use, with what is known of an opaque one."""
        if part not in self.names:
            self.names[part] = f"v{len(self.names)}"
            guard = _joined("and", list(self._separate(part)), "true")
            self.known += [f"(=> {guard} {fact})" for fact in self._facts(part)]
        return self.names[part]

    def _separate(self, part: Term) -> Iterator[str]:
        """That the denominators in the arguments of ``part`` are not 0: without that nothing is known of it."""
        for argument in part.args:
            below = normal(argument).below
            if below.constant is None:
                yield f"(not (= {self._polynomial(below)} 0))"

    def _facts(self, part: Term) -> Iterator[str]:
        yield from map(self._written, facts(part))
        match part:
            case Call("sqrt", (a,)):
                yield self._root(part, 2, a)
            case Power(a, Number(q), "root"):
                yield self._root(part, q.denominator, a)

    def _root(self, part: Term, n: int, a: Term) -> str:
        """part >= 0 and part^n = a, where a >= 0; the normal form of part^n is a already, so it is written here."""
        above, below = (self._polynomial(p) for p in (normal(a).above, normal(a).below))
        name = self.names[part]
        power = _joined("*", [name] * n + [below], name)
        return f"(=> {self._compared('>=', a, ZERO)} (and (>= {name} 0) (= {power} {above})))"


def facts(part: Term) -> Iterator[Formula]:
    """What is known of an opaque part whose arguments have values (roots apart), to be read with two truth values: each
    fact is true wherever ``part`` is defined; elsewhere some value of ``part`` makes all of them true."""
    match part:
        case Call("exp"):
            yield Atom(">", part, ZERO)
        case Call("abs", (a,)):
            yield Implies(Atom(">=", a, ZERO), Atom("==", part, a))
            yield Implies(Atom("<=", a, ZERO), Atom("==", part, -a))
        case Call("max" | "min" as which, args):
            yield from (Atom(">=" if which == "max" else "<=", part, a) for a in args)
            yield Or(tuple(Atom("==", part, a) for a in args))
        case Power(base, exponent, "integer"):
            yield from _integer_power(part, base, exponent)
        case Power(base, exponent, "real"):
            yield Implies(Atom(">", base, ZERO), Atom(">", part, ZERO))
            yield Implies(And((Atom("==", base, ZERO), Atom(">", exponent, ZERO))), Atom("==", part, ZERO))
            yield Implies(Atom("==", base, ONE), Atom("==", part, ONE))
            for k in (0, 1):
                same = And((Atom(">", base, ZERO), Atom("==", exponent, Number(k))))
                yield Implies(same, Atom("==", part, ONE if k == 0 else base))


def _integer_power(part: Term, base: Term, exponent: Term) -> Iterator[Formula]:
    """base ** exponent for a whole number exponent."""
    yield Implies(Atom(">", base, ZERO), Atom(">", part, ZERO))
    yield Implies(Atom("<", base, ZERO), Atom("!=", part, ZERO))
    yield Implies(And((Atom("==", base, ZERO), Atom(">", exponent, ZERO))), Atom("==", part, ZERO))
    yield Implies(And((Atom(">=", base, ONE), Atom(">=", exponent, ZERO))), Atom(">=", part, ONE))
    yield Implies(Atom("==", base, ONE), Atom("==", part, ONE))
    yield Implies(Atom("==", base, Number(-1)), Or((Atom("==", part, ONE), Atom("==", part, Number(-1)))))
    q = constant(exponent)
    for k in (0, 1, 2, -1) if q is None else ():
        is_k = Atom("==", exponent, Number(k))
        given = is_k if k >= 0 else And((is_k, Atom("!=", base, ZERO)))
        yield Implies(given, Atom("==", part * base, ONE) if k < 0 else Atom("==", part, base**k))
    if q is not None and q > 0 and q % 2 == 0:
        yield Atom(">=", part, ZERO)


def _joined(operation: str, parts: list[str], none: str) -> str:
    return none if not parts else parts[0] if len(parts) == 1 else f"({operation} {' '.join(parts)})"


def _sign(op: str, polynomial: str) -> str:
    if op == "!=":
        return f"(not (= {polynomial} 0))"
    return f"({'=' if op == '==' else op} {polynomial} 0)"


def _number(q: Fraction) -> str:
    above, _, below = written(abs(q)).partition("/")
    size = f"(/ {above}.0 {below}.0)" if below else f"{above}.0"
    return size if q >= 0 else f"(- {size})"


def _comment(part: Term) -> str:
    """``part`` on one line: the solver reads on behind a line's end, whichever character that is."""
    return "".join(c if " " <= c <= "~" else "?" for c in str(part)[:80])
