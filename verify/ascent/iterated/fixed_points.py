"""All fixed points of the two-step map on one axis, enclosed, at exact parameters.

They lie between the floor and the ceiling of ``rem-iterated-bounded-small-rate``. That interval is bisected:
a part is dropped where the ball of ``next - w`` excludes 0, kept where its derivative does and the
signs at the ends differ. Both are the derived expressions; nothing is assumed about their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import arb, ctx, fmpq

from theory.ascent import iterated
from theory.errors import DomainError, UnableError
from theory.language.term import Term, Variable
from verify.values.evaluate import value

MOST_PARTS = 20_000
BITS = 128


@dataclass(frozen=True)
class FixedPoint:
    """``w`` contains exactly one fixed point, ``multiplier`` the derivative of the map there."""

    w: arb
    multiplier: arb

    @property
    def kind(self) -> str:
        """ "attracts", "repels", or "undecided" where the multiplier's size is not separated from 1."""
        size = abs(self.multiplier)
        return "attracts" if size < 1 else "repels" if size > 1 else "undecided"


@dataclass(frozen=True)
class TwoStep:
    """The map at exact parameters: p = |R_j|/r and q = |F_j|/f in (0, 1], lam > 0, 0 < eta lam < 1.

    Errors: ``DomainError`` for parameters outside.
    """

    p: Fraction
    q: Fraction
    lam: Fraction
    eta: Fraction

    def __post_init__(self) -> None:
        for name, share in (("p", self.p), ("q", self.q)):
            if not 0 < share <= 1:
                raise DomainError(f"{name} = {share}: must be in (0, 1]; it is a share of the samples")
        if not (self.lam > 0 and self.eta > 0 and self.eta * self.lam < 1):
            raise DomainError(f"eta lam = {self.eta * self.lam}: must be between 0 and 1; lower the rate or the ridge")

    @cached_property
    def point(self) -> dict[Variable, fmpq]:
        named = ((iterated.P, self.p), (iterated.Q, self.q), (iterated.LAM, self.lam), (iterated.ETA, self.eta))
        return {symbol: fmpq(x.numerator, x.denominator) for symbol, x in named}

    def _at(self, term: Term, w: arb) -> arb:
        return arb(value(term, self.point | {iterated.W: w}))

    def next(self, w: arb) -> arb:
        """Encloses the next iterate."""
        return self._at(iterated.two_step(), w)

    def multiplier(self, w: arb) -> arb:
        """Encloses the derivative of the map."""
        return self._at(iterated.multiplier(), w)

    def rise(self, w: arb) -> arb:
        """Encloses ``next - w`` over the ball ``w``, by the tighter of plain and centred evaluation."""
        plain = self.next(w) - w
        centred = self.next(w.mid()) - w.mid() + (self.multiplier(w) - 1) * (w - w.mid())
        return plain.intersection(centred) if centred.is_finite() and plain.is_finite() else plain

    def range(self) -> tuple[fmpq, fmpq]:
        """An interval that contains every fixed point."""
        with ctx.workprec(BITS):
            push, pull = (arb(self.point[iterated.ETA] * self.point[s]) for s in (iterated.P, iterated.Q))
            depth = (-1 - push.log()).max(arb(0))
            floor = -depth - pull * depth.exp()
            rate = self.point[iterated.ETA] * self.point[iterated.LAM]
            ceiling = push * (-floor).exp() / arb(1 - (1 - rate) ** 2)
            return fmpq(_whole(floor.lower().floor())), fmpq(_whole(ceiling.upper().ceil()))

    def fixed_points(self) -> list[FixedPoint]:
        """Every fixed point, in increasing order.

        Errors: ``UnableError`` if some part is not decided within ``MOST_PARTS`` (two fixed points very
        near each other): raise it.
        """
        low, high = self.range()
        waiting, found, parts = [(low, high)], [], 0
        with ctx.workprec(BITS):
            while waiting:
                parts += 1
                if parts > MOST_PARTS:
                    raise UnableError(f"{self}: fixed points not separated in {MOST_PARTS} parts; raise MOST_PARTS")
                a, b = waiting.pop()
                part = arb(a).union(arb(b))
                rise = self.rise(part)
                if rise > 0 or rise < 0:
                    continue
                slope = self.multiplier(part) - 1
                signs = [self._sign(a), self._sign(b)]
                if (slope > 0 or slope < 0) and 0 not in signs:
                    if signs[0] != signs[1]:
                        found.append(self._narrowed(a, b, signs[0]))
                    continue
                middle = (a + b) / 2
                waiting += [(middle, b), (a, middle)]
        return found

    def _sign(self, w: fmpq) -> int:
        rise = self.next(arb(w)) - arb(w)
        return 1 if rise > 0 else -1 if rise < 0 else 0

    def _narrowed(self, a: fmpq, b: fmpq, sign: int) -> FixedPoint:
        """The one zero between a and b, halved until its side is not decided or 100 times."""
        for _ in range(100):
            middle = (a + b) / 2
            here = self._sign(middle)
            if here == 0:
                break
            a, b = (middle, b) if here == sign else (a, middle)
        w = arb(a).union(arb(b))
        return FixedPoint(w, self.multiplier(w))


def _whole(exact: arb) -> int:
    number = exact.unique_fmpz()
    if number is None:
        raise UnableError(f"{exact.str(10)} is not known as a whole number at {ctx.prec} bits; raise BITS")
    return int(number)
