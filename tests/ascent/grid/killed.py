"""A run killed 20 times at random moments, each time resumed.

Run: python -m tests.ascent.grid.killed FOLDER WHOLE [in-place].

A process of its own, with one thread, so that runs are forked from it with everything imported. Every other moment is
counted from the run's start, the others from its first new partition. Ends with 0 if after each kill every file that is
there equals the one in WHOLE, an uninterrupted run's folder.
"""

import multiprocessing
import os
import random
import signal
import sys
import time
from pathlib import Path

import verify.ascent.commands.grid  # noqa: F401  for the runs
from tests.ascent.grid.folders import OPTIONS, data
from tests.ascent.grid.stand_in import STAND_INS
from verify.ascent.grid import store
from verify.ascent.grid.problems import PROBLEMS
from verify.commands import cli

KILLS = 20
LONGEST_LIFE = 0.25  # seconds; all 20 last 2.3 s, too short for 400 partitions of 8 ms


def affirm(folder):
    """Goes on with the run of 400 partitions, each of 8 ms and the time to write it."""
    os.environ["STAND_IN_SECONDS"] = "0.008"
    PROBLEMS.update(STAND_INS)
    sys.exit(cli.main(["grid", "axis", *OPTIONS, "--out", str(folder), "--partition", "2", "--jobs", "1", "--resume",
                       "--json", f"{folder}.json"]))  # fmt: skip


def in_place(path, content):
    """A wrong way to write: readers can see it half-done."""
    with open(path, "wb") as file:
        for half in (content[: len(content) // 2], content[len(content) // 2 :]):
            file.write(half)
            file.flush()
            time.sleep(0.008)


def kept(folder):
    return len(list((folder / "points").glob("part-*")))


def main(folder, whole):
    moments = random.Random(20260926)
    for kill in range(KILLS):
        run = multiprocessing.get_context("fork").Process(target=affirm, args=(folder,))
        run.start()
        before = kept(folder)
        while kill % 2 and kept(folder) == before and run.is_alive():
            time.sleep(0.001)
        run.join(moments.uniform(0, LONGEST_LIFE))
        run.kill()
        run.join()
        if run.exitcode != -signal.SIGKILL:
            sys.exit(f"run {kill} ended by itself, with {run.exitcode}")
        if (folder / "points").exists() and (folder / "manifest.json").exists():
            broken = [n for n, content in data(folder).items() if "/." not in n and content != (whole / n).read_bytes()]
            if broken:
                sys.exit(f"not whole after kill {kill}: {broken[0]}")


if __name__ == "__main__":
    if sys.argv[3:] == ["in-place"]:
        store.write_whole = in_place
    main(Path(sys.argv[1]), Path(sys.argv[2]))
