"""Files of margins as the public ensembles have them: ``.npy``, ``.npz`` and torch's ``.pt``; nothing is unpickled."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from theory.errors import DomainError

NAME = "margins"


def read(name: str) -> np.ndarray:
    """The array of shape (models, points) in the file ``name``, of the type that it was saved in.

    ``.npz`` and ``.pt`` hold one array, or one under the name "margins". Errors: see ``arrays``.
    """
    found = arrays(name)
    return found[_key(name, list(found))]


def arrays(name: str) -> dict[str, np.ndarray]:
    """All arrays in the file ``name`` by their names; that of ``.npy`` and of a single tensor is "margins".

    ``.pt`` is read with ``weights_only``. Errors: ``DomainError`` naming the file and what it should hold.
    """
    path = Path(name)
    try:
        if path.suffix == ".pt":
            return _torch(path)
        if path.suffix == ".npz":
            with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                return {key: np.asarray(found[key]) for key in found.files}
        whole = np.load(path, mmap_mode="r", allow_pickle=False)
        if not isinstance(whole, np.ndarray):
            raise ValueError  # an .npz under another name
        return {NAME: whole}
    except OSError as error:
        raise DomainError(f"{name}: cannot be read ({error.strerror}); give a file of margins") from None
    except (ValueError, EOFError, RuntimeError, pickle.UnpicklingError, zipfile.BadZipFile, TypeError):
        kind = path.suffix if path.suffix in (".npz", ".pt") else ".npy"
        raise DomainError(
            f"{name}: not a whole {kind} array of numbers; save margins as one array (models, points)"
        ) from None


def _torch(path: Path) -> dict[str, np.ndarray]:
    import torch  # takes a second; only .pt needs it

    found: Any = torch.load(path, map_location="cpu", weights_only=True)
    named = found if isinstance(found, dict) else {NAME: found}
    return {
        str(key): np.asarray(value.detach().numpy() if isinstance(value, torch.Tensor) else value)
        for key, value in named.items()
    }


def _key(name: str, keys: list[str]) -> str:
    if NAME in keys:
        return NAME
    if len(keys) != 1:
        held = ", ".join(map(str, keys[:5])) or "nothing"
        raise DomainError(f"{name}: holds {held}; save the margins alone, or under the name {NAME}")
    return keys[0]
