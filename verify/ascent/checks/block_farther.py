"""Proof that DA ends farther from the oracle beyond a threshold in alpha that no ridge enters."""

from __future__ import annotations

from verify.ascent.checks.block import opened
from verify.ascent.checks.block_above_unlearned import weights_at_x_d
from verify.ascent.checks.block_harm import Distances, growth, names_of
from verify.ascent.library import check
from verify.prove.script import Draft

SAME = {n: n for n in ("phi", "bR", "eps", "alpha", "x_D", "y_D", "x_R", "y_R", "x_DA", "y_DA")}
D_AND_DA = {n: n for n in SAME if not n.endswith("_R")}


@check("res-block-farther")
def farther(p: Draft) -> None:
    past = p.instance("res-past-oracle-harms", **SAME)
    y_order = p.instance("res-original-above-da-y", **D_AND_DA)
    given = list(range(1, past))
    names: list[int] = []
    known = opened(p, "D", "R", "DA")
    names = names_of(p)
    met = p.have("phi**4 <= (1 + 2*phi)*alpha**2 + 2*k*phi**3*alpha", by=[*given, *names])
    beyond_y = p.have("alpha*(1 + 2*phi) >= k*phi**2", by=[met, known[0]])
    above = p.have("y_D > y_DA", by=[*given, y_order, beyond_y, *names, known[0]])
    other = "x_D >= x_DA or x_D >= x_R"
    p.let("delta", "x_DA - x_D")
    p.let("gamma", "x_R - x_D")
    gaps = p.have("delta == x_DA - x_D and gamma == x_R - x_D", by=names_of(p))
    # DA lies before the oracle, and P_DA >= P_R
    up = p.have("P_DA == P_R*exp(x_R - x_DA)", by=[*names, known[0]])
    rise = p.instance("fact-exp-tangent", x="x_R - x_DA")
    fall = p.instance("fact-exp-tangent", x="x_DA - x_R")
    before = p.have("x_R > x_DA and P_DA >= P_R", by=[up, rise, fall, *known])
    # delta and gamma + (gamma - delta) against H = e^-h, h = (1 + 1/phi) delta
    q_d, q_da, p_da = weights_at_x_d(p, known)
    p.let("A1", "exp(x_D - y_D + (1 + 1/phi)*(x_DA - x_D))")
    p.let("A2", "exp(x_D - y_DA + (1 + 1/phi)*(x_DA - x_D))")
    p.let("H", "exp(-(1 + 1/phi)*(x_DA - x_D))")
    names = names_of(p)
    steep = p.instance("fact-exp-tangent", x="x_DA - x_D")
    back = p.instance("fact-exp-tangent", x="-(x_DA - x_D)/phi")
    flat = p.have(
        "(1 + phi)*exp(x_D - x_DA) <= 1 + phi*exp(x_D - x_DA)*exp(-(x_DA - x_D)/phi)", by=[steep, back, known[0]]
    )
    named = p.have("exp(x_D - x_DA)*exp(-(x_DA - x_D)/phi) == H and H > 0 and A1 > 0 and A2 > 0", by=names)
    grown = p.have("P_DA - P_D <= phi*P_D*H", by=[flat, named, p_da, *known])
    scaled_d = p.have("Q_D == alpha*P_D*A1*H", by=[q_d, *names])
    scaled_da = p.have("Q_DA*phi == (1 + phi)*alpha*P_D*A2*H", by=[q_da, *names, known[0]])
    ratio = growth(p, known)
    tangent = p.instance("fact-exp-tangent", x="y_D - y_DA")
    more = p.have("Q_DA*phi > (1 + phi)*Q_D", by=[ratio, tangent, above, known[0], *known[1:]])
    low = p.have("delta <= U*(phi*P_D*H - k*(Q_DA + Q_D))", by=[grown, gaps, *known])
    wide = p.have("2*gamma - delta <= U*(phi*P_D*H + k*(Q_DA - Q_D))", by=[grown, gaps, before, *known])
    far = Distances(p, known)
    square = p.have(
        "U*(F_DA - F_D) == -delta*(2*gamma - delta) + U**2*(1 - k**2)*(Q_DA - Q_D)*(Q_DA + Q_D)", by=[*far.forms, gaps]
    )
    product = p.have(
        f"{other} or delta*(2*gamma - delta) <= U**2*(phi*P_D*H - k*(Q_DA + Q_D))*(phi*P_D*H + k*(Q_DA - Q_D))",
        by=[low, wide, gaps, before, known[0]],
    )
    least = p.have(
        f"{other} or F_DA - F_D >= U*(Q_DA**2 - Q_D**2 + 2*k*phi*P_D*H*Q_D - phi**2*P_D**2*H**2)",
        by=[square, product, known[0]],
    )
    # the bracket, divided by (P_D H)^2
    first = p.have(
        "A2 >= A1 and (1 + phi)*A2 > (1 + phi)*A1", by=[more, scaled_d, scaled_da, named, known[0], known[1]]
    )
    gap_d = p.have("y_D - x_D == U*(1 - k)*(Q_D - P_D)", by=known)
    gap_da = p.have("x_DA - y_DA == U*(1 - k)*(P_DA + Q_DA)", by=known)
    line_1 = p.instance("fact-exp-tangent", x="x_D - y_D + (1 + 1/phi)*(x_DA - x_D)")
    line_2 = p.instance("fact-exp-tangent", x="x_D - y_DA + (1 + 1/phi)*(x_DA - x_D)")
    p.let("low1", "x_D - y_D + (1 + 1/phi)*(x_DA - x_D)")
    p.let("up2", "x_D - y_DA + (1 + 1/phi)*(x_DA - x_D)")
    names = names_of(p)
    lines = p.have("A1 >= 1 + low1 and A2 >= 1 + up2", by=[line_1, line_2, *names])
    forms = p.have(
        "low1*phi == phi*U*(1 - k)*(P_D - Q_D) + (1 + phi)*delta and up2*phi == phi*U*(1 - k)*(P_DA + Q_DA) + delta",
        by=[gap_d, gap_da, gaps, *names, known[0]],
    )
    step = p.have("delta == U*(P_DA - P_D) - U*k*(Q_DA + Q_D)", by=[gaps, *known])
    pull = p.have(
        f"{other} or A1 >= 1 or (up2 > 0 and up2*phi >= -low1*((1 + phi) + k*(1 + 2*phi)))",
        by=[forms, step, gaps, more, lines, known[0], known[1]],
    )
    p.let("tau", "1 - A1")
    tau = p.have("tau == 1 - A1", by=names_of(p))
    enough = p.have("alpha*(2*(1 + phi)**2*((1 + phi) + k*(1 + 2*phi)) + phi**3) >= 2*k*phi**4", by=[met, known[0]])
    bracket = "(1 + phi)**2*alpha**2*A2**2 - phi**2*alpha**2*A1**2 + 2*k*phi**3*alpha*A1 - phi**4"
    high = p.have(f"A1 < 1 or {bracket} > 0", by=[first, met, known[0]])
    squared = p.have(f"{other} or A1 >= 1 or A2**2 > 1 + 2*up2", by=[pull, lines])
    reach = p.have(
        f"{other} or A1 >= 1 or (tau > 0 and tau < 1 and up2*phi >= tau*((1 + phi) + k*(1 + 2*phi)))",
        by=[pull, lines, tau, named, known[0]],
    )
    gain = p.have(
        f"{other} or A1 >= 1 or 2*(1 + phi)**2*alpha*up2 + phi**2*alpha*tau >= 2*k*phi**3*tau",
        by=[reach, enough, known[0]],
    )
    # the bracket at A2^2 = 1 + 2 up2 and A1 = 1 - tau, as a sum of three that are not negative
    at = "(1 + phi)**2*alpha**2*(1 + 2*up2) - phi**2*alpha**2*(1 - tau)**2 + 2*k*phi**3*alpha*(1 - tau) - phi**4"
    parts = {
        "by_met": "(1 + 2*phi)*alpha**2 + 2*k*phi**3*alpha - phi**4",
        "by_gain": "2*(1 + phi)**2*alpha**2*up2 + phi**2*alpha**2*tau - 2*k*phi**3*alpha*tau",
        "inside": "phi**2*alpha**2*tau*(1 - tau)",
    }
    over = p.have(f"{other} or A1 >= 1 or {bracket} > {at}", by=[squared, tau, known[0]])
    split = p.have(f"{at} == {' + '.join(f'({t})' for t in parts.values())}", by=[])
    for name, term in parts.items():
        p.let(name, term)
    of_three = names_of(p)[-3:]
    summed = p.have(f"{other} or A1 >= 1 or {bracket} > by_met + by_gain + inside", by=[over, split, *of_three])
    signs = p.have(
        f"{other} or A1 >= 1 or (by_met >= 0 and by_gain >= 0 and inside > 0)",
        by=[met, gain, reach, *of_three, known[0]],
    )
    less = p.have(f"{other} or A1 >= 1 or {bracket} > 0", by=[summed, signs])
    positive = p.have(f"{other} or {bracket} > 0", by=[high, less])
    end = p.have(
        f"{other} or Q_DA**2 - Q_D**2 + 2*k*phi*P_D*H*Q_D - phi**2*P_D**2*H**2 > 0",
        by=[positive, scaled_d, scaled_da, named, known[0], known[1]],
    )
    ordered = p.have(
        "x_D < x_DA or x_D > x_R or F_DA > F_D", by=[*far.forms, more, before, known[0], known[1], known[2]]
    )
    apart = p.have(f"{other} or F_DA > F_D", by=[least, end, known[0]])
    beyond = p.have("x_D < x_R or far_DA > far_D", by=[*given, past])
    p.conclude(by=[ordered, apart, beyond, *far.named])


