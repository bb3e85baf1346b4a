"""Digests of code: all that is imported counts, wherever the import stands, and prose does not; with mutants."""

import ast
import itertools
from pathlib import Path

import pytest

import theory
import verify
from theory.errors import LedgerError
from verify.ledger import sources

FIRST = '''"""Prose."""

from apart import second


def f():
    """More."""
    from apart.inner.third import g

    return g("text")
'''
SECOND = """import numpy as np
import json

class C:
    "Said."

    x = 1
"""
THIRD = """try:
    pass
finally:
    with x:
        import flint.types


async def g(x):
    "Said."
    return x
"""
FILES = {
    "__init__.py": "",
    "first.py": FIRST,
    "second.py": SECOND,
    "inner/__init__.py": "from . import fourth\n",
    "inner/third.py": THIRD,
    "inner/fourth.py": "from ..second import C\n",
    "unrelated.py": "y = 2\n",
}
IMPORTED = {"apart", "apart.first", "apart.second", "apart.inner", "apart.inner.third", "apart.inner.fourth"}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A function that changes a file of a small package and gives the digest of ``apart.first`` then."""
    (tmp_path / "apart" / "inner").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path)

    def digest(changes=()):
        for name, text in (FILES | {f"{name}.py": text for name, text in dict(changes).items()}).items():
            (tmp_path / "apart" / name).write_text(text)
        sources.closure.cache_clear()
        return sources.digest("apart.first")

    yield digest
    sources.closure.cache_clear()


def replaced(name, old, new):
    """One file with a change that is there."""
    text = FILES[f"{name}.py"]
    assert old in text
    return {name: text.replace(old, new)}


PROSE = [
    replaced("first", "Prose", "Poetry"),
    replaced("first", '    """More."""\n', ""),
    replaced("first", "\n\n\n", "\n\n# a comment\n\n"),
    replaced("second", '"Said."', '"""Said\n    at length."""'),
    replaced("inner/third", "Said.", "Unsaid."),
    {"unrelated": "y = 3\n"},
]
CODE = [
    replaced("first", '"text"', '"other"'),
    replaced("second", "x = 1", "x = 2"),
    replaced("second", "x = 1", "x = True"),
    replaced("inner/third", "return x", "return -x"),
    replaced("inner/fourth", "import C", "import C as D"),
    {"__init__": "z = 0\n"},
    {"inner/__init__": "from . import fourth\n\nz = 0\n"},
]


def check_the_closure(package):
    package()
    found = sources.closure("apart.first")
    assert found.code.keys() == IMPORTED and found.packages == {"numpy", "flint"}


def check_prose_does_not_count(package):
    assert {package(change) for change in PROSE} == {package()}


def check_code_counts(package):
    digests = [package(), *(package(change) for change in CODE)]
    assert all(a != b for a, b in itertools.combinations(digests, 2))


def test_all_that_is_imported_is_found_and_nothing_else(package):
    check_the_closure(package)


def test_prose_does_not_count(package):
    check_prose_does_not_count(package)


def test_code_counts_wherever_it_is_imported(package):
    check_code_counts(package)


def test_a_moved_definition_counts(package):
    """The same text in another module is another program."""
    assert package({"second": FILES["inner/third.py"], "inner/third": FILES["second.py"]}) != package()


def top_only(tree, package):
    yield from honest_imports(ast.Module([node for node in tree.body if "Import" in type(node).__name__], []), package)


def absolute_only(tree, package):
    yield from honest_imports(tree, "")


def no_members(tree, package):
    """Takes b of ``from a import b`` for a function."""
    for name in honest_imports(tree, package):
        if name not in ("apart.second", "apart.inner.fourth"):
            yield name


honest_imports = sources._imports


@pytest.mark.parametrize("mutant", [top_only, absolute_only, no_members])
def test_imports_that_are_overlooked_are_rejected(package, monkeypatch, mutant):
    monkeypatch.setattr(sources, "_imports", mutant)
    with pytest.raises(AssertionError):
        check_the_closure(package)


def test_a_digest_of_the_text_is_rejected(package, monkeypatch):
    monkeypatch.setattr(sources, "_without_docstrings", lambda tree: tree)
    with pytest.raises(AssertionError):
        check_prose_does_not_count(package)


def without_strings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return tree


def names_alone(tree):
    return ast.Module([], [])


@pytest.mark.parametrize("mutant", [without_strings, names_alone])
def test_a_digest_that_forgets_code_is_rejected(package, monkeypatch, mutant):
    monkeypatch.setattr(sources, "_without_docstrings", mutant)
    with pytest.raises(AssertionError):
        check_code_counts(package)


def test_a_module_that_is_not_there_is_refused(package):
    package()
    for name in ("apart.nowhere", "nowhere"):
        with pytest.raises(LedgerError, match=f"{name}: not a module"):
            sources.digest(name)


def test_versions_are_those_of_the_packages_imported(package):
    package()
    found = sources.versions("apart.first")
    assert list(found) == ["flint", "numpy"] and "absent" not in found.values()
    package({"second": "import nowhere\n"})
    assert sources.versions("apart.first")["nowhere"] == "absent"


@pytest.mark.parametrize("package", [theory, verify], ids=["theory", "verify"])
def test_no_statement_is_overlooked(package):
    kinds = ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef
    for path in Path(package.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_bytes())
        every, ours = ([n for n in walk(tree) if isinstance(n, kinds)] for walk in (ast.walk, sources._statements))
        assert set(every) == set(ours), path
