"""``affirm solve block`` as a user meets it: the reference problem, several and no stationary points, bad input."""

import json

import pytest

from verify.commands import cli

BLOCK = {
    "--retain": "1",
    "--forget": "2",
    "--block-retain": "1",
    "--block-forget": "1",
    "--eps": "1/2",
    "--lam": "1",
}


def run(capsys, **changes):
    options = BLOCK | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    status = cli.main(["solve", "block", *(part for pair in options.items() for part in pair)])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_reference_problem(capsys):
    status, out, _ = run(capsys, digits="30", json="-")
    result = json.loads(out)
    known = {
        "x_R": "0.651547905441852096841002118298",
        "y_R": "0.521238324353481677472801694639",
        "x_D": "0.469150210694988233321058459044",
        "y_D": "0.469150210694988233321058459044",
        "distance_D_R": "0.214894742531393833819893540429",
    }
    assert status == 0 and all(result[name]["mid"] == mid for name, mid in known.items())
    assert [p["kind"] for p in result["x_DA"]] == ["local minimum", "saddle"]
    assert result["x_DA"][0]["mid"] == "0.396191515078312123028166205635"
    assert result["y_DA"][0]["mid"].startswith("0.11674562158919025650738605405")
    assert result["distance_DA_R"][0]["mid"] == "0.375817799469096247177363248318"
    assert all(0 < float(result[name]["rad"]) < 1e-28 for name in known)
    assert float(result["alpha"]["distance"]["mid"]) < 1 < float(result["alpha"]["fold"]["mid"])


def test_no_stationary_point_is_said_with_its_reason(capsys):
    status, out, _ = run(capsys, block_forget="2", json="-")
    result = json.loads(out)
    assert status == 0 and result["x_DA"]["exists"] is False and "fold" in result["x_DA"]["reason"]
    assert result["distance_DA_R"] == {"mid": None, "rad": None}


@pytest.mark.parametrize("lam", ["1e-300", "1e300"])
@pytest.mark.parametrize("eps", ["0", "1e-9", "0.999999"])
def test_extreme_ridges_and_correlations(lam, eps, capsys):
    status, out, _ = run(capsys, lam=lam, eps=eps, json="-")
    assert status == 0 and json.loads(out)["x_D"]["exists"] is True


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"eps": "1"}, ("--eps = 1", "singular", "affirm solve axis")),
        ({"eps": "3/2"}, ("--eps = 3/2", "[0, 1)")),
        ({"eps": "-1/2"}, ("--eps = -1/2", "[0, 1)")),
        ({"eps": "nan"}, ("--eps = nan", "exact number")),
        ({"block_forget": "0"}, ("--block-forget = 0", "affirm solve axis")),
        ({"block_retain": "0"}, ("--block-retain = 0", "affirm solve axis")),
        ({"block_retain": "2"}, ("--block-retain = 2", "--retain = 1")),
        ({"block_forget": "3"}, ("--block-forget = 3", "--forget = 2")),
        ({"block_forget": "1.5"}, ("--block-forget = 1.5", "whole number")),
        ({"retain": "0"}, ("--retain = 0", "at least 1")),
        ({"lam": "0"}, ("--lam = 0", "> 0")),
        ({"lam": "1e400"}, ("--lam = 1e400", "1e308")),
        ({"digits": "0"}, ("--digits = 0", "1000")),
    ],
    ids=lambda v: str(v) if isinstance(v, dict) else "",
)
def test_bad_input_is_one_line_and_status_2(changes, words, capsys):
    status, out, err = run(capsys, **changes)
    assert status == 2 and out == "" and err.count("\n") == 1 and all(word in err for word in words)