@check("res-own-set-up-no-order")
def no_order(p: Draft) -> None:
    met = p.have("alpha >= phi")
    known = opened(p, "R", "D")
    # if x_D >= x_R then y_D > k x_D >= y_R; else, were y_D <= y_R, both weights would be too large
    by = [*names_of(p), known[0]]
    p_ratio = p.have("P_D*(1 + phi) == P_R*exp(x_R - x_D)", by=by)
    q_ratio = p.have("Q_D*(1 + phi) == alpha*P_R*exp(x_R - y_D)", by=by)
    first = p.instance("fact-exp-tangent", x="x_R - x_D")
    second = p.instance("fact-exp-tangent", x="x_R - y_D")
    large_p = p.have("x_D >= x_R or P_D*(1 + phi) > P_R", by=[p_ratio, first, *known])
    positive = p.have("x_R > 0 and y_R < x_R", by=known)
    product = p.have("x_D >= x_R or y_D > y_R or alpha*exp(x_R - y_D) >= phi", by=[second, met, positive, known[0]])
    large_q = p.have("x_D >= x_R or y_D > y_R or Q_D*(1 + phi) >= phi*P_R", by=[q_ratio, product, *known])
    p.conclude(by=[large_p, large_q, *known])


@check("res-own-set-up-block-farther")
def own_farther(p: Draft) -> None:
    given = p.have("alpha >= phi and phi**2 <= 2*phi + 1 and phi > 0 and 0 < kappa and kappa < 1")
    p.have("phi**4 <= (1 + 2*phi)*alpha**2 + 2*kappa*phi**3*alpha", by=[given])
    p.instance("res-block-farther", **SAME)
    p.conclude()


