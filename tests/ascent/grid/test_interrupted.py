"""Runs that are killed or interrupted at any moment, and resumed."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.ascent.grid.folders import data, filled, in_memory, small, start, wait_until


@pytest.fixture
def tmp_path():
    with in_memory() as folder:
        yield folder


def killed(tmp_path, monkeypatch, *how):
    """How the 20 kills ended, and the task."""
    work = small(partition=2)
    filled(tmp_path / "whole", work)
    command = [sys.executable, "-m", "tests.ascent.grid.killed", str(tmp_path / "run"), str(tmp_path / "whole"), *how]
    return subprocess.run(command, capture_output=True, text=True, timeout=100), work


@pytest.mark.slow
def test_a_run_killed_at_20_random_moments_and_resumed_equals_an_uninterrupted_one(tmp_path, monkeypatch):
    ended, work = killed(tmp_path, monkeypatch)
    assert ended.returncode == 0, ended.stderr
    assert 10 <= len(list((tmp_path / "run" / "points").glob("part-*"))) < 400
    assert filled(tmp_path / "run", work, resume=True) == []
    assert data(tmp_path / "run") == data(tmp_path / "whole")
    assert not (tmp_path / "run" / "rejected").exists()


@pytest.mark.slow
def test_writing_in_place_is_rejected(tmp_path, monkeypatch):
    ended, _ = killed(tmp_path, monkeypatch, "in-place")
    assert ended.returncode == 1 and "not whole after kill" in ended.stderr


def gone(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def struck(run, strike):
    """The status and what was said after ``strike``, once the whole session is gone."""
    strike()
    out, err = run.communicate(timeout=30)
    wait_until(lambda: gone(run.pid), 5)
    return run.returncode, out, err


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_is_one_line_that_says_how_to_resume(tmp_path, monkeypatch, jobs):
    """The terminal sends SIGINT to every process of the group at once."""
    work = small(partition=20)
    filled(tmp_path / "whole", work)
    run = start(tmp_path / "run", "--jobs", str(jobs))
    status, out, err = struck(run, lambda: os.killpg(run.pid, signal.SIGINT))
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
    status, out, err = struck(run, lambda: os.killpg(run.pid, signal.SIGINT))
    assert time.monotonic() - begun < 10
    assert status == 130 and out == "" and err.count("\n") == 1 and "0 of 40 partitions are kept" in err, err


@pytest.mark.slow
def test_processes_whose_parent_was_killed_end_and_the_run_resumes(tmp_path, monkeypatch):
    work = small(partition=20)
    filled(tmp_path / "whole", work)
    run = start(tmp_path / "run", "--jobs", "2")
    assert struck(run, run.kill)[0] == -signal.SIGKILL
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")


@pytest.mark.slow
def test_a_process_that_dies_is_one_line_and_nothing_is_lost(tmp_path, monkeypatch):
    """As when the system kills one for want of memory."""
    work = small(partition=20)
    filled(tmp_path / "whole", work)
    run = start(tmp_path / "run", "--jobs", "2")
    workers = [process for child in psutil.Process(run.pid).children() for process in child.children()]
    assert len(workers) == 2
    status, _, err = struck(run, lambda: workers[0].kill())
    assert status == 2 and err.count("\n") == 1 and "a process died" in err and "--resume" in err
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")
