"""The manifest of a run: all that its data depend on, and how two runs differ."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from pathlib import Path
from typing import Any

from theory.errors import DomainError
from verify.ascent.grid.plan import GridPlan
from verify.ledger import sources

MANIFEST = "manifest.json"
SCHEMA = 1
WRITER = "verify.ascent.grid.partition"  # with what it imports, it makes the points and the bytes of a file
KEYS = {"problem", "design", "points", "partition", "device", "versions", "columns"}
Manifest = dict[str, Any]
Columns = dict[str, str | list[str]]  # a column's type, or its words in the order of their codes


def describe(plan: GridPlan, columns: Columns) -> Manifest:
    """The manifest of ``plan``: its design, division and device, the versions of this process, the columns."""
    return {
        "schema": SCHEMA,
        "problem": plan.problem.name,
        "design": plan.design.as_json(),
        "points": plan.design.size,
        "partition": plan.partition,
        "device": plan.device or "numpy",
        "versions": dict(here(plan)),
        "columns": columns,
    }


def digest(manifest: Manifest) -> str:
    """SHA-256 of a manifest, which the footer of each of its partitions repeats."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def here(plan: GridPlan) -> dict[str, str]:
    """The versions of this process for ``plan``."""
    return _versions(type(plan.problem).__module__, plan.device)


@functools.cache
def _versions(module: str, device: str | None) -> dict[str, str]:
    """What the numbers of a problem defined in ``module`` may depend on: Python, the packages and a digest of the
    sources that are imported to evaluate points and to write them."""
    used = module, WRITER
    packages = sources.versions(*used)
    if device is None:
        packages.pop("torch", None)
    python = ".".join(platform.python_version_tuple()[:2])
    return packages | {"python": python, "source": sources.digest(*used)}


def read(folder: Path) -> Manifest:
    """The manifest in ``folder``. Errors: ``DomainError`` if there is none, or it cannot be read."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text())
    except FileNotFoundError:
        raise DomainError(f"{folder}: not a grid's folder (no {MANIFEST}); name the --out of affirm grid") from None
    except OSError as error:
        raise DomainError(f"{path}: cannot be read ({error.strerror}); make it readable") from None
    except ValueError:
        raise DomainError(f"{path}: damaged, not JSON; restore it, or move the folder and run again") from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA or not manifest.keys() >= KEYS:
        raise DomainError(f"{path}: not a manifest of schema {SCHEMA}; use the version of affirm that wrote it")
    return manifest


def difference(kept: Manifest, wanted: Manifest, within: str = "") -> str:
    """The first entry in which two manifests differ, in words."""
    for name in [*kept, *(name for name in wanted if name not in kept)]:
        a, b = kept.get(name), wanted.get(name)
        if isinstance(a, dict) and isinstance(b, dict) and a != b:
            return difference(a, b, f"{within}{name} ")
        if a != b:
            return f"{within}{name} is {_short(a)} there, {_short(b)} here"
    return ""


def _short(value: Any) -> str:
    text = "absent" if value is None else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
