"""Attacks on the judge: claims, questions and points made so that one careless step would give a wrong verdict."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from tests.paper import read
from theory.language.formula import Atom
from theory.language.term import Number, Variable, exp, log
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import claim
from verify.cover.division import Budget, cover
from verify.cover.reductions.discharge import discharged
from verify.cover.reductions.faces import shifted
from verify.cover.reductions.inversion import inverted
from verify.cover.reductions.naming import named
from verify.cover.reductions.tidy import tidied
from verify.cover.ways import posed
from verify.judge import Limits
from verify.refute.determined import Placed
from verify.refute.root import Tie
from verify.verdict import Truth


def said(conclusion, *hypotheses, **variables):
    return claim(Entry("test", variables=variables, hypotheses=hypotheses, conclusion=conclusion))


def test_a_name_of_the_claim_is_no_name_of_the_judge():
    """log(x) and what ``log_0`` exceeds ``a`` by are two numbers, whatever the claim's variables are called."""
    for name in ("log_0", "log_1", "W0_0", "W0_1"):
        function = name.partition("_")[0]
        variables = {"x": "real", "a": "real", name: "real"}
        wrong = said(f"({function}(x) - {name} + a)**2 <= 0", "x > 1", f"{name} >= a", **variables)
        asked = posed(wrong).reduced(discharged, named, shifted)
        assert len(asked.box) == 3
        assert not cover(asked.reduced(tidied), Budget(20)).complete
        assert not cover(asked.reduced(inverted, tidied), Budget(20)).complete
    far = "log(x) <= 100 or abs(log_0 - a - 12345/7) > 1/1000 or abs(log(x) - 12345/11) > 1/10000"
    hidden = said(f"(log(x) - log_0 + a)**2 <= 0 or {far}", "x > 1", "log_0 >= a", x="real", a="real", log_0="real")
    assert read(hidden, Limits(boxes=50)).verdict.truth is not Truth.HOLDS


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
    point = Placed(said("x < 5", x="real"), {}, {}, {}, (tie,), (Atom(">", x, Number(first)),), {"x": float(second)})
    then = Atom(">", x, Number(second - Fraction(1, 2**150)))
    assert not (point.met() and point.truth(then).certainly_not_true)


