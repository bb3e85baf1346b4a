"""The paper's claims leave as a file of claims and come back as the same formulas."""

import json
from dataclasses import replace

import pytest

from tests.claims_file.round_trip import DOCS, QUOTED, RECORD, contradictions, recorded_word, summary
from tests.paper import CHECKS, FORMAL, prove
from tests.slow import slow
from theory.language.formula import Atom
from verify.claims_file.entries import parse
from verify.claims_file.export import as_toml, entry
from verify.claims_file.user_claims import claim, judged, proposals
from verify.commands import cli
from verify.judge import Judge, Limits

MADE_BY = "run: python -m tests.claims_file.round_trip 60"
KEPT = tuple(label for label, c in FORMAL.items() if not c.exists)
EXPORTED = [e for label in KEPT if (e := entry(FORMAL[label], KEPT)) is not None]


def test_every_exported_claim_comes_back_as_the_same_formulas():
    reading = parse(as_toml(EXPORTED).encode())
    assert not reading.faults, [f.sentence("") for f in reading.faults]
    assert tuple(e.label for e in reading.entries) == KEPT
    for back in reading.entries:
        before, after = FORMAL[back.label], claim(back)
        assert before.then == after.then, back.label
        assert before.given == after.given, back.label


def test_a_stationary_point_becomes_a_variable_with_its_equation():
    back = entry(FORMAL["lem-distance-growth"], ())
    assert back.variables["w_D"] == back.variables["w_R"] == "real"
    assert sum("==" in h and "exp(-w_" in h for h in back.hypotheses) == 2
    assert all(isinstance(g, Atom) for g in claim(back).given[-2:])


def test_words_survive_quotes_backslashes_and_control_characters():
    odd = 'a "quoted" \\alpha\n\t\x01\x7f é'
    back = replace(EXPORTED[0], words={"statement": odd}, uses=())
    assert parse(as_toml([back]).encode()).entries[0].words == {"statement": odd}


@pytest.mark.parametrize(
    "label",
    [
        "fact-log-tangent",
        "fact-w0-sign",
        "fact-w0-below-argument",
        "lem-closed-form-as-written",
        slow("lem-distance-unlearning"),
    ],
)
def test_a_claim_comes_back_with_a_verdict_that_does_not_contradict_the_ledger(label):
    back = next(e for e in EXPORTED if e.label == label)
    found = {label: [judged(back, Limits(boxes=20)).verdict.word, recorded_word(label)]}
    assert contradictions(found) == [] and "1 come back" in summary(found)
    assert contradictions({label: ["HOLDS", "FAILS"]}) == [label]


def test_all_exported_claims_have_come_back_and_the_page_says_how():
    found = json.loads(RECORD.read_text())
    assert contradictions(found) == []
    assert {label: own for label, (_, own) in found.items()} == {k: recorded_word(k) for k in KEPT}, MADE_BY
    assert list(found) == list(KEPT) and QUOTED.findall((DOCS / "claims.md").read_text()) == [f"> {summary(found)}"], (
        MADE_BY
    )


def test_the_ledgers_steps_prove_only_what_the_file_says():
    back = next(e for e in EXPORTED if e.label == "lem-distance-growth")
    false = replace(back, conclusion=f"not ({back.conclusion})")
    judge = Judge(claim(back), proposals(back.label), Limits(boxes=5))
    proved, refuted = (judge._proof(claim(e))[0] for e in (back, false))
    assert proved is not None and proved.claim.conclusion == back.conclusion and refuted is None


def test_the_ledgers_steps_show_a_contradiction_only_between_the_files_own_hypotheses():
    back = next(e for e in EXPORTED if e.label == "lem-oracle-above-original-own-set-up")
    met = replace(back, hypotheses=tuple(h for h in back.hypotheses if h != "m == f"))
    assert len(met.hypotheses) == len(back.hypotheses) - 1
    outside = Judge(claim(back), proposals(back.label), Limits(boxes=1, confirm=False))
    assert outside._contradiction().verdict.vacuity == "vacuous" and outside.tried == ["proved by the ledger's steps"]
    assert prove(claim(met).contradiction(), CHECKS[met.label])[0] is None


def test_the_command_writes_a_file_that_check_reads(capsys, tmp_path):
    out = tmp_path / "claims.toml"
    assert cli.main(["export", "fact-exp", "--out", str(out)]) == 0
    assert capsys.readouterr() == ("", "")
    assert cli.main(["check", str(out), "--jobs", "1"]) == 0
    assert capsys.readouterr().out.count("HOLDS") == 3


def test_what_cannot_be_exported_is_named(capsys):
    assert cli.main(["export", "toy-pretrain"]) == 0
    out, err = capsys.readouterr()
    assert out == "" and "left out" in err and "toy-pretrain" in err
