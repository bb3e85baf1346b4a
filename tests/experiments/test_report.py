"""The page of a run: every number with N, seed and floor, in three formats, the same each time."""

import json
import re
from pathlib import Path

import pytest

from experiments import finish, page
from experiments.figures import plots
from tests.slow import slow
from verify.commands import cli
from verify.report import build

DOCS = Path(__file__).parents[2] / "docs" / "experiments"


@pytest.fixture(scope="module")
def written(finished, tmp_path_factory):
    found = finish.collect(finished)
    folder = tmp_path_factory.mktemp("page")
    return found, folder, finish.write(folder, found, finish.environment(finished) | {"stages": []})


def test_the_page_shows_every_verdict_and_every_best_run_with_n_and_floor(written):
    found, folder, _ = written
    floor = f"{found['floor_p95']:.2f}"
    for kind in finish.PAGES:
        text = (folder / f"report.{kind}").read_text()
        assert "N = 3" in text and floor in text and f"seed {found['seed']}" in text
        for best in page.best(found):
            assert (build.escaped(best["run"]) if kind == "tex" else best["run"]) in text
            assert f"{best['klom']['forget']['p95']:.2f}" in text
        for v in found["verdicts"]:
            said = build.escaped(v["said"]) if kind == "tex" else v["said"]
            assert v["verdict"] in text and said in text and "What would change it" in text
        assert all(f"{b['spectral_norm']:.3f}" in text for b in found["bridge"])


def test_the_figures_are_there_and_the_page_loads_nothing_from_elsewhere(written):
    found, folder, files = written
    html = (folder / "report.html").read_text()
    assert html.count("<svg") == 5 and not re.findall(r"""(?:src|href)=["'](?!#|data:image)|<link|@import""", html)
    assert [p.name for p in plots(found)] == ["figure1", "figure1-retain", "figure2", "figure3", "klom-against-n"]
    assert all((folder / f"{p.name}.{kind}") in files for p in plots(found) for kind in ("pdf", "svg"))


@pytest.mark.slow
def test_the_same_results_give_the_same_page(written, finished, tmp_path):
    found, folder, _ = written
    finish.write(tmp_path, json.loads(json.dumps(found)), finish.environment(finished) | {"stages": []})
    for path in [*folder.glob("*.svg"), *(folder / f"report.{kind}" for kind in finish.PAGES)]:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_without_ascent_there_is_no_figure_of_its_epochs(written):
    found = written[0]
    calm = found | {"rows": [r for r in found["rows"] if r["method"] != "GA"]}
    assert [p.name for p in plots(calm)] == ["figure1", "figure1-retain", "figure3", "klom-against-n"]


def test_doing_nothing_is_a_row_for_every_set(written):
    found, _, _ = written
    assert {r["set"] for r in found["rows"] if r["method"] == "nothing"} == {"random-5", "pc1-top-4"}
    assert {b["set"] for b in page.best(found) if b["method"] == "nothing"} == {"random-5", "pc1-top-4"}


@pytest.mark.parametrize("name", [slow(p.parent.name) for p in sorted(DOCS.glob("*/results.json"))])
def test_a_committed_page_is_what_its_results_give(name, tmp_path):
    folder = DOCS / name
    finish.write(tmp_path, *finish.load(folder))
    committed = [p for p in folder.iterdir() if p.suffix in (".md", ".svg")]
    assert {p.name for p in committed} == {"report.md", *(f"{p.name}.svg" for p in plots(finish.load(folder)[0]))}
    for path in committed:
        made_by = f"run: affirm experiment report docs/experiments/{name}"
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), made_by


@pytest.mark.parametrize("schema", [1, None], ids=str)
def test_results_of_another_version_are_one_line_and_status_2(capsys, tmp_path, schema):
    (tmp_path / "results.json").write_text(json.dumps({"schema": schema}))
    (tmp_path / "environment.json").write_text("{}")
    assert cli.main(["experiment", "report", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert "this version reads 2; do the run's command again" in err and err.count("\n") == 1


@pytest.mark.slow
def test_the_smoke_profile_runs_from_the_command_line(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["experiment", "run", "--json", "-"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert results["models"] == 8 and {v["verdict"] for v in results["verdicts"]} == {"INCONCLUSIVE"}
    assert cli.main(["experiment", "report", "experiment-smoke", "--out", "page", "--json", "-"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert {"report.html", "report.tex", "report.md", "figure1.svg", "klom-against-n.svg"} <= set(files)
