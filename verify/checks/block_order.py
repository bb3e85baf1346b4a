"""Proofs on the order of the three solutions in a block."""

from __future__ import annotations

from verify.checks.block import opened, solved
from verify.checks.block_harm import growth, names_of
from verify.checks.registry import check
from verify.prove.kernel import Proof


def weights_at_x_d(p: Proof, known: list[int]) -> list[int]:
    """Q_D and Q_DA as multiples of P_D, and P_DA against P_D."""
    by = [*names_of(p), known[0]]
    return [
        p.have("Q_D == alpha*P_D*exp(x_D - y_D)", by=by),
        p.have("Q_DA*phi == (1 + phi)*alpha*P_D*exp(x_D - y_DA)", by=by),
        p.have("P_DA == (1 + phi)*P_D*exp(x_D - x_DA)", by=by),
    ]


def beyond(p: Proof, known: list[int], case: str, sum_of_q: str, least_alpha: str) -> int:
    """``case`` implies x_DA <= x_D, given ``sum_of_q``: what bounds Q_D + Q_DA where the case fails."""
    q_d, q_da, p_da = weights_at_x_d(p, known)
    p.let("delta", "x_DA - x_D")
    p.let("A1", "exp(x_D - y_D + (1 + 1/phi)*(x_DA - x_D))")
    p.let("A2", "exp(x_D - y_DA + (1 + 1/phi)*(x_DA - x_D))")
    p.let("H", "exp(-(1 + 1/phi)*(x_DA - x_D))")
    names = names_of(p)
    up = p.instance("fact-exp-tangent", x="x_DA - x_D")
    back = p.instance("fact-exp-tangent", x="-(x_DA - x_D)/phi")
    # (1 + phi) e^-delta <= 1 + phi e^-h
    flat = p.have(
        "(1 + phi)*exp(x_D - x_DA) <= 1 + phi*exp(x_D - x_DA)*exp(-(x_DA - x_D)/phi)", by=[up, back, known[0]]
    )
    named = p.have("exp(x_D - x_DA)*exp(-(x_DA - x_D)/phi) == H and H > 0 and delta == x_DA - x_D", by=names)
    rise = p.have("P_DA - P_D <= phi*P_D*H", by=[flat, named, p_da, *known])
    scaled_d = p.have("Q_D == alpha*P_D*A1*H", by=[q_d, *names])
    scaled_da = p.have("Q_DA*phi == (1 + phi)*alpha*P_D*A2*H", by=[q_da, *names, known[0]])
    bounded = p.have(f"{case} or {sum_of_q}", by=[rise, named, *known])
    threshold = p.have(least_alpha)
    total = p.have(f"{case} or phi*A1 + (1 + phi)*A2 <= 1 + 2*phi", by=[
        bounded, scaled_d, scaled_da, threshold, named, known[0], known[1],
    ])  # fmt: skip
    first = p.instance("fact-exp-tangent", x="x_D - y_D + (1 + 1/phi)*(x_DA - x_D)")
    second = p.instance("fact-exp-tangent", x="x_D - y_DA + (1 + 1/phi)*(x_DA - x_D)")
    return p.have(
        f"{case} or phi*(x_D - y_D) + (1 + phi)*(x_D - y_DA) + (1 + 2*phi)*(1 + 1/phi)*delta <= 0",
        by=[total, first, second, *names, known[0]],
    )


@check("res-x-order-gives-y-order")
def x_gives_y(p: Proof) -> None:
    known = opened(p, "D", "DA")
    p.conclude(by=[*known, p.have("x_D >= x_DA")])


def contradiction(p: Proof, known: list[int], case: str, linear: int, positive: int) -> int:
    """``case``, from what ``beyond`` shows and delta >= 0 where it fails (step ``positive``): phi Q_D
    would exceed (1 + phi) Q_DA, so y_DA > y_D, and then k delta exceeds U (1 - k^2) Q_D."""
    ratio = growth(p, known)
    tangent = p.instance("fact-exp-tangent", x="y_D - y_DA")
    step = p.have("delta == x_DA - x_D", by=names_of(p))
    gap_d = p.have("y_D - x_D == U*(1 - k)*(Q_D - P_D)", by=known)
    gap_da = p.have("x_DA - y_DA == U*(1 - k)*(P_DA + Q_DA)", by=known)
    open_case = p.have(
        f"{case} or U*(1 - k)*(phi*Q_D - (1 + phi)*Q_DA) > (1 + phi)*delta",
        by=[linear, gap_d, gap_da, step, positive, *known],
    )
    larger = p.have("y_DA > y_D or Q_DA >= Q_D", by=[ratio, tangent, known[0], *known[1:]])
    spread = p.have("y_DA - y_D == k*delta - U*(1 - k)*(1 + k)*(Q_D + Q_DA)", by=[step, *known])
    return p.have(case, by=[open_case, larger, spread, positive, known[0], known[1], known[4]])


RATIOS = {name: name for name in ("phi", "bR", "eps", "alpha")}
D_AND_DA = RATIOS | {name: name for name in ("x_D", "y_D", "x_DA", "y_DA")}


