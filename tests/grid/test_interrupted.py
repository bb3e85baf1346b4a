"""Runs that are killed or interrupted at any moment, and resumed."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.grid.folders import OPTIONS, STAND_IN, data, filled, in_memory, task_of
from verify import cli
from verify.grid import plan, store

KILLS = 20
LONGEST_LIFE = 0.25  # seconds from a run's first line to its end: 20 lives make at most 625 of 800 partitions
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.grid.test_interrupted", "verify.commands.grid", STAND_IN])


def affirm(folder, write, begun):
    """A run of 800 partitions that resumes, in a process of its own; each takes 8 ms and the time to write it."""
    os.environ["STAND_IN_SECONDS"] = "0.008"
    plan.PROBLEMS["axis"] = STAND_IN
    store.write_whole = write
    begun.send(True)
    sys.exit(cli.main(["grid", "axis", *OPTIONS, "--out", folder, "--partition", "1", "--jobs", "1", "--resume",
                       "--json", folder + ".json"]))  # fmt: skip


def begin(folder, write):
    here, there = CONTEXT.Pipe(duplex=False)
    run = CONTEXT.Process(target=affirm, args=(str(folder), write, there))
    run.start()
    assert here.recv()
    return run


def check_killed_runs_leave_whole_partitions(folder, whole, write):
    """Kills at random moments of runs that go on from each other; after each, what is there is whole."""
    moments = random.Random(20260926)
    for _ in range(KILLS):
        run = begin(folder, write)
        run.join(moments.uniform(0, LONGEST_LIFE))
        run.kill()
        run.join()
        assert run.exitcode == -signal.SIGKILL
        if (folder / "manifest.json").exists() and (folder / "points").exists():
            assert all(whole[name] == content for name, content in data(folder).items() if "/." not in name)


@pytest.fixture
def uninterrupted(monkeypatch, tmp_path):
    filled(tmp_path / "whole", task_of(monkeypatch, partition=1))
    return data(tmp_path / "whole")


@pytest.fixture
def tmp_path():
    with in_memory() as folder:
        yield folder


def test_a_run_killed_at_20_random_moments_and_resumed_equals_an_uninterrupted_one(
    tmp_path, uninterrupted, monkeypatch
):
    folder = tmp_path / "run"
    check_killed_runs_leave_whole_partitions(folder, uninterrupted, store.write_whole)
    kept = len(list((folder / "points").glob("part-*")))
    assert 0 < kept < 800
    assert filled(folder, task_of(monkeypatch, partition=1), resume=True) == []
    assert data(folder) == uninterrupted and not (folder / "rejected").exists()


def in_place(path, content):
    """A write that readers can see half-done."""
    with open(path, "wb") as file:
        for half in (content[: len(content) // 2], content[len(content) // 2 :]):
            file.write(half)
            file.flush()
            time.sleep(0.008)


def test_writing_in_place_is_rejected(tmp_path, uninterrupted):
    with pytest.raises(AssertionError):
        check_killed_runs_leave_whole_partitions(tmp_path / "run", uninterrupted, in_place)


def start(folder, jobs, seconds="0.2"):
    """The command in a session of its own, as soon as it has kept two partitions."""
    command = [sys.executable, "-m", "tests.grid.driver", "grid", "axis", *OPTIONS, "--out", str(folder)]
    run = subprocess.Popen(
        [*command, "--partition", "20", "--jobs", str(jobs)],
        env=os.environ | {"STAND_IN_SECONDS": seconds},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: len(list(folder.glob("points/part-*"))) >= 2, 60)
    return run


def wait_until(met, seconds):
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.01)


def gone(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def ended(run, number):
    """Sends the signal; the status and what was said."""
    number()
    out, err = run.communicate(timeout=30)
    wait_until(lambda: gone(run.pid), 5)
    return run.returncode, out, err


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_is_one_line_that_says_how_to_resume(tmp_path, monkeypatch, jobs):
    """The terminal sends SIGINT to every process of the group at once."""
    work = task_of(monkeypatch, partition=20)
    filled(tmp_path / "whole", work)
    run = start(tmp_path / "run", jobs)
    status, out, err = ended(run, lambda: os.killpg(run.pid, signal.SIGINT))
    assert status == 130 and out == "" and err.count("\n") == 1, err
    assert (
        err.startswith("affirm: interrupted; ")
        and "of 40 partitions are kept; run the same command with --resume" in err
    )
    assert not list((tmp_path / "run" / "points").glob(".*"))
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")


def test_processes_whose_parent_was_killed_end_and_the_run_resumes(tmp_path, monkeypatch):
    work = task_of(monkeypatch, partition=20)
    filled(tmp_path / "whole", work)
    run = start(tmp_path / "run", 2)
    assert ended(run, run.kill)[0] == -signal.SIGKILL
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")


def test_a_process_that_dies_is_one_line_and_nothing_is_lost(tmp_path, monkeypatch):
    """As when the system kills one for want of memory."""
    work = task_of(monkeypatch, partition=20)
    filled(tmp_path / "whole", work)
    run = start(tmp_path / "run", 2)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    workers = [int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]
    assert len(workers) == 2
    status, _, err = ended(run, lambda: os.kill(workers[0], signal.SIGKILL))
    assert status == 2 and err.count("\n") == 1 and "a process died" in err and "--resume" in err
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")
