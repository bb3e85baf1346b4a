"""The README's commands are real: the second block is what CI runs, and every solve and verify line runs."""

import re
import shlex
from pathlib import Path

import pytest

from verify.commands import cli

TEXT = (Path(__file__).parents[2] / "README.md").read_text()
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
LINES = [shlex.split(line, comments=True) for block in BLOCKS[2:] for line in block.splitlines()]
QUICK = [line[1:] for line in LINES if line[0].endswith("/affirm") and line[1] in ("solve", "verify")]


def test_the_readme_opens_with_the_two_set_up_commands():
    assert BLOCKS[0].strip().endswith("affirm verify") and "pytest" in BLOCKS[1]
    assert all(block.startswith("python3 -m venv .venv && .venv/bin/pip install") for block in BLOCKS[:2])


@pytest.mark.parametrize("line", [line for line in QUICK if line != ["verify", "--json", "-"]], ids=" ".join)
def test_a_command_of_the_readme_succeeds(line, capsys):
    assert cli.main(line) == 0 and capsys.readouterr().out


def test_every_other_command_is_known(capsys):
    for line in LINES:
        if line[0].endswith("/affirm"):
            assert cli.main([*line[1 : 2 + (line[1] == "solve")], "--help"]) == 0
        else:
            assert line[0] == ".venv/bin/pytest"
