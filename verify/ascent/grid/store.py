"""The folder of a run: a manifest, and one Parquet file a partition, each whole or absent.

``DIR/manifest.json`` says what the run is; ``DIR/points/part-*.parquet`` are the partitions, each of which repeats the
manifest's digest and its own number; ``DIR/rejected/`` takes files that were found damaged or foreign.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from theory.errors import DomainError, UnableError
from verify.ascent.grid import manifest as manifests
from verify.ascent.grid.manifest import MANIFEST, Manifest
from verify.ascent.grid.partition import fault

POINTS, REJECTED, LOCK, PARTIAL = "points", "rejected", ".lock", ".*.partial"


class Store:
    """A run's folder. Guarantee: under any interruption each file of it is absent or whole, never in between."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self.partitions = -(-manifest["points"] // manifest["partition"])

    def path(self, number: int) -> Path:
        return self.folder / POINTS / f"part-{number:09}.parquet"

    def rows(self, number: int) -> int:
        """How many points partition ``number`` has."""
        size = self.manifest["partition"]
        return int(min(size, self.manifest["points"] - number * size))

    def read(self, number: int) -> tuple[bytes, str | None]:
        """The bytes of partition ``number`` and what is wrong with them: "missing", or a fault; None if nothing is."""
        try:
            data = self.path(number).read_bytes()
        except FileNotFoundError:
            return b"", "missing"
        except OSError as error:
            raise DomainError(f"{self.path(number)}: cannot be read ({error.strerror}); make it readable") from None
        return data, fault(data, self.manifest, number)

    def set_aside(self, step: Callable[[], None] = lambda: None) -> list[tuple[str, str]]:
        """Moves damaged and foreign partitions into ``rejected``, under names of their own; the name and the fault
        of each."""
        found = []
        for number in range(self.partitions):
            _, wrong = self.read(number)
            if wrong and wrong != "missing":
                with self.writing():
                    (self.folder / REJECTED).mkdir(exist_ok=True)
                    name = self.path(number).name
                    self.path(number).rename(self.folder / REJECTED / f"{name}.{secrets.token_hex(4)}")
                found.append((name, wrong))
            step()
        return found

    def missing(self) -> Iterator[int]:
        """The numbers of the partitions still to be computed, in order."""
        return (number for number in range(self.partitions) if not self.path(number).exists())

    def kept(self) -> int:
        """How many partitions are in the folder."""
        points = self.folder / POINTS
        return sum(entry.name.startswith("part-") for entry in os.scandir(points)) if points.is_dir() else 0

    def fill(self, results: Iterable[tuple[int, bytes]], step: Callable[[int], None] = lambda points: None) -> None:
        """Writes each partition as it arrives. Errors: ``UnableError`` if the disk is full or refuses."""
        for number, data in results:
            with self.writing():
                write_whole(self.path(number), data)
            step(self.rows(number))

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Turns what the disk refuses into one line that says how to go on."""
        try:
            yield
        except OSError as error:
            raise UnableError(
                f"--out {self.folder}: cannot be written ({error.strerror}); {self.resumption()}"
            ) from None

    def resumption(self) -> str:
        """How to go on after an interruption."""
        return (
            f"{self.kept()} of {self.partitions} partitions are kept; run the same command with --resume to go on"
            if (self.folder / MANIFEST).exists()
            else "nothing was computed; name a folder that can be written"
        )


@contextlib.contextmanager
def opened(folder: Path, manifest: Manifest, resume: bool) -> Iterator[Store]:
    """The store of a run in ``folder``, for this process alone.

    A new folder gets its manifest first. With ``resume`` a folder of the same manifest is taken up, and what an
    interruption left half-written is removed. Errors: ``DomainError`` for a folder that holds something else, another
    grid (the difference is named) or a run in progress; ``UnableError`` if it cannot be written.
    """
    store = Store(folder, manifest)
    with contextlib.ExitStack() as stack:
        with store.writing():
            folder.mkdir(parents=True, exist_ok=True)
            _lock(stack.enter_context(open(folder / LOCK, "w")).fileno(), folder)
            _admit(folder, manifest, resume)
            for orphan in (*folder.glob(PARTIAL), *(folder / POINTS).glob(PARTIAL)):
                orphan.unlink()
            (folder / POINTS).mkdir(exist_ok=True)
            if not (folder / MANIFEST).exists():
                write_whole(folder / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
            _only_partitions(store)
        yield store


def _lock(lock: int, folder: Path) -> None:
    """Holds the folder until the file is closed or the process ends, however it ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DomainError(f"--out {folder}: another run is writing there; wait for it or name another folder") from None


def _admit(folder: Path, manifest: Manifest, resume: bool) -> None:
    """Refuses a folder that this run must not touch."""
    entries = [e for e in folder.iterdir() if e.name not in (LOCK, POINTS) and not e.match(PARTIAL)]
    if not entries and not any((folder / POINTS).glob("*")):
        return
    if not (folder / MANIFEST).exists():
        raise DomainError(f"--out {folder}: not empty, and not a grid's folder (no {MANIFEST}); name another folder")
    kept = manifests.read(folder)
    if kept != manifest:
        unlike = manifests.difference(kept, manifest)
        raise DomainError(f"--out {folder}: holds another grid: {unlike}; name another folder, or repeat its command")
    if not resume:
        raise DomainError(f"--out {folder}: holds this grid already; add --resume to go on, or name another folder")


def _only_partitions(store: Store) -> None:
    """Refuses files in ``points`` that readers of the folder would take for partitions."""
    last = store.path(store.partitions - 1).name
    for entry in sorted(os.listdir(store.folder / POINTS)):
        if not (Path(entry).match("part-*.parquet") and len(entry) == len(last) and entry <= last):
            raise DomainError(f"{store.folder / POINTS / entry}: not a partition of this grid; move it elsewhere")


def write_whole(path: Path, data: bytes) -> None:
    """Writes ``data`` to a temporary file, flushes it to the disk, and renames it: ``path`` is never half-written."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        with open(partial, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
