"""``affirm verify`` as a user meets it: the same bytes on every run; the status says whether a verdict changed."""

import json
import os
import subprocess
import sys

from tests.paper import recorded
from verify.commands import cli
from verify.ledger import record


def test_verify_is_reproducible_byte_for_byte_in_one_process_and_in_two():
    command = [sys.executable, "-m", "verify.commands", "verify", "lem-divergence-main-text", "fact-exp", "--json", "-"]
    first, second = (
        subprocess.run([*command, "--jobs", jobs], capture_output=True, env=os.environ | {"PYTHONHASHSEED": jobs})
        for jobs in ("1", "2")
    )
    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    claims = {claim["label"]: claim for claim in json.loads(first.stdout)["claims"]}
    refuted = claims["lem-divergence-main-text"]
    assert refuted["truth"] == "fails" and set(refuted["witness"]) == {"parameters", "violation"}
    assert claims["fact-exp-tangent"]["truth"] == "holds"


def test_a_changed_verdict_ends_with_1(monkeypatch, capsys):
    label = "lem-divergence-one-dimensional"
    known = recorded()
    known[label] = known[label] | {"truth": "fails"}
    monkeypatch.setattr(record, "recorded", lambda paths: known)
    status = cli.main(["verify", label, "--jobs", "1"])
    assert status == 1 and f"changed: {label}" in capsys.readouterr().err