@check("rem-order-harms-own-set-up")
def own_order(p: Draft) -> None:
    p.have("alpha >= phi")
    p.instance("res-own-set-up-no-order", **{n: n for n in SAME if not n.endswith("_DA")})
    p.have("1 < 0")
    p.conclude()


@check("res-block-first-step-sign")
def first_step_sign(p: Draft) -> None:
    p.conclude()


@check("res-block-first-step")
def first_step(p: Draft) -> None:
    terms = {n: n for n in SAME if not n.endswith("_DA")}
    sign = p.instance("res-block-first-step-sign", **terms)
    above = p.instance("res-own-set-up-no-order", **terms)
    met = p.have("alpha >= phi")
    given = list(range(1, sign))
    order = p.have("y_D > y_R", by=[*given, above, met])
    level = p.have(
        "pull*phi*(1 + phi) == bR*(phi**2*exp(-x_D)*(x_R - x_D) - alpha*(1 + 2*phi)*exp(-y_D)*(y_R - y_D))",
        by=[*given, sign],
    )
    known = opened(p, "R", "D")
    names = names_of(p)
    in_weights = p.have(
        "pull*phi == phi**2*P_D*(x_R - x_D) + (1 + 2*phi)*Q_D*(y_D - y_R)", by=[level, *names, known[0]]
    )
    # past the oracle, k Q_D >= phi P_D
    ratio = p.have("P_D*(1 + phi) == P_R*exp(x_R - x_D)", by=[*names, known[0]])
    tangent = p.instance("fact-exp-tangent", x="x_D - x_R")
    small = p.have("x_D <= x_R or P_D*(1 + phi) <= P_R", by=[ratio, tangent, *known])
    heavy = p.have("x_D <= x_R or k*Q_D >= phi*P_D", by=[small, *known])
    wide = p.have("y_D - y_R >= k*(x_D - x_R)", by=known)
    p.let("pulled", "pull")
    named = len(p.steps)
    form = p.have("pulled*phi == phi**2*P_D*(x_R - x_D) + (1 + 2*phi)*Q_D*(y_D - y_R)", by=[in_weights, named])
    positive = p.have("pulled > 0", by=[form, heavy, wide, order, known[0], known[1], known[2]])
    p.conclude(by=[positive, named])


