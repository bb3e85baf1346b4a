"""The address of a step: a digest of all that decides its numbers, so that equal steps are done once.

A description holds the data's digest, the digest of the sources that compute the step, the versions of torch and numpy,
the setting and the seeds. What does not decide a number, such as a comment or the number of processes, is not in it.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
import json
import os
import platform
from pathlib import Path
from typing import Any

import numpy as np
import torch

from theory.errors import DomainError

Description = dict[str, Any]


def address(description: Description) -> str:
    """32 hexadecimal digits of SHA-256 of the description: 128 bits, so that two descriptions never meet by chance."""
    return hashlib.sha256(json.dumps(description, sort_keys=True).encode()).hexdigest()[:32]


def array(*values: np.ndarray) -> str:
    """The digest of arrays: their types, shapes and bytes."""
    found = hashlib.sha256()
    for value in values:
        found.update(f"{value.dtype.str} {value.shape};".encode())
        found.update(np.ascontiguousarray(value).data)
    return found.hexdigest()[:32]


@functools.cache
def sources(*modules: str) -> str:
    """The digest of the code of modules, each by its whole name, without comments, docstrings and layout.

    Errors: ``DomainError`` for a module without a source file.
    """
    found = hashlib.sha256()
    for module in modules:
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            raise DomainError(f"module {module}: has no source file; install it as Python code")
        tree = ast.parse(Path(spec.origin).read_bytes())
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        found.update(f"{module}\n{ast.unparse(tree)}\n".encode())
    return found.hexdigest()[:32]


def code(*modules: str) -> str:
    """The digest of the program's own ``modules`` of ``experiments``: see ``sources``."""
    return sources(*(f"experiments.{module}" for module in modules))


def versions() -> dict[str, str]:
    """The libraries whose arithmetic decides the numbers, without what names their build."""
    return {"torch": torch.__version__.split("+")[0], "numpy": np.__version__}


def machine(device: str) -> dict[str, Any]:
    """Where a step is done. It is recorded and decides no address: rounding may differ between such machines.

    ``capability``: the processor's instructions that torch uses; ``simd`` are those of numpy.
    """
    simd = np.show_config(mode="dicts")["SIMD Extensions"]  # type: ignore[call-overload]
    return {
        "processor": processor(),
        "processors": os.cpu_count(),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "simd": [*simd.get("baseline", []), *simd.get("found", [])],
        "system": f"{platform.system()} {platform.machine()}",
        "device": torch.cuda.get_device_name(device) if device.startswith("cuda") else "cpu",
    }


def processor() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")
