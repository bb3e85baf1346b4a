"""The page on diagnoses is true: its commands and its Python run, and what was found on public data is found again."""

import importlib.util
import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest

import affirm
from verify.commands import cli

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "diagnose.md").read_text()
COMMANDS = [shlex.split(line)[1:] for line in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)[0].splitlines()]
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
FOUND = {row["name"]: row for row in json.loads((DOCS / "diagnose" / "data-sets.json").read_text())}


def script():
    place = DOCS.parent / "benchmarks" / "diagnose_data_sets.py"
    spec = importlib.util.spec_from_file_location("diagnose_data_sets", place)
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def made():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 3))
    return x, np.where(x[:, 0] + rng.normal(size=40) > 0, 1, 0), np.repeat(np.arange(8) + 13, 5)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_the_commands_run(tmp_path, monkeypatch, capsys, arguments):
    x, y, user = made()
    np.savez(tmp_path / "data.npz", X=x, y=y)
    lines = [",".join(f"{v:.6f}" for v in row) + f",{k},{u}" for row, k, u in zip(x, y, user, strict=True)]
    (tmp_path / "data.csv").write_text("a,b,c,label,user_id\n" + "\n".join(lines) + "\n")
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) in (0, 1, 3)
    assert capsys.readouterr().out


def test_the_python_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    x, y, _ = made()
    exec(PYTHON[0], {"X": x, "y": y})
    assert (tmp_path / "path.svg").exists()


def test_the_recipe_for_the_last_layer_runs():
    torch = pytest.importorskip("torch")
    x, y, _ = made()

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.fc = torch.nn.Linear(3, 4), torch.nn.Linear(4, 2)

        def forward(self, x):
            return self.fc(torch.relu(self.body(x)))

    torch.manual_seed(0)
    batches = [
        (torch.tensor(x[k : k + 10], dtype=torch.float32), torch.tensor(y[k : k + 10])) for k in range(0, 40, 10)
    ]
    known = {"model": Model(), "loader": batches, "forget": [1, 2]}
    exec(PYTHON[1], known)
    assert known["X"].shape == (40, 4) and (known["y"] == y).all()


def test_the_verdicts_of_the_page_are_those_of_the_rules():
    words = re.findall(r"^\| (helps.*?|harmful.*?|diverges|cannot tell) \|", TEXT, re.MULTILINE)
    assert words == [
        "helps",
        "helps until step k, then harms",
        "harmful from the first step",
        "diverges",
        "cannot tell",
    ]


@pytest.mark.parametrize("name", ["iris", "hastie", "gaussian quantiles", "random labels"])
def test_what_was_found_is_found_again(name):
    module = script()
    again = module.row(next(entry for entry in module.ENTRIES if entry.name == name))
    before = FOUND[name]
    assert again["verdict"] == before["verdict"] and again["first_step"] == before["first_step"]
    for method, ball in before["distance"].items():
        assert (ball is None) == (again["distance"][method] is None)
        assert ball is None or again["distance"][method]["mid"] == pytest.approx(ball["mid"], rel=1e-5)


def test_the_table_is_that_of_the_numbers():
    assert (DOCS / "diagnose" / "data-sets.md").read_text() == script().page(list(FOUND.values()))


def test_what_the_page_says_of_the_data_sets_is_so():
    assert len(FOUND) == 11 and [name for name, row in FOUND.items() if row["verdict"] == "helps"] == ["random labels"]
    for row in FOUND.values():
        assert row["first_step"] == "toward" and row["best_stop"]["distance"] < row["distance"]["original"]["mid"]
        assert row["distance"]["newton"]["mid"] + row["distance"]["newton"]["rad"] < row["best_stop"]["distance"]


def test_the_public_function_is_the_one_that_the_page_names():
    assert affirm.__all__ == ["diagnose"] and "affirm.diagnose(X, y" in TEXT
