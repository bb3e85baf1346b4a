"""Proofs on the curve of DA's stationary points in a block: where they exist, the fold, how many."""

from __future__ import annotations

from verify.ascent.checks.block import opened, solved
from verify.ascent.checks.block_harm import names_of
from verify.ascent.library import check
from verify.prove.script import Draft

Q_AT = "(U*bR*exp(-{x}) - {x})/(k*U)"  # Q as a function of x, by the first equation of the system
TURN = "U*({q})*(1 + U*(1 - k**2)*bR*exp(-{x})) - (U*bR*exp(-{x}) + 1)"  # minus the determinant


def q_at(x: str) -> str:
    return Q_AT.format(x=x)


def y_at(x: str) -> str:
    """y as a function of x, by the second equation."""
    return f"k*U*bR*exp(-{x}) - U*({q_at(x)})"


def turn_at(x: str) -> str:
    """The sign of d alpha/dx at ``x``."""
    return TURN.format(x=x, q=q_at(x))


class Curve:
    """alpha bF = Q e^y between two of its points, x = ``low`` and x = ``high``, all of it said under
    the condition that ``low`` < ``high``. ``q_high``: the step that says Q > 0 at ``high``."""

    def __init__(self, p: Draft, known: int, low: str, high: str, q_high: int, tag: str) -> None:
        self.p, self.known, self.low, self.high, self.q_high = p, known, low, high, q_high
        self.at, self.other = f"xi_{tag}", f"{low} >= {high}"
        self.mean = p.mean_value(f"({q_at('t')})*exp({y_at('t')})", "t", low, high, at=self.at)
        self.between = p.have(f"{self.other} or ({low} < {self.at} and {self.at} < {high})", by=[self.mean, known])
        self.named: list[int] = []

    def name(self, name: str, text: str) -> None:
        self.named.append(self.p.let(name, text))

    def rising(self) -> int:
        """The rise of alpha bF over [low, high] is a positive multiple of the turn at xi."""
        p, at = self.p, self.at
        self.name(f"E_{at}", f"exp({y_at(at)})")
        self.name(f"T_{at}", turn_at(at))
        rise = (
            f"{self.other} or (({q_at(self.high)})*exp({y_at(self.high)}) - ({q_at(self.low)})*exp({y_at(self.low)})"
            f" == E_{at}*T_{at}*({self.high} - {self.low})/(k*U) and E_{at} > 0)"
        )
        return p.have(rise, by=[self.mean, self.known, *self.named])

    def turning(self, a: str, b: str) -> int:
        """The turn decreases from ``a`` to ``b``, one of them xi and the other an end, as Q > 0 there."""
        p, eta = self.p, f"eta_{a}_{b}"
        mean = p.mean_value(turn_at("t"), "t", a, b, at=eta)
        inside = p.have(f"{self.other} or ({a} < {eta} and {eta} < {b} and {eta} < {self.high})", by=[
            mean, self.between, self.known,
        ])  # fmt: skip
        growth = p.instance("fact-exp-tangent", x=f"{self.high} - {eta}")
        self.name(f"P_{eta}", f"bR*exp(-{eta})")
        self.name(f"Q_{eta}", q_at(eta))
        named = self.named[-2:]
        positive = p.have(
            f"{self.other} or (P_{eta} > 0 and Q_{eta} > 0)", by=[inside, growth, self.q_high, *named, self.known]
        )
        slope = p.have(
            f"{a} >= {b} or ({turn_at(b)}) - ({turn_at(a)}) == ({b} - {a})*(U*P_{eta}"
            f" - (U*P_{eta} + 1)*(1 + U*(1 - k**2)*P_{eta})/k - U**2*(1 - k**2)*P_{eta}*Q_{eta})",
            by=[mean, *named, self.known],
        )
        return p.have(
            f"{self.other} or ({turn_at(b)}) < ({turn_at(a)})", by=[slope, positive, self.between, self.known]
        )


