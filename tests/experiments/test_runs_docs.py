"""docs/runs.md: its commands and options are known, its configuration is one, its numbers are the program's."""

import re
import shlex
from pathlib import Path

from experiments import config, flops
from experiments.unlearn import PASSES
from verify.commands import cli

TEXT = (Path(__file__).parents[2] / "docs" / "runs.md").read_text()
LINES = [
    shlex.split(line.removeprefix("srun "))
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
    if not line.startswith("#")
]


def test_every_command_and_option_is_known(capsys):
    assert len(LINES) == 6
    for program, *words in LINES:
        assert program == ".venv/bin/affirm" and cli.main([*words[:2], "--help"]) == 0
        told = capsys.readouterr().out
        assert all(word in told for word in words if word.startswith("--")), words


def test_every_key_and_convention_is_known():
    assert {"shared", "strict"} <= set(config.Influence.__dataclass_fields__)
    for table, key in re.findall(r"`(\w+) = \w+` in `\[(\w+)\]`", TEXT):
        assert table in {"mixed", "fused"} and key == "training"
    assert "random-labels" not in PASSES, "the example does not take a name of the program's own"


def test_the_operations_are_those_that_are_counted():
    said = re.search(r"A ResNet-9 takes ([\d.]+) PFLOP on CIFAR-10", " ".join(TEXT.split()))
    assert said and f"{flops.per_image('resnet9', 32, 32, 3) * 24 * 50_000 / 1e15:.2f}" == said[1]
