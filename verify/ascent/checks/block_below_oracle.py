"""Lemma 10: the original model below the oracle in a block, and the thresholds of both lemmas."""

from __future__ import annotations

from verify.ascent.checks.block import RATIOS, opened, solved
from verify.ascent.checks.block_harm import names_of
from verify.ascent.library import check
from verify.prove.script import Draft


@check("res-y-order-gives-x-order")
def y_gives_x(p: Draft) -> None:
    known = opened(p, "R", "D")
    p.conclude(by=[*known, p.have("y_R >= y_D")])


@check("res-original-grows")
def grows(p: Draft) -> None:
    less = p.have("alpha < alpha_2")
    known = opened(p, "D")
    known += solved(p, "D", "v_x", "v_y", "P_v", "Q_v", "alpha_2")
    by = [*names_of(p), known[0]]
    x_ratio = p.have("P_D == P_v*exp(v_x - x_D)", by=by)
    y_ratio = p.have("Q_D*alpha_2 == Q_v*alpha*exp(v_y - y_D)", by=[*by, less])
    signs = [p.instance("fact-exp-tangent", x=t) for t in ("v_x - x_D", "x_D - v_x", "v_y - y_D", "y_D - v_y")]
    x_side = p.have("(v_x > x_D and P_v < P_D) or (v_x <= x_D and P_v >= P_D)", by=[x_ratio, *signs[:2], known[1]])
    y_side = p.have("v_y > y_D or Q_v > Q_D", by=[y_ratio, *signs[2:], known[1], known[4], less, known[0]])
    p.conclude(by=[x_side, y_side, *known])


def w0_at_most(p: Draft, z: str, w: str, by: list[int]) -> int:
    """W0(z) <= w, from z <= w e^w and w >= -1, z >= -1/e, which follow ``by``."""
    level = p.have(f"{z} <= {w}*exp({w}) and {w} >= -1 and {z} >= -exp(-1)", by=by)
    least = p.instance("fact-xexp-least", x=w)
    unique = p.instance("fact-w0-unique", w=w, z=f"{w}*exp({w})")
    order = p.instance("fact-w0-increasing", a=z, b=f"{w}*exp({w})")
    same = p.equals("W0(t)", "t", z, f"{w}*exp({w})")
    small = p.numeric("exp(-1) > 0")
    return p.have(f"W0({z}) <= {w}", by=[level, least, unique, order, same, small])


R_AND_D = RATIOS | {name: name for name in ("x_R", "y_R", "x_D", "y_D")}
ONLY_R = RATIOS | {"x_R": "x_R", "y_R": "y_R"}
ONLY_D = RATIOS | {"x_D": "x_D", "y_D": "y_D"}


def signs(p: Draft) -> int:
    """What the four numbers' signs give for the abbreviations."""
    return p.have(
        "b > 0 and b < bR and u > 1 and 0 < kappa and kappa < 1 and phi > 0 and 2*eps == kappa*u and bR == b*(1 + phi)"
    )


@check("lem-oracle-above-original-x")
def oracle_above_x(p: Draft) -> None:
    known = signs(p)
    small = p.numeric("exp(-1) > 0")
    upper = p.instance("lem-original-2d-x-upper", **ONLY_D)
    closed = p.instance("lem-oracle-2d", **ONLY_R)
    given = list(range(1, known))
    bounds = p.have(
        "x_D <= W0(b*(1 + eps**2)) + kappa*W0(alpha*b*(1 + eps**2)) and x_R == W0(bR*(1 + eps**2))",
        by=[*given, upper, closed],
    )
    rise = p.instance("fact-w0-increasing", a="b*u", b="bR*u")
    p.let("T", "(W0(bR*u) - W0(b*u))/kappa")
    named = len(p.steps)
    positive = p.have("T >= 0", by=[rise, known, small, named])
    p.let("cap", "alpha_x")
    capped = len(p.steps)
    same = p.equals("exp(t)", "t", "(W0(bR*u) - W0(b*u))/kappa", "T")
    met = p.have("alpha <= cap and alpha > 0", by=[*given, capped, known, small])
    level = p.have("alpha*b*(1 + eps**2) <= T*exp(T)", by=[met, capped, same, named, known, small])
    cap = w0_at_most(p, "alpha*b*(1 + eps**2)", "T", [level, positive, met, known, small])
    p.conclude(by=[bounds, cap, named, known, small])


