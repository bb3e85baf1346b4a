"""``affirm experiment klom`` as a user meets it, and its speed of starting."""

import json
import subprocess
import sys

import numpy as np
import pytest

from experiments.commands.klom import decimals
from experiments.klom import floor, klom
from verify.commands import cli


def run(capsys, *args):
    status = cli.main(["experiment", "klom", *map(str, args)])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def files(tmp_path):
    rng = np.random.default_rng(0)
    pair = rng.normal(0, 1, (30, 200)).astype(np.float32), rng.normal(0.5, 1, (30, 200)).astype(np.float32)
    for name, margins in zip(("unlearned.npy", "oracle.npy"), pair, strict=True):
        np.save(tmp_path / name, margins)
    return tmp_path / "unlearned.npy", tmp_path / "oracle.npy"


@pytest.mark.parametrize("convention", ["paper", "georgiev", "easydub"])
def test_the_json_holds_what_the_function_gives(capsys, files, convention):
    status, out, _ = run(capsys, *files, "--convention", convention, "--json", "-")
    result = json.loads(out)
    expected = klom(np.load(files[0]), np.load(files[1]), convention)
    assert status == 0 and result["convention"] == convention
    assert (result["models"], result["points"]) == (30, 200) and result["stretched"] == 0
    assert result["per_point"] == expected.per_point.tolist()
    assert (result["mean"], result["p95"], result["floor_p95"]) == (expected.mean, expected.p95, floor(30, convention))
    assert result["p95_interval"][0] <= result["p95"] <= result["p95_interval"][1]


def test_the_lines_show_mean_p95_interval_and_floor(capsys, files, tmp_path):
    status, out, _ = run(capsys, *files, "--json", tmp_path / "result.json")
    found = klom(np.load(files[0]), np.load(files[1]))
    assert status == 0 and "convention paper: 30 models a side, 200 points" in out
    assert f"mean   {found.mean:.4f}" in out and f"p95    {found.p95:.4f}" in out
    assert "[{:.4f}, {:.4f}]".format(*found.interval) in out and f"floor  {floor(30):.4f}" in out
    assert json.loads((tmp_path / "result.json").read_text())["points"] == 200


@pytest.mark.parametrize("many", [1, 2, 12])
def test_exploded_models_are_noted_counted_and_do_not_move_the_robust_figures(capsys, files, many):
    calm = json.loads(run(capsys, *files, "--json", "-")[1])
    margins = np.load(files[0])
    margins[:many, 7] = 99
    np.save(files[0], margins)
    _, out, _ = run(capsys, *files)
    assert "at 1 points some margins lie so far out" in out
    found = json.loads(run(capsys, *files, "--json", "-")[1])
    assert (found["stretched"], found["stretched_points"]) == (1, [7])
    assert found["robust"]["p95"] == pytest.approx(calm["robust"]["p95"], abs=0.5)
    assert set(found["robust"]) == {"mean", "p95"}


def test_npz_and_pt_are_read_as_npy_is(capsys, files, tmp_path):
    torch = pytest.importorskip("torch")
    expected = run(capsys, *files, "--json", "-")[1]
    np.savez(tmp_path / "u.npz", margins=np.load(files[0]), other=np.zeros(3))
    torch.save({"margins": torch.from_numpy(np.load(files[1]))}, tmp_path / "o.pt")
    torch.save(torch.from_numpy(np.load(files[1])), tmp_path / "bare.pt")
    for oracle in ("o.pt", "bare.pt"):
        assert run(capsys, tmp_path / "u.npz", tmp_path / oracle, "--json", "-")[1] == expected


def test_a_file_of_several_arrays_or_of_pickled_code_is_refused(capsys, files, tmp_path):
    torch = pytest.importorskip("torch")
    np.savez(tmp_path / "two.npz", a=np.zeros((3, 4)), b=np.zeros((3, 4)))
    assert "holds a, b; save the margins alone" in run(capsys, tmp_path / "two.npz", files[1])[2]
    torch.save({"margins": Marked()}, tmp_path / "code.pt")
    (tmp_path / "cut.npz").write_bytes((tmp_path / "two.npz").read_bytes()[:100])
    for name, kind in (("code.pt", ".pt"), ("cut.npz", ".npz")):
        status, _, err = run(capsys, tmp_path / name, files[1])
        assert status == 2 and f"not a whole {kind} array" in err and err.count("\n") == 1


class Marked:
    """Something that only unpickling could make."""


def test_zero_has_no_sign(capsys, tmp_path):
    same = np.random.default_rng(0).standard_normal((30, 50))
    np.save(tmp_path / "same.npy", same)
    for convention in ("paper", "georgiev", "easydub"):
        out = run(capsys, tmp_path / "same.npy", tmp_path / "same.npy", "--convention", convention)[1]
        assert "-0.0000" not in out and "mean   0.000" in out
    assert decimals(-1e-9) == decimals(-0.0) == "0.0000" and decimals(-0.5) == "-0.5000"


def pickled(path):
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)


def truncated(path):
    path.write_bytes(path.read_bytes()[:-100])


def text(path):
    path.write_text("1, 2, 3")


def emptied(path):
    path.write_bytes(b"")


def infinite(path):
    margins = np.load(path)
    margins[4, 9] = -np.inf
    np.save(path, margins)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (pickled, "not a whole .npy array"),
        (truncated, "not a whole .npy array"),
        (text, "not a whole .npy array"),
        (emptied, "not a whole .npy array"),
        (lambda path: path.unlink(), "cannot be read (No such file or directory)"),
        (infinite, "margin -inf of model 4 at point 9: must be finite"),
        (lambda path: np.save(path, np.zeros((1, 200))), "must be equal"),
        (lambda path: np.save(path, np.zeros((30, 200), dtype="U3")), "give real numbers"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_bad_file_is_one_line_and_status_2(capsys, files, spoil, message):
    spoil(files[1])
    status, out, err = run(capsys, *files)
    assert status == 2 and out == "" and message in err and err.count("\n") == 1 and "Traceback" not in err


def test_one_model_a_side_is_refused(capsys, files):
    for path in files:
        np.save(path, np.load(path)[:1])
    status, _, err = run(capsys, *files)
    assert status == 2 and "N = 1 models a side" in err


def test_an_unknown_convention_is_refused(capsys, files):
    status, _, err = run(capsys, *files, "--convention", "mine")
    assert status == 2 and "choose one of paper, georgiev, easydub" in err


def test_help_has_an_example(capsys):
    for args in (["experiment", "--help"], ["experiment", "klom", "--help"]):
        assert cli.main(args) == 0 and "Example: affirm experiment klom" in capsys.readouterr().out


def test_an_unknown_command_is_bad_usage(capsys):
    assert cli.main(["experiment", "no"]) == 2 and "no" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "unloaded"),
    [
        (["--help"], {"torch", "numpy", "scipy"}),
        (["experiment", "--help"], {"torch", "numpy", "scipy"}),
        (["experiment", "klom", "UNLEARNED", "ORACLE"], {"torch", "sklearn"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_help_and_klom_load_no_more_than_they_need(files, arguments, unloaded):
    arguments = [{"UNLEARNED": str(files[0]), "ORACLE": str(files[1])}.get(a, a) for a in arguments]
    program = f"import sys; from verify.commands import cli; s = cli.main({arguments});"
    program += " print(s, *sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    status, *modules = ran.stderr.split()
    assert status == "0" and "click" in modules and not unloaded & set(modules)
