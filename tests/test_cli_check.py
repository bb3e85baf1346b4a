"""``affirm check`` as a user meets it."""

import json

import pytest

from verify import cli

HOLDS = (
    '[claim.tangent]\ntitle = "<b>100 % \\\\alpha</b> [red]"\nvariables = { x = "real" }\n'
    'conclusion = "exp(x) >= 1 + x"\n'
)
FAILS = '[claim.wrong]\nvariables = { x = "real" }\nconclusion = "exp(x) >= 2 + x"\n'
OPEN = (
    '[claim.open]\nvariables = { n = "integer", m = "integer" }\nhypotheses = ["n >= 1", "m >= 1"]\n'
    'conclusion = "n**2 != 2*m**2"\n'
)


def run(capsys, tmp_path, text, *options):
    file = tmp_path / "claims.toml"
    file.write_text(text)
    status = cli.main(["check", str(file), "--jobs", "1", "--boxes", "50", *options])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize(
    ("text", "status"), [(HOLDS, 0), (HOLDS + FAILS, 1), (HOLDS + OPEN, 3), (HOLDS + OPEN + FAILS, 1)]
)
def test_the_exit_status_says_the_worst_verdict(capsys, tmp_path, text, status):
    found, out, err = run(capsys, tmp_path, text)
    assert found == status and err == "" and out.startswith("HOLDS      tangent: ")


def test_json_has_the_keys_of_verify(capsys, tmp_path):
    status, out, _ = run(capsys, tmp_path, HOLDS + FAILS, "--json", "-")
    first, second = json.loads(out)["claims"]
    assert cli.main(["verify", "fact-exp-tangent", "--jobs", "1", "--json", "-"]) == 0
    known = json.loads(capsys.readouterr().out)["claims"][0]
    assert status == 1 and list(first) == list(known) and out.isascii()
    assert first["statement"] == "<b>100 % \\alpha</b> [red]" and first["given"] == []
    assert second["witness"] == {"parameters": {"x": "0"}, "violation": "[1 +/- 0]"}


def test_explain_says_what_was_tried_and_where_it_stopped(capsys, tmp_path):
    status, out, _ = run(capsys, tmp_path, OPEN, "--explain")
    assert status == 3 and "search: " in out and "algebra and facts: not proved" in out and "raise --boxes" in out


def test_a_bad_file_decides_nothing_and_names_the_good_claims(capsys, tmp_path):
    status, out, err = run(capsys, tmp_path, HOLDS + FAILS.replace("2 + x", "2 + y"))
    assert status == 2 and out == ""
    assert "claims.toml, line 7, column 29: claim wrong: 'y' is not declared" in err
    assert "nothing was decided; good claims: tangent" in err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--boxes", "0"], "--boxes"),
        (["--bits", "8"], "--bits"),
        (["--seconds", "0"], "--seconds"),
        (["--jobs", "0"], "--jobs"),
    ],
)
def test_bad_options_are_refused(capsys, tmp_path, options, says):
    status, out, err = run(capsys, tmp_path, HOLDS, *options)
    assert status == 2 and out == "" and err.count("\n") == 1 and says in err


def test_a_missing_file_is_refused(capsys):
    assert cli.main(["check", "/nowhere.toml"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_help_has_an_example(capsys):
    assert cli.main(["check", "--help"]) == 0
    assert "Example: affirm check" in capsys.readouterr().out
