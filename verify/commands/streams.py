"""The standard streams of the command: what cannot be printed is never taken for printed.

Python meets a closed or full standard output with a traceback and the exit status 1; here 1 says that a claim fails.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from typing import Any

from verify.commands.status import PIPE_CLOSED, REFUSED


class UndeliveredError(Exception):
    """Standard output is closed, or takes no more; ``status`` is the exit status. No ``OSError``, as those of standard
    output are taken for other things on their way."""

    def __init__(self, error: OSError) -> None:
        if error.errno == errno.EPIPE:
            self.status, why = PIPE_CLOSED, "its reader closed it before all was written; let it read to the end"
        else:
            self.status = REFUSED
            why = f"it cannot be written ({error.strerror}); send it where there is room, or to /dev/null"
        super().__init__(f"standard output: {why}, and run the same command again")


class _Standard(io.FileIO):
    """Standard output, or standard error; ``refused`` meets what cannot be written to it."""

    def __init__(self, number: int, refused: Callable[[OSError], None]) -> None:
        super().__init__(number, "wb", closefd=False)
        self.refused: Callable[[OSError], None] | None = refused

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            refused, self.refused = self.refused, None  # once: what is left in a buffer is dropped at the end
            if refused is not None:
                refused(error)
            return memoryview(data).nbytes


def _undelivered(error: OSError) -> None:
    raise UndeliveredError(error)


def secure() -> None:
    """Makes the streams of this process safe: standard output raises ``UndeliveredError``, standard error drops what
    it cannot take. Errors: ``UndeliveredError`` where standard output is closed."""
    while (spare := os.open(os.devnull, os.O_RDWR)) <= 2:  # no file opened later may be taken for a standard stream
        os.set_inheritable(spare, True)
    os.close(spare)
    closed = sys.stdout is None
    sys.stdout = _stream(1, _undelivered, sys.stdout)
    sys.stderr = _stream(2, lambda error: None, sys.stderr)
    if closed:
        raise UndeliveredError(OSError(errno.EBADF, "closed"))


def _stream(number: int, refused: Callable[[OSError], None], before: Any) -> io.TextIOWrapper:
    own = io.TextIOWrapper(
        io.BufferedWriter(_Standard(number, refused)),
        encoding=getattr(before, "encoding", "utf-8"),
        errors="backslashreplace",
    )
    own.reconfigure(line_buffering=own.isatty() or number == 2)
    return own
