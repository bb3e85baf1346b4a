"""What a run's data depend on: the code that evaluates points and writes them, and no other."""

import importlib
import pickle
import subprocess
import sys

import pytest

from tests.ascent.grid.folders import AXIS as RANGES
from tests.ascent.grid.folders import data, filled, small
from theory.errors import DomainError
from verify.ascent.grid import manifest
from verify.ascent.grid.in_block import BLOCK
from verify.ascent.grid.on_axis import AXIS
from verify.ascent.grid.partition import compute, work_of
from verify.ascent.grid.plan import planned
from verify.ascent.grid.problems import problem_of
from verify.ledger import sources

PROBLEM = '''"""A problem of its own."""

from other.formula import double
from verify.ascent.grid.ratios import ALPHA, LAM, PHI, SHARE


class Other:
    """Prose."""

    name, title, example = "axis", "Another.", ""
    parameters = ALPHA, PHI, LAM, SHARE
    codes = {}

    def evaluate(self, points, device=None):
        return {"twice": double(points["alpha"])}
'''
FORMULA = '"""Prose."""\n\n\ndef double(x):\n    """2 x."""\n    return 2 * x\n'


@pytest.fixture
def other(tmp_path, monkeypatch):
    """A function that writes a package with a problem, and gives the work of the small grid by that text."""
    (tmp_path / "other").mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    def forget():
        for name in [name for name in sys.modules if name.partition(".")[0] == "other"]:
            del sys.modules[name]
        importlib.invalidate_caches()
        for cached in (sources.closure, manifest._versions):
            cached.cache_clear()

    def work(problem=PROBLEM, formula=FORMULA):
        for name, text in {"__init__": "", "problem": problem, "formula": formula, "report": "x = 1\n"}.items():
            (tmp_path / "other" / f"{name}.py").write_text(text)
        forget()
        return work_of(planned(importlib.import_module("other.problem").Other(), RANGES, 200))

    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # a file changes within one second, unseen by its cache
    yield work
    forget()


def check_a_typo_mended_is_no_other_grid(tmp_path, other):
    filled(tmp_path / "whole", other())
    filled(tmp_path / "run", other())
    (tmp_path / "run" / "points" / "part-000000002.parquet").unlink()
    filled(tmp_path / "run", other(PROBLEM.replace("Prose", "Verse"), FORMULA.replace("2 x.", "Twice x.")), resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")


def check_other_code_is_another_grid(tmp_path, other):
    filled(tmp_path / "run", other())
    for changed in (other(PROBLEM.replace("double(", "-double(")), other(formula=FORMULA.replace("2 * x", "x + x"))):
        with pytest.raises(DomainError, match="holds another grid: versions source is"):
            filled(tmp_path / "run", changed, resume=True)


def test_a_run_goes_on_after_a_typo_is_mended(tmp_path, other):
    check_a_typo_mended_is_no_other_grid(tmp_path, other)


def test_a_run_does_not_go_on_by_other_code(tmp_path, other):
    check_other_code_is_another_grid(tmp_path, other)


def test_a_digest_of_the_problems_own_file_is_rejected(tmp_path, other, monkeypatch):
    whole = sources.closure.__wrapped__

    def own(*modules):
        found = whole(*modules)
        return found._replace(code={name: code for name, code in found.code.items() if name in modules})

    own.cache_clear = lambda: None
    monkeypatch.setattr(sources, "closure", own)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        check_other_code_is_another_grid(tmp_path, other)


def test_a_digest_with_docstrings_is_rejected(tmp_path, other, monkeypatch):
    monkeypatch.setattr(sources, "_without_docstrings", lambda tree: tree)
    with pytest.raises(DomainError, match="versions source is"):
        check_a_typo_mended_is_no_other_grid(tmp_path, other)


IMPORTED = """
import sys
from verify.ascent.grid.{0} import {1} as problem
from verify.ascent.grid.partition import compute, work_of
from verify.ascent.grid.plan import planned

texts = {{"alpha": "0:2:3", "phi": "1/2", "lam": "1:2:3:log", "share": "1", "eps": "1/2"}}
compute(work_of(planned(problem, texts, 9)), 0)
print(*(name for name in sys.modules if name.partition(".")[0] in ("theory", "verify")))
"""


@pytest.mark.parametrize("problem", [AXIS, BLOCK], ids=["axis", "block"])
def test_all_that_is_imported_to_compute_counts_and_no_other_room(problem):
    module = type(problem).__module__
    program = IMPORTED.format(module.rpartition(".")[2], problem.name.upper())
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    covered = sources.closure(module, manifest.WRITER).code.keys()
    assert set(ran) == covered and module in covered
    rooms = {".".join(name.split(".")[:2]) for name in covered if name.startswith("verify.")}
    assert rooms == {"verify.ascent", "verify.ledger", "verify.values"}
    assert "verify.ascent.grid.heatmap" not in covered and len(covered & {"verify.ascent.grid.in_block"}) == (
        problem is BLOCK
    )


def test_versions_name_every_package_that_is_imported():
    ours, torch = (manifest.here(planned(BLOCK, RANGES | {"eps": "0"}, 9, device)) for device in (None, "cpu"))
    assert ours.keys() == {"array_api_compat", "flint", "numpy", "pyarrow", "python", "scipy", "source"}
    assert torch.keys() - ours.keys() == {"torch"} and "absent" not in ours.values()
    assert "scipy" not in manifest.here(planned(AXIS, RANGES, 9))


def test_a_problem_that_is_not_known_is_one_line():
    found = small().manifest
    assert problem_of(found).name == "axis"
    for name in ("torus", None, ["axis"]):
        with pytest.raises(DomainError, match="must be one of axis, block; restore it"):
            problem_of(found | {"problem": name})


def test_a_copy_of_a_problem_is_the_problem():
    for problem in (AXIS, BLOCK):
        copy = pickle.loads(pickle.dumps(problem))
        assert copy == problem and hash(copy) == hash(problem)
    assert AXIS != BLOCK
    assert compute(pickle.loads(pickle.dumps(small())), 3) == compute(small(), 3)
