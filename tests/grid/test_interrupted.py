"""Runs that are killed or interrupted at any moment, and resumed."""

import multiprocessing
import os
import random
import signal
import sys
import time

import psutil
import pytest

from tests.grid.folders import OPTIONS, STAND_IN, data, filled, in_memory, start, task_of, wait_until
from verify import cli
from verify.grid import plan, store

KILLS = 20
LONGEST_LIFE = 0.25  # seconds from a run's first line to its end; all 20 last 2.3 s, too few for 400 partitions
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.grid.test_interrupted", "verify.commands.grid", STAND_IN])


def affirm(folder, write, begun):
    """A run of 400 partitions that resumes, in a process of its own; each takes 8 ms and the time to write it."""
    os.environ["STAND_IN_SECONDS"] = "0.008"
    plan.PROBLEMS["axis"] = STAND_IN
    store.write_whole = write
    begun.send(True)
    sys.exit(cli.main(["grid", "axis", *OPTIONS, "--out", folder, "--partition", "2", "--jobs", "1", "--resume",
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
    filled(tmp_path / "whole", task_of(monkeypatch, partition=2))
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
    assert 0 < kept < 400
    assert filled(folder, task_of(monkeypatch, partition=2), resume=True) == []
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
    run = start(tmp_path / "run", "--jobs", str(jobs))
    status, out, err = ended(run, lambda: os.killpg(run.pid, signal.SIGINT))
    assert status == 130 and out == "" and err.count("\n") == 1, err
    assert (
        err.startswith("affirm: interrupted; ")
        and "of 40 partitions are kept; run the same command with --resume" in err
    )
    assert not list((tmp_path / "run" / "points").glob(".*"))
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.1, 0.4, 1.5, 3.0])
def test_ctrl_c_reaches_processes_that_start_or_are_long_at_work(tmp_path, delay):
    run = start(tmp_path / "run", "--jobs", "2", seconds="60", begun="manifest.json")
    time.sleep(delay)
    begun = time.monotonic()
    status, out, err = ended(run, lambda: os.killpg(run.pid, signal.SIGINT))
    assert time.monotonic() - begun < 10
    assert status == 130 and out == "" and err.count("\n") == 1 and "0 of 40 partitions are kept" in err, err


def test_processes_whose_parent_was_killed_end_and_the_run_resumes(tmp_path, monkeypatch):
    work = task_of(monkeypatch, partition=20)
    filled(tmp_path / "whole", work)
    run = start(tmp_path / "run", "--jobs", "2")
    assert ended(run, run.kill)[0] == -signal.SIGKILL
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")


def test_a_process_that_dies_is_one_line_and_nothing_is_lost(tmp_path, monkeypatch):
    """As when the system kills one for want of memory."""
    work = task_of(monkeypatch, partition=20)
    filled(tmp_path / "whole", work)
    run = start(tmp_path / "run", "--jobs", "2")
    workers = [process for child in psutil.Process(run.pid).children() for process in child.children()]
    assert len(workers) == 2
    status, _, err = ended(run, lambda: workers[0].kill())
    assert status == 2 and err.count("\n") == 1 and "a process died" in err and "--resume" in err
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")
