"""docs/experiments.md: its commands are known, its numbers are the program's."""

import re
import shlex
from pathlib import Path

import pytest

from experiments import config
from experiments.klom import floor
from verify import cli

TEXT = (Path(__file__).parents[2] / "docs" / "experiments.md").read_text()
LINES = [shlex.split(line) for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
TABLE = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", TEXT, re.MULTILINE))


def test_every_command_is_known(capsys):
    assert len(LINES) == 4
    for line in LINES:
        assert line[0] == ".venv/bin/affirm" and cli.main([*line[1:3], "--help"]) == 0


@pytest.mark.parametrize("profile", config.PROFILES)
def test_the_table_of_profiles_says_what_they_hold(profile):
    found = config.parse(config.text(profile))
    _, network, models, least, sets, _ = TABLE[profile].split(" | ")
    assert network.lower().replace("-", "") == found.architecture
    assert (int(models), least, int(sets)) == (found.models, f"{floor(found.models):.2f}", len(found.sets))


def test_the_floors_in_the_text_are_those_of_the_program():
    said = re.search(r"p95 ([\d.]+) at N = 10, (.*?)\n", TEXT)
    pairs = [(said[1], "10"), *re.findall(r"([\d.]+) at (\d+)", said[2])]
    assert [n for _, n in pairs] == ["10", "20", "50", "80", "100", "200"]
    assert all(f"{floor(int(n)):.{len(value.split('.')[1])}f}" == value for value, n in pairs)
