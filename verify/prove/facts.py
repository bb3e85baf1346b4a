"""Proofs of the facts on exp, log and W, from the mean value theorem and the definitions of W."""

from __future__ import annotations

from theory import facts
from verify.prove.library import Library
from verify.prove.script import Draft

FACTS = Library({fact.label: fact for fact in facts.CLAIMS})
check = FACTS.check


@check("fact-exp-increasing")
def exp_increasing(p: Draft) -> None:
    p.mean_value("exp(x)", "x", "a", "b", at="xi")
    p.conclude()


@check("fact-exp-tangent")
def exp_tangent(p: Draft) -> None:
    p.mean_value("exp(t)", "t", "0", "x", at="xi")
    p.mean_value("exp(t)", "t", "x", "0", at="eta")
    p.instance("fact-exp-increasing", a="0", b="xi")
    p.instance("fact-exp-increasing", a="eta", b="0")
    p.equals("exp(t)", "t", "x", "0")
    p.conclude()


@check("fact-exp-cubic")
def exp_cubic(p: Draft) -> None:
    p.mean_value("exp(x) - x**2/2", "x", "0", "t", at="xi")
    p.instance("fact-exp-tangent", x="xi")
    p.equals("exp(x)", "x", "t", "0")
    p.have("exp(t) >= 1 + t + t**2/2")
    p.mean_value("exp(x) - x**3/6", "x", "0", "t", at="eta")
    p.mean_value("exp(x) - x**2/2", "x", "0", "eta", at="zeta")
    p.instance("fact-exp-tangent", x="zeta")
    p.conclude()


@check("fact-log-tangent")
def log_tangent(p: Draft) -> None:
    p.instance("fact-exp-tangent", x="log(x)")
    p.conclude()


@check("fact-log-increasing")
def log_increasing(p: Draft) -> None:
    p.mean_value("log(x)", "x", "a", "b", at="xi")
    p.conclude()


@check("fact-log-quotient")
def log_quotient(p: Draft) -> None:
    p.have("b/a > 0")
    p.instance("fact-exp-increasing", a="log(b/a)", b="log(b) - log(a)")
    p.instance("fact-exp-increasing", a="log(b) - log(a)", b="log(b/a)")
    p.conclude()


@check("fact-xexp-increasing")
def xexp_increasing(p: Draft) -> None:
    p.mean_value("x*exp(x)", "x", "a", "b", at="xi")
    p.conclude()


@check("fact-xexp-decreasing")
def xexp_decreasing(p: Draft) -> None:
    p.mean_value("x*exp(x)", "x", "a", "b", at="xi")
    p.conclude()


@check("fact-xexp-least")
def xexp_least(p: Draft) -> None:
    p.instance("fact-xexp-increasing", a="-1", b="x")
    p.instance("fact-xexp-decreasing", a="x", b="-1")
    p.equals("t*exp(t)", "t", "x", "-1")
    p.conclude()


@check("fact-w0-unique")
def w0_unique(p: Draft) -> None:
    p.instance("fact-xexp-least", x="w")
    p.instance("def-w0", z="z")
    p.instance("fact-xexp-increasing", a="w", b="W0(z)")
    p.instance("fact-xexp-increasing", a="W0(z)", b="w")
    p.conclude()


@check("fact-wm1-unique")
def wm1_unique(p: Draft) -> None:
    p.instance("fact-xexp-least", x="w")
    p.have("z < 0")
    p.instance("def-wm1", z="z")
    p.instance("fact-xexp-decreasing", a="w", b="Wm1(z)")
    p.instance("fact-xexp-decreasing", a="Wm1(z)", b="w")
    p.conclude()


@check("fact-w0-sign")
def w0_sign(p: Draft) -> None:
    p.instance("def-w0", z="z")
    p.conclude()


@check("fact-w0-increasing")
def w0_increasing(p: Draft) -> None:
    p.instance("def-w0", z="a")
    p.instance("def-w0", z="b")
    p.instance("fact-xexp-increasing", a="W0(b)", b="W0(a)")
    p.equals("t*exp(t)", "t", "W0(a)", "W0(b)")
    p.conclude()


