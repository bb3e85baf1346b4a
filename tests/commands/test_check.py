"""``affirm check`` as a user meets it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from theory.errors import DomainError, LedgerError
from verify import judge as strategy
from verify.claims_file import batch, kept
from verify.claims_file import user_claims as reader
from verify.claims_file.entries import parse
from verify.claims_file.kept import Kept
from verify.commands import cli
from verify.judge import Limits
from verify.report.build import ENGINES
from verify.report.formulas import plain_name

HOLDS = (
    '[claim.tangent]\ntitle = "<b>100 % \\\\alpha</b> [red]"\nvariables = { x = "real" }\n'
    'conclusion = "exp(x) >= 1 + x"\n'
)
FAILS = '[claim.wrong]\nvariables = { x = "real" }\nconclusion = "exp(x) >= 2 + x"\n'
OPEN = (
    '[claim.open]\nvariables = { n = "integer", m = "integer" }\nhypotheses = ["n >= 1", "m >= 1"]\n'
    'conclusion = "n**2 != 2*m**2"\n'
)


def run(capsys, tmp_path, text, *options):
    file = tmp_path / "claims.toml"
    file.write_text(text)
    status = cli.main(["check", str(file), "--jobs", "1", "--boxes", "50", *options])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize(
    ("text", "status"), [(HOLDS, 0), (HOLDS + FAILS, 1), (HOLDS + OPEN, 3), (HOLDS + OPEN + FAILS, 1)]
)
def test_the_exit_status_says_the_worst_verdict(capsys, tmp_path, text, status):
    found, out, err = run(capsys, tmp_path, text)
    assert found == status and err == "" and out.startswith("HOLDS      tangent: ")


def test_json_has_the_keys_of_verify(capsys, tmp_path):
    status, out, _ = run(capsys, tmp_path, HOLDS + FAILS, "--json", "-")
    first, second = json.loads(out)["claims"]
    assert cli.main(["verify", "fact-exp-tangent", "--jobs", "1", "--json", "-"]) == 0
    known = json.loads(capsys.readouterr().out)["claims"][0]
    assert status == 1 and list(first) == list(known) and out.isascii()
    assert first["statement"] == "<b>100 % \\alpha</b> [red]" and first["given"] == []
    assert second["witness"] == {"parameters": {"x": "0"}, "violation": "[1 +/- 0]"}


def test_explain_says_what_was_tried_and_where_it_stopped(capsys, tmp_path):
    status, out, _ = run(capsys, tmp_path, OPEN, "--explain")
    assert status == 3 and "search: " in out and "algebra and facts: not proved" in out and "raise --boxes" in out


def test_a_bad_file_decides_nothing_and_names_the_good_claims(capsys, tmp_path):
    status, out, err = run(capsys, tmp_path, HOLDS + FAILS.replace("2 + x", "2 + y"))
    assert status == 2 and out == ""
    assert "claims.toml, line 7, column 29: claim wrong: 'y' is not declared" in err
    assert "nothing was decided; good claims: tangent" in err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--boxes", "0"], "--boxes"),
        (["--bits", "8"], "--bits"),
        (["--seconds", "0"], "--seconds"),
        (["--jobs", "0"], "--jobs"),
    ],
)
def test_bad_options_are_refused(capsys, tmp_path, options, says):
    status, out, err = run(capsys, tmp_path, HOLDS, *options)
    assert status == 2 and out == "" and err.count("\n") == 1 and says in err


def test_an_interrupted_check_goes_on_where_it_was(capsys, tmp_path, monkeypatch):
    kept_file, json_file = tmp_path / "kept", tmp_path / "o.json"
    whole = run(capsys, tmp_path, HOLDS + FAILS + OPEN, "--json", "-")
    real, asked = batch.judged, []

    def interrupted(entry, limits):
        asked.append(entry.label)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return real(entry, limits)

    monkeypatch.setattr(batch, "judged", interrupted)
    status, out, err = run(capsys, tmp_path, HOLDS + FAILS + OPEN, "--keep", str(kept_file))
    assert status == 130 and out.count("\n") == 1 and "interrupted" in err and asked == ["tangent", "wrong"]
    with kept_file.open("a") as file:
        file.write('["half a line')
    status, out, _ = run(capsys, tmp_path, HOLDS + FAILS + OPEN, "--keep", str(kept_file), "--json", str(json_file))
    assert asked == ["tangent", "wrong", "wrong", "open"] and status == 1 and out.count("\n") == 3
    assert (status, json_file.read_text()) == whole[:2]
    run(capsys, tmp_path, HOLDS.replace("1 + x", "x") + FAILS, "--keep", str(kept_file))
    assert asked[4:] == ["tangent"], "a claim that was changed is decided again"


def test_kept_verdicts_come_back_as_they_were_and_not_for_other_limits_or_other_code(tmp_path, monkeypatch):
    entries = parse((HOLDS + FAILS + OPEN).encode()).entries
    few, more = Limits(boxes=20), Limits(boxes=21)
    found = {entry.label: result for entry, result in batch.decided(entries, few, 1, batch.Kept(tmp_path / "k"))}
    again = batch.Kept(tmp_path / "k")
    assert all(again.find(entry, few) == found[entry.label] for entry in entries)
    assert all(again.find(entry, more) is None for entry in entries)
    monkeypatch.setattr(kept, "digest", lambda *modules: "other")
    assert all(batch.Kept(tmp_path / "k").find(entry, few) is None for entry in entries)


@pytest.mark.parametrize("content", ["my notes", "[1]\n", "nothing\n", '["key", {"verdict": 3}]\n', "\udcff\n"])
def test_a_file_of_something_else_is_not_taken_for_kept_verdicts(capsys, tmp_path, content):
    (tmp_path / "kept").write_bytes(content.encode(errors="surrogateescape"))
    status, out, err = run(capsys, tmp_path, HOLDS, "--keep", str(tmp_path / "kept"))
    assert status == 2 and out == "" and err.count("\n") == 1 and "not a file of kept verdicts" in err
    assert (tmp_path / "kept").read_bytes() == content.encode(errors="surrogateescape")


def endless(entry, limits):
    while entry.label == "wrong":
        pass
    if entry.label == "open":
        os._exit(9)
    return strategy.decide(reader.claim(entry), reader.proposals(entry.label), limits)


@pytest.mark.slow
def test_a_claim_that_takes_too_long_or_kills_its_process_leaves_the_others(monkeypatch, tmp_path):
    monkeypatch.setattr(batch, "judged", endless)
    monkeypatch.setattr(batch, "GRACE", 0.5)
    entries = parse((HOLDS + FAILS + OPEN).encode()).entries
    keeping = Kept(tmp_path / "kept")
    found = {entry.label: result.verdict for entry, result in batch.decided(entries, Limits(seconds=3), 2, keeping)}
    assert [v.word for v in found.values()] == ["HOLDS", "UNKNOWN", "UNKNOWN"]
    assert "--seconds" in found["wrong"].reason and "exit status 9" in found["open"].reason
    assert (tmp_path / "kept").read_text().count("\n") == 1, "only what was judged to the end is kept"


def test_a_claim_that_the_judge_cannot_read_on_the_way_leaves_the_others(capsys, tmp_path, monkeypatch):
    def stumbles(said, proposals, limits):
        if said.label == "wrong":
            raise DomainError("'atan2' is not a function here")
        return strategy.decide(said, proposals, limits)

    monkeypatch.setattr(reader, "decide", stumbles)
    status, out, err = run(capsys, tmp_path, HOLDS + FAILS)
    assert status == 3 and err == "" and "HOLDS      tangent" in out
    assert "UNKNOWN    wrong: a form of it cannot be read ('atan2' is not a function here); write it another way" in out


def test_an_error_that_nobody_foresaw_leaves_the_others(capsys, tmp_path, monkeypatch):
    def fails(said, proposals, limits):
        if said.label == "wrong":
            raise error
        return strategy.decide(said, proposals, limits)

    monkeypatch.setattr(reader, "decide", fails)
    error = ValueError("The argument 'zoo' is not comparable.\nMore.")
    status, out, err = run(capsys, tmp_path, FAILS + HOLDS)
    assert status == 3 and err == "" and "HOLDS      tangent" in out
    assert "UNKNOWN    wrong: a step failed, by a fault of affirm (ValueError: The argument 'zoo' is not" in out


def test_a_contradiction_ends_with_4_and_leaves_the_others(capsys, tmp_path, monkeypatch):
    """All other claims are decided, the JSON is written, and what is at fault is not kept."""

    def fails(said, proposals, limits):
        if said.label == "wrong":
            raise LedgerError("wrong: proved, and refuted at x = 0; one of the two is wrong")
        return strategy.decide(said, proposals, limits)

    monkeypatch.setattr(reader, "decide", fails)
    files = ("--json", str(tmp_path / "v.json"), "--keep", str(tmp_path / "kept"))
    status, out, err = run(capsys, tmp_path, FAILS + HOLDS + FAILS.replace("wrong", "more"), *files)
    assert status == 4 and "UNKNOWN    wrong: affirm contradicts itself: wrong: proved, and refuted at x = 0" in out
    assert "HOLDS      tangent" in out and "FAILS      more" in out
    assert err.count("\n") == 1 and "contradicts itself on wrong;" in err
    truths = [claim["truth"] for claim in json.loads((tmp_path / "v.json").read_text())["claims"]]
    assert truths == ["unknown", "holds", "fails"] and (tmp_path / "kept").read_text().count("\n") == 2
    monkeypatch.setattr(reader, "decide", strategy.decide)
    assert run(capsys, tmp_path, FAILS + HOLDS, *files)[0] == 1


def test_numbers_beyond_doubles_end_no_run(capsys, tmp_path):
    large = "((2**64+13)**15*(2**61-1)**15*(2**64+13)**10)**(1/3)"
    text = f'[claim.large]\nvariables = {{ x = "real" }}\nconclusion = "{large} > x"\n'
    status, out, err = run(capsys, tmp_path, HOLDS + text)
    assert status in (1, 3) and err == "" and "HOLDS      tangent" in out and "large: " in out


HOSTILE = r"""[claim.hostile]
title = "<script>alert(1)</script> 100 % \\input{x} $a_1$ \u001b[31m\u202e {{ 7*7 }} \\end{lstlisting} ε"
source = "Lemma <1> & \\write18{x}"
reading = "{ unbalanced \\begin{document}"
variables = { x = "real", x_1 = "real", alpha = "real" }
hypotheses = ["x_1 < alpha"]
conclusion = "exp(x) >= 1 + x and not alpha < x_1"
"""


def test_the_report_shows_every_claim_and_obeys_none(capsys, tmp_path):
    status, out, _ = run(capsys, tmp_path, HOSTILE + HOLDS + FAILS + OPEN, "--report", str(tmp_path / "r"))
    assert status == 1 and "report.html" in out
    tex, html = ((tmp_path / "r" / f"report.{kind}").read_text() for kind in ("tex", "html"))
    assert r"\textless" not in tex and r"\input{" not in tex and r"\write" not in tex
    assert r"\textbackslash{}input\{x\} \$a\_1\$ \texttt{U+001B}" in tex and r"\ensuremath{\epsilon}" in tex
    assert tex.count(r"\end{lstlisting}") == tex.count(r"\begin{lstlisting}")
    assert "U+001B[31mU+202E" in html and not {"\x1b", "\u202e"} & {*html, *tex}
    assert "<script" not in html and "&lt;script&gt;" in html and "{{ 7*7 }}" in html
    for label, word in {"hostile": "HOLDS", "tangent": "HOLDS", "wrong": "FAILS", "open": "UNKNOWN"}.items():
        assert f'<h3 id="{label}"><span>{label}</span><span class="{word.lower()}">{word}' in html
    assert "then exp(x) &gt;= 2 + x" in html and "then exp(x) >= 2 + x" in tex and "1. x_1 &lt; alpha" not in html
    assert any(map(shutil.which, (engine for engine, *_ in ENGINES))) == (tmp_path / "r" / "report.pdf").exists()


def test_no_two_names_of_a_reader_look_the_same():
    names = ("x1", "x_1", "alpha", "Alpha", "A", "a", "lam", "pi", "Pi", "x__1")
    assert len({plain_name(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "says"), [("", "cannot be read and written"), ("nowhere/kept", "its folder is not there; make it")]
)
def test_a_file_that_cannot_be_kept_is_refused_before_anything_is_decided(capsys, tmp_path, name, says):
    status, out, err = run(capsys, tmp_path, HOLDS, "--keep", str(tmp_path / name))
    assert status == 2 and out == "" and says in err and err.count("\n") == 1


def test_a_report_folder_that_cannot_be_is_refused_before_anything_is_decided(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    status, out, err = run(capsys, tmp_path, HOLDS, "--report", str(tmp_path / "file"))
    assert status == 2 and out == "" and "--report" in err and err.count("\n") == 1


@pytest.mark.parametrize("option", ["--keep", "--report"])
def test_an_empty_name_is_refused_not_taken_for_none(capsys, tmp_path, option):
    status, out, err = run(capsys, tmp_path, HOLDS, option, "")
    assert status == 2 and out == "" and option in err and err.count("\n") == 1


def test_the_verdicts_may_go_into_the_reports_folder(capsys, tmp_path):
    place = tmp_path / "new"
    status, _, err = run(capsys, tmp_path, HOLDS, "--json", str(place / "v.json"), "--report", str(place))
    assert status == 0 and err == "" and json.loads((place / "v.json").read_text())["claims"]


def test_a_missing_file_is_refused(capsys):
    assert cli.main(["check", "/nowhere.toml"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_help_has_an_example(capsys):
    assert cli.main(["check", "--help"]) == 0
    assert "Example: affirm check" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options,why",
    [
        (("--json", "claims.toml"), "--json claims.toml: is FILE too"),
        (("--keep", "./claims.toml"), "is FILE too"),
        (("--json", "k", "--keep", "k"), "--keep k: is --json too"),
        (("--json", "absent/v.json"), "its folder is not there"),
    ],
)
def test_what_would_be_lost_is_refused_before_anything_is_decided(options, why, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("claims.toml").write_text(HOLDS)
    assert cli.main(["check", "claims.toml", "--jobs", "1", *options]) == 2
    out, err = capsys.readouterr()
    assert out == "" and why in err and err.count("\n") == 1
    assert Path("claims.toml").read_text() == HOLDS and [p.name for p in tmp_path.iterdir()] == ["claims.toml"]
