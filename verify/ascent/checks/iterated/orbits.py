"""Appendix D.3: what becomes of orbits of the iterated method."""

from __future__ import annotations

import itertools
from fractions import Fraction

from flint import arb, ctx, fmpq

from theory.ascent.claims import FORMAL
from theory.errors import LedgerError, UnableError
from theory.language.claim import symbol
from theory.language.formula import And
from verify.ascent.iterated import orbits
from verify.ascent.iterated.fixed_points import FixedPoint, TwoStep
from verify.ascent.library import argued, decision
from verify.prove.argument import Inference
from verify.values.evaluate import holds
from verify.verdict import Evidence, Finding, Grade, Truth, Witness

ONE = Fraction(1)
SHARES = [Fraction(1), Fraction(1, 2), Fraction(1, 5), Fraction(1, 10)]
RIDGES = [Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(1, 100)]
RATES = [Fraction(3, 4), Fraction(1, 2), Fraction(1, 10), Fraction(1, 100)]
ROUNDS = 3
ORBITS = 2000


def runaway(p: Fraction, q: Fraction, lam: Fraction, eta: Fraction, w: Fraction) -> list[arb] | None:
    """The first iterates, enclosed, if the hypotheses of ``res-iterated-escapes`` certainly hold at this exact
    point; None if that is not shown."""
    exact = {"p": p, "q": q, "lam": lam, "eta": eta, "w": w}
    point = {symbol(name): fmpq(x.numerator, x.denominator) for name, x in exact.items()}
    if holds(And(FORMAL["res-iterated-escapes"].given), point) is not True:
        return None
    decay, push, pull = (fmpq(x.numerator, x.denominator) for x in (1 - eta * lam, eta * p, eta * q))
    iterates = [arb(point[symbol("w")])]
    with ctx.workprec(2048):
        for _ in range(ROUNDS):
            w_mid = decay * iterates[-1] + push * (-iterates[-1]).exp()
            iterates.append(decay * w_mid - pull * (-w_mid).exp())
    return iterates


@decision("rem-iterated-bounded-every-rate")
def every_rate() -> Finding:
    """The first whole start, for the first rate 3/2 with a unit ridge, from which the orbit runs away."""
    eta = Fraction(3, 2)
    for start in range(-1, -100, -1):
        found = runaway(ONE, ONE, ONE, eta, Fraction(start))
        if found is not None:
            break
    else:
        raise UnableError("no start down to -99 meets the condition of res-iterated-escapes; look further down")
    by = found[1] / found[0] - 2
    if not by > 0:
        raise LedgerError(f"the first round from {start} does not double it, against res-iterated-escapes")
    exact = {"p": ONE, "q": ONE, "lam": ONE, "eta": eta, "w": Fraction(start)}
    shown = ", ".join(w.str(6) for w in found[:ROUNDS])
    witness = Witness(exact, by.str(15), "the ratio of the first two iterates, beyond 2", Grade.ENCLOSED)
    detail = f"iterates {shown}; each is at least twice the one before, for ever"
    seen = Evidence("exact orbit", Truth.FAILS, Grade.ENCLOSED, witness.sentence(), detail)
    return Finding(Truth.FAILS, Grade.ENCLOSED, witness.refutes(detail), (seen,), witness)


def problems() -> list[TwoStep]:
    """A list of exact parameters, in the order in which a witness is looked for."""
    return [TwoStep(p, q, lam, eta) for p, q, lam, eta in itertools.product(SHARES, SHARES, RIDGES, RATES) if q >= p]


def first_without_rest() -> tuple[TwoStep, FixedPoint]:
    """The first problem of the list whose only fixed point certainly repels.

    Errors: ``UnableError`` if there is none.
    """
    for problem in problems():
        points = problem.fixed_points()
        if len(points) == 1 and points[0].kind == "repels":
            return problem, points[0]
    raise UnableError("no problem of the list has a repelling fixed point alone; extend SHARES, RIDGES or RATES")


@decision("rem-iterated-converges-small-rate")
def converges_always() -> Finding:
    problem, point = first_without_rest()
    with ctx.workprec(128):
        by = abs(point.multiplier) - 1
    exact = {"p": problem.p, "q": problem.q, "lam": problem.lam, "eta": problem.eta}
    why = f"the only fixed point, {point.w.str(10)}, repels: multiplier {point.multiplier.str(10)}"
    witness = Witness(exact, by.str(15), why, Grade.ENCLOSED)
    detail = (
        f"{why}. A limit would be a fixed point, and near a repelling one an orbit moves away unless it meets it"
        " exactly; the map turns once, so only countably many starts do, and no other orbit converges"
    )
    seen = Evidence("enclosed fixed points", Truth.FAILS, Grade.ENCLOSED, witness.sentence(), detail)
    return Finding(Truth.FAILS, Grade.ENCLOSED, witness.refutes(detail), (seen,), witness)


@decision("res-iterated-converges")
def converges() -> Finding:
    steps = (
        Inference(
            "every iterate is at least the least value of the map, so at or above valley", ("res-iterated-minimum",)
        ),
        Inference(
            "from there on the map increases and sends [valley, oo) into itself: the orbit increases if w_2 >= w_1,"
            " else it decreases",
            ("res-iterated-minimum",),
        ),
        Inference(
            "it is bounded, so it converges; the map is continuous, so the limit is a fixed point",
            ("rem-iterated-bounded-small-rate",),
        ),
    )
    return argued("res-iterated-converges", steps)


@decision("res-iterated-two-axes")
def two_axes() -> Finding:
    seen = orbits.observe(ORBITS)
    where = f"{seen.number} orbits of {orbits.ROUNDS} rounds on the correlated block, seed {orbits.SEED}, in doubles"
    detail = (
        f"{seen.settled} settled, {seen.moving} kept moving within {orbits.WIDE:g}, {seen.left} went beyond it or"
        " overflowed"
    )
    reason = f"observed: {detail}; open: an invariant set on two axes would decide it, as the floor does on one"
    evidence = Evidence("samples", Truth.UNKNOWN, Grade.SAMPLED, where, detail)
    return Finding(Truth.UNKNOWN, Grade.SAMPLED, reason, (evidence,))
