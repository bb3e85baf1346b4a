"""A reader's own method, network and data: the documented example, registered as pip would, runs to its end."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from experiments import address, extensions, results
from experiments.opening import opened
from experiments.unlearn import METHODS
from tests.experiments.conftest import TINY, finish_stages
from tests.experiments.test_study import steps
from theory.errors import DomainError

EXAMPLE = Path(__file__).parents[2] / "docs" / "extension"
OWN = (
    TINY.replace('name = "digits"', 'name = "stripes"')
    .replace('architecture = "small"', 'architecture = "narrow"')
    .replace(
        "[rule]", '[[methods]]\nmethod = "random-labels"\nlr = 0.05\nepochs = [1, 3]\noptions = {keep = 0.5}\n\n[rule]'
    )
)


def install(place, package="affirm_example", name="affirm-example"):
    """The module and the metadata that pip would write from the example's pyproject.toml."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    shutil.copy(EXAMPLE / "affirm_example.py", place / f"{package}.py")
    info = place / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    groups = (
        f"[{group}]\n" + "".join(f"{k} = {v.replace('affirm_example', package)}\n" for k, v in points.items())
        for group, points in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text("\n".join(groups))


@pytest.fixture
def installed(tmp_path, monkeypatch):
    place = tmp_path / "site"
    place.mkdir()
    install(place)
    monkeypatch.syspath_prepend(place)
    yield place
    sys.modules.pop("affirm_example", None)
    address.sources.cache_clear()


@pytest.mark.usefixtures("installed")
def test_the_example_runs_to_its_end_and_its_cost_is_counted(tmp_path):
    study = finish_stages(opened(tmp_path / "run", OWN))
    assert steps(study) == [] and study.points.images.shape[1:] == (10, 10, 1)
    rows = [r for r in results.rows(study, "random-5") if r["method"] == "random-labels"]
    assert [r["epoch"] for r in rows] == [1, 3] and "keep0.5" in rows[0]["run"]
    assert [r["cost"] for r in rows] == [round(e * 5 / (2 * 115), 6) for e in (1, 3)]
    before = np.load(study.margins_file("pretrained", "", study.groups[0]))
    setting = next(s for s in study.config.settings("random-5") if s.method == "random-labels")
    after = np.load(study.snapshot("random-5", setting, 3, study.groups[0]))
    assert np.abs(after[:, :5] - before[:, study.forget_set("random-5")]).max() > 0.01


def test_its_numbers_do_not_depend_on_which_networks_run_side_by_side(tmp_path, installed):
    wide, alone = (
        finish_stages(opened(tmp_path / str(width), OWN.replace("width = 2", f"width = {width}"))) for width in (3, 1)
    )
    setting = next(s for s in wide.config.settings("random-5") if s.method == "random-labels")
    together = np.load(wide.snapshot("random-5", setting, 3, wide.groups[0]))
    separate = np.concatenate([np.load(alone.snapshot("random-5", setting, 3, g)) for g in alone.groups])
    np.testing.assert_allclose(together, separate, atol=2e-3)


def test_another_code_of_an_extension_is_another_step(tmp_path, installed):
    study = opened(tmp_path / "run", OWN)
    before = study.describe("pretrained", 0)
    file = installed / "affirm_example.py"
    file.write_text(file.read_text().replace("channels, 4, stride=2", "channels, 4, stride=1"))
    address.sources.cache_clear()
    assert opened(tmp_path / "run", OWN).describe("pretrained", 0) != before


@pytest.mark.usefixtures("installed")
def test_names_of_the_program_mean_the_programs_own():
    assert extensions.source("methods", "GA", METHODS) is None
    assert extensions.find("methods", "GA", METHODS) is METHODS["GA"]


def test_a_name_that_two_packages_register_and_one_that_cannot_be_loaded_are_refused(installed):
    install(installed, "affirm_other", "affirm-other")
    with pytest.raises(
        DomainError, match=r"architecture narrow: registered by affirm-.*, affirm-.*; uninstall all but"
    ):
        extensions.find("networks", "narrow", {})
    shutil.rmtree(installed / "affirm_other-1.0.dist-info")
    points = installed / "affirm_example-1.0.dist-info" / "entry_points.txt"
    points.write_text(points.read_text().replace("affirm_example:narrow", "affirm_example:absent"))
    with pytest.raises(
        DomainError, match="architecture narrow: its entry point affirm_example:absent cannot be loaded"
    ):
        extensions.find("networks", "narrow", {})


def test_a_method_that_ends_too_soon_is_said(tmp_path, installed):
    file = installed / "affirm_example.py"
    file.write_text(file.read_text().replace("max(setting.epochs) + 1", "2"))
    sys.modules.pop("affirm_example", None)
    with pytest.raises(DomainError, match="method random-labels: ends after 1 epochs of 3; it must yield after each"):
        finish_stages(opened(tmp_path / "run", OWN))


@pytest.mark.slow
def test_worker_processes_find_the_extension_too(tmp_path, installed):
    (tmp_path / "own.toml").write_text(OWN)
    words = [sys.executable, "-m", "verify.commands", "experiment", "run", "own.toml", "--out", "run", "--workers", "2"]
    paths = [str(installed), str(Path(__file__).parents[2])]
    ran = subprocess.run(
        words,
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(paths), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
