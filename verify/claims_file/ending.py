"""Signals that end the command, as exceptions, so that what was begun is put away: processes, partial files."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from typing import Any

ENDING = (signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """A signal that ends the process; no ``Exception``, so that nothing goes on after it."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


def listen() -> None:
    """Raises ``Ended`` in this process at the first of the signals that end it; a second one ends it at once. Processes
    that are forked from it end as they would without, and a signal that is ignored, as under nohup, stays so."""
    own = os.getpid()

    def end(number: int, frame: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        if os.getpid() != own:
            os.kill(os.getpid(), number)
        raise Ended(number)

    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


@contextlib.contextmanager
def with_its_own() -> Iterator[None]:
    """In a process of a pool: where SIGTERM ends it, what it has started, such as a solver, ends before it."""

    def end(number: int, frame: Any) -> None:
        raise Ended(number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except Ended as error:
        os._exit(128 + error.number)
    finally:
        signal.signal(signal.SIGTERM, before)
