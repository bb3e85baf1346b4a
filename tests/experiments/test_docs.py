"""docs/experiments.md: its commands are known, its numbers are the program's."""

import json
import re
import shlex
from pathlib import Path

import pytest

from experiments import calibration, config
from experiments.klom import floor
from verify.commands import cli

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "experiments.md").read_text()
LINES = [shlex.split(line) for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
TABLE = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", TEXT, re.MULTILINE))


def test_every_command_is_known(capsys):
    assert len(LINES) == 5
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


def test_the_numbers_on_resnet9_are_those_measured():
    measured = json.loads((DOCS / "experiments" / "resnet" / "measured.json").read_text())
    text = re.search(r"`docs/experiments/resnet`(.*?)`docs/experiments/table1", TEXT, re.DOTALL)[1]
    at = {(r["set"], r["run"], r["epoch"]): r["klom"] for r in measured["rows"]}
    nothing = [at[name, "nothing", 0] for name in ("random-10", "pc1-top-10", "pc2-top-10")]
    ascents = [at[name, f"GA-lr0.0001{kind}", 10] for name, kind in (("random-10", ""), ("random-10", "-frozen"))]
    frozen, rewound = at["pc2-top-10", "GA-lr0.0001-frozen", 10], at["random-10", "rewind", 1]
    said = [
        *(nothing[0][split] for split in ("forget", "retain", "validation")),
        *(nothing[k]["forget"] for k in (1, 2)), nothing[1]["retain"],
        *(k["retain"] for k in ascents), frozen["forget"], frozen["retain"],
        *(rewound[split] for split in ("forget", "retain", "validation")),
        min((k["retain"] for (_, run, _), k in at.items() if run.startswith(("GDA", "SCRUB"))), key=lambda k: k["p95"]),
    ]  # fmt: skip
    assert all(f"{k['p95']:.2f}" in text for k in said)
    outcomes = [r["outcome"] for r in measured["rows"] if r["method"] in ("GA", "GDA") and not r["frozen"]]
    assert [outcomes.count(word) for word in ("broken", "unchanged", "between", "success")] == [46, 5, 3, 0]
    assert "46 broken, 5 unchanged, 3 between" in text and f"{len(outcomes)} snapshots" in text


def test_the_verdicts_on_the_papers_own_table_are_those_of_the_rules():
    section = re.search(r"## The rules on the paper's own table(.*?)\n## ", TEXT, re.DOTALL)[1]
    said = re.findall(r"^\| `(exp[\w-]+)` \| (\w*) ?\| (.+?) \|", section, re.MULTILINE)
    assert said == [(v["label"], v["method"], v["verdict"]) for v in calibration.decided()]
