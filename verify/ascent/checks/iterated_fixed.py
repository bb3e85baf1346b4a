"""Appendix D.3: the fixed points of the iterated method, how many there are and which attract."""

from __future__ import annotations

from theory.errors import LedgerError
from verify.ascent.checks.iterated.orbits import problems
from verify.ascent.library import argued, check, decision
from verify.prove.argument import Inference
from verify.prove.script import Draft
from verify.verdict import Evidence, Finding, Grade, Truth


@check("res-iterated-fixed-equations")
@check("fact-level-slope")
@check("fact-core-slope")
@check("fact-one-sign-change")
def algebra(p: Draft) -> None:
    p.conclude()


@check("res-iterated-level")
def level(p: Draft) -> None:
    p.have("eta*q > 0")
    p.instance("fact-log-quotient", a="exp(mid)", b="eta*q")
    p.have("exp(mid) > 0")
    p.equals("log(t)", "t", "y", "eta*q/exp(mid)")
    first = p.have("c - log(y) == mid")
    p.let("a", "1 - eta*lam")
    p.let("u", "mid")
    p.let("z", "y")
    rate = p.have("a == 1 - eta*lam")
    start = p.have("u == a*w + x")
    after = p.have("next == a*u - z")
    left = p.have("(1 - a**2)*u + a*z == x - a*(next - w)", by=[start, after])
    p.equals("exp(t)", "t", "next", "a*u - z")
    p.equals("exp(t)", "t", "a*u - z", "(1 - eta*lam)*mid - y")
    powers = p.have("exp(next) == exp((1 - eta*lam)*mid - y)", by=[*range(1, len(p.steps) + 1)])
    middle = p.have("u == mid and z == y")
    over = p.have(
        "(1 - (1 - eta*lam)**2)*mid + (1 - eta*lam)*y == x - (1 - eta*lam)*(next - w)", by=[left, rate, middle]
    )
    p.let("g", "exp(next)")
    p.let("h", "exp((1 - eta*lam)*mid - y)")
    p.let("low", "(1 - (1 - eta*lam)**2)*mid + (1 - eta*lam)*y")
    p.let("high", "x - (1 - eta*lam)*(next - w)")
    last = len(p.steps)
    same = p.have("g == h and low == high", by=[powers, over, *range(last - 3, last + 1)])
    p.conclude(by=[first, p.have("low*h == high*g", by=[same]), *range(last - 3, last + 1)])


@check("res-iterated-fixed-points")
def fixed_points(p: Draft) -> None:
    start = p.have("next == w")
    p.let("s", "v - w")
    p.equals("exp(t)", "t", "s", "(x + y)/(1 + a)")
    p.let("here", "w")
    p.let("there", "v")
    p.equals("exp(t)", "t", "here", "w")
    p.equals("exp(t)", "t", "there", "v")
    p.equals("exp(t)", "t", "there", "here + s")
    p.have("s == (x + y)/(1 + a)")
    ratio = p.have("q/p == y/x*exp((x + y)/(1 + a))")
    grow = p.have("multiplier == (a + y)*(a - x)")
    sum_of = p.let("k", "a + y")
    whole = p.let("m", "size")
    near = p.have("m == k*(a - x) and k > 0", by=[1, 2, 3, 4, 5, sum_of, whole])
    ends = p.have("low_end == a - 1/k and high_end == a + 1/k", by=[sum_of, near])
    inside = p.have(
        "(abs(m) < 1 and a - 1/k < x and x < a + 1/k) or (abs(m) >= 1 and (x <= a - 1/k or x >= a + 1/k))", by=[near]
    )
    p.conclude(by=[start, ratio, grow, ends, inside, near, whole])


@check("res-iterated-without-ridge")
def without_ridge(p: Draft) -> None:
    p.have("q/p > 1")
    p.instance("fact-log-increasing", a="1", b="q/p")
    p.let("s", "ratio")
    size = p.have("s > 0 and s == ratio")
    p.have("eta*p/ratio > 0")
    there = p.have("next == w")
    p.let("m", "multiplier")
    grow = p.have("m == 1 - s**2")
    p.let("root", "sqrt(2)")
    root = p.have("root > 0 and root**2 == 2")
    sides = p.have("(abs(m) < 1 and s < root) or (abs(m) >= 1 and s >= root)", by=[size, grow, root])
    p.conclude(by=[there, sides, size, p.have("slope > 0"), p.have("m == multiplier and root == sqrt(2)")])


def counted() -> Evidence:
    """How many fixed points each problem of the list has, all enclosed.

    Errors: ``LedgerError`` if one has none or more than three.
    """
    numbers = [len(problem.fixed_points()) for problem in problems()]
    if not set(numbers) <= {1, 2, 3}:
        raise LedgerError(f"a problem has {sorted(set(numbers) - {1, 2, 3})} fixed points, against the argument")
    shown = ", ".join(f"{k} at {numbers.count(k)}" for k in sorted(set(numbers)))
    return Evidence(
        "enclosed fixed points",
        Truth.UNKNOWN,
        Grade.ENCLOSED,
        f"{len(numbers)} exact parameters",
        f"fixed points: {shown}",
    )


@decision("res-iterated-three-fixed-points")
def three() -> Finding:
    steps = (
        Inference(
            "at a fixed point the level function of y = eta q e^-w' is eta p, and y determines w' and w = (1 - eta"
            " lambda) w' - y",
            ("res-iterated-level",),
        ),
        Inference(
            "four fixed points would give three zeros of its slope (Rolle), zeros of the core", ("fact-level-slope",)
        ),
        Inference("and two zeros of the core's slope, zeros y > 0 of the cubic", ("fact-core-slope",)),
        Inference("but the cubic has at most one", ("fact-one-sign-change",)),
        Inference(
            "next >= floor, so next > w below the floor, and next <= M at M, so next - w changes sign",
            ("rem-iterated-bounded-small-rate",),
        ),
    )
    return argued("res-iterated-three-fixed-points", steps, counted())
