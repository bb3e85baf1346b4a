"""Attacks on the judge: claims, questions and points made so that one careless step would give a wrong verdict."""

from fractions import Fraction

from flint import arb, ctx, fmpq

from theory.language.formula import Atom
from theory.language.term import Number, Variable, exp, log
from verify.judge.claims_file import Entry
from verify.judge.cover import Budget, cover
from verify.judge.placed import Placed
from verify.judge.question import question, shifted, undischarged
from verify.judge.reader import claim
from verify.judge.root import Tie
from verify.judge.strategy import Limits, decide
from verify.judge.substitution import inverted, named
from verify.judge.tidy import tidied
from verify.verdict import Truth


def said(conclusion, *hypotheses, **variables):
    return claim(Entry("test", variables=variables, hypotheses=hypotheses, conclusion=conclusion))


def test_a_name_of_the_claim_is_no_name_of_the_judge():
    """log(x) and what ``log_0`` exceeds ``a`` by are two numbers, whatever the claim's variables are called."""
    for name in ("log_0", "log_1", "W0_0", "W0_1"):
        function = name.partition("_")[0]
        variables = {"x": "real", "a": "real", name: "real"}
        wrong = said(f"({function}(x) - {name} + a)**2 <= 0", "x > 1", f"{name} >= a", **variables)
        asked = shifted(named(undischarged(question(wrong))), False)
        assert len(asked.box) == 3
        assert not cover(tidied(asked), Budget(20)).complete
        assert not cover(tidied(inverted(asked)), Budget(20)).complete
    far = "log(x) <= 100 or abs(log_0 - a - 12345/7) > 1/1000 or abs(log(x) - 12345/11) > 1/10000"
    hidden = said(f"(log(x) - log_0 + a)**2 <= 0 or {far}", "x > 1", "log_0 >= a", x="real", a="real", log_0="real")
    assert decide(hidden, Limits(boxes=50)).verdict.truth is not Truth.HOLDS


def test_every_precision_speaks_of_the_same_root():
    """The equation has two roots, 1/1000 and one next to it. 64 bits do not show that it is defined at the first, so
    that they enclose the second; more bits show that it is. What holds at one must not be put beside what fails at the
    other: the conclusion is true at the one root that meets the hypothesis."""
    x, first, second = Variable("x"), Fraction(1, 1000), Fraction(1, 1000) + Fraction(5, 10**10)
    with ctx.workprec(400):
        mantissa, exponent = arb(fmpq(1, 1000)).exp().mid().man_exp()
    below = Fraction(int(mantissa)) * Fraction(2) ** int(exponent) - Fraction(1, 2**90)
    tiny = 0 * log(exp(x) - Number(below))
    tie = Tie(x, False, (x - Number(first)) * (x - Number(second)) + tiny, None)
    point = Placed(
        said("x < 5", x="real"), {}, {}, {}, (tie,), (Atom(">", x, Number(first)),), {"x": float(second)}
    )
    then = Atom(">", x, Number(second - Fraction(1, 2**150)))
    assert not (point.met() and point.truth(then).certainly_not_true)
