"""Where the tests of what lie: tests/README.md names every folder, and those of the source by their names there."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = sorted({str(path.parent.relative_to(ROOT / "tests")) for path in (ROOT / "tests").rglob("test_*.py")} - {"."})
NAMED = (ROOT / "tests" / "README.md").read_text()
OTHERS = {"docs": "docs", "ascent/theory": "theory/ascent", "ascent/mutants": "verify/ascent/checks",
          "ascent/reference": "tests/ascent/reference", "prox": "verify/ledger"}  # fmt: skip


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_named(name):
    """Those below a room's are named with it; those of the paper one by one."""
    parts = name.split("/")
    named = "/".join(parts[:2]) if parts[0] == "ascent" else parts[0]
    assert f"`{named}`" in NAMED, f"name tests/{named} in tests/README.md"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_has_the_name_of_what_it_tests(name):
    places = [OTHERS.get(name, name), f"verify/{name}", f"theory/{name}", f"verify/{name}.py"]
    assert any((ROOT / place).exists() for place in places), f"tests/{name}: what does it test?"
