"""Proofs on the three solutions in a block: Lemmas 6, 7, 8 and 12."""

from __future__ import annotations

from verify.ascent.checks.block import opened, solved
from verify.ascent.checks.block_harm import names_of
from verify.ascent.library import check
from verify.prove.script import Draft


def bounded(p: Draft, w: str, side: str, z: str, by: list[int]) -> int:
    """``w`` ``side`` W0(z), side one of <=, <, >=, >, from ``w`` e^``w`` ``side`` z, which follows ``by``;
    for > and >= also from w >= -1, for < and <= from nothing more."""
    level = p.have(f"{w}*exp({w}) {side} {z}", by=by)
    least = p.instance("fact-xexp-least", x=w)
    small = p.numeric("exp(-1) > 0 and exp(1) > 0")
    definition = p.instance("def-w0", z=z)
    unique = p.instance("fact-w0-unique", w=w, z=f"{w}*exp({w})")
    first, second = (f"{w}*exp({w})", z) if "<" in side else (z, f"{w}*exp({w})")
    order = p.instance("fact-w0-increasing", a=first, b=second)
    same = p.equals("W0(t)", "t", first, second)
    inside = p.have(f"{w} < -1 or W0({w}*exp({w})) == {w}", by=[least, small, unique])
    at_least = p.have(f"{z} >= -exp(-1) and W0({z}) >= -1", by=[level, least, small, definition, *by])
    return p.have(f"{w} {side} W0({z})", by=[level, order, same, inside, least, small, at_least, *by])


@check("res-block-dimensionless")
def dimensionless(p: Draft) -> None:
    p.conclude()


@check("lem-oracle-2d")
def oracle(p: Draft) -> None:
    known = opened(p, "R")
    p.numeric("exp(-1) > 0")
    p.have("x_R*exp(x_R) == bR*(1 + eps**2) and x_R > 0", by=[*known, *names_of(p)])
    p.instance("fact-w0-unique", w="x_R", z="bR*(1 + eps**2)")
    p.conclude()


@check("res-original-unique")
def original_unique(p: Draft) -> None:
    known = opened(p, "D")
    known += solved(p, "D", "v_x", "v_y", "P_v", "Q_v")
    by = [*names_of(p), known[0]]
    ratios = [p.have("P_D == P_v*exp(v_x - x_D)", by=by), p.have("Q_D == Q_v*exp(v_y - y_D)", by=by)]
    signs = [p.instance("fact-exp-tangent", x=t) for t in ("v_x - x_D", "x_D - v_x", "v_y - y_D", "y_D - v_y")]
    opposed = p.have(
        "(P_D - P_v)*(x_D - v_x) <= 0 and (x_D == v_x or P_D != P_v)", by=[ratios[0], *signs[:2], known[1], known[4]]
    )
    also = p.have(
        "(Q_D - Q_v)*(y_D - v_y) <= 0 and (y_D == v_y or Q_D != Q_v)", by=[ratios[1], *signs[2:], known[1], known[4]]
    )
    square = p.have(
        "(P_D - P_v)*(x_D - v_x) + (Q_D - Q_v)*(y_D - v_y)"
        " == U*((P_D - P_v)**2 + 2*k*(P_D - P_v)*(Q_D - Q_v) + (Q_D - Q_v)**2)",
        by=known,
    )
    equal = p.have("P_D == P_v and Q_D == Q_v", by=[square, opposed, also, known[0]])
    p.conclude(by=[equal, opposed, also])


@check("res-original-order")
def original_order(p: Draft) -> None:
    known = opened(p, "D")
    gap = p.have("x_D - y_D == U*(1 - k)*(P_D - Q_D)", by=known)
    ratio = p.have("Q_D == alpha*P_D*exp(x_D - y_D)", by=[*names_of(p), known[0]])
    up = p.instance("fact-exp-tangent", x="x_D - y_D")
    down = p.instance("fact-exp-tangent", x="y_D - x_D")
    p.conclude(by=[gap, ratio, up, down, known[0], known[1]])


