"""A run's folder: checkpoints in safetensors, margins as .npy, each file whole or absent, nothing pickled."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from experiments.architectures import State, build
from experiments.layers import Networks
from theory.errors import DomainError


@contextlib.contextmanager
def refused(path: Path) -> Iterator[None]:
    """Turns what the disk refuses into one line. Errors: ``DomainError``; all that was done before stays."""
    try:
        yield
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DomainError(
            f"{path}: cannot be written ({reason}); make room, then run the same command again: what is there is kept"
        ) from None


def atomically(path: Path, write: Callable[[Path], Any]) -> None:
    """Lets ``write`` fill a file that takes the name ``path`` only when complete.

    Errors: ``DomainError`` where it cannot be written, a full disk included; all files written before stay.
    """
    partial = path.with_name(path.name + ".partial")
    with refused(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            write(partial)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def save_text(path: Path, text: str) -> None:
    """Writes ``text`` to ``path``. Errors: see ``whole``."""
    atomically(path, lambda partial: partial.write_text(text))


def save_array(path: Path, array: np.ndarray) -> None:
    """Writes ``array`` as .npy. Errors: see ``whole``."""

    def write(partial: Path) -> None:
        with partial.open("wb") as file:
            np.save(file, array, allow_pickle=False)

    atomically(path, write)


def load_array(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    """The array in ``path``. Errors: ``DomainError`` if it is missing, cut or of another shape."""
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        raise DomainError(f"{path}: not a whole .npy file; delete it and run the same command again") from None
    if array.shape != shape:
        raise DomainError(
            f"{path}: shape {array.shape}, expected {shape}; delete the folder {path.parent.name} and run again"
        )
    return array


def save_networks(path: Path, networks: Networks, architecture: str) -> None:
    """Writes the networks' values with their architecture. Errors: see ``whole``."""
    state = {key: value.detach().cpu().contiguous() for key, value in networks.state_dict().items()}
    note = {"networks": f"{networks.models} networks {architecture}"}  # one entry: of several the order is not fixed
    atomically(path, lambda partial: save_file(state, partial, note))


def load_state(path: Path, architecture: str, models: int, channels: int) -> State:
    """The values in a checkpoint of ``models`` networks.

    Errors: ``DomainError`` if it is missing, cut, of another architecture or of another number of networks.
    """
    try:
        with safe_open(path, "pt") as file:
            note = file.metadata() or {}
        state: State = load_file(path)
    except (OSError, SafetensorError):
        raise DomainError(f"{path}: not a whole checkpoint; delete it and run the same command again") from None
    expected = {key: value.shape for key, value in build(architecture, models, channels).state_dict().items()}
    if {key: value.shape for key, value in state.items()} != expected:
        raise DomainError(
            f"{path}: holds {note.get('networks', 'something else')}, expected"
            f" {models} of {architecture}, {channels} channels; give the run a folder of its own"
        )
    return state


def load_networks(path: Path, architecture: str, models: int, channels: int, where: torch.device) -> Networks:
    """The networks in a checkpoint, on the device ``where``. Errors: see ``load_state``."""
    networks = build(architecture, models, channels)
    networks.load_state_dict(load_state(path, architecture, models, channels))
    return networks.to(where)


def load_json(path: Path) -> Any:
    """What ``path`` holds. Errors: ``DomainError``."""
    try:
        return json.loads(path.read_text())
    except OSError as error:
        raise DomainError(f"{path}: cannot be read ({error.strerror}); name the folder of a finished run") from None
    except ValueError:
        raise DomainError(f"{path}: not JSON; run the experiment again") from None
