"""The paper's own set-up: the whole forget set on one axis."""

from __future__ import annotations

from theory.ascent.claims.axis import C_R
from verify.ascent.checks.divergence import positive_solutions
from verify.ascent.library import check
from verify.prove.script import Draft

K_D, K_R = "n_k/(lam*d)", "n_k/(lam*r)"


@check("res-own-set-up-range")
@check("res-all-axes-at-the-end-point")
def counts_only(p: Draft) -> None:
    p.conclude()


def other_axis(p: Draft) -> None:
    """0 < v_D < v_R on an axis without forget samples."""
    p.have("v_D > 0 and v_R > 0")
    p.instance("fact-xexp-increasing", a="v_R", b="v_D")
    p.equals("x*exp(x)", "x", "v_R", "v_D")
    p.have("v_D < v_R")


@check("res-own-set-up-other-axis")
def ends_at_oracle(p: Draft) -> None:
    other_axis(p)
    p.have("v_DA > 0")
    p.instance("fact-xexp-increasing", a="v_R", b="v_DA")
    p.instance("fact-xexp-increasing", a="v_DA", b="v_R")
    p.have("v_DA == v_R")
    p.conclude()


@check("res-own-set-up-vector")
def vector(p: Draft) -> None:
    p.have("m*r > f*n")
    positive_solutions(p)
    p.have("w_R < w_D")
    p.have("w_DA < 0")
    p.conclude()


@check("res-own-set-up-early-stop-helps")
def early_stop_helps(p: Draft) -> None:
    p.have("m*r > f*n")
    positive_solutions(p)
    p.have("w_R < w_D")
    p.have("slope > 0")
    other_axis(p)
    p.have("slope_k < 0")
    p.conclude()


@check("res-farther-on-forgotten-axis")
def farther(p: Draft) -> None:
    positive_solutions(p)
    p.have("w_DA <= 0")
    p.have("0 < w_R <= w_D")
    forgotten_axis_gap(p)
    p.conclude()


def forgotten_axis_gap(p: Draft) -> None:
    """w_D - w_R <= f (r - n)/(lam d r) scaled to counts, and -w_DA >= the size of its argument."""
    p.instance("fact-w0-unique", w="w_D", z="(n + m)/(lam*d)")
    p.instance("fact-w0-unique", w="w_R", z=C_R)
    p.instance("fact-w0-lipschitz", a=C_R, b="(n + m)/(lam*d)")
    p.have("w_D - w_R <= (n + m)/(lam*d) - n/(lam*r)")
    p.instance("fact-exp-increasing", a="w_DA", b="0")
    p.equals("exp(t)", "t", "w_DA", "0")
    p.have("-w_DA >= (m/f - n/r)/lam")


@check("res-other-axis-distance")
def other_axis_distance(p: Draft) -> None:
    p.numeric("exp(-1) > 0")
    other_axis(p)
    p.instance("fact-w0-unique", w="v_D", z=K_D)
    p.instance("fact-w0-unique", w="v_R", z=K_R)
    p.instance("fact-w0-lipschitz", a=K_D, b=K_R)
    p.conclude()


@check("res-own-set-up-end")
def end_of_vector(p: Draft) -> None:
    positive_solutions(p)
    p.have("w_DA <= 0 and 0 < w_R and w_R <= w_D")
    forgotten_axis_gap(p)
    p.have("w_R - w_DA > (r - n)/(lam*r)")
    p.have("w_D - w_R <= (r - n)*f/(lam*r*d)")
    p.let("g", "(r - n)/(lam*r)")
    gap = p.have("g >= 0 and w_R - w_DA > g")
    p.let("h", "f/d")
    half = p.have("2*h**2 <= 1 and h > 0")
    scaled = p.have("w_D - w_R <= g*h and 0 <= w_D - w_R")
    others = p.have("Q <= (g*h)**2 and Q >= 0")
    first = p.have("(w_R - w_DA)**2 > g**2", by=[gap])
    second = p.have("(w_D - w_R)**2 <= (g*h)**2", by=[scaled])
    third = p.have("2*(g*h)**2 <= g**2", by=[half])
    p.conclude(by=[first, second, third, others])


@check("res-own-set-up-end-sharp")
def end_of_vector_sharp(p: Draft) -> None:
    p.numeric("exp(1) > 2 and exp(1/2) < 2 and exp(-1) > 0")
    p.have("w_R == 0")
    p.let("s", "1/lam")
    p.let("h", "f/d")
    p.let("y", "-w_DA")
    size = p.have("1/2 < h**2 and 0 < h and h < 1 and s > 0")
    ridge = p.have("13*s <= 2*h**2 - 1")
    small = p.have("0 < s and 13*s <= 1", by=[size, ridge])
    # the original model, on both axes: W0(z) >= z (1 - z)
    p.have("w_D > 0 and v_D > 0 and v_R > 0")
    for w in ("w_D", "v_R", "v_D"):
        p.instance("fact-exp-tangent", x=f"-{w}")
        p.instance("fact-exp-tangent", x=w)
    p.have("w_D >= h*s*(1 - w_D) and w_D <= h*s")
    first = p.have("w_D >= h*s*(1 - h*s)", by=[len(p.steps), size, small])
    p.have("v_R >= s*(1 - v_R) and v_R <= s")
    second = p.have("v_R >= s*(1 - s)", by=[len(p.steps), size, small])
    third = p.have("v_D <= (1 - h)*s")
    p.have("v_DA > 0")
    p.instance("fact-xexp-increasing", a="v_R", b="v_DA")
    p.instance("fact-xexp-increasing", a="v_DA", b="v_R")
    at_oracle = p.have("v_DA == v_R and w_R == 0")
    # descent-ascent: y e^-y = s with y <= 1, so y <= 1/2 and y (1 - y) <= s
    p.instance("fact-xexp-increasing", a="w_DA", b="-1/2")
    p.have("y <= 1/2 and y > 0")
    p.instance("fact-exp-tangent", x="w_DA")
    end = p.have("y*(1 - y) <= s and 0 < y and y <= 1/2")
    near = p.have("y <= 2*s", by=[end])
    nearer = p.have("y*(1 - 2*s) <= s", by=[end, near, small])
    far = p.have("v_R - v_D >= s*(h - s) and h > s", by=[second, third, size, small])
    squares = p.have("w_D**2 + (v_R - v_D)**2 >= s**2*(2*h**2 - 4*s)", by=[first, far, size, small])
    gap = p.have("(2*h**2 - 4*s)*(1 - 2*s)**2 > 1", by=[size, ridge, small])
    p.have("y**2*(1 - 2*s)**2 <= s**2", by=[nearer, small, end])
    target = p.have("y**2 < s**2*(2*h**2 - 4*s)", by=[len(p.steps), gap, small, end])
    mirrored = p.have("w_DA == -y")
    p.let("least", "s**2*(2*h**2 - 4*s)")
    named = len(p.steps)
    below = p.have("y**2 < least", by=[target, named])
    above = p.have("w_D**2 + (v_R - v_D)**2 >= least", by=[squares, named])
    between = p.have("w_D**2 + (v_R - v_D)**2 > y**2", by=[below, above])
    p.conclude(by=[between, at_oracle, mirrored])
