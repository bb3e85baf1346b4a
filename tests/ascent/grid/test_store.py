"""The store: whole or absent under every fault, nothing foreign taken, nothing lost."""

import contextlib
import errno
import json
import resource
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.ascent.grid.folders import data, filled, small
from theory.errors import DomainError, UnableError
from verify.ascent.grid import partition, store
from verify.ascent.grid.store import Store, opened
from verify.ascent.grid.summary import summarise


@pytest.fixture
def work(monkeypatch):
    return small()


@pytest.fixture
def whole(work, tmp_path):
    filled(tmp_path / "whole", work)
    return data(tmp_path / "whole")


def part(folder, number):
    return folder / "points" / f"part-{number:09}.parquet"


@contextlib.contextmanager
def largest_file(size):
    """Writes beyond ``size`` bytes of a file fail half-way, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def check_failed_write_leaves_nothing(tmp_path, work, whole):
    folder = tmp_path / "run"
    sizes = [len(whole[f"points/part-{number:09}.parquet"]) for number in range(16)]
    with (
        pytest.raises(UnableError, match=r"cannot be written .* partitions are kept; .* --resume"),
        largest_file(max(sizes) - 1),
    ):
        filled(folder, work)
    assert all(whole[name] == found for name, found in data(folder).items()) and len(data(folder)) < len(whole)
    filled(folder, work, resume=True)
    assert data(folder) == whole


def check_faults_are_found_and_mended(tmp_path, work, whole, damage, says):
    """Damages partition 3, which must be named with its fault, moved aside as it is, and computed again."""
    folder = tmp_path / "run"
    filled(folder, work)
    damage(part(folder, 3), folder)
    damaged = part(folder, 3).read_bytes()
    assert damaged != whole["points/part-000000003.parquet"]
    before = summarise(Store(folder, work.manifest))
    assert [(name, says in fault) for name, fault in before.damaged.items()] == [("part-000000003.parquet", True)]
    assert before.counted == 750 and not before.complete
    aside = filled(folder, work, resume=True)
    assert [(name, says in fault) for name, fault in aside] == [("part-000000003.parquet", True)]
    assert data(folder) == whole
    assert [path.read_bytes() for path in (folder / "rejected").iterdir()] == [damaged]


def check_every_flip_is_found(content, work):
    """One bit of every byte in turn, and every length of what is left after a truncation by the hundred."""
    assert partition.fault(content, work.manifest, 0) is None
    for at in range(len(content)):
        broken = bytearray(content)
        broken[at] ^= 1 << at % 8
        assert partition.fault(bytes(broken), work.manifest, 0) is not None, at
    for length in range(0, len(content), 100):
        assert partition.fault(content[:length], work.manifest, 0) is not None, length


def truncated(path, folder):
    path.write_bytes(path.read_bytes()[:-500])


def emptied(path, folder):
    path.write_bytes(b"")


def flipped(path, folder):
    """One bit of a compressed page."""
    content = bytearray(path.read_bytes())
    content[len(content) // 4] ^= 1
    path.write_bytes(content)


def exchanged(path, folder):
    shutil.copy(part(folder, 4), path)


def shortened(path, folder):
    """A well-formed file with the same footer that lacks a row."""
    table, footer = pq.read_table(path), pq.ParquetFile(path).metadata.metadata
    pq.write_table(table.slice(1).replace_schema_metadata(footer), path)


def foreign(monkeypatch):
    """The same partition of a grid with another ridge."""
    other = small(lam="1e-5:1:10:log")

    def damage(path, folder):
        path.write_bytes(partition.compute(other, 3))

    return damage


DAMAGES = [(truncated, "truncated"), (emptied, "truncated"), (flipped, "its seal"),
           (exchanged, "partition 4 under another's name"), (shortened, "corrupt")]  # fmt: skip


@pytest.mark.parametrize(("damage", "says"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES])
def test_a_damaged_partition_is_named_set_aside_and_computed_again(tmp_path, work, whole, damage, says):
    check_faults_are_found_and_mended(tmp_path, work, whole, damage, says)


def test_a_partition_of_another_grid_is_named_set_aside_and_replaced(tmp_path, work, whole, monkeypatch):
    check_faults_are_found_and_mended(tmp_path, work, whole, foreign(monkeypatch), "of another grid")


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path, work, whole):
    check_failed_write_leaves_nothing(tmp_path, work, whole)


def test_a_write_in_place_is_rejected(tmp_path, work, whole, monkeypatch):
    monkeypatch.setattr(store, "write_whole", lambda path, content: path.write_bytes(content))
    with pytest.raises(AssertionError):
        check_failed_write_leaves_nothing(tmp_path, work, whole)


def test_a_digest_that_is_not_compared_is_rejected(tmp_path, work, whole, monkeypatch):
    damage = foreign(monkeypatch)
    monkeypatch.setattr(partition, "digest", lambda manifest: "same")
    filled(tmp_path / "again", work)
    with pytest.raises(AssertionError):
        check_faults_are_found_and_mended(tmp_path, work, data(tmp_path / "again"), damage, "of another grid")


def test_a_seal_of_the_rows_alone_is_rejected(work, whole, monkeypatch):
    class RowCount:
        def __init__(self, content):
            self.content = content

        def hexdigest(self):
            return f"{pq.ParquetFile(pa.BufferReader(self.content)).metadata.num_rows:064}"

    monkeypatch.setattr(partition, "sha256", RowCount)
    with pytest.raises(AssertionError):
        check_every_flip_is_found(partition.compute(work, 0), work)


def test_a_resume_that_trusts_what_it_finds_is_rejected(tmp_path, work, whole, monkeypatch):
    monkeypatch.setattr(Store, "set_aside", lambda self: [])
    with pytest.raises(AssertionError):
        check_faults_are_found_and_mended(tmp_path, work, whole, truncated, "truncated")


def test_a_flip_in_any_byte_is_found(work, whole):
    check_every_flip_is_found(whole["points/part-000000000.parquet"], work)


def test_a_disk_that_is_full_is_one_line_and_what_is_done_is_kept(tmp_path, work, whole, monkeypatch):
    """The third partition's temporary file leads to /dev/full, where the kernel itself says ENOSPC."""
    folder, calls = tmp_path / "run", []

    def token(size):
        calls.append(size)
        if len(calls) == 4:  # the first names the manifest's
            (folder / "points" / ".part-000000002.parquet.t.partial").symlink_to("/dev/full")
        return "t"

    monkeypatch.setattr(store.secrets, "token_hex", token)
    with pytest.raises(UnableError) as caught:
        filled(folder, work)
    message = str(caught.value)
    assert "No space left on device" in message and "2 of 16 partitions are kept" in message and "\n" not in message
    assert not list((folder / "points").glob(".*"))
    filled(folder, work, resume=True)
    assert data(folder) == whole


