"""Runs of the stand-in, in this process or their own, and what they leave behind."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from tests.ascent.grid.stand_in import STAND_INS
from verify.ascent.grid.machine import on_machine
from verify.ascent.grid.partition import work_of
from verify.ascent.grid.plan import planned
from verify.ascent.grid.store import opened

AXIS = {"alpha": "0:2:40", "phi": "1/2", "lam": "1e-6:1:10:log", "share": "1,1/2"}  # 800 points
OPTIONS = [part for name, text in AXIS.items() for part in (f"--{name}", text)]


def small(partition=50, **changes):
    """The work of the small grid of the stand-in."""
    number = changes.pop("random", None)
    return work_of(planned(STAND_INS["axis"], AXIS | changes, partition, random=number))


def filled(folder, work, resume=False):
    """Computes what is missing in ``folder``; what was set aside."""
    with opened(Path(folder), work.manifest, resume) as store:
        aside = store.set_aside() if resume else []
        with closing(on_machine(work, store.missing(), 1)) as results:
            store.fill(results)
    return aside


def data(folder):
    """Every file of a run that its readers see, as bytes."""
    files = [folder / "manifest.json", *(folder / "points").iterdir()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@contextmanager
def in_memory():
    """A folder where flushing to the disk is free, if the system has one."""
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(dir=memory if memory.is_dir() else None)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder)


def start(folder, *more, seconds="0.2", begun="points/part-*1.parquet"):
    """The command in a session of its own, as soon as the file ``begun`` is there."""
    command = [sys.executable, "-m", "tests.ascent.grid.driver", "grid", "axis", *OPTIONS, "--out", str(folder)]
    run = subprocess.Popen(
        [*command, "--partition", "20", *more],
        env=os.environ | {"STAND_IN_SECONDS": seconds},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: any(folder.glob(begun)), 60)
    return run


def wait_until(met, seconds):
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.01)
