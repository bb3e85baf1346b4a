"""The command as a user meets it: formats, forget sets, exit statuses, the JSON, one-line refusals."""

import json
import os
import subprocess
import sys

import numpy as np
import pyarrow
import pytest
from pyarrow import parquet
from scipy import sparse

from tests.ascent.diagnose.test_verdict import LAM, axes
from verify.commands import cli

CONTRACT = {"schema", "verdict", "loss", "ridge", "counts", "first_step", "distance"}


def run(capsys, *args):
    status = cli.main(["diagnose", *map(str, args)])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(60, 3))
    y = (x[:, 0] + rng.normal(size=60) > 0).astype(int)
    return x, y, rng.integers(0, 8, 60)


@pytest.fixture
def table(tmp_path, made):
    x, y, user = made
    columns = {f"x{k}": x[:, k] for k in range(3)}
    columns |= {
        "user_id": user,
        "city": np.where(user % 2, "Oslo", "Rome"),
        "gone": (user == 1).astype(int),
        "label": y,
    }
    found = pyarrow.table(columns)
    parquet.write_table(found, tmp_path / "data.parquet")
    from pyarrow import csv

    csv.write_csv(found, tmp_path / "data.csv")
    np.savez(tmp_path / "data.npz", X=x, y=y, forget=user == 1)
    (
        np.save(tmp_path / "x.npy", x),
        np.save(tmp_path / "y.npy", y),
        np.save(tmp_path / "f.npy", np.flatnonzero(user == 1)),
    )
    sparse.save_npz(tmp_path / "sparse.npz", sparse.csr_matrix(x))
    return tmp_path


TABLE = ["--target", "label", "--drop", "user_id", "--drop", "city", "--drop", "gone", "--ridge", "1/100"]


def test_every_format_and_kind_of_forget_set_gives_the_same(capsys, table, made):
    rows = ",".join(str(k) for k in np.flatnonzero(made[2] == 1))
    asked = [
        ["data.csv", *TABLE, "--forget", "user_id == 1"],
        ["data.parquet", *TABLE, "--forget", "gone"],
        ["data.parquet", *TABLE, "--forget", "user_id in (1,) and city == 'Oslo' and not user_id > 1 or gone != 0"],
        ["data.npz", "--ridge", "0.01"],
        ["x.npy", "--labels", table / "y.npy", "--ridge", "1/100", "--forget", table / "f.npy"],
        ["sparse.npz", "--labels", table / "y.npy", "--ridge", "1/100", "--forget", rows],
        ["data.npz", "--C", "5/3", "--forget", rows],
    ]
    found = []
    for name, *rest in asked:
        status, out, _ = run(capsys, table / name, *rest, "--json", "-")
        found.append(json.loads(out))
        assert status == 1 and set(found[-1]) >= CONTRACT and found[-1]["schema"] == 1
    for each in found:
        assert each["counts"] == {
            "retain": 60 - found[0]["counts"]["forget"],
            "forget": found[0]["counts"]["forget"],
            "features": 3,
        }
        assert each["verdict"] == found[0]["verdict"] and each["ridge"]["lambda"] == 0.01
        for name, ball in each["distance"].items():
            assert (
                abs(ball["mid"] - found[0]["distance"][name]["mid"])
                <= ball["rad"] + found[0]["distance"][name]["rad"] + 1e-9
            )


def test_the_contract(capsys, table):
    _, out, _ = run(capsys, table / "data.csv", *TABLE, "--forget", "user_id == 1", "--json", "-")
    found = json.loads(out)
    assert set(found["distance"]) == {"original", "descent_ascent", "ascent", "finetune", "newton", "influence"}
    assert found["first_step"] in ("toward", "away", "cannot tell") and found["loss"] == "logistic"
    assert set(found["ridge"]) == {"lambda", "convention"} and "mean" in found["ridge"]["convention"]
    assert all(ball["rad"] > 0 for ball in found["distance"].values() if ball)
    assert run(capsys, table / "data.csv", *TABLE, "--forget", "user_id == 1", "--json", "-")[1] == out  # byte for byte


def test_the_first_line_is_the_verdict(capsys, table):
    _, out, _ = run(capsys, table / "data.npz", "--ridge", "1/100")
    assert out.splitlines()[0].startswith("helps until step ") and "Newton step" in out and "lambda = 1/100" in out


