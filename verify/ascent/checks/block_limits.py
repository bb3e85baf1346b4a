"""Proofs of the limit eps -> 1 of a block, with rates."""

from __future__ import annotations

from verify.ascent.checks.block import opened
from verify.ascent.checks.block_harm import names_of
from verify.ascent.library import check
from verify.prove.script import Draft


def w0_near(p: Draft, x: str, z: str, bound: str, by: list[int]) -> int:
    """|x - W0(z)| <= bound, from x >= 0, z >= 0 and |x e^x - z| <= bound, which follow ``by``."""
    small = p.numeric("exp(-1) > 0")
    close = p.have(f"{x} >= 0 and {z} >= 0 and abs({x}*exp({x}) - {z}) <= {bound}", by=by)
    least = p.instance("fact-xexp-least", x=x)
    unique = p.instance("fact-w0-unique", w=x, z=f"{x}*exp({x})")
    above = p.instance("fact-w0-lipschitz", a=z, b=f"{x}*exp({x})")
    below = p.instance("fact-w0-lipschitz", a=f"{x}*exp({x})", b=z)
    order = p.instance("fact-w0-increasing", a=z, b=f"{x}*exp({x})")
    other = p.instance("fact-w0-increasing", a=f"{x}*exp({x})", b=z)
    level = p.have(f"W0({x}*exp({x})) == {x} and {x}*exp({x}) >= 0", by=[close, least, unique, small])
    return p.have(f"abs({x} - W0({z})) <= {bound}", by=[close, level, above, below, order, other, small])


@check("lim-collinear-oracle")
def oracle(p: Draft) -> None:
    known = opened(p, "R")
    names = names_of(p)
    value = p.have("x_R*exp(x_R) == U*bR and x_R > 0", by=[*known, *names])
    near = w0_near(p, "x_R", "2*bR", "(1 - eps**2)*bR", [value, *known, *names, 3])
    gap = p.have("x_R - y_R == x_R*(1 - k) and (1 - eps)**2 == U*(1 - k)", by=[*known, *names])
    flat = p.have("abs(x_R - y_R) <= (1 - eps)**2*x_R", by=[gap, value, known[0]])
    p.conclude(by=[near, flat])


@check("lim-collinear-original")
def original(p: Draft) -> None:
    known = opened(p, "D")
    names = names_of(p)
    width = p.have("2*(1 - eps)*b*(1 + alpha) <= 1 and 0 < eps and eps < 1 and alpha > 0")
    sizes = p.have("b > 0 and U == 1 + eps**2 and k*U == 2*eps", by=[width, *names, known[0], 2, 1])
    positive = p.have("x_D > 0 and y_D > 0", by=known)
    first, second = p.instance("fact-exp-tangent", x="x_D"), p.instance("fact-exp-tangent", x="y_D")
    weights = p.have("P_D < b and Q_D < alpha*b", by=[first, second, positive, sizes, known[0], *names])
    gap = p.have("x_D - y_D == (1 - eps)**2*(P_D - Q_D)", by=[*known, sizes])
    p.let("B", "b")
    p.let("eta", "(1 - eps)**2*b*(1 + alpha)")
    p.let("E", "exp(x_D - y_D)")
    named = names_of(p)
    eta = p.have("eta == (1 - eps)**2*B*(1 + alpha) and B > 0 and 2*(1 - eps)*B*(1 + alpha) <= 1", by=[
        *named, sizes, width,
    ])  # fmt: skip
    small = p.have("0 < eta and 2*eta <= 1 - eps", by=[eta, width])
    flat = p.have("abs(x_D - y_D) <= eta", by=[gap, weights, eta, width, known[1], *named[-3:]])
    up = p.instance("fact-exp-tangent", x="x_D - y_D")
    down = p.instance("fact-exp-tangent", x="y_D - x_D")
    factor = p.have("E >= 1 - eta and E*(1 - eta) <= 1 and E > 0", by=[up, down, flat, small, named[-1]])
    near = p.have("abs(E - 1) <= 2*eta", by=[factor, small, width])
    value = p.have("x_D*exp(x_D) == B*(U + k*U*alpha*E)", by=[*known, *named])
    apart = p.have(
        "x_D*exp(x_D) - 2*B*(1 + alpha) == -B*(1 - eps**2) + 2*B*alpha*eps*(E - 1) - 2*B*alpha*(1 - eps)",
        by=[value, sizes, known[0]],
    )
    term = p.have("abs(E - 1) <= 2*(1 - eps)**2*B*(1 + alpha)", by=[near, eta])
    close = p.have(
        "abs(x_D*exp(x_D) - 2*B*(1 + alpha)) <= (1 - eps)*2*B*(1 + alpha)*(1 + 2*alpha*B)", by=[apart, term, eta, width]
    )
    end = w0_near(
        p, "x_D", "2*B*(1 + alpha)", "(1 - eps)*2*B*(1 + alpha)*(1 + 2*alpha*B)", [close, positive, eta, width]
    )
    same = p.equals("W0(t)", "t", "2*B*(1 + alpha)", "2*b*(1 + alpha)")
    p.conclude(by=[end, same, flat, eta, width, p.numeric("exp(-1) > 0"), *named[-3:], sizes])


