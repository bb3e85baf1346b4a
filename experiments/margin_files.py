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

    ``.npz`` and ``.pt`` (read with ``weights_only``) hold one array, or one under the name "margins".
    Errors: ``DomainError`` naming the file and what it should hold.
    """
    path = Path(name)
    try:
        if path.suffix == ".pt":
            return _torch(path)
        if path.suffix == ".npz":
            with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                return np.asarray(found[_key(name, list(found.files))])
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except DomainError:
        raise
    except OSError as error:
        raise DomainError(f"{name}: cannot be read ({error.strerror}); give a file of margins") from None
    except (ValueError, EOFError, RuntimeError, pickle.UnpicklingError, zipfile.BadZipFile, TypeError):
        kind = path.suffix if path.suffix in (".npz", ".pt") else ".npy"
        raise DomainError(
            f"{name}: not a whole {kind} array of numbers; save margins as one array (models, points)"
        ) from None


def _torch(path: Path) -> np.ndarray:
    import torch  # takes a second; only .pt needs it

    found: Any = torch.load(path, map_location="cpu", weights_only=True)
    if isinstance(found, dict):
        found = found[_key(str(path), list(found))]
    return np.asarray(found.detach().numpy() if isinstance(found, torch.Tensor) else found)


def _key(name: str, keys: list[str]) -> str:
    if NAME in keys:
        return NAME
    if len(keys) != 1:
        held = ", ".join(map(str, keys[:5])) or "nothing"
        raise DomainError(f"{name}: holds {held}; save the margins alone, or under the name {NAME}")
    return keys[0]