@pytest.mark.parametrize(("counts", "status"), [((2, 2, 4, 20), 0), ((10, 4, 20, 10), 1)])
def test_the_exit_status_says_helps_or_harms(capsys, tmp_path, counts, status):
    n, m, r, f = counts
    case = axes([(n, m), (r - n, f - m)])
    np.savez(tmp_path / "d.npz", X=case.x, y=case.y[:, 0], forget=case.forget)
    assert run(capsys, tmp_path / "d.npz", "--loss", "exponential", "--ridge", LAM, "--steps", "300")[0] == status


def test_several_forget_sets(capsys, table):
    sets = ["--forget", "user_id == 1", "--forget", "user_id == 2"]
    status, out, _ = run(capsys, table / "data.csv", *TABLE, *sets, "--json", "-")
    assert status == 1 and set(json.loads(out)["sets"]) == {"user_id == 1", "user_id == 2"}


def test_the_baseline_is_reproducible(capsys, table):
    args = [table / "data.npz", "--baseline", "2", "--steps", "20", "--json", "-"]
    first, second = (json.loads(run(capsys, *args)[1]) for _ in range(2))
    assert len(first["baseline"]) == 2 and first == second
    assert json.loads(run(capsys, *args, "--seed", "1")[1])["baseline"] != first["baseline"]


@pytest.mark.slow
def test_the_report_is_whole_and_the_same_twice(capsys, table, tmp_path):
    args = [table / "data.npz", "--baseline", "1", "--steps", "20"]
    for name in ("one", "two"):
        assert run(capsys, *args, "--report", tmp_path / name)[0] == 1
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert set(files) == {"diagnosis.html", "diagnosis.json", "path.csv", "figure.svg"}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    page = files["diagnosis.html"].decode()
    assert (
        "<svg" in page and "one Newton step" in page and not any(s in page for s in ("<script", 'href="http', "src="))
    )
    assert files["path.csv"].decode().splitlines()[0].startswith("step,distance,rad,loss_retain")
    assert len(files["path.csv"].decode().splitlines()) == 22


def test_names_are_escaped_on_the_page(capsys, table, tmp_path):
    sets = ["--forget", "user_id < 1", "--forget", "user_id == 2"]
    run(capsys, table / "data.csv", *TABLE, *sets, "--steps", "5", "--report", tmp_path / "r")
    assert "<h2>user_id &lt; 1</h2>" in (tmp_path / "r" / "diagnosis.html").read_text()
    assert (tmp_path / "r" / "path-2.csv").exists()