def on_the_curve(p: Draft) -> tuple[int, int, int, list[int]]:
    """D's system solved: Q in [0, alpha b] with Q e^y = alpha b, by the intermediate value theorem."""
    p.let("U", "1 + eps**2")
    p.let("k", "2*eps/(1 + eps**2)")
    positive = p.numeric("exp(-1) > 0")
    known = p.have("U > 1 and 0 < k and k < 1 and 2*eps == k*U and b > 0 and alpha > 0")
    weight = "W0(U*b*exp(-2*eps*q))"
    p.let("top", "alpha*b")
    top = p.have("top == alpha*b and top > 0")
    p.intermediate_value(f"q*exp(k*{weight} + U*q) - top", "q", "0", "top", at="Q")
    crossing = len(p.steps)
    at_end = "W0(U*b*exp(-2*eps*top))"
    sign_end = p.instance("fact-w0-sign", z="U*b*exp(-2*eps*top)")
    end = p.have(f"{at_end} > 0", by=[sign_end, known, positive, top])
    rise = p.instance("fact-exp-tangent", x=f"k*{at_end} + U*top")
    reach = p.have(f"top*exp(k*{at_end} + U*top) - top >= 0", by=[end, rise, known, top])
    found = p.have(
        "0 <= Q and Q*exp(k*W0(U*b*exp(-2*eps*Q)) + U*Q) == top",
        by=[crossing, reach, top, known, end, sign_end, positive],
    )
    p.let("w", "W0(U*b*exp(-2*eps*Q))")
    p.let("x", "w + 2*eps*Q")
    p.let("y", "k*w + U*Q")
    sign = p.instance("fact-w0-sign", z="U*b*exp(-2*eps*Q)")
    definition = p.instance("def-w0", z="U*b*exp(-2*eps*Q)")
    same = p.equals("exp(t)", "t", "w", "W0(U*b*exp(-2*eps*Q))")
    exp_x = p.equals("exp(t)", "t", "x", "w + 2*eps*Q")
    exp_y = p.equals("exp(t)", "t", "y", "k*w + U*Q")
    exp_k = p.equals("exp(t)", "t", "k*w", "k*W0(U*b*exp(-2*eps*Q))")
    names = names_of(p)
    weight_named = p.have(
        "w > 0 and w*exp(w)*exp(2*eps*Q) == U*b", by=[sign, definition, same, positive, known, *names]
    )
    first = p.have("w*exp(x) == U*b", by=[weight_named, exp_x, *names])
    second = p.have("Q*exp(y) == alpha*b and Q >= 0", by=[found, exp_y, exp_k, top, *names])
    p_form = p.have("w == U*b*exp(-x) and Q == alpha*b*exp(-y)", by=[first, second])
    system = p.have("x == w + k*U*Q and y == k*w + U*Q and Q > 0 and w > 0", by=[p_form, weight_named, known, *names])
    return p_form, system, known, names


@check("res-original-exists")
def original_exists(p: Draft) -> None:
    p_form, system, known, names = on_the_curve(p)
    p.conclude(by=[1, 2, 3, 4, p_form, system, known, *names], x_D="x", y_D="y")


@check("lem-order-exists")
def order_exists(p: Draft) -> None:
    bound = p.have("alpha <= 1")
    p_form, system, known, names = on_the_curve(p)
    ratio = p.have("Q*U == alpha*w*exp(x - y)", by=[p_form, known])
    tangent = p.instance("fact-exp-tangent", x="y - x")
    order = p.have("y <= x", by=[ratio, tangent, system, known, bound])
    p.conclude(by=[1, 2, 3, 4, p_form, system, order, known, *names], x_D="x", y_D="y")


def below_sides(p: Draft) -> tuple[list[int], int, int]:
    """x e^x and y e^y of D in terms of x - y."""
    known = opened(p, "D")
    names = names_of(p)
    left = p.have("x_D*exp(x_D) == b*(U + k*U*alpha*exp(x_D - y_D)) and x_D > 0", by=[*known, *names])
    right = p.have("y_D*exp(y_D) == b*(k*U*exp(y_D - x_D) + U*alpha) and y_D > 0", by=[*known, *names])
    return known, left, right


def order_of(p: Draft) -> int:
    return p.instance("res-original-order", phi="phi", bR="bR", eps="eps", alpha="alpha", x_D="x_D", y_D="y_D")


@check("res-original-2d-x-lower")
def x_lower(p: Draft) -> None:
    order = order_of(p)
    above = p.have("y_D <= x_D")
    known, left, _ = below_sides(p)
    rise = p.instance("fact-exp-tangent", x="x_D - y_D")
    names = names_of(p)
    by = [left, rise, above, known[0], *names, order]
    p.conclude(by=[bounded(p, "x_D", ">=", "b*(1 + eps**2 + 2*alpha*eps)", by), *names, known[0]])


