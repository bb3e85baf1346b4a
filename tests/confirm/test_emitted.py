"""Certificates that the engine writes of its covers are confirmed; those of an engine with a fault are not."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.confirm.claims import claim
from tests.paper import read
from theory.language.grammar import parse_term
from theory.language.term import Number, Variable
from verify.confirm.certificate import (
    PLAIN,
    Along,
    Both,
    Change,
    CoverCertificate,
    Done,
    Factor,
    Factors,
    Form,
    Named,
    Narrowed,
    Placed,
    Rewritten,
    Shown,
    Split,
    Through,
    Unit,
)
from verify.confirm.cover import confirm_cover
from verify.cover import prover, writer
from verify.cover.division import Budget, cover
from verify.cover.reductions import bounds
from verify.cover.reductions.discharge import discharged
from verify.cover.reductions.faces import placed, shifted
from verify.cover.reductions.inversion import inverted
from verify.cover.reductions.naming import named
from verify.cover.reductions.powers import without_powers
from verify.cover.reductions.scaling import scaled
from verify.cover.reductions.tidy import tidied
from verify.cover.ways import posed
from verify.cover.writer import certificate
from verify.judge import Limits
from verify.values.ranges import arithmetic, functions
from verify.values.ranges.terms import _plan
from verify.verdict import Truth

WAYS = {
    "plain": (),
    "shifted": (shifted,),
    "placed": (placed,),
    "named": (without_powers, named),
    "scaled": (scaled,),
    "inverted": (inverted,),
}
CASES = [
    ("plain", "x*exp(-x) <= 1/2", ("x >= 0",), "x", ""),
    ("plain", "exp(x) >= 1 + x + x**2/2 + x**3/6", ("x >= 0",), "x", ""),
    ("plain", "x*log(x) >= -1/2", ("x > 0", "x < 1"), "x", ""),
    ("plain", "sqrt(x)*(1 - x) >= 0", ("0 <= x", "x <= 1"), "x", ""),
    ("plain", "x > 1", ("x**2 > 4", "x >= 0"), "x", ""),
    ("plain", "exp(x)/x >= 5/2", ("x > 0",), "x", ""),
    ("plain", "log(p**2) == 2*log(abs(p))", ("p != 0",), "p", ""),
    ("plain", "abs(x) <= 1 + x**2", (), "x", ""),
    ("plain", "max(x, 1 - x) >= 1/2", (), "x", ""),
    ("plain", "abs(exp(abs(x)) - (1 + abs(x))) <= x**2*exp(abs(x))/2", (), "x", ""),
    ("plain", "W0(x) >= x/(1 + x)", ("x >= 0",), "x", ""),
    ("plain", "2**n >= n**2", ("n >= 4",), "", "n"),
    ("plain", "n**2 >= n", (), "", "n"),
    ("plain", "n != 3/2", ("n >= 0", "n <= 3"), "", "n"),
    ("plain", "m <= 11", ("n*m == 11", "n > 1"), "", "n m"),
    ("plain", "x >= 1", ("x == exp(y)", "y >= 0"), "x y", ""),
    ("plain", "exp(x) + exp(y) > 3", ("2*x + 2*y == 2",), "x y", ""),
    ("plain", "(1 - exp(-2*x))/(2*x*(1 - 2*exp(-x) + exp(-2*x))) - 1/x**2 <= 1/12", ("0 < x", "x < 50"), "x", ""),
    ("plain", "log(x) <= 3*(r - 1)", ("0 < x", "x <= 400", "r**3 == x"), "x r", ""),
    ("shifted", "x*exp(x) >= y*exp(y)", ("x >= y", "y >= 0"), "x y", ""),
    ("shifted", "exp(x) - exp(y) >= x - y", ("x >= y", "y >= 0"), "x y", ""),
    ("placed", "x*exp(y) <= y*exp(y)", ("0 <= x", "x <= y"), "x y", ""),
    ("placed", "exp(x) <= exp(y)", ("0 <= x", "x <= y", "y <= 3"), "x y", ""),
    ("named", "W0(x) <= sqrt(x)", ("x >= 0",), "x", ""),
    ("named", "W0(x) <= log(1 + x)", ("x >= 0",), "x", ""),
    ("scaled", "x*exp(y/x) >= x + y", ("x > 0", "y > 0"), "x y", ""),
    ("scaled", "log(x) - log(y) <= x/y - 1", ("x > 0", "y > 0"), "x y", ""),
    ("scaled", "sqrt(x*y) <= (x + y)/2", ("x > 0", "y > 0"), "x y", ""),
    ("inverted", "log(1 + 1/x) < 1/x", ("x > 0",), "x", ""),
]  # fmt: skip


def written(asked, way="plain", boxes=400):
    """The certificate of a complete cover of ``asked``."""
    form = posed(asked).reduced(discharged, *WAYS[way], tidied)
    found = cover(form, Budget(boxes))
    assert found.complete, str(form)
    return certificate(asked, form, found)


@pytest.mark.parametrize(("way", "then", "given", "real", "integer"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_what_is_written_is_confirmed(way, then, given, real, integer):
    asked = claim(then, *given, real=real, integer=integer)
    found = written(asked, way)
    assert isinstance(found, CoverCertificate), found
    assert confirm_cover(asked, found) == ""
    unsaid = replace(found, tree=Done())
    assert confirm_cover(asked, unsaid) != ""


def narrowed(right):
    """A rule of ranges that leaves out the lower half of each."""
    return lambda *a: (r := right(*a)) and (r._replace(lo=r.hi) if r.hi.is_finite() else r)


def loose(right):
    """An open end that counts as a closed one."""
    return lambda op, r: right(op.replace(">", ">="), r)


FAULTS = [
    ("exp(x) >= 2", ("0 <= x", "x <= 1"), functions, "exponential", narrowed),
    ("sqrt(x) >= 1/2", ("0 <= x", "x <= 1"), functions, "root", narrowed),
    ("log(x) >= 0", ("1/2 <= x", "x <= 2"), functions, "logarithm", narrowed),
    ("x**2 >= 1/2", ("0 <= x", "x <= 1"), arithmetic, "power", narrowed),
    ("1/x <= 1", ("x**3 != 0", "-1 <= x", "x <= 2"), prover, "_continuous", lambda _: lambda *_: True),
    ("x*exp(-x) > 0", ("x >= 0",), prover, "compared", loose),
    ("x < 1", ("0 < x", "x <= 1"), prover, "compared", loose),
    ("x*(x - 1) >= -1/5", ("0 <= x", "x <= 1"), prover, "slope", lambda _: lambda *_: (Number(1), {})),
    ("x >= 1/2", ("0 <= x", "x <= 1"), bounds, "cut", lambda right: lambda s, op, v: right(s, op, v or v + 1)),
]  # fmt: skip


@pytest.mark.parametrize(("then", "given", "where", "name", "fault"), FAULTS, ids=[f"{f[3]}: {f[0]}" for f in FAULTS])
def test_a_fault_of_the_engine_is_caught(monkeypatch, then, given, where, name, fault):
    """A false claim, which an engine with a fault covers: its certificate is refused."""
    asked = claim(then, *given, real="x")
    right = posed(asked).reduced(discharged)
    assert not cover(right, Budget(60)).complete
    _plan.cache_clear()
    monkeypatch.setattr(where, name, fault(getattr(where, name)))
    if name == "_continuous":
        ranged = prover.range_over
        monkeypatch.setattr(prover, "range_over", lambda term, here: ranged(term, here)._replace(continuous=True))
    found = written(asked)
    assert isinstance(found, CoverCertificate), found
    assert confirm_cover(asked, found) != ""
    _plan.cache_clear()


X, Y, D = map(Variable, "xyd")
F, FORM_X = Fraction, Form(X)
POSITIVE_X = Factor(X, Number(1), 1, FORM_X)


def along(term, kinks=()):
    return Shown(0, Done(), Along(term, "x", True, Form(Number(1)), Form(Number(0)), kinks))


@pytest.mark.parametrize(
    ("asked", "changes", "why"),
    [
        (claim("x <= 5", "0 <= x", "x <= y"), [Placed("x", Y * D, "d")], ""),
        (claim("x <= 5", "0 <= x"), [Placed("x", Y * D, "d")], "between"),
        (claim("x <= 5", "0 <= x", "x <= y"), [Placed("x", Y * D * D, "d")], "affine"),
        (claim("x <= 5", "0 <= x", "x >= y"), [Placed("x", Y * D, "d")], "between"),
        (claim("x >= y", "x > 0", "y > 0"), [Change("x", D * Y, "d", X / Y), Unit("y")], ""),
        (claim("x >= 1", "x > 0", "y > 0"), [Change("x", D * Y, "d", X / Y), Unit("y")], "homogeneous"),
        (claim("x >= y"), [Unit("y")], "positive"),
        (claim("log(x) >= log(y)", "x > 0", "y > 0"), [Change("x", D * Y, "d", X / Y), Unit("y")], ""),
        (claim("log(x*y) >= 0", "x > 0", "y > 0"), [Change("x", D * Y, "d", X / Y), Unit("y")], "homogeneous"),
        (claim("x >= 0", "x**2 > 0", "x >= -1"), [Narrowed("x", ">", 0)], "no hypothesis"),
        (claim("x >= 0", "x**3 > 0", "x >= -1"), [Narrowed("x", ">", 0)], ""),
    ],
)
def test_changes_that_are_not_what_they_say_are_refused(asked, changes, why):
    refused = confirm_cover(asked, CoverCertificate(Done(), tuple(changes)))
    assert (why or "nothing is said") in refused


def term(text, asked):
    return parse_term(text, asked.names, asked.integers)


@pytest.mark.parametrize(
    ("given", "old", "new", "right"),
    [
        (("x > 0", "y > 0"), "log(x*y)", "log(x) + log(y)", True),
        (("x*y > 0",), "log(x*y)", "log(x) + log(y)", False),
        (("x > 0", "y > 0"), "log(x*y)", "log(x) - log(y)", False),
        (("x >= -1",), "W0(x*exp(x))", "x", True),
        ((), "W0(x*exp(x))", "x", False),
        (("x <= -1",), "Wm1(x*exp(x))", "x", True),
        (("x >= -1",), "Wm1(x*exp(x))", "x", False),
        (("x > 0",), "x**y", "exp(y*log(x))", True),
        (("x >= 0",), "x**y", "exp(y*log(x))", False),
    ],
)
def test_a_rewriting_needs_its_law(given, old, new, right):
    asked = claim("x >= x + 1", *given)
    change = Rewritten(term(old, asked), term(new, asked))
    assert ("certainly" in confirm_cover(asked, CoverCertificate(Done(), (change,)))) != right


def test_what_is_named_is_defined():
    asked = claim("W0(x) >= -1")
    refused = confirm_cover(asked, CoverCertificate(Shown(0, Done()), (Named("w", term("W0(x)", asked)),)))
    assert "not certainly defined" in refused
    inside = claim("W0(x) >= -1", "x >= -1/3")
    assert confirm_cover(inside, CoverCertificate(Shown(0, Done()), (Named("w", term("W0(x)", asked)),))) == ""


def test_a_verdict_by_a_cover_says_whether_it_was_read():
    seen = read(claim("x*exp(-x) <= 1/2", "x >= 0", real="x"), Limits())
    assert seen.verdict.truth is Truth.HOLDS and seen.tried[-1] == "second reader: no objection"
    assert "not read" not in seen.verdict.evidence[0].detail


def test_a_cover_without_a_certificate_stays_and_says_so(monkeypatch):
    monkeypatch.setattr("verify.cover.covers.certificate", lambda *_: "a step has no certificate")
    left = read(claim("x*exp(-x) <= 1/2", "x >= 0", real="x"), Limits()).verdict
    assert left.truth is Truth.HOLDS
    assert left.evidence[0].detail.endswith("not read a second time: a step has no certificate")


def test_a_certificate_that_is_refused_makes_the_verdict_unknown(monkeypatch):
    monkeypatch.setattr("verify.cover.covers.certificate", lambda *_: CoverCertificate(Done()))
    left = read(claim("x*exp(-x) <= 1/2", "x >= 0", real="x"), Limits()).verdict
    assert left.truth is Truth.UNKNOWN and "does not confirm" in left.reason


def test_a_certificate_that_would_be_too_long_is_not_written(monkeypatch):
    monkeypatch.setattr(writer, "MOST", 3)
    assert written(claim("x*(1 - x) <= 3/8", "0 <= x", "x <= 1", "x != 1/3", "x != 1/2", real="x")) == (
        "its certificate would be too long"
    )


SHOWN = Shown(0, Done())
ABS = term("abs(x)", claim("x > 0"))


@pytest.mark.parametrize(
    ("asked", "tree"),
    [
        (claim("1/x**2 > 0", "x != 0", "x <= 2"), Split("x", F(1), SHOWN, SHOWN)),  # not divided at the hole
        (claim("1/x > -3", "x != 0", "-1 <= x", "x <= 1"), Split("x", F(0), SHOWN, SHOWN)),
        (claim("m <= 5", "n*m == 11", real="", integer="n m"), SHOWN),
        (claim("m <= 11", "n*m == 11", real="n m"), SHOWN),
        (claim("m <= 11", "n*m == 0", real="", integer="n m"), SHOWN),
        (claim("abs(x) >= 0", "-1 <= x", "x <= 1"), along(ABS, kinks=((ABS, ("s",)),))),  # falls before it rises
        (claim("abs(x) >= 0", "0 <= x", "x <= 1"), along(ABS, kinks=((ABS, ("x",)),))),
        (claim("abs(x) >= 0", "0 <= x", "x <= 1"), along(ABS, kinks=((ABS, ("s", "t")),))),
        (claim("x**2 == y", "x == y"), Shown(0, Done(), Both(Form(X * X - Y), Form(Y - X * X)))),
        (claim("x**2 > 0", "x <= 1"), Shown(0, Done(), Factors((Factor(X, Number(2)),)))),
        (claim("x*y >= 0", "x >= 0", "y >= -1"), Shown(0, Done(), Factors((POSITIVE_X, replace(POSITIVE_X, base=Y))))),
        (claim("exp(x) - 1 >= 0", "x <= 0"), Shown(0, Done(), Through(X, Form(X), "exp"))),
        (claim("x >= 0", "x <= 1"), Shown(0, Done(), Through(term("exp(x) - 1", claim("x > 0")), FORM_X, "exp"))),
        (claim("y*(exp(x) - 1) >= 0", "x >= 0"), Shown(0, Done(), Through(X, FORM_X, "exp", Y))),
        (claim("log(x) >= 0", "x > 0", "x < 2"), Shown(0, Done(), Form(term("log(x)", claim("x > 0"))), (PLAIN,))),
        (claim("1/x >= 0", "x >= 0"), Shown(0, Done(), Form(term("1/x", claim("x > 0"))), (PLAIN,))),
    ],
)
def test_reasons_that_show_nothing_are_refused(asked, tree):
    assert confirm_cover(asked, CoverCertificate(tree)) != ""


def test_holes_are_left_out():
    asked = claim("1/x**2 > 0", "x != 0", "x <= 2")
    assert confirm_cover(asked, CoverCertificate(Split("x", F(0), SHOWN, SHOWN))) == ""
