"""Appendix D.3: the limits of orbits as the rate tends to 0."""

from __future__ import annotations

import itertools
from fractions import Fraction

from flint import arb, ctx, fmpq

from theory.errors import LedgerError, UnableError
from theory.lambert import enclose_wm1
from verify.ascent.checks.iterated.orbits import RIDGES, SHARES
from verify.ascent.iterated.fixed_points import TwoStep
from verify.ascent.library import argued, decision
from verify.prove.argument import Inference
from verify.verdict import Evidence, Finding, Grade, Truth, Witness

STARTS = [Fraction(-k) for k in range(2, 7)]
SMALL_RATES = [Fraction(1, 100), Fraction(1, 1000), Fraction(1, 10000)]


@decision("rem-small-step-limit")
def limit() -> Finding:
    steps = (
        Inference(
            "least >= valley, so every orbit converges to a fixed point",
            ("res-iterated-converges-small-rate", "res-iterated-converges"),
        ),
        Inference("each fixed point lies within gap of w_star", ("rem-small-step-one-minimum",)),
    )
    return argued("rem-small-step-limit", steps)


@decision("rem-small-step-limit-local")
def limit_local() -> Finding:
    steps = (
        Inference("valley <= -1, so the map increases on [-1, oo)", ("res-iterated-minimum",)),
        Inference(
            "-1 < w_star - gap, so next > -1 at -1, and [-1, oo) is sent into itself", ("rem-small-step-local-minimum",)
        ),
        Inference(
            "so the orbit is monotone; it is bounded, and its limit is a fixed point >= -1",
            ("rem-iterated-bounded-small-rate",),
        ),
        Inference("which lies within gap of w_star", ("rem-small-step-local-minimum",)),
    )
    return argued("rem-small-step-limit-local", steps)


def low_starts() -> tuple[dict[str, Fraction], arb]:
    """The first p < q, ridge and start below the local maximum of L_DA with 2 lambda, with q < e p; and the
    enclosed distance from the start to that maximum.

    Errors: ``UnableError`` if the list has none.
    """
    with ctx.workprec(128):
        for p, q, lam, w in itertools.product(SHARES, SHARES, RIDGES, STARTS):
            if not (p < q and arb(1).exp() * _ball(q - p) < _ball(2 * lam) and _ball(q) < arb(1).exp() * _ball(p)):
                continue
            by = enclose_wm1(_ball((p - q) / (2 * lam))) - _ball(w)
            if by > 0:
                return {"p": p, "q": q, "lam": lam, "w": w}, by
    raise UnableError("no start of the list lies below the local maximum; extend STARTS")


def _ball(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def lowest(p: Fraction, q: Fraction, lam: Fraction, w: Fraction) -> Evidence:
    """The fixed point nearest below the start, enclosed, for each of ``SMALL_RATES``.

    Errors: ``LedgerError`` if there is none, or if it does not attract or does not fall with the rate.
    """
    found: list[arb] = []
    for eta in SMALL_RATES:
        below = [x for x in TwoStep(p, q, lam, eta).fixed_points() if x.w < _ball(w)]
        if not below or below[-1].kind != "attracts" or (found and not below[-1].w < found[-1]):
            raise LedgerError(f"eta = {eta}: no attracting fixed point below {w} that falls, against the argument")
        found.append(below[-1].w)
    shown = ", ".join(f"{w.str(8)} at eta = {eta}" for w, eta in zip(found, SMALL_RATES, strict=True))
    where = f"p = {p}, q = {q}, lam = {lam}, w = {w}"
    return Evidence("enclosed fixed points", Truth.UNKNOWN, Grade.ENCLOSED, where, f"the orbit's limits: {shown}")


@decision("rem-small-step-every-start")
def every_start() -> Finding:
    exact, by = low_starts()
    why = "the limit stays below this start, which lies below every stationary point"
    witness = Witness(exact, by.str(15), why, Grade.ENCLOSED)
    steps = (
        Inference(
            "q < e p: for every small eta each orbit converges, monotone as long as the start is above valley, which"
            " tends to -oo",
            ("res-iterated-converges-small-rate", "res-iterated-converges", "res-iterated-minimum"),
        ),
        Inference(
            "for each L, once eta is small, next < w on [-L, start], as the start is below the local maximum: the orbit"
            " decreases and its limit, a fixed point, is below -L",
            ("res-small-step-local-maximum",),
        ),
    )
    return argued("rem-small-step-every-start", steps, lowest(**exact), refuted=witness)
