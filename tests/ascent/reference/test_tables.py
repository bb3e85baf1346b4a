"""The reference tables are those that their programs make."""

import importlib
import json
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("name", ["axis", "block"])
def test_a_table_is_what_its_program_makes(name):
    kept = json.loads(Path(__file__).with_name(f"{name}.json").read_text())
    made = importlib.import_module(f"tests.ascent.reference.make_{name}").table()
    assert made == kept, f"run: python tests/ascent/reference/make_{name}.py"
