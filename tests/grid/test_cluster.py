"""The same partitions on a Dask cluster: the same bytes, whatever happens to a worker."""

import time

import dask
import pytest

from tests.grid.folders import OPTIONS, STAND_IN, data, filled, task_of
from verify import cli
from verify.grid import plan, store


@pytest.fixture
def cluster(monkeypatch):
    """Two worker processes; what is in the environment now is in theirs."""
    from distributed import LocalCluster

    monkeypatch.setitem(plan.PROBLEMS, "axis", STAND_IN)

    def start():
        return LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)

    return start


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
    filled(tmp_path / "whole", task_of(monkeypatch))
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
    work = task_of(monkeypatch)
    filled(tmp_path / "whole", work)
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == data(tmp_path / "whole")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x", "", "127.0.0.1:port"])
def test_an_address_that_does_not_answer_is_one_line_within_seconds(tmp_path, monkeypatch, capsys, address):
    monkeypatch.setitem(plan.PROBLEMS, "axis", STAND_IN)
    begun = time.monotonic()
    status = run(tmp_path / "run", address)
    out, err = capsys.readouterr()
    assert status == 2 and out == "" and err.count("\n") == 1 and "cannot be reached" in err
    assert time.monotonic() - begun < 15 and not (tmp_path / "run").exists()
