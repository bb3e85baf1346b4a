"""A second paper goes through verify, report, export and pytest from its folder alone."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.prox import PAPER
from verify import judge
from verify.commands import cli
from verify.ledger import record
from verify.ledger.decided import decide

FOLDER = str(Path(__file__).parent)
KNOWN = record.recorded(PAPER.recorded)
OWN = [label for label in KNOWN if label.startswith("prox-")]


@pytest.mark.parametrize("label", OWN)
def test_claim(label):
    made_by = "run: affirm verify --paper tests/prox --json tests/prox/ledger.json"
    assert record.changed(label, decide(label, PAPER), KNOWN) is None, made_by


@pytest.mark.parametrize(
    "label,old,new",
    [
        ("prox-closed-form", "lam", "2*lam"),
        ("prox-closed-form", "v -", "v +"),
        ("prox-nonexpansive", "<=", "<"),
        ("prox-nonexpansive", "(v - u)", "(u - v)"),
        ("prox-nonexpansive", "(x - y)**2", "2*(x - y)**2"),
    ],
)
def test_wrong_versions_are_refuted(label, old, new):
    claim = PAPER.library.claim(label)
    wrong = replace(claim, conclusion=claim.conclusion.replace(old, new, 1))
    assert wrong.conclusion != claim.conclusion
    assert judge.decide(wrong, PAPER.proposals(label), judge.Limits()).verdict.word == "FAILS"


def test_the_command_decides_it_and_says_what_changed(capsys, tmp_path):
    assert cli.main(["verify", "prox", "--paper", FOLDER, "--jobs", "1", "--json", str(tmp_path / "v.json")]) == 0
    out, err = capsys.readouterr()
    assert "prox-contraction" in out and "v = 0, u = 1, lam = 1" in out and err == ""
    assert [c["label"] for c in json.loads((tmp_path / "v.json").read_text())["claims"]] == OWN


@pytest.mark.slow
def test_its_report_has_its_title_symbols_and_errata(tmp_path):
    assert (
        cli.main(["report", "--paper", FOLDER, "--jobs", "1", "--out", str(tmp_path), "--json", str(tmp_path / "f")])
        == 0
    )
    page = (tmp_path / "report.html").read_text()
    assert "Proximal Algorithms" in page and "the proximal point of v" in page and "prox-contraction" in page
    assert "Ascent" not in page and "w_DA" not in page


@pytest.mark.slow
def test_its_claims_leave_and_come_back(capsys, tmp_path):
    out = tmp_path / "claims.toml"
    assert cli.main(["export", "prox", "--paper", FOLDER, "--out", str(out)]) == 0
    assert cli.main(["check", str(out), "--jobs", "1", "--seconds", "60"]) == 1
    said = capsys.readouterr().out
    assert "HOLDS      prox-nonexpansive" in said and "FAILS      prox-contraction" in said


@pytest.mark.parametrize(
    "folder,text,why",
    [
        ("random", "", "another module is called random"),
        ("broken", "def (:", "cannot be imported (SyntaxError: invalid syntax"),
        (
            "needy",
            "import no_such_module",
            "(ModuleNotFoundError: No module named 'no_such_module')",
        ),
    ],
)
def test_a_folder_that_cannot_be_a_paper_is_refused_in_one_line(folder, text, why, capsys, tmp_path):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "__init__.py").write_text(text)
    before = set(sys.modules)
    assert cli.main(["verify", "--paper", str(tmp_path / folder)]) == 2
    err = capsys.readouterr().err
    assert why in err and err.count("\n") == 1 and folder not in set(sys.modules) - before


@pytest.mark.parametrize(
    "name,why", [("nowhere", "neither an installed paper"), (str(Path(FOLDER).parent), "PAPER is not a verify.ledger")]
)
def test_what_is_no_paper_is_refused(name, why, capsys):
    assert cli.main(["verify", "--paper", name]) == 2
    assert why in capsys.readouterr().err
