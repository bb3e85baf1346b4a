"""Lemma 2 and Appendix F: closed forms, branches, the fold."""

from __future__ import annotations

from theory.ascent.claims.axis import C_D, C_DA, C_R
from verify.ascent.library import check
from verify.prove.script import Draft

ABOVE_D, ABOVE_R = f"{C_D} > 0", f"{C_R} > 0"


@check("lem-closed-form-single-coordinate")
def single_coordinate(p: Draft) -> None:
    p.have("w_D > 0 and w_R > 0")
    p.instance("fact-w0-unique", w="w_D", z=C_D)
    p.instance("fact-w0-unique", w="w_R", z=C_R)
    p.numeric("exp(-1) > 0")
    p.conclude()


@check("res-single-coordinate-necessary")
def single_coordinate_necessary(p: Draft) -> None:
    p.numeric("exp(-1) > 0")
    p.instance("def-w0", z="(n_1 + n_12)/(lam*d)")
    p.instance("fact-exp-increasing", a="0", b="u")
    p.conclude()


@check("res-no-retain-samples")
def no_retain_samples(p: Draft) -> None:
    p.have("w_D > 0")
    p.instance("fact-w0-unique", w="w_D", z="m/(lam*d)")
    p.conclude()


@check("rem-branches-original-oracle")
def original_oracle(p: Draft) -> None:
    p.instance("def-w0", z=C_D)
    p.instance("def-w0", z=C_R)
    single_coordinate(p)


@check("rem-branches-global")
def global_minimum(p: Draft) -> None:
    p.numeric("exp(-1) > 0")
    p.have(f"{C_DA} >= 0")
    p.have("w_DA >= 0")
    p.instance("def-w0", z=C_DA)
    p.instance("fact-w0-unique", w="w_DA", z=C_DA)
    p.conclude()


@check("rem-branches-local")
def local_extrema(p: Draft) -> None:
    p.numeric("exp(1) > 0")
    p.let("c", C_DA)
    inside = p.have("-exp(-1) < c and c < 0")
    p.have("w_DA*exp(w_DA) == c")
    named = p.have(f"c == {C_DA} and lam > 0")
    p.instance("def-w0", z="c")
    p.instance("def-wm1", z="c")
    p.equals("t*exp(t)", "t", "W0(c)", "-1")
    p.equals("t*exp(t)", "t", "Wm1(c)", "-1")
    p.have("W0(c)*exp(W0(c)) == c and Wm1(c)*exp(Wm1(c)) == c and W0(c) > -1 and Wm1(c) < -1")
    p.instance("fact-w0-unique", w="w_DA", z="c")
    p.instance("fact-wm1-unique", w="w_DA", z="c")
    p.have("w_DA == W0(c) or w_DA == Wm1(c)")
    same_upper = p.equals("W0(t)", "t", "c", C_DA)
    same_lower = p.equals("Wm1(t)", "t", "c", C_DA)
    p.have(f"W0({C_DA}) == W0(c) and Wm1({C_DA}) == Wm1(c)", by=[inside, same_upper, same_lower, named])
    p.equals("exp(t)", "t", "W0(c)", f"W0({C_DA})")
    p.equals("exp(t)", "t", "Wm1(c)", f"Wm1({C_DA})")
    p.conclude()


@check("rem-branches-none")
def no_stationary_point(p: Draft) -> None:
    p.numeric("exp(1) > 0")
    p.have(f"{C_DA} < -exp(-1)")
    p.instance("fact-xexp-least", x="v")
    p.conclude()


@check("rem-branches-range")
def argument_range(p: Draft) -> None:
    p.numeric("exp(1) > 0")
    p.conclude()


@check("res-fold")
def fold(p: Draft) -> None:
    p.numeric("exp(1) > 0")
    p.instance("fact-xexp-least", x="v")
    p.conclude()