CODE = "__import__('os').system('true')"
REFUSED = [
    (["data.csv", "--target", "label", "--forget", "user_id == 1"], "city': holds text"),
    (["data.csv", "--forget", "user_id == 1"], "needs --target"),
    (["data.csv", *TABLE], "no forget set"),
    (["data.csv", *TABLE, "--forget", CODE], "Call is not allowed"),
    (["data.csv", *TABLE, "--forget", "user_id.real == 1"], "Attribute is not allowed"),
    (["data.csv", *TABLE, "--forget", "[u for u in user_id]"], "ListComp is not allowed"),
    (["data.csv", *TABLE, "--forget", "@user_id"], "not a query"),
    (["data.csv", *TABLE, "--forget", "user_id == 99"], "no sample"),
    (["data.csv", *TABLE, "--forget", "user_id >= 0"], "all 60 samples"),
    (["data.csv", *TABLE, "--forget", "nobody == 1"], "no column nobody"),
    (["data.csv", *TABLE, "--forget", "user_id == 'Oslo'"], "a number is compared with a text"),
    (["data.csv", *TABLE, "--forget", "60"], "row 60 is outside"),
    (["data.csv", *TABLE, "--forget", "3,3"], "row 3 is named 2 times"),
    (["data.csv", "--target", "nothing", "--forget", "1"], "'nothing': not in the table"),
    (["data.npz", "--ridge", "0"], "must be > 0"),
    (["data.npz", "--ridge", "-1"], "must be > 0"),
    (["data.npz", "--C", "0"], "must be > 0"),
    (["data.npz", "--ridge", "1", "--C", "1"], "give one"),
    (["data.npz", "--steps", "0"], "steps = 0"),
    (["data.npz", "--loss", "hinge"], "hinge"),
    (["data.npz", "--forget", "user_id == 1"], "a query needs a table"),
    (["x.npy", "--forget", "1"], "no labels"),
    (["nothing.csv", "--target", "y", "--forget", "1"], "cannot be read"),
    (["y.npy", "--labels", "y.npy", "--forget", "1"], "of shape (60,)"),
    (["data.npz", "--labels", "y.npy"], "has labels"),
    (["data.csv", *TABLE, "--labels", "y.npy", "--forget", "1"], "a table has labels"),
    (["data.txt", "--forget", "1"], "a kind of file that is not read"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_bad_input_is_one_line_and_status_2(capsys, monkeypatch, table, arguments, says):
    monkeypatch.chdir(table)
    status, out, err = run(capsys, *arguments)
    assert status == 2 and out == "" and err.count("\n") == 1 and says in err


BAD = {
    "nan in row 1": {"X": [[1.0], [np.nan], [2.0]]},
    "inf in row 2": {"X": [[1.0], [1.0], [np.inf]]},
    "only one class": {"y": [1, 1, 1]},
    "of shape (2,) beside 3 samples": {"y": [0, 1]},
    "Python objects": {"X": np.array([{}, {}, {}], dtype=object)},
    "features are numbers": {"X": np.array([["a"], ["b"], ["c"]])},
    "no array X": {"X": None},
    "a mask of 2 values": {"forget": [True, False]},
    "row -1 is outside": {"forget": [-1]},
    "is no class": {"y": [0.5, 1.0, 2.0]},
    "nan is no label": {"y": [0.0, np.nan, 1.0]},
    "a feature of size": {"X": [[1e200], [1.0], [2.0]]},
}


@pytest.mark.parametrize("says", BAD)
def test_bad_arrays_are_one_line_and_status_2(capsys, tmp_path, says):
    held = {"X": np.eye(3), "y": [0, 1, 0], "forget": [1]} | BAD[says]
    np.savez(tmp_path / "d.npz", **{name: value for name, value in held.items() if value is not None})
    status, out, err = run(capsys, tmp_path / "d.npz")
    assert status == 2 and out == "" and err.count("\n") == 1 and says in err


def test_damaged_files_are_refused(capsys, tmp_path):
    for name in ("d.npz", "d.npy", "d.parquet", "d.csv"):
        (tmp_path / name).write_bytes(b"\x00\xffnothing\n")
        status, _, err = run(capsys, tmp_path / name, *(["--target", "y"] if name[2] in "pc" else []), "--forget", "1")
        assert status == 2 and err.count("\n") == 1


def test_a_pipe_is_not_waited_for_and_a_forged_matrix_is_refused(capsys, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    status, _, err = run(capsys, tmp_path / "pipe.csv", "--target", "y", "--forget", "1")
    assert status == 2 and "a pipe, not a regular file" in err
    parts = {"indices": [0, 9], "indptr": [0, 1, 2], "data": [1.0, 2.0], "shape": [2, 2], "format": np.array(b"csr")}
    np.savez(tmp_path / "x.npz", **parts), np.save(tmp_path / "y.npy", [0, 1])
    status, _, err = run(capsys, tmp_path / "x.npz", "--labels", tmp_path / "y.npy", "--forget", "1")
    assert status == 2 and err.count("\n") == 1


def test_help_has_an_example_and_imports_no_numpy():
    program = "import sys; from verify.commands import cli; cli.main(['diagnose', '--help']);"
    program += " sys.exit('numpy' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=os.environ, timeout=60)
    assert ended.returncode == 0 and "Example: affirm diagnose data.csv" in ended.stdout


def test_a_name_that_would_turn_the_text_is_shown_as_its_number(capsys, table, tmp_path):
    turned = table / "da\u202eta.npz"
    turned.write_bytes((table / "data.npz").read_bytes())
    run(capsys, turned, "--steps", "5", "--report", tmp_path / "r")
    page = (tmp_path / "r" / "diagnosis.html").read_text()
    assert "Descent-ascent on daU+202Eta.npz" in page and "\u202e" not in page