# (verdict, variables, hypotheses, conclusion): known inequalities at and beyond the ends of their domains, places
# where a side is undefined, hypotheses that admit one point, whole numbers that stand for halves of reals
KNOWN = (
    ("FAILS", "a b p", "a>=0; b>=0; p>=1", "a*b <= a**p/p + (p-1)/p*b**(p/(p-1))"),
    ("HOLDS", "x r", "x>=-1; 0<r; r<=1", "(1+x)**r <= 1+r*x"),
    ("FAILS", "x r", "x>=-1; 0<=r; r<=1", "(1+x)**r <= 1+r*x"),
    ("FAILS", "a b w", "a>=0; b>=0; 0<=w; w<=1", "a**w*b**(1-w) <= w*a+(1-w)*b"),
    ("HOLDS", "x", "x>0", "x**x >= exp(-1/exp(1))"),
    ("FAILS", "x", "x>=0", "x**x >= 1/2"),
    ("HOLDS", "x", "x>1; x<2; x**2 != 2", "(x**2-2)/(x**2-2) == 1"),
    ("FAILS", "x", "", "log(abs(x-1/3)) <= abs(x-1/3)"),
    ("HOLDS", "x", "x != 1/3", "log(abs(x-1/3)) <= abs(x-1/3)"),
    ("FAILS", "x", "", "sqrt((x**2-2)**2) == x**2-2"),
    ("FAILS", "x", "", "sqrt(-(x**2-2)**2) == 0"),
    ("HOLDS", "x", "-(x**2-2)**2 >= 0", "sqrt(-(x**2-2)**2) == 0"),
    ("HOLDS", "x", "x*(x-1)**2 <= 0; x>0", "x == 1"),
    ("FAILS", "x", "(x-5)**2*(x-2) <= 0", "x <= 2"),
    ("HOLDS", "x", "x>=-1", "W0(x*exp(x)) == x"),
    ("FAILS", "x", "", "W0(x*exp(x)) == x"),
    ("HOLDS", "x", "x<=-1", "Wm1(x*exp(x)) == x"),
    ("FAILS", "x", "x<=-9/10", "Wm1(x*exp(x)) == x"),
    ("FAILS", "x y", "", "max(x,1/y) >= x"),
    ("FAILS", "n:integer x", "n>=1; x>=0", "(1-x/n)**n <= exp(-x)"),
    ("FAILS", "n:integer", "n>=1000; n<=2000", "1/(n-1567)**2 <= 1"),
    ("FAILS", "n:integer x", "n*x==1; n>=1", "x < 1"),
    ("HOLDS", "n:integer x", "n*x==1; n>=1", "x <= 1"),
    ("FAILS", "x", "", "sqrt(x) > -1 or x > -5"),
    ("HOLDS", "x", "", "sqrt(x) > -1 or x < 0"),
    ("FAILS", "x", "", "1/x > 0 or 1/x < 0"),
    ("HOLDS", "x", "", "1/x > 0 or x <= 0"),
    ("FAILS", "n:integer m:integer x", "n >= m; m >= 0; x>=-1", "(1+x)**n >= (1+x)**m"),
    ("FAILS", "n:integer x", "2*x==n; x>=0; x<=3", "2**n <= 63"),
    ("HOLDS", "n:integer x", "2*x==n; x>=0; x<=3", "2**n <= 64"),
    ("FAILS", "n:integer x", "2*x==n; x>=0; x<=3", "(-1)**n <= 1/2"),
    ("FAILS", "n:integer x", "2*x==n; x>0; x<=1", "(x-1/2)**2 <= 0"),
    ("FAILS", "n:integer", "n>=500000; n<=600000", "1/(n-523123) < 2"),
    ("FAILS", "n:integer x", "n>=0; n<=1000; x>0", "log(x + 1/(n-617)**2) >= log(x)"),
    ("FAILS", "n:integer x y", "n>=0; n<=1000; y>0; y==exp(x)", "log(y + exp(-1/(n-617)**2)) >= log(y)"),
    ("FAILS", "n:integer m:integer", "n*m == 5040; n>=1", "n+m > 142"),
    ("HOLDS", "n:integer m:integer", "n*m == 5040; n>=1", "n+m >= 142"),
    ("FAILS", "x y", "x*y/x == 1", "x == 0 or y > 1"),
    ("HOLDS", "x y", "x*y/x == 1", "y == 1"),
    ("FAILS", "x y", "(x-y)*(x-y-1) == 0", "x == y"),
    ("FAILS", "x y", "sqrt(x**2) == y", "y == x"),
    ("HOLDS", "x y", "sqrt(x**2) == y", "y == abs(x)"),
    ("FAILS", "x w", "w*exp(w)==x; x<0", "w == W0(x)"),
    ("FAILS", "x y", "x*y>0", "log(x/y) == log(x)-log(y)"),
    ("FAILS", "x", "", "0*log(x) == 0"),
    ("FAILS", "x", "", "0/x == 0"),
    ("FAILS", "x y", "", "(x-y)**0/(x-y)**0 == 1 and 0**(x-x) == 1"),
    ("FAILS", "x", "log(x) < 1 or x < 0", "x > 0"),
    ("HOLDS", "x", "log(x) < 1 or x < 0", "x != 0 and x < 3"),
    ("FAILS", "x y", "max(x,1/y) > 0", "y > 0 or x > 1"),
    ("HOLDS", "x y", "max(x,1/y) > 0", "y != 0"),
    ("VACUOUS", "x", "x**(1/3) < 0", "x == 1"),
    ("VACUOUS", "x y", "x**y < 0", "x == 1"),
    ("VACUOUS", "x", "W0(x) < -1", "x > 0"),
    ("VACUOUS", "x", "Wm1(x) > -1", "x > 0"),
    ("FAILS", "x", "exp(x) <= 1+x", "x > 0"),
    ("DEGENERATE", "x", "exp(x) <= 1+x", "x >= 0"),
)


@pytest.mark.parametrize(("word", "names", "given", "then"), KNOWN)
def test_what_is_known_from_elsewhere(word, names, given, then):
    kinds = {name: kind or "real" for name, _, kind in (n.partition(":") for n in names.split())}
    hypotheses = given.split("; ") if given else []
    assert read(said(then, *hypotheses, **kinds), Limits(boxes=200)).verdict.word == word
