"""The command as a user meets it: results, exit codes, one-line errors."""

import json
import os
import subprocess
import sys

import pytest

from tests.paper import recorded
from verify.commands import cli
from verify.ledger import decided as ledger

AXIS = {"--retain": "8", "--forget": "4", "--axis-retain": "5", "--axis-forget": "2", "--lam": "1/10"}


def arguments(**changes):
    options = AXIS | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return ["solve", "axis", *(part for pair in options.items() for part in pair)]


def run(capsys, *args):
    status = cli.main(list(args))
    out, err = capsys.readouterr()
    return status, out, err


def test_the_reference_problem(capsys):
    status, out, _ = run(capsys, *arguments(), "--digits", "30", "--json", "-")
    result = json.loads(out)
    assert status == 0
    assert result["w_D"]["mid"] == "1.41585500197102116895129381293"
    assert result["w_R"]["mid"] == "1.45652677997444839809688341231"
    assert result["w_DA"]["mid"] == "0.651547905441852096841002118298"
    assert all(0 < float(result[w]["rad"]) < 1e-28 and result[w]["branch"] == "W0" for w in ("w_D", "w_R", "w_DA"))
    assert result["distance_D_R"]["mid"].startswith("0.04067177800342722914")


def test_two_stationary_points_are_listed_local_minimum_first(capsys):
    status, out, _ = run(
        capsys,
        "solve",
        "axis",
        "--retain",
        "2",
        "--forget",
        "1",
        "--axis-retain",
        "1",
        "--axis-forget",
        "1",
        "--lam",
        "2",
        "--json",
        "-",
    )
    result = json.loads(out)
    assert status == 0 and [p["kind"] for p in result["w_DA"]] == ["local minimum", "local maximum"]
    assert [p["branch"] for p in result["w_DA"]] == ["W0", "W-1"] and len(result["distance_DA_R"]) == 2


def test_no_stationary_point_is_said_with_its_reason(capsys):
    status, out, _ = run(
        capsys,
        "solve",
        "axis",
        "--retain",
        "2",
        "--forget",
        "1",
        "--axis-retain",
        "1",
        "--axis-forget",
        "1",
        "--lam",
        "1",
        "--json",
        "-",
    )
    result = json.loads(out)["w_DA"]
    assert status == 0 and result["exists"] is False and result["kind"] == "none" and "-1/e" in result["reason"]


@pytest.mark.parametrize("lam", ["1e-300", "1e300", "13591409142295226/10000000000000000", "0.1", "1e-9"])
def test_extreme_and_near_fold_ridges_are_solved(capsys, lam):
    """The fraction puts DA's argument within 1e-17 of -1/e."""
    counts = {"--retain": "2", "--forget": "1", "--axis-retain": "1", "--axis-forget": "1", "--lam": lam}
    status, out, err = run(capsys, "solve", "axis", *(p for pair in counts.items() for p in pair), "--json", "-")
    assert status == 0, err
    assert float(json.loads(out)["w_D"]["mid"]) > 0


@pytest.mark.parametrize(("retain", "forget"), [("0", "0"), ("3", "0"), ("0", "2")])
def test_empty_axes_are_solved(capsys, retain, forget):
    status, out, _ = run(capsys, *arguments(axis_retain=retain, axis_forget=forget, lam="3"), "--json", "-")
    assert status == 0 and json.loads(out)["w_R"]["mid"] == ("0" if retain == "0" else json.loads(out)["w_R"]["mid"])


def test_equal_solutions_are_exactly_equal(capsys):
    status, out, _ = run(
        capsys,
        "solve",
        "axis",
        "--retain",
        "4",
        "--forget",
        "2",
        "--axis-retain",
        "2",
        "--axis-forget",
        "1",
        "--lam",
        "1",
        "--json",
        "-",
    )
    assert status == 0 and json.loads(out)["distance_D_R"] == {"mid": "0", "rad": "0"}


BAD = [
    (arguments(retain="-8"), "--retain = -8"),
    (arguments(retain="2.5"), "--retain = 2.5"),
    (arguments(axis_retain="9"), "at most --retain = 8"),
    (arguments(axis_forget="5"), "at most --forget = 4"),
    (arguments(retain="0", axis_retain="0"), "at least 1"),
    (arguments(lam="0"), "must be > 0"),
    (arguments(lam="-1/10"), "must be > 0"),
    (arguments(lam="nan"), "not an exact number"),
    (arguments(lam="inf"), "not an exact number"),
    (arguments(lam="1e400"), "1e308"),
    (arguments(lam="1/0"), "denominator"),
    (arguments(lam="9" * 5000), "2000 characters"),
    ([*arguments(), "--digits", "0"], "between 1 and 1000"),
    ([*arguments(), "--json", "/nowhere/at/all.json"], "cannot be written"),
    ([*arguments(), "--json", ""], "--json '': names no file"),
    (["export", "fact-exp", "--out", ""], "--out '': names no file"),
    (["verify", "--json", "/nowhere/at/all.json"], "cannot be written"),
    (["verify", "lem-nope"], "not a claim"),
    (["verify", "--jobs", "0"], "at least 1"),
    (["report", "--out", "/proc/nowhere"], "cannot be written"),
    (["nonsense"], "No such command"),
    (["solve", "axis", "--retain", "8"], "Missing option"),
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
    assert cli.main([*arguments(), "--json", str(target)]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"] and json.loads(target.read_text())["schema"] == 1
    capsys.readouterr()
    assert cli.main([*arguments(), "--json", str(tmp_path)]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


def test_verify_is_reproducible_byte_for_byte_and_equals_the_module():
    commands = [
        [sys.executable, "-m", "verify", "verify", "lem-divergence", "--jobs", jobs, "--json", "-"]
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
    from verify.ledger import record

    known = recorded()
    known["lem-divergence-one-dimensional"] = known["lem-divergence-one-dimensional"] | {"truth": "fails"}
    monkeypatch.setattr(record, "recorded", lambda: known)
    status, _, err = run(capsys, "verify", "lem-divergence-one-dimensional", "--jobs", "1")
    assert status == 1 and "changed: lem-divergence-one-dimensional" in err


@pytest.mark.parametrize("command", [[], ["verify"], ["solve"], ["solve", "axis"], ["report"]])
def test_help_has_an_example(capsys, command):
    status, out, _ = run(capsys, *command, "--help")
    assert status == 0 and "Example: affirm" in out
