"""Like terms combined: like addends and like factors, and numbers put together; nothing is multiplied out.

A combined term is equal to the term wherever that is defined, and defined there; equal ones that differ only in the
order of addends and factors become the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from flint import fmpz

from theory.language.term import INTEGER, ROOT, Call, Number, Power, Product, Quotient, Sum, Term, constant

LARGEST = 64  # power of a number that is worked out
LONGEST = 2**12  # numerator and denominator of an exponent
KEPT = 2**14
ONE = Fraction(1)


@lru_cache(KEPT)
def combined(term: Term) -> Term:
    """``term`` with its like terms combined.

    Guarantee: equal to ``term`` wherever that is defined, and defined there.
    """
    match term:
        case Sum(parts):
            return _sum(parts)
        case Product() | Quotient() | Power() | Call("sqrt" | "exp"):
            found = PowerProduct()
            found.take(term, ONE)
            return found.term()
        case Call(function, args):
            return _call(function, tuple(map(combined, args)))
    return term


@lru_cache(KEPT)
def _key(term: Term) -> str:
    return str(term)


@dataclass
class PowerProduct:
    """``number`` times the powers ``of`` bases, times exp of the sum of ``raised``."""

    number: Fraction = ONE
    of: dict[Term, Fraction] = field(default_factory=dict)
    raised: list[Term] = field(default_factory=list)

    def take(self, term: Term, times: Fraction) -> None:
        """Multiplies by ``term ** times``: ``times`` is an integer, or ``term`` >= 0 wherever it is meant."""
        match term:
            case Number(q):
                self.scale(q, times)
            case Product(parts) if times.denominator == 1:
                for part in parts:
                    self.take(part, times)
            case Quotient(above, below) if times.denominator == 1:
                self.take(above, times)
                self.take(below, -times)
            case Power(base, exponent, kind) if (p := constant(exponent)) is not None and _splits(kind, p, times):
                self.take(base, p * times)
            case Call("sqrt", (base,)):
                self.take(base, times / 2)
            case Call("exp", (inner,)):
                self.raised.append(Product(Number(times), inner))
            case _:
                self.take_one(term, times)

    def take_one(self, term: Term, times: Fraction) -> None:
        """As ``take``, of what is no product of factors yet."""
        base = _power(term) if isinstance(term, Power) else combined(term)
        if isinstance(base, Product) and times.denominator != 1:
            self.rooted(base, times)
        elif isinstance(base, Product | Quotient | Power | Number) and base is not term:
            self.take(base, times)
        elif isinstance(base, Call) and base.function == "abs" and times.denominator == 1 and times % 2 == 0:
            self.take(base.args[0], times)
        else:
            self.add(base, times)

    def rooted(self, product: Product, times: Fraction) -> None:
        """As ``take``, for a root: positive factors have roots of their own, the rest has one together."""
        apart = [p for p in product.args if _is_positive(p)]
        rest = Product(*(p for p in product.args if p not in apart))
        for part in apart:
            self.take(part, times)
        if isinstance(rest, Product) or not apart:
            self.add(rest, times)
        else:
            self.take(rest, times)

    def add(self, base: Term, times: Fraction) -> None:
        """Multiplies by ``base ** times``, ``base`` taken as it is."""
        self.of[base] = self.of.get(base, Fraction(0)) + times

    def scale(self, q: Fraction, times: Fraction) -> None:
        """Multiplies by ``q ** times``, worked out where it is a short rational."""
        k, n = times.numerator, times.denominator
        if (q < 0 and n > 1) or (q == 0 and times < 0):  # defined nowhere
            self.add(Power(Number(q), Number(times), ROOT if n > 1 else INTEGER), ONE)
            return
        above, below = (fmpz(x) if n == 1 else fmpz(x).root(n) for x in (q.numerator, q.denominator))
        exact = above**n == q.numerator and below**n == q.denominator
        if exact and (abs(k) <= LARGEST or q in (0, 1, -1)):
            self.number *= Fraction(int(above), int(below)) ** k
        else:
            self.add(Number(q), times)

    def exponent(self) -> Term:
        """What exp is taken of; logarithms in it become factors."""
        total, self.raised = combined(Sum(*self.raised)), []
        rest = []
        for addend in total.args if isinstance(total, Sum) else (total,):
            number, log = split_coefficient(addend)
            if isinstance(log, Call) and log.function == "log" and _is_short(number):
                self.take(log.args[0], number)
            else:
                rest.append(addend)
        if self.raised:  # of a product under a logarithm
            self.raised += rest
            return self.exponent()
        return Sum(*rest)  # type: ignore[no-any-return]

    def term(self) -> Term:
        """The product, as a term."""
        exponent = self.exponent()
        if self.number == 0:
            return Number(0)
        powers = sorted(((base, q) for base, q in self.of.items() if q), key=lambda f: _key(f[0]))
        above = [_raised(base, q) for base, q in powers if q > 0]
        below = [_raised(base, -q) for base, q in powers if q < 0]
        above += [] if exponent is Number(0) else [Call("exp", exponent)]
        if below:
            above = [Quotient(Product(*above), Product(*below))]
        return _times(self.number, Product(*above))


def _splits(kind: str, q: Fraction, times: Fraction) -> bool:
    """Whether (b ** q) ** times is b ** (q times) wherever it is defined: not for the root of an even power, which
    is one of |b|."""
    if not _is_short(q * times):
        return False
    return times.denominator == 1 or kind != INTEGER or q % 2 == 1


def _is_positive(factor: Term) -> bool:
    return factor.value > 0 if isinstance(factor, Number) else isinstance(factor, Call) and factor.function == "exp"


def _is_short(q: Fraction) -> bool:
    return max(abs(q.numerator), q.denominator) <= LONGEST


def _power(term: Power) -> Term:
    return Power(combined(term.base), combined(term.exponent), term.kind)  # type: ignore[no-any-return]


def _raised(base: Term, q: Fraction) -> Term:
    if q.numerator == 1 and q.denominator <= 2:
        return base if q == 1 else Call("sqrt", base)
    return Power(base, Number(q), INTEGER if q.denominator == 1 else ROOT)  # type: ignore[no-any-return]


def _sum(parts: tuple[Term, ...]) -> Term:
    found: dict[Term, Fraction] = {}
    _add(parts, ONE, found)
    addends = sorted(((rest, c) for rest, c in found.items() if c), key=lambda a: _key(a[0]))
    return Sum(*(_times(c, rest) for rest, c in addends))  # type: ignore[no-any-return]


def _add(parts: tuple[Term, ...], scale: Fraction, found: dict[Term, Fraction]) -> None:
    """Adds ``scale`` times the sum of ``parts`` to ``found``: coefficients by the rests of addends."""
    for part in parts:
        number, rest = split_coefficient(combined(part))
        if isinstance(rest, Sum):
            _add(rest.args, scale * number, found)
        else:
            found[rest] = found.get(rest, Fraction(0)) + scale * number


def split_coefficient(term: Term) -> tuple[Fraction, Term]:
    """(number, rest): ``term`` is their product."""
    if isinstance(term, Number):
        return term.value, Number(1)
    if isinstance(term, Product) and isinstance(term.args[0], Number):
        return term.args[0].value, Product(*term.args[1:])
    return ONE, term


def _times(number: Fraction, rest: Term) -> Term:
    if rest is Number(1):
        return Number(number)
    return rest if number == 1 else Product(Number(number), rest)


def _call(function: str, args: tuple[Term, ...]) -> Term:
    first = args[0]
    if function in ("max", "min"):
        numbers = [a.value for a in args if isinstance(a, Number)]
        others = sorted({a for a in args if not isinstance(a, Number)}, key=_key)
        best = [Number((max if function == "max" else min)(numbers))] if numbers else []
        args = (*others, *best)
        return Call(function, *args) if len(args) > 1 else args[0]
    if function == "log" and first is Number(1):
        return Number(0)
    if function == "log" and isinstance(first, Call) and first.function == "exp":
        return first.args[0]
    if function == "W0" and first is Number(0):
        return first
    if function == "abs":
        number, rest = split_coefficient(first)
        if rest is Number(1):
            return Number(abs(number))
        inner = rest if isinstance(rest, Call) and rest.function in ("abs", "exp", "sqrt") else Call("abs", rest)
        return _times(abs(number), inner)
    return Call(function, *args)  # type: ignore[no-any-return]
