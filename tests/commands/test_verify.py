"""``affirm verify`` as a user meets it: the same bytes on every run; the status says whether a verdict changed."""

import json
import os
import subprocess
import sys

from tests.paper import recorded
from verify.commands import cli
from verify.ledger import record


def test_verify_is_reproducible_byte_for_byte_and_equals_the_module():
    commands = [
        [sys.executable, "-m", "verify.commands", "verify", "lem-divergence", "--jobs", jobs, "--json", "-"]
        for jobs in ("1", "2")
    ]
    first, second = (
        subprocess.run(c, capture_output=True, env=os.environ | {"PYTHONHASHSEED": str(k)})
        for k, c in enumerate(commands)
    )
    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    claim = json.loads(first.stdout)["claims"][1]
    assert (
        claim["label"] == "lem-divergence-main-text"
        and claim["truth"] == "fails"
        and set(claim["witness"]) == {"parameters", "violation"}
    )


def test_a_changed_verdict_ends_with_1(monkeypatch, capsys):
    label = "lem-divergence-one-dimensional"
    known = recorded()
    known[label] = known[label] | {"truth": "fails"}
    monkeypatch.setattr(record, "recorded", lambda paths: known)
    status = cli.main(["verify", label, "--jobs", "1"])
    assert status == 1 and f"changed: {label}" in capsys.readouterr().err