@check("res-oracle-above-original")
def oracle_above(p: Draft) -> None:
    known = signs(p)
    small = p.numeric("exp(-1) > 0")
    upper = p.instance("res-original-2d-y-upper", **ONLY_D)
    closed = p.instance("lem-oracle-2d", **ONLY_R)
    then = p.instance("res-y-order-gives-x-order", **R_AND_D)
    given = list(range(1, known))
    bounds = p.have(
        "y_D <= W0(b*(2*eps + alpha*(1 + eps**2))) and x_R == W0(bR*(1 + eps**2)) and y_R == kappa*x_R",
        by=[*given, upper, closed],
    )
    sign = p.instance("fact-w0-sign", z="bR*u")
    p.let("S", "kappa*W0(bR*u)")
    named = len(p.steps)
    same = p.equals("exp(t)", "t", "kappa*W0(bR*u)", "S")
    positive = p.have("S > 0 and S == y_R", by=[sign, named, bounds, known, small])
    p.let("cap", "alpha_y")
    capped = len(p.steps)
    met = p.have("alpha <= cap and alpha > 0", by=[*given, capped, known, small])
    level = p.have("b*(2*eps + alpha*(1 + eps**2)) <= S*exp(S)", by=[met, capped, same, named, known, small])
    cap = w0_at_most(p, "b*(2*eps + alpha*(1 + eps**2))", "S", [level, positive, met, known, small])
    order = p.have("y_R >= y_D", by=[bounds, cap, positive])
    p.conclude(by=[*given, order, then])


@check("res-upper-threshold-below-phi")
def below_phi(p: Draft) -> None:
    known = signs(p)
    small = p.numeric("exp(-1) > 0")
    p.let("w", "W0(bR*u)")
    named = len(p.steps)
    sign = p.instance("fact-w0-sign", z="bR*u")
    definition = p.instance("def-w0", z="bR*u")
    same = p.equals("exp(t)", "t", "w", "W0(bR*u)")
    value = p.have("w*exp(w) == bR*u and w > 0", by=[sign, definition, same, named, known, small])
    rise = p.instance("fact-exp-increasing", a="kappa*w", b="w")
    power = p.equals("exp(t)", "t", "kappa*w", "kappa*W0(bR*u)")
    p.let("E", "exp(kappa*w)")
    less = p.have("E < exp(w) and E > 0", by=[rise, value, known, len(p.steps)])
    p.let("cap", "alpha_y")
    capped = len(p.steps)
    form = p.have("cap*u*b == kappa*w*E - 2*eps*b", by=[capped, capped - 2, power, named, known, small])
    bound = p.have("cap < kappa*phi", by=[form, less, value, known])
    p.conclude(by=[bound, capped, known, small, sign, definition])


@check("lem-oracle-above-original-own-set-up")
def oracle_above_own(p: Draft) -> None:
    terms = {name: name for name in ("phi", "bR", "eps", "alpha")}
    p.have("alpha >= phi and phi > 0 and bR > 0 and 0 < kappa and kappa < 1")
    p.instance("res-upper-threshold-below-phi", **terms)
    p.have("alpha_y < kappa*phi")
    p.have("1 < 0")
    p.conclude()


@check("res-threshold-x-oracle")
def threshold_x_oracle(p: Draft) -> None:
    known = opened(p, "R", "D")
    names = names_of(p)
    by = [*names, known[0]]
    p.let("ystar", "x_R*(k + phi/k)/(1 + phi)")
    p.let("astar", "phi/k*exp(x_R*((k + phi/k)/(1 + phi) - 1))")
    p.let("Qstar", "x_R*phi/((1 + phi)*k*U)")
    star = names_of(p)
    power = p.equals("exp(t)", "t", "x_R*((k + phi/k)/(1 + phi) - 1)", "ystar - x_R")
    at_star = p.have("astar*b == Qstar*exp(ystar)", by=[power, *star, *known])
    here = p.have("alpha*b == Q_D*exp(y_D) and b > 0", by=by)
    ratio = p.have("P_D*(1 + phi) == P_R*exp(x_R - x_D)", by=by)
    up = p.instance("fact-exp-tangent", x="x_R - x_D")
    down = p.instance("fact-exp-tangent", x="x_D - x_R")
    weights = p.have(
        "(x_D > x_R and Q_D > Qstar) or (x_D <= x_R and Q_D <= Qstar)", by=[ratio, up, down, *star, *known]
    )
    y_form = p.have("y_D == k*x_D + U*(1 - k**2)*Q_D and ystar == k*x_R + U*(1 - k**2)*Qstar", by=[*known, *star])
    order = p.have("(x_D > x_R and y_D > ystar) or (x_D <= x_R and y_D <= ystar)", by=[weights, y_form, known[0]])
    rise = p.instance("fact-exp-increasing", a="ystar", b="y_D")
    fall = p.instance("fact-exp-increasing", a="y_D", b="ystar")
    same = p.equals("exp(t)", "t", "ystar", "y_D")
    compared = p.have("(alpha <= astar and x_D <= x_R) or (alpha > astar and x_D > x_R)", by=[
        weights, order, rise, fall, same, at_star, here, known[2], known[0],
    ])  # fmt: skip
    full = p.equals("exp(t)", "t", "x_R*((k + phi/k)/(1 + phi) - 1)", "x_R*((kappa + phi/kappa)/(1 + phi) - 1)")
    p.conclude(by=[compared, full, *star, known[0]])


