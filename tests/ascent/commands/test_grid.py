"""``affirm grid`` as a user meets it, with stand-ins as its problems."""

import io
import json
import re

import duckdb
import pandas
import polars
import pytest

from tests.ascent.grid.folders import OPTIONS, data, filled, small
from tests.ascent.grid.stand_in import STAND_INS, StandIn
from tests.slow import slow
from verify.ascent.grid import cluster
from verify.ascent.grid.problems import PROBLEMS
from verify.commands import cli


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    for name, problem in STAND_INS.items():
        monkeypatch.setitem(PROBLEMS, name, problem)


def run(capsys, *arguments):
    status = cli.main(["grid", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


def axis(**changes):
    """The options of the small grid, with ``changes`` by name; None leaves one out."""
    given = dict(zip(OPTIONS[::2], OPTIONS[1::2], strict=True)) | {f"--{name}": text for name, text in changes.items()}
    return [str(part) for pair in given.items() if pair[1] is not None for part in pair]


def test_a_run_is_kept_counted_and_counted_again(tmp_path, capsys):
    folder = tmp_path / "run"
    status, out, err = run(capsys, "axis", *OPTIONS, "--out", folder, "--partition", 90, "--jobs", 1)
    assert status == 0 and err == "" and out.splitlines()[0] == "800 of 800 points"
    status, text, _ = run(capsys, "summary", folder, "--json", "-")
    counts = json.loads(text)["counts"]
    assert status == 0 and list(counts) == ["feasible", "status", "harm"]
    assert all(sum(words.values()) == 800 for words in counts.values())
    assert counts["harm"] == {"no": 200, "yes": 600}  # alpha = 2 k/39 > 1/2 from k = 10
    assert out.splitlines()[3] == "harm      no 200, yes 600"


def test_the_summary_may_go_into_the_grids_own_folder(tmp_path, capsys):
    folder = tmp_path / "new"
    status, _, err = run(capsys, "axis", *OPTIONS, "--out", folder, "--jobs", 1, "--json", folder / "summary.json")
    assert status == 0 and err == "" and json.loads((folder / "summary.json").read_text())


def test_jobs_do_not_change_a_byte_and_the_summary_has_no_paths(tmp_path, capsys):
    texts = [run(capsys, "axis", *OPTIONS, "--out", tmp_path / jobs, "--partition", 100, "--jobs", jobs, "--json", "-")
             for jobs in ("1", "2")]  # fmt: skip
    assert texts[0] == texts[1] and texts[0][0] == 0 and data(tmp_path / "1") == data(tmp_path / "2")


def test_a_random_design_depends_on_its_seed_alone(tmp_path, capsys):
    bounds = axis(alpha="0:2", lam="1e-6:1:log", share="0.1:1", random="500")
    for name, more in {"a": ["--seed", "7"], "b": ["--seed", "7", "--partition", "64"], "c": ["--seed", "8"]}.items():
        assert run(capsys, "axis", *bounds, "--out", tmp_path / name, "--jobs", 1, *more)[0] == 0
    a, b, c = (pandas.read_parquet(tmp_path / name / "points") for name in "abc")
    assert a.equals(b) and not (a["alpha"] == c["alpha"]).any() and len(c) == 500


def test_an_unfinished_run_is_said_and_resumed(tmp_path, capsys, monkeypatch):
    work = small(partition=100)
    filled(tmp_path, work)
    whole = data(tmp_path)
    (tmp_path / "points" / "part-000000002.parquet").unlink()
    (tmp_path / "points" / "part-000000005.parquet").write_bytes(b"PAR1")
    status, out, err = run(capsys, "summary", tmp_path)
    assert status == 1 and out.startswith("600 of 800 points\n") and err.count("\n") == 2
    assert "part-000000005.parquet: truncated" in err and "1 partitions are not there" in err
    status, _, err = run(capsys, "axis", *OPTIONS, "--out", tmp_path, "--partition", 100, "--jobs", 1, "--resume")
    assert status == 0 and data(tmp_path) == whole and err.count("\n") == 1 and "computed again" in err


def test_pandas_polars_and_duckdb_read_the_points_without_this_code(tmp_path, capsys):
    run(capsys, "axis", *OPTIONS, "--out", tmp_path, "--partition", 90, "--jobs", 1)
    by_pandas = pandas.read_parquet(tmp_path / "points").query("harm == 'yes'")["w_R"].sum()
    by_polars = polars.scan_parquet(tmp_path / "points" / "*.parquet").filter(polars.col("harm") == "yes")
    by_duckdb = duckdb.sql(
        f"select count(*), sum(w_R) from '{tmp_path}/points/*.parquet' where harm = 'yes' and not isnan(w_R)"
    ).fetchall()[0]
    assert by_duckdb[0] == by_polars.filter(polars.col("w_R").is_not_nan()).collect().height > 0
    assert by_duckdb[1] == pytest.approx(by_pandas, rel=1e-12)


@pytest.mark.parametrize("more", [[], ["--over", "alpha,share"], ["--column", "feasible"]], ids=str)
@pytest.mark.parametrize("suffix", ["png", slow("svg")])
def test_heat_maps_are_drawn(tmp_path, capsys, monkeypatch, more, suffix):
    filled(tmp_path / "run", small())
    figure = tmp_path / f"map.{suffix}"
    status, _, err = run(capsys, "summary", tmp_path / "run", "--figure", figure, *more)
    assert status == 0 and err == "" and figure.stat().st_size > 5000


def test_heat_maps_count_every_point_in_its_cell(tmp_path, monkeypatch):
    import numpy as np

    from verify.ascent.grid.heatmap import HeatMap
    from verify.ascent.grid.store import Store
    from verify.ascent.grid.summary import summarise

    work = small()
    filled(tmp_path, work)
    heat = HeatMap(STAND_INS["axis"], work.manifest, "lam,alpha", "harm")
    summarise(Store(tmp_path, work.manifest), each=heat.add)
    harm = np.arange(40) * 2 / 39 > 0.5
    assert heat.words == ["no", "yes"] and heat.counts.shape == (2, 10, 40)
    assert np.array_equal(heat.counts, np.broadcast_to(np.where([~harm, harm], 2, 0)[:, None, :], (2, 10, 40)))


BAD = [
    (["axis", *axis(alpha="2:0:5")], "empty or reversed"),
    (["axis", *axis(alpha="0:2:5:log")], "cannot meet zero"),
    (["block", *axis(eps="1")], "--eps = 1: must be in [0, 1)"),
    (["block", *axis(eps="0:1:5")], "--eps = 1: must be in [0, 1)"),
    (["block", *axis()], "Missing option '--eps'"),
    (["axis", *axis(eps="0.5")], "No such option"),
    (["axis", *axis(share=None)], "Missing option '--share'"),
    (["axis", *axis(seed="3")], "add --random"),
    (["axis", *axis(random="0", alpha="0:2", lam="1", share="1")], "--random = 0"),
    (["axis", *axis(random="10")], "leave the number out"),
    (["axis", *axis(jobs="0")], "at least 1"),
    (["axis", *axis(jobs="x")], "not an exact number"),
    (["axis", *axis(jobs="2", scheduler="tcp://127.0.0.1:9")], "leave --jobs or --scheduler out"),
    (["axis", *axis(partition="0")], "between 1 and 10^6"),
    (["axis", *axis(device="tpu")], "Invalid value for '--device'"),
    (["axis", *axis(alpha="0:2:1000000", lam="1e-6:1:1000000:log", share="1")], "1e+12 points take about"),
    (["axis", *axis(alpha="0:2:1000000000", lam="1e-6:1:1000000000:log")], "at most 10^15"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), BAD, ids=[says for _, says in BAD])
def test_bad_input_is_one_line_and_nothing_is_written(tmp_path, capsys, arguments, says):
    status, out, err = run(capsys, *arguments, "--out", tmp_path / "run")
    assert status == 2 and out == "" and err.count("\n") == 1 and says in err and len(err) < 400
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--over", "alpha,lam"], "add --figure"),
        (["--figure", "map.png", "--over", "alpha"], "needs two parameters"),
        (["--figure", "map.png", "--over", "alpha,eps"], "needs two parameters"),
        (["--figure", "map.png", "--column", "w_R"], "choose one of feasible, status, harm"),
        (["--figure", "map.docx"], "no format for this suffix"),
        (["--figure", "/nowhere/map.png"], "cannot be written"),
        (["--json", "/nowhere/map.json"], "cannot be written"),
    ],
)
def test_a_bad_summary_is_one_line(tmp_path, capsys, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    filled(tmp_path / "run", small(partition=800))
    status, out, err = run(capsys, "summary", "run", *arguments)
    assert status == 2 and out == "" and err.count("\n") == 1 and says in err
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_summary_needs_a_grids_folder(tmp_path, capsys, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    status, _, err = run(capsys, "summary", folder)
    assert status == 2 and err.count("\n") == 1 and "no manifest.json" in err


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.slow
def test_a_terminal_shows_the_rate_and_the_time_left_and_a_file_shows_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("STAND_IN_SECONDS", "0.3")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    for name, stream in (("terminal", Terminal()), ("file", io.StringIO())):
        monkeypatch.setattr("sys.stderr", stream)
        assert (
            cli.main(["grid", "axis", *OPTIONS, "--out", str(tmp_path / name), "--partition", "100", "--jobs", "1"])
            == 0
        )
        shown = stream.getvalue()
        assert bool(shown) == (name == "terminal") and (not shown or re.search(r"0:00:0\d.* [\d,]+ points/s", shown))


def test_want_of_memory_is_one_line_that_says_how_to_resume(tmp_path, capsys, monkeypatch):
    def hungry(self, points, device):
        if len(points["lam"]) > 1:
            raise MemoryError
        return honest(self, points, device)

    honest = StandIn.evaluate
    monkeypatch.setattr(StandIn, "evaluate", hungry)
    status, _, err = run(capsys, "axis", *OPTIONS, "--out", tmp_path / "run", "--jobs", 1)
    assert status == 2 and err.count("\n") == 1 and "out of memory; 0 of 1 partitions are kept" in err


def test_yes_admits_more_than_a_thousand_million_points(monkeypatch):
    from theory.errors import UnableError
    from verify.ascent.grid.estimate import admit
    from verify.ascent.grid.partition import work_of
    from verify.ascent.grid.plan import planned

    ranges = {"alpha": "0:2:40000", "phi": "1", "lam": "1:2:40000", "share": "1"}
    work = work_of(planned(STAND_INS["axis"], ranges, 1000))
    admit(work, 2, True)
    with pytest.raises(UnableError, match=r"1.6e\+09 points take about .* on 2 processes and .* GB of disk"):
        admit(work, 2, False)


def test_without_dask_a_scheduler_is_one_line(tmp_path, capsys, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    status, _, err = run(capsys, "axis", *axis(scheduler="tcp://127.0.0.1:9"), "--out", tmp_path / "run")
    assert status == 2 and err.count("\n") == 1 and "pip install 'affirm-theory[cluster]'" in err
    assert cluster.SECONDS_TO_CONNECT <= 5


@pytest.mark.parametrize("command", [[], ["axis"], ["block"], ["summary"]])
def test_help_has_an_example(capsys, command):
    status, out, _ = run(capsys, *command, "--help")
    assert status == 0 and "Example: affirm grid" in out
