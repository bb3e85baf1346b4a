"""Files of the command: a regular file appears whole or not at all; what is something else is written into, never
replaced; and nothing but a regular file is read."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import tempfile
from pathlib import Path
from typing import BinaryIO

KINDS = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))


def shown(path: str | Path) -> str:
    """The name for a message: on one line, and not longer than a line."""
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))
    return text if len(text) <= 120 else f"{text[:58]}...{text[-58:]}"


def _mode(path: Path, follow: bool) -> int | None:
    """What is at ``path``; None where nothing is. Errors: ``OSError``, among them for a name that is too long."""
    try:
        return os.stat(path, follow_symlinks=follow).st_mode
    except FileNotFoundError:
        return None
    except ValueError:
        raise OSError(errno.EINVAL, "not a name of a file") from None


def _irregular(mode: int) -> OSError:
    kind = next((words for test, words in KINDS if test(mode)), "a device")
    return OSError(errno.EINVAL, f"{kind}, not a regular file")


def _into(path: Path) -> bool:
    """Whether ``path`` is written into: a link, a pipe or a device. Errors: ``OSError`` where it is a folder."""
    own, behind = _mode(path, False), _mode(path, True)
    if behind is not None and stat.S_ISDIR(behind):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    return own is not None and not stat.S_ISREG(own)


def opened(path: Path, flags: int = os.O_RDONLY) -> BinaryIO:
    """The regular file at ``path``, or behind a link, open in ``flags`` for reading, or for reading and appending.

    Errors: ``OSError`` for a pipe, a device or a folder, at once: none of them is waited for or read.
    """
    mode = _mode(path, True)
    if mode is not None and not stat.S_ISREG(mode):
        raise _irregular(mode)
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC, 0o666)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise _irregular(mode)
        return os.fdopen(descriptor, "rb" if flags & os.O_ACCMODE == os.O_RDONLY else "a+b")
    except BaseException:
        os.close(descriptor)
        raise


def admit(path: Path) -> None:
    """Tries whether ``write`` could write to ``path``, and changes nothing. A folder that is not there is taken to be
    made later. Errors: ``OSError``."""
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        _mode(folder / path.name, False)
        folder = folder.parent
    _mode(folder / path.name, False)  # a name that is too long is refused by any folder
    if not folder.is_dir():
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if _into(path):
        there = path if path.exists() else Path(os.path.realpath(path)).parent
        if not there.exists():  # the folder of what a link to nothing names
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        if not os.access(there, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return
    if folder == path.parent:
        with tempfile.TemporaryFile(dir=folder):
            pass


def write(path: Path, data: bytes) -> None:
    """Writes ``data`` to ``path``.

    A regular file, or a new one, gets the name ``path`` only when it is whole and on the disk: what is written first
    is a file of its own in the same folder, which no interruption leaves behind. Through a link, and into a pipe or a
    device, ``data`` is written as it is, and the link, pipe or device stays. Errors: ``OSError``.
    """
    try:
        if _into(path):
            _write_into(path, data)
        else:
            _replace(path, data)
    except OSError as error:
        raise OSError(error.errno or errno.EIO, error.strerror or str(error), str(path)) from None


def _write_into(path: Path, data: bytes) -> None:
    new = 0 if path.exists() else os.O_CREAT  # behind a link to nothing
    if not new and (streams := [n for n in (1, 2) if os.path.samestat(path.stat(), os.fstat(n))]):
        descriptor = os.dup(streams[0])  # as /dev/stdout: where the lines go, go on after them
    else:
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_NOCTTY | os.O_CLOEXEC | new, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _replace(path: Path, data: bytes) -> None:
    before = _mode(path, False)
    partial = path.with_name(f".affirm-{secrets.token_hex(8)}.partial")
    try:
        with open(partial, "xb") as file:
            file.write(data)
            file.flush()
            if before is not None:
                os.fchmod(file.fileno(), stat.S_IMODE(before))
            os.fsync(file.fileno())
        os.replace(partial, path)
    except FileExistsError:
        raise
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