@check("res-block-da-exists")
def exists(p: Draft) -> None:
    p.let("U", "1 + eps**2")
    p.let("k", "2*eps/(1 + eps**2)")
    given = list(range(1, len(p.steps) + 1))
    positive = p.numeric("exp(-1) > 0")
    known = p.have("U > 1 and 0 < k and k < 1 and 2*eps == k*U and bF > 0 and bR > 0 and alpha > 0 and q > 0", by=given)
    p.let("level", "alpha*bF")
    level = p.have("level == alpha*bF and level > 0", by=[*given, len(p.steps), known])
    weight = "W0(U*bR*exp(2*eps*t))"
    crossing = p.intermediate_value(f"t*exp(k*{weight} - U*t) - level", "t", "0", "q", at="Q")
    same = p.equals("exp(t)", "t", "kappa*W0(u*bR*exp(2*eps*q)) - u*q", "k*W0(U*bR*exp(2*eps*q)) - U*q")
    inner = p.equals("W0(t)", "t", "u*bR*exp(2*eps*q)", "U*bR*exp(2*eps*q)")
    top = p.have("q*exp(k*W0(U*bR*exp(2*eps*q)) - U*q) - level >= 0", by=[*given, same, inner, level, known, positive])
    found = p.have("0 <= Q and Q*exp(k*W0(U*bR*exp(2*eps*Q)) - U*Q) == level", by=[
        crossing, top, level, known, positive,
    ])  # fmt: skip
    p.let("w", "W0(U*bR*exp(2*eps*Q))")
    p.let("x", "w - 2*eps*Q")
    p.let("y", "k*w - U*Q")
    sign = p.instance("fact-w0-sign", z="U*bR*exp(2*eps*Q)")
    definition = p.instance("def-w0", z="U*bR*exp(2*eps*Q)")
    exp_x = p.equals("exp(t)", "t", "x", "w - 2*eps*Q")
    exp_y = p.equals("exp(t)", "t", "y", "k*w - U*Q")
    exp_w = p.equals("exp(t)", "t", "w", "W0(U*bR*exp(2*eps*Q))")
    exp_k = p.equals("exp(t)", "t", "k*w", "k*W0(U*bR*exp(2*eps*Q))")
    names = names_of(p)
    named = p.have("w > 0 and w*exp(w) == U*bR*exp(2*eps*Q)", by=[sign, definition, exp_w, positive, known, *names])
    first = p.have("w*exp(x) == U*bR", by=[named, exp_x, *names])
    second = p.have("Q*exp(y) == alpha*bF and Q >= 0", by=[found, exp_y, exp_k, level, *names])
    forms = p.have("w == U*bR*exp(-x) and Q == alpha*bF*exp(-y)", by=[first, second])
    system = p.have("x == w - k*U*Q and y == k*w - U*Q and Q > 0 and w > 0", by=[forms, named, known, *names])
    order = p.have("y <= x", by=[system, known])
    p.conclude(by=[*given[:4], forms, system, order, known, *names], x_DA="x", y_DA="y")


def on_curve(p: Draft, x: str, y: str, q: str, alpha: str, known: list[int]) -> int:
    """Q e^y = alpha bF at a stationary point, with Q and y as functions of x; and Q > 0."""
    names = names_of(p)
    forms = p.have(f"{q} == {q_at(x)} and {q} > 0 and {y} == {y_at(x)}", by=[*known, *names])
    same = p.equals("exp(t)", "t", y_at(x), y)
    level = p.have(f"{q}*exp({y}) == {alpha}*bF", by=[*names, known[0]])
    return p.have(f"({q_at(x)})*exp({y_at(x)}) == {alpha}*bF and {q_at(x)} > 0", by=[forms, same, level, known[0]])


@check("res-block-da-unimodal")
def unimodal(p: Draft) -> None:
    less = p.have("x_DA < v_x")
    known = opened(p, "DA")
    known += solved(p, "DA", "v_x", "v_y", "P_v", "Q_v")
    names = names_of(p)
    low = on_curve(p, "x_DA", "y_DA", "Q_DA", "alpha", known)
    high = on_curve(p, "v_x", "v_y", "Q_v", "alpha", known)
    curve = Curve(p, known[0], "x_DA", "v_x", high, "c")
    flat = p.have(f"{turn_at('xi_c')} == 0", by=[curve.rising(), low, high, less, known[0], *curve.named])
    before, after = curve.turning("x_DA", "xi_c"), curve.turning("xi_c", "v_x")
    positive = p.have(f"{turn_at('x_DA')} > 0", by=[flat, before, less])
    negative = p.have(f"{turn_at('v_x')} < 0", by=[flat, after, less])
    p.conclude(by=[positive, negative, *known, *names])


@check("res-block-da-fold")
def fold(p: Draft) -> None:
    less = p.have("x_DA < v_x and alpha_2 > 0")
    known = opened(p, "DA")
    known += solved(p, "DA", "v_x", "v_y", "P_v", "Q_v", "alpha_2")
    names = names_of(p)
    low = on_curve(p, "x_DA", "y_DA", "Q_DA", "alpha", known)
    high = on_curve(p, "v_x", "v_y", "Q_v", "alpha_2", known)
    curve = Curve(p, known[0], "x_DA", "v_x", high, "c")
    rise = curve.rising()
    before, after = curve.turning("x_DA", "xi_c"), curve.turning("xi_c", "v_x")
    level = p.have("bF > 0", by=[*names, known[0]])
    falls = p.have(f"({turn_at('x_DA')}) > 0 or alpha > alpha_2", by=[
        rise, before, low, high, level, less, known[0], *curve.named,
    ])  # fmt: skip
    rises = p.have(f"({turn_at('v_x')}) < 0 or alpha < alpha_2", by=[
        rise, after, low, high, level, less, known[0], *curve.named,
    ])  # fmt: skip
    p.conclude(by=[falls, rises, *known, *names])


@check("res-block-da-unbounded")
def unbounded(p: Draft) -> None:
    cubic = p.instance("fact-exp-cubic", t="s")
    p.let("K", "lam*(1 + eps**2)/(1 - eps**2)**2")
    p.let("h", "m/f")
    p.let("drop", "rise")
    form = p.have("drop == h*(1 - exp(s)) + K*s**2/2")
    met = p.have("h*s >= 6*(h + M + K) and h > 0 and K > 0 and M > 0 and s >= 1")
    steep = p.have("h*exp(s) >= s**2*(h + M + K)", by=[cubic, met])
    end = p.have("drop <= -M", by=[form, met, steep])
    p.conclude(by=[end, form - 1])