@check("lim-collinear-unlearned")
def unlearned(p: Draft) -> None:
    met = p.have("(1 - eps)*(1 + 2*exp(1)*bR) <= 1 and 0 < eps and eps < 1 and alpha > 0 and bR > 0 and bF > 0")
    given = list(range(1, met))
    known = opened(p, "DA")
    names = names_of(p)
    sizes = p.have(
        "U == 1 + eps**2 and k*U == 2*eps and bR*exp(-x_DA) == P_DA and alpha*bF*exp(-y_DA) == Q_DA", by=names
    )
    curved = p.have("(1 + U*P_DA)*(1 - U*Q_DA) + k**2*U**2*P_DA*Q_DA > 0", by=[*given, *names, sizes, known[0]])
    light = p.have("U*Q_DA < U*P_DA + 1", by=[curved, known[0], known[1]])
    above = p.have("x_DA > -1", by=[light, *known])
    e = p.numeric("exp(1) > 1 and exp(-1) > 0")
    rise = p.instance("fact-exp-increasing", a="-x_DA", b="1")
    heavy = p.have("P_DA <= exp(1)*bR", by=[rise, above, sizes, met])
    gap = p.have("x_DA - y_DA == (1 - eps)**2*(P_DA + Q_DA)", by=[*known, sizes])
    p.let("eta", "(1 - eps)**2*(1 + 2*exp(1)*bR)")
    p.let("E", "exp(x_DA - y_DA)")
    named = names_of(p)
    flat = p.have("0 < x_DA - y_DA and x_DA - y_DA <= eta", by=[gap, light, heavy, known[0], known[1], met, named[-2]])
    eta = p.have("eta <= 1 - eps and eta > 0", by=[named[-2], met, e])
    up = p.instance("fact-exp-tangent", x="x_DA - y_DA")
    down = p.instance("fact-exp-tangent", x="y_DA - x_DA")
    factor = p.have("E > 1 and E*(1 - eta) <= 1", by=[up, down, flat, eta, met, named[-1]])
    value = p.have("x_DA*exp(x_DA) == U*bR - k*U*alpha*bF*E", by=[*known, *named])
    p.let("aF", "alpha*bF")
    light_f = p.have("aF > 0 and aF == alpha*bF", by=[met, names_of(p)[-1]])
    apart = p.have("x_DA*exp(x_DA) - 2*(bR - aF) == -bR*(1 - eps**2) + 2*aF*(1 - eps) - 2*eps*aF*(E - 1)", by=[
        value, sizes, light_f,
    ])  # fmt: skip
    # E - 1 <= eta/(1 - eta) <= eta/eps
    grown = p.have("eps*(E - 1) <= eta", by=[factor, eta, met])
    close = p.have(
        "abs(x_DA*exp(x_DA) - 2*(bR - aF)) <= (1 - eps)*(2*bR + 2*aF*(3 + 4*exp(1)*bR))",
        by=[apart, grown, factor, met, light_f, named[-2], e],
    )
    least = p.instance("fact-xexp-least", x="x_DA")
    unique = p.instance("fact-w0-unique", w="x_DA", z="x_DA*exp(x_DA)")
    p.conclude(by=[close, above, flat, least, unique, light_f, named[-2], e])
