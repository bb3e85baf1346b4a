"""The folder of a run's steps: ``steps/ADDRESS/`` holds what a step wrote, whole or not at all.

Several processes, on one machine or on several that share the folder, may do the steps of one run: who does a step
holds its claim, a lock of the operating system that ends with the process, however that ends.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from experiments.address import Description, address
from experiments.storage import load_json, refused
from theory.errors import DomainError

RECORD = "step.json"


class Steps:
    """The steps in ``folder``, by their descriptions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, description: Description) -> Path:
        """Where the step's files are once it is done."""
        return self.folder / "steps" / address(description)

    def done(self, description: Description) -> bool:
        return self.place(description).is_dir()

    @contextlib.contextmanager
    def claimed(self, description: Description) -> Iterator[bool]:
        """Whether the step is this process's to do; False while another does it, and once it is done.

        Limits: on a network's file system, as good as its ``flock``. Errors: ``DomainError`` where there is no room.
        """
        claim = self._lock(address(description))
        with refused(Path(claim.lock_file)), contextlib.suppress(Timeout):  # a Timeout is an OSError too
            claim.acquire(timeout=0)
        if not claim.is_locked:
            yield False
            return
        try:
            yield not self.done(description)
        finally:
            if self.done(description):  # who opened this very file before sees, once it has the claim, that it is done
                Path(claim.lock_file).unlink(missing_ok=True)
            claim.release()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Waits until no other process writes the run's own files, such as its results. Errors: ``DomainError``."""
        with self._lock("run"):
            yield

    def _lock(self, name: str) -> FileLock:
        file = self.folder / "claims" / name
        with refused(file):
            file.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(file)

    @contextlib.contextmanager
    def filling(self, description: Description, made: dict[str, Any]) -> Iterator[Path]:
        """A new folder for what the step writes; it becomes the step's when all is on the disk.

        Only who has the claim may fill: what a killed process left half is removed. ``made``: where it is done. The
        record has a digest of every file. Errors: ``DomainError`` on a full disk; nothing half is left.
        """
        place = self.place(description)
        partial = place.with_name(f".{place.name}.partial")
        with refused(place):
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
        try:
            yield partial
            with refused(place):
                written = sorted(partial.iterdir())
                files = {path.name: _settled(path) for path in written}
                record = partial / RECORD
                record.write_text(json.dumps({"step": description, "made": made, "files": files}, indent=1) + "\n")
                _settled(record)
                _sync(partial)
                partial.rename(place)
                _sync(place.parent)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise

    def verify(self, description: Description) -> dict[str, Any]:
        """The step's record, after comparing every file with it. Errors: ``DomainError`` naming one that differs."""
        place = self.place(description)
        record = load_json(place / RECORD)
        if not isinstance(record, dict) or record.get("step") != json.loads(json.dumps(description)):
            raise DomainError(f"{place / RECORD}: not this step's record; delete the folder {place.name} and run again")
        for name, digest in record["files"].items():
            if not (place / name).is_file() or _digest(place / name) != digest:
                raise DomainError(
                    f"{place / name}: differs from what the step wrote; delete the folder {place.name} and run again"
                )
        return record


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settled(path: Path) -> str:
    """The file's digest, once the file is on the disk."""
    _sync(path)
    return _digest(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
