"""The page on grids is true: its commands run on the real evaluators, and its readers read what they wrote."""

import re
import shlex
from pathlib import Path

import pytest

from verify.ascent.commands import grid
from verify.commands import cli

TEXT = (Path(__file__).parents[3] / "docs" / "grid.md").read_text()
COMMANDS = [
    shlex.split(line)[1:] for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()
]
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def test_the_commands_run_and_their_results_are_read(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for arguments in COMMANDS[:3]:
        assert cli.main([*arguments, *(["--jobs", "1"] if arguments[1] != "summary" else [])]) == 0, (
            capsys.readouterr().err
        )
    read: dict = {}
    exec(PYTHON[0], read)
    assert len(read["frame"]) == read["lazy"].collect().height == sum(n for _, n in read["table"].fetchall()) == 41 * 25
    assert (tmp_path / "harm.png").stat().st_size > 5000
    whole = read["frame"].query("alpha * share <= phi")
    assert set(whole["realisable"]) == {"yes"} and len(whole) == 11 * 25


def test_the_cluster_example_parses_and_its_command_is_known():
    compile(PYTHON[1], "docs/grid.md", "exec")
    (arguments,) = COMMANDS[3:]
    command = grid.grid.commands[arguments[1]]
    assert command.make_context("block", arguments[2:]).params["scheduler"] == "tcp://head:8786"


@pytest.mark.parametrize("said", ["65536", "A:B:N"])
def test_the_page_and_the_help_agree(said, capsys):
    assert cli.main(["grid", "axis", "--help"]) == 0
    assert said in capsys.readouterr().out and said in TEXT.replace("65,536", "65536")
