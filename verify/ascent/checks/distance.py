"""Lemmas 4 and 5 and Corollary 1."""

from __future__ import annotations

from theory.ascent.claims.axis import C_D, C_DA, C_R
from verify.ascent.library import check
from verify.prove.script import Draft

LOG_UP, LOG_DOWN = f"log(({C_D})/({C_R}))", f"log(({C_R})/({C_D}))"


def closed_forms(p: Draft) -> None:
    """w_D = W0(c_D) and w_R = W0(c_R), both positive, by uniqueness."""
    p.numeric("exp(-1) > 0")
    p.have("w_D > 0 and w_R > 0")
    p.instance("fact-w0-unique", w="w_D", z=C_D)
    p.instance("fact-w0-unique", w="w_R", z=C_R)
    p.have(f"w_D == W0({C_D}) and w_R == W0({C_R}) and {C_D} > 0 and {C_R} > 0")


def growth(p: Draft, fact: str) -> None:
    """The fact on growth, both ways round, and what orders the two solutions."""
    closed_forms(p)
    for low, high in ((C_R, C_D), (C_D, C_R)):
        p.instance(fact, a=low, b=high)
        p.instance("fact-w0-increasing", a=low, b=high)
        p.instance("fact-log-quotient", a=low, b=high)
    p.equals("W0(t)", "t", C_R, C_D)
    p.have(f"log(({C_D})/({C_R})) == -log(({C_R})/({C_D}))")


@check("lem-distance-growth")
@check("res-growth-sharp")
def distance_growth(p: Draft) -> None:
    growth(p, "fact-w0-log-growth")
    p.conclude()


@check("res-growth-limit")
def growth_limit(p: Draft) -> None:
    p.numeric("exp(-1) > 0")
    p.let("g", "2/tol")
    p.equals("exp(t)", "t", "g", "2/tol")
    p.instance("fact-exp-increasing", a="1", b="g")
    p.have("g > 1")
    for c in (C_R, C_D):
        p.instance("fact-log-increasing", a="exp(g)", b=c)
        p.equals("log(t)", "t", "exp(g)", c)
        p.instance("fact-w0-unbounded", z=c)
        p.have(f"W0({c}) >= 1/tol")
        p.have(f"W0({c})/(1 + W0({c})) >= 1 - tol")
    growth(p, "fact-w0-log-growth-below")
    p.conclude()


@check("res-growth-monotone")
def growth_monotone(p: Draft) -> None:
    p.have("w_D > 0 and w_R > 0 and v_D > 0 and v_R > 0")
    p.instance("fact-xexp-increasing", a="v_D", b="w_D")
    p.instance("fact-xexp-increasing", a="v_R", b="w_R")
    order = p.have("w_D <= v_D and w_R <= v_R and w_R > 0 and w_D > 0")
    ratio = p.have("w_D*exp(w_D)*v_R*exp(v_R) == v_D*exp(v_D)*w_R*exp(w_R)")
    up = p.instance("fact-exp-increasing", a="v_D - v_R", b="w_D - w_R")
    down = p.instance("fact-exp-increasing", a="v_R - v_D", b="w_R - w_D")
    first = p.have("w_D < w_R or v_D - v_R >= w_D - w_R", by=[order, ratio, up])
    second = p.have("w_R < w_D or v_R - v_D >= w_R - w_D", by=[order, ratio, down])
    p.conclude(by=[first, second])


@check("lem-distance-unlearning")
def distance_unlearning(p: Draft) -> None:
    p.numeric("exp(-1) > 0")
    p.have("w_DA <= 0 and w_R > 0")
    p.instance("fact-w0-unique", w="w_R", z=C_R)
    p.conclude()


@check("lem-distance-unlearning-remark-infimum")
def no_infimum(p: Draft) -> None:
    p.have("a > 0")
    p.let("b", "a")
    p.let("t", "-v")
    size = p.have("t >= 1 and b > 0 and b*t >= 6*(lam/2 + M) and lam > 0 and M > 0")
    p.instance("fact-exp-cubic", t="-v")
    cube = p.have("exp(-v) >= t**3/6")
    first = p.have("b*exp(-v) >= b*t**3/6", by=[size, cube])
    second = p.have("b*t*t**2/6 >= (lam/2 + M)*t**2", by=[size])
    third = p.have("M*t**2 >= M", by=[size])
    p.have("lam/2*v**2 - b*exp(-v) <= -M", by=[first, second, third, p.have("v == -t")])
    p.conclude()


@check("res-descent-escapes")
def escapes(p: Draft) -> None:
    p.numeric("exp(1) > 0")
    p.have(f"-{C_DA} > exp(-1)")
    p.instance("fact-log-increasing", a="exp(-1)", b=f"-{C_DA}")
    p.instance("fact-exp-tangent", x=f"-v + log(-{C_DA})")
    p.conclude()


@check("cor-instability-original")
def original_returns(p: Draft) -> None:
    growth(p, "fact-w0-log-growth")
    p.instance("fact-log-tangent", x=f"({C_D})/({C_R})")
    p.instance("fact-log-tangent", x=f"({C_R})/({C_D})")
    p.have(f"({C_D})/({C_R}) - 1 <= tol and ({C_R})/({C_D}) - 1 <= tol")
    p.conclude()


@check("cor-instability-unlearned")
def unlearned_diverges(p: Draft) -> None:
    p.numeric("exp(-1) > 0")
    p.have("w_R > 0")
    p.instance("fact-w0-unique", w="w_R", z=C_R)
    p.instance("fact-exp-increasing", a="1", b="2*M + 1")
    p.instance("fact-log-increasing", a="exp(2*M + 1)", b=C_R)
    p.equals("log(t)", "t", "exp(2*M + 1)", C_R)
    p.instance("fact-w0-unbounded", z=C_R)
    far = p.have(f"w_R >= M + 1 and w_R == W0({C_R}) and {C_R} > 0")
    above = p.have("alpha < phi or w_DA <= 0")
    small = p.have(f"alpha >= phi or ({C_DA} > 0 and w_DA > 0)")
    p.instance("fact-w0-unique", w="w_DA", z=C_DA)
    form = p.have(f"alpha >= phi or w_DA == W0({C_DA})")
    grow = p.instance("fact-w0-log-growth-below", a=C_DA, b=C_R)
    p.let("q", "exp(2*M)")
    ratio = p.have(f"alpha >= phi or ({C_R})/({C_DA}) >= exp(2*M)")
    p.instance("fact-log-increasing", a="exp(2*M)", b=f"({C_R})/({C_DA})")
    p.equals("log(t)", "t", "exp(2*M)", f"({C_R})/({C_DA})")
    log = p.have(
        f"alpha >= phi or log(({C_R})/({C_DA})) >= 2*M", by=[ratio, small, far, len(p.steps) - 1, len(p.steps)]
    )
    order = p.have(f"alpha >= phi or {C_DA} <= {C_R}")
    p.conclude(by=[6, far, above, small, form, grow, log, order])