@check("res-block-farther-sharp")
def farther_sharp(p: Draft) -> None:
    given = p.have("far_DA >= far_D and x_D <= x_R")
    known = opened(p, "D", "R", "DA")
    weights = weights_at_x_d(p, known)
    by = [*names_of(p), known[0]]
    up = p.have("P_DA == P_R*exp(x_R - x_DA)", by=by)
    from_oracle = p.have("P_R == (1 + phi)*P_D*exp(x_D - x_R)", by=by)
    tangents = [p.instance("fact-exp-tangent", x=t) for t in ("x_R - x_DA", "x_DA - x_R", "x_D - x_R")]
    before = p.have("x_R > x_DA and P_DA >= P_R", by=[up, *tangents[:2], *known])
    step = p.have("0 < x_R - x_DA and x_R - x_DA <= k*U*Q_DA", by=[before, *known])
    p.let("s", "phi - (1 + phi)*x_R")
    named = len(p.steps)
    flat = p.have("P_R >= (1 + phi)*P_D*(1 - x_R)", by=[from_oracle, tangents[2], given, *known])
    rest = p.have("x_R - x_D >= U*(P_D*s - k*Q_D)", by=[flat, named, *known])
    far = Distances(p, known)
    level = p.have("F_DA >= F_D", by=[given, *far.named])
    p.let("q1", "alpha*exp(x_D - y_D)")
    p.let("q2", "alpha*(1 + 1/phi)*exp(x_D - y_DA)")
    ends = names_of(p)[-2:]
    scaled = p.have("Q_D == q1*P_D and Q_DA == q2*P_D", by=[weights[0], weights[1], *ends, known[0]])
    squares = p.have(
        "(x_R - x_DA)**2 + U**2*(1 - k**2)*Q_DA**2 >= (x_D - x_R)**2 + U**2*(1 - k**2)*Q_D**2",
        by=[*far.forms, level, known[0]],
    )
    upper = p.have("U**2*Q_DA**2 >= (x_D - x_R)**2 + U**2*(1 - k**2)*Q_D**2", by=[squares, step, known[0]])
    lower = p.have("k*q1 >= s or (x_D - x_R)**2 >= U**2*P_D**2*(s - k*q1)**2", by=[rest, scaled, known[0], known[1]])
    end = p.have(
        "k*q1 >= s or q2**2 >= (s - k*q1)**2 + (1 - k**2)*q1**2", by=[upper, lower, scaled, known[0], known[1]]
    )
    p.conclude(by=[end, named, *ends, *names_of(p)[:2]])
