"""The second reader's algebra: terms as quotients of polynomials over opaque parts.

Every quotient equals its term wherever that is defined. Nothing is put into lowest terms for certain; equality is seen
by multiplying across.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from flint import fmpq, fmpz

from theory.errors import UnableError
from theory.language.term import Call, Number, Power, Product, Quotient, Sum, Term, Variable, constant
from verify.confirm.calculus import EDGE
from verify.confirm.polynomials import UNIT, Monomial, Polynomial, add, common, divided, joined, multiply

Factor = frozenset[tuple[Monomial, fmpq]]  # a polynomial, as a key
MOST_POWER, PRIMES = 400, 10**12


@dataclass(frozen=True)
class Ratio:
    """``above`` over the product of the powers of ``below``, none of which is a number."""

    above: Polynomial
    below: tuple[tuple[Factor, int], ...] = ()

    @property
    def number(self) -> fmpq | None:
        plain = not self.below and not any(self.above)
        return self.above.get((), fmpq(0)) if plain else None


@dataclass(frozen=True)
class Part:
    """What an opaque part stands for: a variable's name, or a function (``detail``: the root's degree, the kind of a
    power) of quotients."""

    function: str
    args: tuple[Ratio, ...] = ()
    detail: int | str = ""


class Algebra:
    """One stock of opaque parts. Equal functions of quotients that are equal are one part."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.known: dict[Term, Ratio] = {}

    def ratio(self, term: Term) -> Ratio:
        """``term`` as a quotient. Errors: ``ZeroDivisionError`` where it divides by 0 identically, ``UnableError``
        where it grows too large."""
        for node in term.nodes():
            if node not in self.known:
                self.known[node] = self._read(node, [self.known[a] for a in node.args])
        return self.known[term]

    def zero(self, term: Term) -> bool:
        """Whether ``term`` is certainly 0 wherever it is defined."""
        try:
            return not self._without_branches(self._without_roots(self.ratio(term))).above
        except (UnableError, ZeroDivisionError):
            return False

    def same(self, a: Ratio, b: Ratio, sign: int = 1) -> bool:
        return not self.sum((a, self.times(b, Ratio({(): fmpq(-sign)})))).above

    def _read(self, node: Term, args: list[Ratio]) -> Ratio:
        match node:
            case Number(q):
                return Ratio({(): fmpq(q.numerator, q.denominator)} if q else {})
            case Variable(name):
                return self.part(Part("variable", (), name))
            case Sum():
                return self.sum(args)
            case Product():
                return reduce(self.times, args)
            case Quotient():
                return self.times(args[0], self.inverse(args[1]))
            case Power(_, exponent, kind):
                r = constant(exponent)
                no_integer = r is not None and kind == "integer" and r.denominator != 1
                if r is None or no_integer or max(abs(r.numerator), r.denominator) > MOST_POWER:
                    return self.part(Part("power", tuple(args), kind))
                return self.power(args[0] if kind == "integer" else self.root(args[0], r.denominator), r.numerator)
            case Call("exp"):
                return self._exp(args[0])
            case Call("log"):
                return self._log(args[0])
            case Call("sqrt"):
                return self.root(args[0], 2)
            case Call("W0") if args[0].number == 0:
                return args[0]
            case Call("W0" | "Wm1") if self.same(args[0], self.ratio(EDGE)):
                return Ratio({(): fmpq(-1)})
            case Call("W0" | "Wm1" as which) if (w := self._of_its_exp(args[0])) is not None and (
                w == -1 or (w > -1) == (which == "W0")
            ):
                return Ratio({(): w})
            case Call("max" | "min") if all(self.same(args[0], a) for a in args[1:]):
                return args[0]
            case Call("abs" | "max" | "min" as which):
                numbers = [n for a in args if (n := a.number) is not None]
                if len(numbers) == len(args):
                    chosen = {"abs": abs(numbers[0]), "max": max(numbers), "min": min(numbers)}[which]
                    return Ratio({(): chosen} if chosen else {})
        return self.part(Part(str(node.data), tuple(args)))

    def _of_its_exp(self, a: Ratio) -> fmpq | None:
        """The rational w with ``a`` = w e^w, where it is seen."""
        if len(a.above) != 1:
            return None
        w = next(iter(a.above.values()))
        return w if self.same(a, self.times(Ratio({(): w}), self._exp(Ratio({(): w})))) else None

    def part(self, wanted: Part) -> Ratio:
        """The part as a quotient; ``wanted`` itself is new only if no equal one is there."""
        sign = -1 if wanted.function == "abs" else 1
        for k, p in enumerate(self.parts):
            if (p.function, p.detail, len(p.args)) == (wanted.function, wanted.detail, len(wanted.args)) and all(
                a == b or self.same(a, b) or (sign < 0 and self.same(a, b, -1))
                for a, b in zip(p.args, wanted.args, strict=True)
            ):
                return Ratio({((k, 1),): fmpq(1)})
        self.parts.append(wanted)
        return Ratio({((len(self.parts) - 1, 1),): fmpq(1)})

    def sum(self, args: Sequence[Ratio]) -> Ratio:
        most: dict[Factor, int] = {}
        for a in args:
            for factor, k in a.below:
                most[factor] = max(most.get(factor, 0), k)
        total: Polynomial = {}
        for a in args:
            mine, above = dict(a.below), a.above
            for factor, k in most.items():
                for _ in range(k - mine.get(factor, 0)):
                    above = multiply(above, dict(factor))
            total = add(total, above)
        return self.reduced(total, most)

    def times(self, a: Ratio, b: Ratio) -> Ratio:
        below = dict(a.below)
        for factor, k in b.below:
            below[factor] = below.get(factor, 0) + k
        return self.reduced(multiply(a.above, b.above), below)

    def power(self, a: Ratio, k: int) -> Ratio:
        a = self.inverse(a) if k < 0 else a
        return reduce(self.times, [a] * abs(k), Ratio(UNIT))

    def inverse(self, a: Ratio) -> Ratio:
        if not a.above:
            raise ZeroDivisionError
        shared: Monomial = reduce(common, a.above)
        rest = {joined(m, shared, -1): c for m, c in a.above.items()}
        lead = rest[max(rest)]
        below: dict[Factor, int] = {frozenset([(((g, 1),), fmpq(1))]): k for g, k in shared}
        if any(rest):
            below[frozenset((m, c / lead) for m, c in rest.items())] = 1
        above: Polynomial = {(): 1 / lead}
        for factor, k in a.below:
            for _ in range(k):
                above = multiply(above, dict(factor))
        return self.reduced(above, below)

    def reduced(self, above: Polynomial, below: Mapping[Factor, int]) -> Ratio:
        left = []
        for factor, k in below.items() if above else ():
            while k and (smaller := divided(above, dict(factor))) is not None:
                above, k = smaller, k - 1
            left += [(factor, k)] if k else []
        return Ratio(above, tuple(left))

    def root(self, a: Ratio, n: int) -> Ratio:
        q = a.number
        if q is not None and q >= 0:
            top, bottom = fmpz(q.p).root(n), fmpz(q.q).root(n)
            if top**n == q.p and bottom**n == q.q:
                return Ratio({(): fmpq(top, bottom)} if q else {})
        apart = [(g, k) for g, k in (reduce(common, a.above) if a.above else ()) if self.parts[g].function == "exp"]
        found = Ratio(UNIT) if apart else self.part(Part("root", (a,), n))
        if apart:
            found = self.root(self._over(a, apart), n)
        for g, k in apart:  # exponentials are positive
            found = self.times(found, self._exp(self.times(self.parts[g].args[0], Ratio({(): fmpq(k, n)}))))
        return found

    def _over(self, a: Ratio, monomial: Sequence[tuple[int, int]]) -> Ratio:
        return Ratio({joined(m, tuple(monomial), -1): c for m, c in a.above.items()}, a.below) if monomial else a

    def addends(self, a: Ratio) -> Iterator[tuple[fmpq, Ratio]]:
        """Numbers times single monomials over the denominator."""
        for m, c in a.above.items():
            yield c, self.reduced({m: fmpq(1)}, dict(a.below))

    def _exp(self, a: Ratio) -> Ratio:
        """exp of a sum as a product; exp(k log b) = b^k."""
        found = Ratio(UNIT)
        for c, one in self.addends(a):
            single = next(iter(one.above))
            part = self.parts[single[0][0]] if len(single) == 1 and single[0][1] == 1 and not one.below else None
            small = abs(c.p) <= MOST_POWER
            if part is not None and part.function == "log" and small and c.q == 1:
                found = self.times(found, self.power(part.args[0], int(c.p)))
                continue
            times = int(c.p) if small else 1 if c > 0 else -1
            unit = self.part(Part("exp", (self.times(one, Ratio({(): c / times})),)))
            found = self.times(found, self.power(unit, times))
        return found

    def _log(self, a: Ratio) -> Ratio:
        """log exp b = b, also of products; a logarithm of a rational by its primes."""
        q = a.number
        if q is not None and q > 0 and max(q.p, q.q) <= PRIMES:
            logs = [self.times(Ratio({(): fmpq(sign * k)}), self.part(Part("log", (Ratio({(): fmpq(p)}),))))
                    for sign, n in ((1, q.p), (-1, q.q)) for p, k in fmpz(n).factor()]  # fmt: skip
            return self.sum(logs)
        powers = [(m, 1, c) for m, c in a.above.items()] + [(m, -k, c) for f, k in a.below for m, c in f]
        if len(powers) == 1 + len(a.below) and all(
            c == 1 and all(self.parts[g].function == "exp" for g, _ in m) for m, _, c in powers
        ):
            exponents = [(self.parts[g].args[0], j * k) for m, k, _ in powers for g, j in m]
            return self.sum([self.times(x, Ratio({(): fmpq(k)})) for x, k in exponents])
        return self.part(Part("log", (a,)))

    def _without_roots(self, a: Ratio) -> Ratio:
        """Its numerator with b for the n-th power of an n-th root of b, and b^2 for |b|^2, as a quotient."""
        for g in reversed(range(len(self.parts))):
            n = {"root": self.parts[g].detail, "abs": 2}.get(self.parts[g].function)
            if not isinstance(n, int) or not any(k >= n for m in a.above for h, k in m if h == g):
                continue
            inner = self.parts[g].args[0] if self.parts[g].function == "root" else self.power(self.parts[g].args[0], 2)
            addends = []
            for m, c in a.above.items():
                k = dict(m).get(g, 0)
                rest = joined(m, ((g, k - k % n),) if k >= n else (), -1)
                addends.append(self.times(Ratio({rest: c}), self.power(inner, k // n)))
            a = Ratio(self.sum(addends).above)
        return a

    def _without_branches(self, a: Ratio) -> Ratio:
        """Its numerator with z for the product of w and e^w, w being a value of W at z, as a quotient."""
        for g, part in enumerate(self.parts[:]):
            if part.function not in ("W0", "Wm1") or not a.above:
                continue
            w = Ratio({((g, 1),): fmpq(1)})
            e = next((h for h, p in enumerate(self.parts) if p.function == "exp" and self.same(p.args[0], w)), None)
            if e is None:
                continue
            addends = []
            for m, c in a.above.items():
                k = min(dict(m).get(g, 0), dict(m).get(e, 0))
                rest = joined(m, tuple(sorted(((g, k), (e, k)))) if k else (), -1)
                addends.append(self.times(Ratio({rest: c}), self.power(part.args[0], k)))
            a = Ratio(self.sum(addends).above)
        return a


def proportion(algebra: Algebra, a: Ratio, b: Ratio) -> fmpq | None:
    """q with a = q b, where both are a number times the same monomial over the same denominator."""
    if len(a.above) == 1 and len(b.above) == 1 and a.above.keys() == b.above.keys():
        q = next(iter(a.above.values())) / next(iter(b.above.values()))
        return q if algebra.same(a, algebra.times(b, Ratio({(): q}))) else None
    return None
