"""What a result's code is: the modules that its own modules import, found in their text, and one digest of them all."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from theory.errors import LedgerError

OURS = "theory", "verify"
DISTRIBUTIONS = {"flint": "python-flint"}  # the others are installed by the name that is imported


class Closure(NamedTuple):
    """``code``: a digest of each module by its name; ``packages``: what they import of others, by the first name."""

    code: dict[str, str]
    packages: frozenset[str]


@cache
def closure(*modules: str) -> Closure:
    """The ``modules`` and all that is imported by them, directly or through others, within ``theory``, ``verify`` and
    the modules' own packages.

    An import counts wherever it stands: in a function, under a condition, or in the ``__init__`` of a package around a
    module. What counts of a module is its syntax tree without docstrings: comments, layout and docstrings do not.
    Limits: a module that is imported by a name that the program computes is not found; name it too. Errors:
    ``LedgerError`` for a module that is not there.
    """
    own = {*OURS, *(name.partition(".")[0] for name in modules)}
    code: dict[str, str] = {}
    packages: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        around, _, _ = name.rpartition(".")
        if name.partition(".")[0] not in own:
            packages.add(name.partition(".")[0])
        elif name not in code and (path := _file(name)):
            tree = ast.parse(path.read_bytes())
            waiting += [around] * bool(around)
            waiting += _imports(tree, name if path.name == "__init__.py" else around)
            code[name] = hashlib.sha256(ast.dump(_without_docstrings(tree)).encode()).hexdigest()
    if missing := set(modules) - code.keys():
        raise LedgerError(f"{min(missing)}: not a module with a source file, so no digest covers it")
    return Closure(code, frozenset(packages - sys.stdlib_module_names))


def digest(*modules: str) -> str:
    """SHA-256 of the ``closure`` of ``modules``: two are equal only if all that these import does the same."""
    return hashlib.sha256(repr(sorted(closure(*modules).code.items())).encode()).hexdigest()


def versions(*modules: str) -> dict[str, str]:
    """The version of each package that the ``closure`` of ``modules`` imports; "absent" for one that is not there."""
    return {package: _version(package) for package in sorted(closure(*modules).packages)}


def _version(package: str) -> str:
    try:
        return metadata.version(DISTRIBUTIONS.get(package, package))
    except metadata.PackageNotFoundError:
        return "absent"


def _file(name: str) -> Path | None:
    """The source of the module ``name``; None if that is the name of something else, like a function."""
    top, *inner = name.split(".")
    spec = find_spec(top)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        place = Path(root, *inner)
        for path in (place / "__init__.py", place.with_suffix(".py")):
            if path.is_file():
                return path
    return None


def _imports(tree: ast.Module, package: str) -> Iterator[str]:
    """The names imported in ``tree``, a module of ``package``; of ``from a import b`` both a and a.b, which may be a
    module."""
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """``node`` and the statements within it: an expression holds neither imports nor docstrings."""
    yield node
    for part in ("body", "orelse", "handlers", "finalbody", "cases"):
        for inner in getattr(node, part, ()):
            yield from _statements(inner)


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in _statements(tree):
        if (
            isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
            and isinstance(node.body[0].value, ast.Constant)
            and isinstance(node.body[0].value.value, str)
        ):
            del node.body[0]
    return tree
