"""Lemma 9: the original model above descent-ascent in a block."""

from __future__ import annotations

from verify.ascent.checks.block import RATIOS, opened
from verify.ascent.checks.block_harm import growth, names_of
from verify.ascent.library import check
from verify.prove.script import Draft


def weights_at_x_d(p: Draft, known: list[int]) -> list[int]:
    """Q_D and Q_DA as multiples of P_D, and P_DA against P_D."""
    by = [*names_of(p), known[0]]
    return [
        p.have("Q_D == alpha*P_D*exp(x_D - y_D)", by=by),
        p.have("Q_DA*phi == (1 + phi)*alpha*P_D*exp(x_D - y_DA)", by=by),
        p.have("P_DA == (1 + phi)*P_D*exp(x_D - x_DA)", by=by),
    ]


def beyond(p: Draft, known: list[int], case: str, sum_of_q: str, least_alpha: str) -> int:
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
def x_gives_y(p: Draft) -> None:
    known = opened(p, "D", "DA")
    p.conclude(by=[*known, p.have("x_D >= x_DA")])


def contradiction(p: Draft, known: list[int], case: str, linear: int, positive: int) -> int:
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


D_AND_DA = RATIOS | {name: name for name in ("x_D", "y_D", "x_DA", "y_DA")}


@check("res-original-above-da-y")
def above_y(p: Draft) -> None:
    p.instance("res-x-order-gives-y-order", **D_AND_DA)
    granted = p.have("x_D < x_DA or y_D > y_DA")
    known = opened(p, "D", "DA")
    case = "y_D > y_DA"
    linear = beyond(p, known, case, "Q_D + Q_DA <= k*phi*P_D*H", "alpha*(1 + 2*phi) >= k*phi**2")
    positive = p.have("y_D > y_DA or delta >= 0", by=[granted, *names_of(p)])
    p.conclude(by=[contradiction(p, known, case, linear, positive)])


@check("res-original-above-da-x")
def above_x(p: Draft) -> None:
    order = p.instance("res-x-order-gives-y-order", **D_AND_DA)
    known = opened(p, "D", "DA")
    case = "x_D > x_DA"
    linear = beyond(p, known, case, "k*(Q_D + Q_DA) <= phi*P_D*H", "k*alpha*(1 + 2*phi) >= phi**2")
    positive = p.have("x_D > x_DA or delta >= 0", by=names_of(p))
    last = contradiction(p, known, case, linear, positive)
    p.conclude(by=[*range(1, known[0]), order, last])


@check("lem-original-above-da")
def above(p: Draft) -> None:
    p.instance("res-original-above-da-x", **D_AND_DA)
    p.conclude()


@check("lem-original-above-da-own-set-up")
def above_own(p: Draft) -> None:
    terms = {"phi": "phi", "bR": "bR", "eps": "eps", "alpha": "alpha"}
    p.instance("lem-original-above-da", **terms, **{n: n for n in ("x_D", "y_D", "x_DA", "y_DA")})
    p.conclude()


@check("res-original-above-da-sharp")
def above_sharp(p: Draft) -> None:
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
def threshold_x_da(p: Draft) -> None:
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