@check("fact-w0-below-argument")
def w0_below_argument(p: Draft) -> None:
    p.instance("def-w0", z="z")
    p.instance("fact-exp-increasing", a="0", b="W0(z)")
    p.instance("fact-exp-increasing", a="W0(z)", b="0")
    p.conclude()


@check("fact-w0-lipschitz")
def w0_lipschitz(p: Draft) -> None:
    p.numeric("exp(-1) > 0")
    p.let("u", "W0(a)")
    p.let("v", "W0(b)")
    p.instance("def-w0", z="a")
    p.instance("def-w0", z="b")
    p.instance("fact-w0-sign", z="a")
    p.instance("fact-w0-increasing", a="a", b="b")
    p.equals("W0(t)", "t", "a", "b")
    p.equals("exp(t)", "t", "u", "W0(a)")
    p.equals("exp(t)", "t", "v", "W0(b)")
    ends = [
        p.have("0 <= u <= v"),
        p.have("u*exp(u) == a"),
        p.have("v*exp(v) == b"),
        p.have("W0(a) == u and W0(b) == v"),
        p.have("u < v or a == b"),
    ]
    mean = p.mean_value("x*exp(x)", "x", "u", "v", at="xi")
    above = p.instance("fact-exp-tangent", x="xi")
    p.conclude(by=[1, 2, *ends, mean, above])


def _two_values(p: Draft) -> list[int]:
    """u = W0(a) and v = W0(b) with 0 < u <= v, u e^u = a, v e^v = b, log(b/a) = log v - log u + v - u."""
    p.let("u", "W0(a)")
    p.let("v", "W0(b)")
    p.instance("def-w0", z="a")
    p.instance("def-w0", z="b")
    p.instance("fact-w0-sign", z="a")
    p.instance("fact-w0-increasing", a="a", b="b")
    p.equals("W0(t)", "t", "a", "b")
    p.equals("exp(t)", "t", "u", "W0(a)")
    p.equals("exp(t)", "t", "v", "W0(b)")
    order = p.have("0 < u and u <= v")
    left = p.have("a == u*exp(u)")
    right = p.have("b == v*exp(v)")
    p.equals("log(t)", "t", "a", "u*exp(u)")
    p.equals("log(t)", "t", "b", "v*exp(v)")
    p.instance("fact-log-quotient", a="1/exp(u)", b="u")
    p.instance("fact-log-quotient", a="1/exp(v)", b="v")
    p.instance("fact-log-quotient", a="a", b="b")
    last = len(p.steps)
    log = p.have("log(b/a) == log(v) - log(u) + v - u", by=[1, 2, order, left, right, *range(last - 4, last + 1)])
    return [order, log, p.have("W0(a) == u and W0(b) == v", by=[3, 4])]


@check("fact-w0-log-growth")
def w0_log_growth(p: Draft) -> None:
    known = _two_values(p)
    ways = [p.instance("fact-log-tangent", x="u/v"), p.instance("fact-log-quotient", a="v", b="u")]
    p.conclude(by=[*known, *ways])


@check("fact-w0-log-growth-below")
def w0_log_growth_below(p: Draft) -> None:
    known = _two_values(p)
    ways = [
        p.instance("fact-log-tangent", x="v/u"), p.instance("fact-log-quotient", a="u", b="v"),
        p.instance("fact-log-tangent", x="u/v"), p.instance("fact-log-quotient", a="v", b="u"),
    ]  # fmt: skip
    p.conclude(by=[*known, *ways])


@check("fact-w0-unbounded")
def w0_unbounded(p: Draft) -> None:
    known = [1, p.numeric("exp(-1) > 0 and exp(1) > 0")]
    p.instance("fact-w0-unique", w="1", z="exp(1)")
    p.instance("fact-w0-increasing", a="exp(1)", b="z")
    p.equals("W0(t)", "t", "exp(1)", "z")
    least = p.have("W0(exp(1)) == 1 and W0(z) >= 1")
    growth = p.instance("fact-w0-log-growth-below", a="exp(1)", b="z")
    quotient = p.instance("fact-log-quotient", a="exp(1)", b="z")
    p.conclude(by=[*known, least, growth, quotient])
