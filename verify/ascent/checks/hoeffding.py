"""Hoeffding's inequality: its inequalities by the kernel, its composition step by step."""

from __future__ import annotations

from verify.ascent.library import argued, check, decision
from verify.prove.argument import Inference
from verify.prove.script import Draft
from verify.verdict import Evidence, Finding, Grade, Truth


@decision("def-expectation")
def expectation() -> Finding:
    """A definition: taken as given, and named wherever it is used."""
    given = Evidence("definition", Truth.HOLDS, Grade.EXACT, "every bounded random variable", "granted")
    return Finding(Truth.HOLDS, Grade.EXACT, "a definition", (given,))


@check("fact-bernoulli-log")
def bernoulli_log(p: Draft) -> None:
    """f(x) = log(1-p+px) - p log x - (log x)^2/8 has f(1) = 0; g = x f' has g(1) = 0 and x g' <= 0."""
    f, g = "log(1 - p + p*y) - p*log(y) - log(y)**2/8", "p*y/(1 - p + p*y) - log(y)/4"
    p.have("1 - p + p*x > 0")
    p.mean_value(f, "y", "1", "x", at="xi")
    p.mean_value(g, "y", "1", "xi", at="xi_in")
    p.have("x <= 1 or (xi > 1 and p*xi/(1 - p + p*xi) - log(xi)/4 <= p)")
    p.mean_value(f, "y", "x", "1", at="eta")
    p.mean_value(g, "y", "eta", "1", at="eta_in")
    p.have("x >= 1 or (eta < 1 and eta > 0 and p*eta/(1 - p + p*eta) - log(eta)/4 >= p)")
    p.equals("log(y)", "y", "x", "1")
    p.equals("log(1 - p + p*y)", "y", "x", "1")
    p.conclude()


@check("fact-bernoulli-moment")
def bernoulli_moment(p: Draft) -> None:
    p.have("1 - p + p*exp(s) > 0")
    p.instance("fact-bernoulli-log", p="p", x="exp(s)")
    p.instance("fact-exp-increasing", a="log(1 - p + p*exp(s))", b="p*s + s**2/8")
    p.equals("exp(t)", "t", "log(1 - p + p*exp(s))", "p*s + s**2/8")
    p.conclude()


@check("fact-chord")
def chord(p: Draft) -> None:
    """e^(sa) and e^(sb) lie above the tangent at z; weighted by b - z and z - a, the slopes cancel."""
    low = p.instance("fact-exp-tangent", x="s*(a - z)")
    high = p.instance("fact-exp-tangent", x="s*(b - z)")
    p.let("low", "exp(s*(a - z))")
    p.let("high", "exp(s*(b - z))")
    order = p.have("a < b and a <= z and z <= b")
    p.have("(b - z)*low >= (b - z)*(1 + s*(a - z))", by=[order, low, len(p.steps) - 2])
    p.have("(z - a)*high >= (z - a)*(1 + s*(b - z))", by=[order, high, len(p.steps) - 2])
    total = p.have("(b - z)*low + (z - a)*high >= b - a", by=[len(p.steps) - 1, len(p.steps)])
    p.let("centre", "exp(s*z)")
    size = p.have("centre > 0")
    scaled = p.have("((b - z)*low + (z - a)*high)*centre >= (b - a)*centre", by=[total, size])
    named = p.have("low*centre == exp(s*a) and high*centre == exp(s*b) and centre == exp(s*z)")
    p.conclude(by=[scaled, named])


@check("fact-bounded-moment")
def bounded_moment(p: Draft) -> None:
    p.let("q", "(mu - a)/(b - a)")
    p.let("u", "s*(b - a)")
    share = p.have("0 <= q and q <= 1 and q*u == s*(mu - a)")
    two = p.instance("fact-bernoulli-moment", p="q", s="u")
    p.equals("exp(t)", "t", "q*u + u**2/8", "s*(mu - a) + s**2*(b - a)**2/8")
    p.equals("exp(t)", "t", "u", "s*(b - a)")
    names = range(3, 5)
    bound = p.have(
        "1 - q + q*exp(s*(b - a)) <= exp(s*(mu - a) + s**2*(b - a)**2/8)",
        by=[*names, share, two, len(p.steps) - 1, len(p.steps)],
    )
    scaled = p.have("(1 - q + q*exp(s*(b - a)))*exp(s*a) <= exp(s*(mu - a) + s**2*(b - a)**2/8)*exp(s*a)", by=[bound])
    p.conclude(by=[1, 3, scaled])


@check("fact-moment-product")
@check("fact-chernoff")
@check("fact-mean-of-sample")
@check("fact-difference-of-means")
@check("fact-sampling-ratio")
@check("fact-binomial-slope")
@check("fact-bound-slope")
def algebra(p: Draft) -> None:
    p.conclude()


@check("fact-indicator")
def indicator(p: Draft) -> None:
    p.instance("fact-exp-tangent", x="s*x")
    p.conclude()


@check("fact-tail-growth")
def tail_growth(p: Draft) -> None:
    p.have("k - f*p >= 0")
    p.have("4*p*(1 - p) <= 1")
    p.conclude()


CHERNOFF = (
    Inference("P(S - E S >= t) <= E exp(s (S - E S - t)) for every s >= 0", ("fact-indicator", "def-expectation")),
    Inference(
        "E e^(sZ) lies below the chord's value at the mean of Z, for a <= Z <= b", ("fact-chord", "def-expectation")
    ),
    Inference("that is at most exp(s E Z + s^2 (b-a)^2/8); for a = b, Z is its mean", ("fact-bounded-moment",)),
    Inference(
        "so, by induction over the independent variables, E e^(s(S - E S)) <= exp(s^2 V/8)",
        ("fact-moment-product", "def-expectation"),
    ),
    Inference("at s = 4t/V the exponent -st + s^2 V/8 is -2 t^2/V, its least value", ("fact-chernoff",)),
)


@decision("cite-hoeffding")
def hoeffding() -> Finding:
    other = Inference("the same for -S; the two events together have at most the sum of the two", ("def-expectation",))
    return argued("cite-hoeffding", (*CHERNOFF, other))