def test_half_written_files_of_a_killed_run_are_removed(tmp_path, work, whole):
    folder = tmp_path / "run"
    filled(folder, work)
    for orphan in (folder / ".manifest.json.0.partial", folder / "points" / ".part-000000003.parquet.0.partial"):
        orphan.write_bytes(b"half")
    filled(folder, work, resume=True)
    assert data(folder) == whole and not list(folder.glob(".*.partial"))


def test_resuming_a_run_that_never_began_begins_it(tmp_path, work, whole):
    (tmp_path / "run" / "points").mkdir(parents=True)
    (tmp_path / "run" / ".manifest.json.0.partial").write_bytes(b"{")
    filled(tmp_path / "run", work, resume=True)
    assert data(tmp_path / "run") == whole


REFUSED = {
    "the same grid without resume": (lambda f: None, {}, False, "add --resume"),
    "another range": (lambda f: None, {"alpha": "0:2:41"}, True, "design alpha is 0:2:40 there, 0:2:41 here"),
    "another partition size": (lambda f: None, {"partition": 60}, True, "partition is 50 there, 60 here"),
    "a random design": (
        lambda f: None,
        {"random": 800, "alpha": "0:2", "lam": "1e-6:1:log", "share": "1"},
        True,
        "0:2",
    ),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), {}, True, "no manifest.json"),
    "a manifest cut short": (lambda f: (f / "manifest.json").write_text("{"), {}, True, "not JSON"),
    "a manifest of another kind": (lambda f: (f / "manifest.json").write_text("[]"), {}, True, "schema 1"),
    "a stranger among the points": (lambda f: (f / "points" / "notes.txt").touch(), {}, True, "not a partition"),
    "a number beyond the last": (lambda f: part(f, 16).touch(), {}, True, "not a partition"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_folder_that_is_not_this_runs_is_refused_untouched(tmp_path, work, monkeypatch, name):
    change, changes, resume, says = REFUSED[name]
    folder = tmp_path / "run"
    filled(folder, work)
    change(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(DomainError) as caught:
        filled(folder, small(**changes), resume)
    assert says in str(caught.value) and "\n" not in str(caught.value)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_other_versions_are_refused_by_name(tmp_path, work):
    filled(tmp_path / "run", work)
    path = tmp_path / "run" / "manifest.json"
    old = json.loads(path.read_text())
    old["versions"]["numpy"] = "1.0"
    path.write_text(json.dumps(old))
    with pytest.raises(DomainError, match=r"versions numpy is 1\.0 there"):
        filled(tmp_path / "run", work, resume=True)


def test_a_folder_with_other_files_is_refused(tmp_path, work):
    (tmp_path / "thesis.tex").touch()
    for resume in (False, True):
        with pytest.raises(DomainError, match="not empty"):
            filled(tmp_path, work, resume)


def test_two_runs_cannot_share_a_folder(tmp_path, work):
    with (
        opened(tmp_path / "run", work.manifest, False),
        pytest.raises(DomainError, match="another run"),
        opened(tmp_path / "run", work.manifest, True),
    ):
        pass


@pytest.mark.parametrize("name", ["/proc/nowhere", "/dev/null"])
def test_a_folder_that_cannot_be_written_is_refused(work, name):
    with pytest.raises(UnableError, match="cannot be written"):
        filled(name, work)


def test_the_errors_tested_are_the_kernels():
    with pytest.raises(OSError, match="No space") as caught, open("/dev/full", "wb") as file:
        file.write(b"x")
        file.flush()
    assert caught.value.errno == errno.ENOSPC
