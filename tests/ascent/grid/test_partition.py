"""A partition's file: the columns as evaluated, codes as words; what is not the manifest's stops the run."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.ascent.grid.folders import small
from tests.ascent.grid.stand_in import StandIn
from theory.errors import DomainError, LedgerError
from verify.ascent.grid import partition
from verify.ascent.grid.partition import encode, evaluated, work_of


@pytest.fixture
def work(monkeypatch):
    return small()


def test_a_partition_says_what_it_holds(work):
    table = pq.read_table(pa.BufferReader(partition.compute(work, 15)))
    values = evaluated(work.plan, work.plan.design.points(750, 800))
    assert table.column_names == list(work.manifest["columns"]) == list(values)
    assert table["status"].to_pylist() == [work.manifest["columns"]["status"][code] for code in values["status"]]
    assert all(table[name].to_numpy().tolist() == values[name].tolist() for name in ("alpha", "lam", "feasible"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda v: v.pop("harm"), "the manifest"),
        (lambda v: v.update(harm=v["harm"] + 2), "beyond its 2 words"),
        (lambda v: v.update(harm=v["harm"] - 3), "beyond its 2 words"),
        (lambda v: v.update(harm=v["harm"].astype(float)), "not of type int8"),
        (lambda v: v.update(w_R=v["w_R"].astype("float32")), "float32"),
        (lambda v: v.update(w_R=v["w_R"][:-1]), "not one value for each"),
    ],
)
def test_columns_that_are_not_the_manifests_stop_the_run(work, monkeypatch, change, says):
    honest = StandIn.evaluate

    def wrong(self, points, device):
        values = honest(self, points, device)
        change(values)
        return values

    monkeypatch.setattr(StandIn, "evaluate", wrong)
    with pytest.raises(LedgerError, match=says):
        encode(evaluated(work.plan, work.plan.design.points(0, 50)), work.manifest, 0)


def test_codes_without_words_stop_the_run(work, monkeypatch):
    monkeypatch.setattr(StandIn, "codes", {"status": ("converged", "diverging", "out of budget")})
    with pytest.raises(LedgerError, match="harm is int8, without words"):
        work_of(work.plan)


def test_a_machine_with_other_versions_computes_nothing(work):
    work.manifest["versions"]["pyarrow"] = "1.0"
    with pytest.raises(DomainError, match=r"pyarrow is 1\.0 there.*every worker"):
        partition.compute(work, 0)
