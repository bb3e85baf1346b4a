"""Files: whole or absent, written into where they are no regular files, and read only where they are."""

import os
import stat
import threading
import time

import pytest

from verify.ledger import files


def partials(folder):
    return [path.name for path in folder.iterdir() if "partial" in path.name]


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("before")
    path.chmod(0o600)
    with path.open() as reader:
        files.write(path, b"after")
        assert reader.read() == "before", "what had it open has the old one"
    assert path.read_text() == "after" and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["a.json"]


def test_through_a_link_it_is_written_into_what_is_there(tmp_path):
    (tmp_path / "real").write_text("much longer than before")
    node = (tmp_path / "real").stat().st_ino
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "new").symlink_to("made")
    for name in ("link", "new"):
        files.admit(tmp_path / name)
        files.write(tmp_path / name, b"after")
        assert (tmp_path / name).is_symlink() and (tmp_path / name).read_text() == "after"
    assert (tmp_path / "real").stat().st_ino == node and not (tmp_path / "made").is_symlink()


def test_a_pipe_is_written_into_and_its_trial_sends_nothing(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    got = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    files.admit(tmp_path / "pipe")
    time.sleep(0.05)
    assert not got
    files.write(tmp_path / "pipe", b"said")
    reader.join(10)
    assert got == [b"said"] and stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode)


@pytest.mark.parametrize("link", [False, True])
def test_a_device_is_never_replaced(tmp_path, link):
    """A node of its own stands for /dev/null, so that a mistake here does not break the machine."""
    device = tmp_path / "null"
    try:
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        device.open("wb").close()
    except PermissionError:
        device.symlink_to("/dev/null")
    name = tmp_path / "link" if link else device
    if link:
        name.symlink_to(device)
    before = device.lstat()
    files.admit(name)
    files.write(name, b"said")
    assert device.lstat().st_ino == before.st_ino and device.lstat().st_mode == before.st_mode
    assert not partials(tmp_path)


@pytest.mark.parametrize("length", [1, 250, 255])
def test_a_name_may_be_as_long_as_the_folder_allows(tmp_path, length):
    path = tmp_path / ("n" * length)
    files.admit(path)
    files.write(path, b"said")
    assert path.read_bytes() == b"said" and len(os.listdir(tmp_path)) == 1


@pytest.mark.parametrize("place", ["", "made/", "made/later/"])
def test_a_name_that_is_too_long_is_refused(tmp_path, place):
    with pytest.raises(OSError, match="too long"):
        files.admit(tmp_path / (place + "n" * 300))
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("what", ["folder", "link to a folder", "in a file", "null byte"])
def test_what_cannot_be_written_is_refused(tmp_path, what):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link to a folder").symlink_to("folder")
    (tmp_path / "file").write_text("")
    path = tmp_path / {"in a file": "file/a", "null byte": "a\0b"}.get(what, what)
    for attempt in (files.admit, lambda path: files.write(path, b"said")):
        with pytest.raises(OSError):
            attempt(path)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder", "link to a folder"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), MemoryError])
@pytest.mark.parametrize("at", ["fsync", "replace"])
def test_an_interruption_leaves_the_file_as_it_was_and_nothing_else(tmp_path, monkeypatch, at, error):
    path = tmp_path / "a.json"
    path.write_text("before")

    def interrupted(*_):
        assert partials(tmp_path)
        raise error

    monkeypatch.setattr(files.os, at, interrupted)
    with pytest.raises(error if isinstance(error, type) else OSError):
        files.write(path, b"after")
    assert os.listdir(tmp_path) == ["a.json"] and path.read_text() == "before"


def test_a_file_that_somebody_put_there_first_is_left_alone(tmp_path, monkeypatch):
    """In a folder that others write to, a partial file of a foreseen name could be a link of theirs."""
    monkeypatch.setattr(files.secrets, "token_hex", lambda n: "same")
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / ".affirm-same.partial").symlink_to("theirs")
    with pytest.raises(FileExistsError):
        files.write(tmp_path / "a", b"ours")
    assert (tmp_path / "theirs").read_text() == "theirs" and (tmp_path / ".affirm-same.partial").is_symlink()


@pytest.mark.parametrize("kind", ["pipe", "folder", "/dev/zero", "/dev/tty", "link to a pipe"])
@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_RDWR | os.O_APPEND | os.O_CREAT])
def test_only_regular_files_are_opened_and_nothing_is_waited_for(tmp_path, kind, flags):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link to a pipe").symlink_to("pipe")
    start = time.perf_counter()
    with pytest.raises(OSError, match="not a regular file"):
        files.opened(tmp_path / kind, flags)
    assert time.perf_counter() - start < 1


def test_a_name_in_a_message_is_short_and_on_one_line():
    assert files.shown("a\nb\x1b[31m\u202e") == "a\\nb\\x1b[31m\\u202e"
    assert len(files.shown("n" * 300)) < 130
