"""What is used of exp, log and W: two definitions, and facts that are claims with proofs of their own."""

from __future__ import annotations

from theory.language.claim import Claim


def _fact(
    label: str,
    reading: str,
    variables: str,
    hypotheses: tuple[str, ...],
    conclusion: str,
    kind: str = "fact",
    **example: str,
) -> Claim:
    source = "definition of W" if kind == "axiom" else "calculus"
    return Claim(
        label=label,
        kind=kind,
        source=source,
        statement=reading,
        reading=reading,
        variables={v: "real" for v in variables.split()},
        conclusion=conclusion,
        hypotheses=hypotheses,
        example=example,
    )


E = "exp(-1)"

CLAIMS = (
    _fact(
        "def-w0",
        "W0(z) is the number w >= -1 with w e^w = z.",
        "z",
        (f"z >= -{E}",),
        "W0(z)*exp(W0(z)) == z and W0(z) >= -1",
        "axiom",
    ),
    _fact(
        "def-wm1",
        "W-1(z) is the number w <= -1 with w e^w = z.",
        "z",
        (f"-{E} <= z < 0",),
        "Wm1(z)*exp(Wm1(z)) == z and Wm1(z) <= -1",
        "axiom",
    ),
    _fact("fact-exp-increasing", "exp increases.", "a b", ("a < b",), "exp(a) < exp(b)"),
    _fact(
        "fact-exp-tangent",
        "exp lies above its tangent at 0.",
        "x",
        (),
        "exp(x) >= 1 + x and (x == 0 or exp(x) > 1 + x)",
    ),
    _fact("fact-exp-cubic", "exp outgrows a cube.", "t", ("t >= 0",), "exp(t) >= 1 + t + t**2/2 and exp(t) >= t**3/6"),
    _fact(
        "fact-log-tangent",
        "log lies below its tangent at 1.",
        "x",
        ("x > 0",),
        "log(x) <= x - 1 and (x == 1 or log(x) < x - 1)",
    ),
    _fact("fact-log-increasing", "log increases.", "a b", ("0 < a", "a < b"), "log(a) < log(b)"),
    _fact(
        "fact-log-quotient", "The logarithm of a quotient.", "a b", ("0 < a", "0 < b"), "log(b/a) == log(b) - log(a)"
    ),
    _fact("fact-xexp-increasing", "x e^x increases on [-1, oo).", "a b", ("-1 <= a", "a < b"), "a*exp(a) < b*exp(b)"),
    _fact("fact-xexp-decreasing", "x e^x decreases on (-oo, -1].", "a b", ("a < b", "b <= -1"), "a*exp(a) > b*exp(b)"),
    _fact(
        "fact-xexp-least",
        "x e^x has its least value -1/e at -1 only.",
        "x",
        (),
        f"x*exp(x) >= -{E} and (x == -1 or x*exp(x) > -{E})",
    ),
    _fact(
        "fact-w0-unique",
        "w >= -1 with w e^w = z is W0(z).",
        "w z",
        ("w >= -1", "w*exp(w) == z"),
        "w == W0(z)",
        w="1",
        z="exp(1)",
    ),
    _fact(
        "fact-wm1-unique",
        "w <= -1 with w e^w = z is W-1(z).",
        "w z",
        ("w <= -1", "w*exp(w) == z"),
        "w == Wm1(z)",
        w="-2",
        z="-2*exp(-2)",
    ),
    _fact(
        "fact-w0-sign",
        "W0 has the sign of its argument.",
        "z",
        (f"z >= -{E}",),
        "(z > 0 and W0(z) > 0) or (z == 0 and W0(z) == 0) or (z < 0 and W0(z) < 0)",
    ),
    _fact("fact-w0-increasing", "W0 increases.", "a b", (f"-{E} <= a", "a < b"), "W0(a) < W0(b)"),
    _fact("fact-w0-below-argument", "W0(z) <= z.", "z", (f"z >= -{E}",), "W0(z) <= z"),
    _fact(
        "fact-w0-lipschitz",
        "W0 grows more slowly than its argument on [0, oo).",
        "a b",
        ("0 <= a", "a <= b"),
        "W0(b) - W0(a) <= b - a",
    ),
    _fact(
        "fact-w0-log-growth",
        "W0 grows by at most its larger value over one more, times the growth of log.",
        "a b",
        ("0 < a", "a <= b"),
        "W0(b) - W0(a) <= W0(b)/(1 + W0(b))*log(b/a) and log(b/a) >= 0",
    ),
    _fact(
        "fact-w0-log-growth-below",
        "W0 grows by at least its smaller value over one more, times the growth of log.",
        "a b",
        ("0 < a", "a <= b"),
        "W0(b) - W0(a) >= W0(a)/(1 + W0(a))*log(b/a) and log(b/a) >= 0",
    ),
    _fact(
        "fact-w0-unbounded",
        "W0 is at least half of 1 + log from e on.",
        "z",
        ("z >= exp(1)",),
        "W0(z) >= (1 + log(z))/2 and W0(z) >= 1",
    ),
)
