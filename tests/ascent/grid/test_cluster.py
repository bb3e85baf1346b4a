"""The same partitions on a Dask cluster: the same bytes, whatever happens to a worker."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import dask
import pytest

from tests.ascent.grid.folders import OPTIONS, data, filled, small, start, wait_until
from tests.ascent.grid.stand_in import STAND_INS
from verify.ascent.grid import store
from verify.ascent.grid.problems import PROBLEMS
from verify.commands import cli


@pytest.fixture
def cluster(monkeypatch):
    """Two worker processes; what is in the environment now is in theirs."""
    from distributed import LocalCluster

    monkeypatch.setitem(PROBLEMS, "axis", STAND_INS["axis"])

    def begin():
        return LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)

    return begin


@pytest.fixture
def writes(monkeypatch):
    """The names of the files written, in order."""
    names, write = [], store.write_whole
    monkeypatch.setattr(store, "write_whole", lambda path, content: (names.append(path.name), write(path, content))[1])
    return names


def run(folder, address, *more):
    return cli.main(
        ["grid", "axis", *OPTIONS, "--out", str(folder), "--partition", "50", "--scheduler", address, *more]
    )


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_no_partition_and_doubles_none(
    tmp_path, monkeypatch, cluster, writes, capsys
):
    """The first worker to reach a partition kills itself there, once."""
    filled(tmp_path / "whole", small())
    writes.clear()
    mark = tmp_path / "killed"
    monkeypatch.setenv("STAND_IN_KILLS_ITS_PROCESS_ONCE", str(mark))
    with cluster() as here:
        assert run(tmp_path / "run", here.scheduler_address) == 0, capsys.readouterr().err
    assert mark.exists()
    assert sorted(writes) == ["manifest.json", *(f"part-{number:09}.parquet" for number in range(16))]
    assert data(tmp_path / "run") == data(tmp_path / "whole")


@pytest.mark.slow
def test_a_cluster_whose_workers_always_die_is_one_line_and_what_is_done_is_kept(
    tmp_path, monkeypatch, cluster, capsys
):
    monkeypatch.setenv("STAND_IN_KILLS_ITS_PROCESS_ABOVE", "1.0")
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), cluster() as here:
        status = run(tmp_path / "run", here.scheduler_address)
    _, err = capsys.readouterr()
    assert status == 2 and "KilledWorker" in err.splitlines()[-1] and "--resume" in err.splitlines()[-1]
    monkeypatch.delenv("STAND_IN_KILLS_ITS_PROCESS_ABOVE")
    work = small()
    filled(tmp_path / "whole", work)
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x", "", "127.0.0.1:port"])
def test_an_address_that_does_not_answer_is_one_line_within_seconds(tmp_path, monkeypatch, capsys, address):
    monkeypatch.setitem(PROBLEMS, "axis", STAND_INS["axis"])
    begun = time.monotonic()
    status = run(tmp_path / "run", address)
    out, err = capsys.readouterr()
    assert status == 2 and out == "" and err.count("\n") == 1 and "cannot be reached" in err
    assert time.monotonic() - begun < 15 and not (tmp_path / "run").exists()


@pytest.fixture
def cluster_of_its_own(tmp_path):
    """A scheduler and one slow worker as commands, each in a session of its own."""
    running, dask_command = [], [sys.executable, "-m", "dask"]
    address_file = tmp_path / "scheduler.json"
    options = ["--scheduler-file", str(address_file), "--no-dashboard"]

    def serve(*arguments):
        log = subprocess.DEVNULL
        running.append(
            subprocess.Popen(
                [*dask_command, *arguments, *options],
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=os.environ | {"STAND_IN_SECONDS": "0.1"},
            )
        )

    serve("scheduler", "--host", "127.0.0.1", "--port", "0")
    wait_until(lambda: address_file.exists() and address_file.read_text().endswith("}"), 60)
    serve("worker", "--nthreads", "1", "--local-directory", str(tmp_path / "worker"), "--no-nanny")
    yield json.loads(address_file.read_text())["address"], running
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strike", "status", "says"),
    [
        (lambda run, scheduler: scheduler.kill(), 2, "affirm: --scheduler: the cluster failed"),
        (lambda run, scheduler: run.send_signal(signal.SIGINT), 130, "affirm: interrupted; "),
    ],
    ids=["scheduler-killed", "ctrl-c"],
)
def test_a_run_cut_off_from_its_cluster_is_one_line_and_resumes(
    tmp_path, monkeypatch, cluster_of_its_own, strike, status, says
):
    address, (scheduler, _) = cluster_of_its_own
    run = start(tmp_path / "run", "--scheduler", address)
    strike(run, scheduler)
    out, err = run.communicate(timeout=60)
    assert run.returncode == status and out == "" and err.count("\n") == 1, err
    assert err.startswith(says) and "--resume" in err
    work = small(partition=20)
    filled(tmp_path / "whole", work)
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")
