"""Runs of the stand-in, in this process, and what they leave behind."""

import shutil
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

from verify.grid import plan as plans
from verify.grid.partition import task
from verify.grid.run import local
from verify.grid.store import opened

AXIS = {"alpha": "0:2:40", "phi": "1/2", "lam": "1e-6:1:10:log", "share": "1,1/2"}  # 800 points
OPTIONS = [part for name, text in AXIS.items() for part in (f"--{name}", text)]
STAND_IN = "tests.grid.stand_in"


def task_of(monkeypatch, partition=50, **changes):
    """The task of the small axis grid with the stand-in as its evaluator."""
    monkeypatch.setitem(plans.PROBLEMS, "axis", STAND_IN)
    number = changes.pop("random", None)
    return task(plans.plan("axis", AXIS | changes, partition, random=number))


def filled(folder, work, resume=False):
    """Computes what is missing in ``folder``; what was set aside."""
    with opened(Path(folder), work.manifest, resume) as store:
        aside = store.set_aside() if resume else []
        with closing(local(work, store.missing(), 1)) as results:
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