@check("res-original-above-da-y")
def above_y(p: Proof) -> None:
    p.instance("res-x-order-gives-y-order", **D_AND_DA)
    granted = p.have("x_D < x_DA or y_D > y_DA")
    known = opened(p, "D", "DA")
    case = "y_D > y_DA"
    linear = beyond(p, known, case, "Q_D + Q_DA <= k*phi*P_D*H", "alpha*(1 + 2*phi) >= k*phi**2")
    positive = p.have("y_D > y_DA or delta >= 0", by=[granted, *names_of(p)])
    p.conclude(by=[contradiction(p, known, case, linear, positive)])


@check("res-original-above-da-x")
def above_x(p: Proof) -> None:
    order = p.instance("res-x-order-gives-y-order", **D_AND_DA)
    known = opened(p, "D", "DA")
    case = "x_D > x_DA"
    linear = beyond(p, known, case, "k*(Q_D + Q_DA) <= phi*P_D*H", "k*alpha*(1 + 2*phi) >= phi**2")
    positive = p.have("x_D > x_DA or delta >= 0", by=names_of(p))
    last = contradiction(p, known, case, linear, positive)
    p.conclude(by=[*range(1, known[0]), order, last])


@check("lem-original-above-da")
def above(p: Proof) -> None:
    p.instance("res-original-above-da-x", **D_AND_DA)
    p.conclude()


@check("lem-original-above-da-own-set-up")
def above_own(p: Proof) -> None:
    terms = {"phi": "phi", "bR": "bR", "eps": "eps", "alpha": "alpha"}
    p.instance("lem-original-above-da", **terms, **{n: n for n in ("x_D", "y_D", "x_DA", "y_DA")})
    p.conclude()


@check("res-original-above-da-sharp")
def above_sharp(p: Proof) -> None:
    p.instance("res-x-order-gives-y-order", **D_AND_DA)
    above = p.have("y_D > y_DA and x_D >= x_DA")
    known = opened(p, "D", "DA")
    weights = weights_at_x_d(p, known)
    falls = p.instance("fact-exp-tangent", x="x_D - x_DA")
    more = p.have("P_DA >= (1 + phi)*P_D", by=[weights[2], falls, above, known[0], known[1]])
    total = p.have("phi*P_D <= k*(Q_D + Q_DA)", by=[more, above, *known])
    rise = p.instance("fact-exp-increasing", a="x_D - y_D", b="x_D - y_DA")
    capped = p.have("Q_D <= alpha*P_D*exp(x_D - y_DA)", by=[weights[0], rise, above, known[0], known[1]])
    level = p.have("phi**2 <= k*alpha*(1 + 2*phi)*exp(x_D - y_DA)", by=[total, capped, weights[1], known[0], known[1]])
    p.conclude(by=[level, *names_of(p), known[0]])


@check("res-threshold-x-da")
def threshold_x_da(p: Proof) -> None:
    known = opened(p, "D", "DA")
    weights = weights_at_x_d(p, known)
    up, down = p.instance("fact-exp-tangent", x="x_DA - x_D"), p.instance("fact-exp-tangent", x="x_D - x_DA")
    p.let("L", "k*alpha*(phi*exp(x_D - y_D) + (1 + phi)*exp(x_D - y_DA))")
    level = p.have("k*(Q_D + Q_DA)*phi == L*P_D", by=[weights[0], weights[1], len(p.steps), known[0]])
    gap = p.have("x_DA - x_D == U*(P_DA - P_D - k*(Q_D + Q_DA))", by=known)
    side = p.have(
        "(x_D > x_DA and P_DA > (1 + phi)*P_D) or (x_D == x_DA and P_DA == (1 + phi)*P_D)"
        " or (x_D < x_DA and P_DA < (1 + phi)*P_D)",
        by=[weights[2], up, down, known[0], known[1]],
    )
    sign = p.have(
        "(x_D > x_DA and L > phi**2) or (x_D == x_DA and L == phi**2) or (x_D < x_DA and L < phi**2)",
        by=[side, gap, level, known[0], known[1]],
    )
    p.conclude(by=[sign, *names_of(p)])


@check("res-y-order-gives-x-order")
def y_gives_x(p: Proof) -> None:
    known = opened(p, "R", "D")
    p.conclude(by=[*known, p.have("y_R >= y_D")])


@check("res-original-grows")
def grows(p: Proof) -> None:
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


def w0_at_most(p: Proof, z: str, w: str, by: list[int]) -> int:
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


def signs(p: Proof) -> int:
    """What the four numbers' signs give for the abbreviations."""
    return p.have(
        "b > 0 and b < bR and u > 1 and 0 < kappa and kappa < 1 and phi > 0 and 2*eps == kappa*u and bR == b*(1 + phi)"
    )


@check("lem-oracle-above-original-x")
def oracle_above_x(p: Proof) -> None:
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
def oracle_above(p: Proof) -> None:
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
def below_phi(p: Proof) -> None:
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
def oracle_above_own(p: Proof) -> None:
    terms = {name: name for name in ("phi", "bR", "eps", "alpha")}
    p.have("alpha >= phi and phi > 0 and bR > 0 and 0 < kappa and kappa < 1")
    p.instance("res-upper-threshold-below-phi", **terms)
    p.have("alpha_y < kappa*phi")
    p.have("1 < 0")
    p.conclude()


@check("res-threshold-x-oracle")
def threshold_x_oracle(p: Proof) -> None:
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
def threshold_y_oracle(p: Proof) -> None:
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
