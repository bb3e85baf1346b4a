"""What all commands have in common: bad usage is one line and status 2, files are whole or absent, help has an
example."""

import json

import pytest

from verify.commands import cli
from verify.ledger import decided as ledger

SOLVE = ["solve", "axis", "--retain", "8", "--forget", "4", "--axis-retain", "5", "--axis-forget", "2", "--lam", "1/10"]


def run(capsys, *args):
    status = cli.main(list(args))
    out, err = capsys.readouterr()
    return status, out, err


BAD = [
    ([*SOLVE, "--json", "/nowhere/at/all.json"], "cannot be written"),
    ([*SOLVE, "--json", ""], "--json '': names no file"),
    (["export", "fact-exp", "--out", ""], "--out '': names no file"),
    (["verify", "--json", "/nowhere/at/all.json"], "cannot be written"),
    (["verify", "lem-nope"], "not a claim"),
    (["verify", "--jobs", "0"], "at least 1"),
    (["report", "--out", "/proc/nowhere"], "cannot be written"),
    (["nonsense"], "No such command"),
]


@pytest.mark.parametrize(
    ("args", "says"), BAD, ids=[says.replace(" ", "-") + f"-{k}" for k, (_, says) in enumerate(BAD)]
)
def test_bad_input_is_one_line_and_status_2_before_anything_is_decided(capsys, monkeypatch, args, says):
    monkeypatch.setattr(ledger, "decide_all", lambda *_: pytest.fail("decided first"))
    status, out, err = run(capsys, *args)
    assert status == 2 and out == "" and err.count("\n") == 1 and says in err and len(err) < 400


def test_nothing_is_half_written(tmp_path, capsys):
    target = tmp_path / "out.json"
    assert cli.main([*SOLVE, "--json", str(target)]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"] and json.loads(target.read_text())["schema"] == 1
    capsys.readouterr()
    assert cli.main([*SOLVE, "--json", str(tmp_path)]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.parametrize("command", [[], ["verify"], ["solve"], ["solve", "axis"], ["report"]])
def test_help_has_an_example(capsys, command):
    status, out, _ = run(capsys, *command, "--help")
    assert status == 0 and "Example: affirm" in out