@check("res-original-2d-y-upper")
def y_upper(p: Draft) -> None:
    order_of(p)
    above = p.have("y_D <= x_D")
    known, _, right = below_sides(p)
    fall = p.instance("fact-exp-tangent", x="x_D - y_D")
    names = names_of(p)
    by = [right, fall, above, known[0], *names]
    p.conclude(by=[bounded(p, "y_D", "<=", "b*(2*eps + alpha*(1 + eps**2))", by), *names, known[0]])


@check("lem-original-2d-y-lower")
def y_lower(p: Draft) -> None:
    known, _, right = below_sides(p)
    names = names_of(p)
    p.conclude(by=[bounded(p, "y_D", ">=", "alpha*b*(1 + eps**2)", [right, known[0], *names]), *names, known[0]])


@check("lem-original-2d-x-upper")
def x_upper(p: Draft) -> None:
    known, left, right = below_sides(p)
    names = names_of(p)
    first = bounded(p, "x_D", ">=", "b*(1 + eps**2)", [left, known[0], *names])
    second = bounded(p, "y_D", ">=", "alpha*b*(1 + eps**2)", [right, known[0], *names])
    # u P = u b e^-x <= W0(u b), because W0 e^W0 = u b and x >= W0; the same for u Q
    caps = []
    positive = p.numeric("exp(-1) > 0")
    for w, z, weight, bound in (
        ("x_D", "b*(1 + eps**2)", "P_D", first),
        ("y_D", "alpha*b*(1 + eps**2)", "Q_D", second),
    ):
        definition, sign = p.instance("def-w0", z=z), p.instance("fact-w0-sign", z=z)
        rise = p.instance("fact-exp-tangent", x=f"{w} - W0({z})")
        value = p.have(
            f"U*{weight}*exp({w}) == W0({z})*exp(W0({z})) and W0({z}) > 0",
            by=[definition, sign, positive, known[0], *names],
        )
        caps.append(p.have(f"U*{weight} <= W0({z})", by=[value, rise, bound, known[0], known[1]]))
    total = p.have("x_D <= W0(b*(1 + eps**2)) + k*W0(alpha*b*(1 + eps**2))", by=[*caps, *known])
    p.conclude(by=[total, *names])


@check("res-original-2d-reversed")
def reversed_bounds(p: Draft) -> None:
    order_of(p)
    above = p.have("y_D > x_D")
    known, left, right = below_sides(p)
    rise = p.instance("fact-exp-tangent", x="y_D - x_D")
    names = names_of(p)
    falls = p.have("exp(x_D - y_D) < 1 and exp(y_D - x_D) > 1", by=[rise, above])
    by = [left, falls, known[0], *names]
    first = bounded(p, "x_D", "<", "b*(1 + eps**2 + 2*alpha*eps)", by)
    second = bounded(p, "y_D", ">", "b*(2*eps + alpha*(1 + eps**2))", [right, falls, known[0], *names])
    p.conclude(by=[first, second, *names, known[0]])


@check("lem-da-2d-x")
def da_x(p: Draft) -> None:
    known = opened(p, "DA")
    gap = p.have("x_DA > y_DA", by=known)
    rise = p.instance("fact-exp-tangent", x="x_DA - y_DA")
    names = names_of(p)
    value = p.have("x_DA*exp(x_DA) == U*bR - k*U*alpha*bF*exp(x_DA - y_DA) and bF > 0", by=[*known, *names])
    by = [value, gap, rise, known[0], *names]
    p.conclude(by=[bounded(p, "x_DA", "<=", "bR*(1 + eps**2) - 2*eps*alpha*bF", by), *names])


@check("lem-da-2d-y")
def da_y(p: Draft) -> None:
    known = opened(p, "DA")
    gap = p.have("x_DA > y_DA", by=known)
    rise = p.instance("fact-exp-tangent", x="x_DA - y_DA")
    names = names_of(p)
    value = p.have("y_DA*exp(y_DA) == k*U*bR*exp(y_DA - x_DA) - U*alpha*bF and bF > 0", by=[*known, *names])
    falls = p.have("exp(y_DA - x_DA) < 1", by=[gap, rise])
    by = [value, falls, known[0], *names]
    p.conclude(by=[bounded(p, "y_DA", "<=", "2*eps*bR - alpha*(1 + eps**2)*bF", by), *names])