@check("res-threshold-y-oracle")
def threshold_y_oracle(p: Draft) -> None:
    known = opened(p, "R", "D")
    small = p.numeric("exp(-1) > 0")
    names = names_of(p)
    z = "u*(1 - kappa**2)*b*exp(-kappa**2*x_R)"
    positive = p.have(
        f"{z} > 0 and 0 < kappa and kappa < 1 and u > 1 and b > 0 and kappa == k and u == U", by=[*names, known[0]]
    )
    sign, definition = p.instance("fact-w0-sign", z=z), p.instance("def-w0", z=z)
    p.let("V", f"W0({z})")
    p.let("share", "kappa**2*x_R")
    p.let("XX", "share + V")
    same = p.equals("exp(t)", "t", "V", f"W0({z})")
    expanded = p.equals("exp(t)", "t", "XX", "share + V")
    shared = p.equals("exp(t)", "t", "share", "kappa**2*x_R")
    p.let("PX", "b*exp(-XX)")
    named = names_of(p)
    raised = p.have("exp(XX) == exp(share + V)", by=[*named, expanded])
    level = p.have("V*exp(V)*exp(share) == u*(1 - kappa**2)*b", by=[
        sign, definition, same, shared, positive, small, *named,
    ])  # fmt: skip
    power = p.have("V*exp(XX) == U*(1 - k**2)*b", by=[raised, level, positive])
    value = p.have("V == U*(1 - k**2)*PX and PX > 0 and XX == k**2*x_R + U*(1 - k**2)*PX", by=[power, positive, *named])
    p.let("Qstar", "(k*x_R - k*U*PX)/U")
    p.let("astar", "Qstar*exp(k*x_R)/b")
    named = names_of(p)
    here = p.have("alpha*b == Q_D*exp(y_D)", by=[*names, known[0]])
    there = p.have(
        "astar*b == Qstar*exp(y_R)", by=[*named, known[1], positive, p.equals("exp(t)", "t", "k*x_R", "y_R")]
    )
    ratio = p.have("P_D == PX*exp(XX - x_D)", by=[*named, known[0]])
    up, down = p.instance("fact-exp-tangent", x="XX - x_D"), p.instance("fact-exp-tangent", x="x_D - XX")
    fixed = p.have("x_D - U*(1 - k**2)*P_D == k*y_D", by=known)
    side = p.have("(y_D <= y_R and x_D <= XX) or (y_D > y_R and x_D > XX)", by=[fixed, value, ratio, up, down, *known])
    weights = p.have(
        "(y_D <= y_R and P_D >= PX) or (y_D > y_R and P_D < PX)", by=[side, ratio, up, down, value, known[0]]
    )
    star_form = p.have("U*Qstar == y_R - k*U*PX", by=[*named, known[1], known[0]])
    q_side = p.have("(y_D <= y_R and Q_D <= Qstar) or (y_D > y_R and Q_D > Qstar)", by=[weights, star_form, *known])
    rise = p.instance("fact-exp-increasing", a="y_R", b="y_D")
    fall = p.instance("fact-exp-increasing", a="y_D", b="y_R")
    equal = p.equals("exp(t)", "t", "y_R", "y_D")
    compared = p.have("(alpha <= astar and y_D <= y_R) or (alpha > astar and y_D > y_R)", by=[
        q_side, rise, fall, equal, here, there, positive, known[2], known[0],
    ])  # fmt: skip
    full = p.equals("exp(t)", "t", f"-(kappa**2*x_R + W0({z}))", "-XX")
    last = p.equals("exp(t)", "t", "kappa*x_R", "k*x_R")
    formula = p.have("astar == (kappa*x_R - 2*eps*b*exp(-X))*exp(kappa*x_R)/(u*b)", by=[
        full, last, positive, *named, known[0], sign, definition, small,
    ])  # fmt: skip
    p.conclude(by=[compared, formula, positive, sign, definition, small])
