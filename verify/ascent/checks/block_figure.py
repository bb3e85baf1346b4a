"""Proofs on the published interval of Figure 4."""

from __future__ import annotations

from verify.ascent.checks.block import RATIOS
from verify.ascent.checks.block_below_oracle import signs
from verify.ascent.library import check
from verify.prove.script import Draft


def bounds(p: Draft) -> tuple[int, list[int]]:
    """alpha_y < kappa phi, with names for the ends of the interval."""
    known = signs(p)
    given = list(range(1, known))
    upper = p.instance("res-upper-threshold-below-phi", **RATIOS)
    below = p.have("alpha_y < kappa*phi and alpha_below <= alpha_y", by=[*given, upper, known])
    return known, [*given, below]


@check("res-interval-needs-correlation")
def needs_correlation(p: Draft) -> None:
    known, rest = bounds(p)
    p.let("low", "phi**2/(kappa*(1 + 2*phi))")
    named = len(p.steps)
    above = p.have("low < kappa*phi", by=[*rest, known, named])
    p.conclude(by=[above, named, known])


@check("res-interval-width")
def width(p: Draft) -> None:
    known, rest = bounds(p)
    p.let("low", "alpha_above")
    p.let("high", "alpha_below")
    names = [len(p.steps) - 1, len(p.steps)]
    upper = p.have("high < kappa*phi", by=[*rest, *names])
    lower = p.have("low >= kappa*phi*(1 + phi)/(1 + 2*phi)", by=[names[0], known])
    end = p.have("high - low < kappa*phi**2/(1 + 2*phi) and kappa*phi**2/(1 + 2*phi) < phi/2", by=[upper, lower, known])
    p.conclude(by=[end, *names])


@check("res-interval-small-ridge")
def small_ridge(p: Draft) -> None:
    met = p.have("(1 - kappa)*W0(bR*u) >= log(1 + phi)")
    known = signs(p)
    small = p.numeric("exp(-1) > 0")
    p.let("w", "W0(bR*u)")
    named = len(p.steps)
    sign, definition = p.instance("fact-w0-sign", z="bR*u"), p.instance("def-w0", z="bR*u")
    same = p.equals("exp(t)", "t", "w", "W0(bR*u)")
    value = p.have("w*exp(w) == bR*u and w > 0", by=[sign, definition, same, named, known, small])
    p.let("c", "kappa*w")
    part = len(p.steps)
    rise = p.instance("fact-exp-increasing", a="log(1 + phi)", b="w - c")
    level = p.equals("exp(t)", "t", "log(1 + phi)", "w - c")
    ratio = p.have("exp(w) >= (1 + phi)*exp(c)", by=[rise, level, met, named, part, known, sign, small])
    power = p.equals("exp(t)", "t", "kappa*W0(bR*u)", "c")
    p.let("cap", "alpha_y")
    capped = len(p.steps)
    form = p.have("cap*u*b == c*exp(c) - 2*eps*b", by=[capped, power, named, part, known, sign, definition, small])
    low = p.have("cap <= 0", by=[form, ratio, value, part, known])
    below = p.have("alpha_y <= 0", by=[low, capped])
    given = list(range(1, met))
    lowest = p.have("alpha_below <= alpha_y and alpha_above > 0", by=[*given, known, sign, definition, small])
    p.conclude(by=[below, lowest])
