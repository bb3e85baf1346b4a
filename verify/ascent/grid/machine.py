"""Partitions computed on this machine: in this process, or in several that end with it."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import wait as wait_for

from theory.errors import UnableError
from verify.ascent.grid.partition import Work, compute
from verify.ascent.grid.problem import Problem


def prepare(problem: Problem) -> None:
    """Starts the server that processes are forked from, unless it runs. It imports the problem once for all of
    them, while this process goes on."""
    multiprocessing.set_forkserver_preload([type(problem).__module__, "verify.ascent.grid.partition"])
    resource_tracker.ensure_running()  # starting it lets interrupts through again, so it comes first
    with _deferred_interrupts():
        forkserver.ensure_running()


def on_machine(work: Work, numbers: Iterable[int], jobs: int) -> Generator[tuple[int, bytes]]:
    """Each partition of ``numbers`` with its bytes, as they are done, from ``jobs`` processes.

    At most two partitions a process are in memory. However this process ends, the others end too: they are killed
    when the iterator is closed, and leave by themselves when this process is gone. Errors: ``UnableError`` if one
    of them dies.
    """
    if jobs == 1:
        yield from ((number, compute(work, number)) for number in numbers)
        return
    prepare(work.plan.problem)
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("forkserver"), initializer=_follow)
    remaining = iter(numbers)
    running: dict[Future[bytes], int] = {}
    try:
        while True:
            with _deferred_interrupts():
                for number in itertools.islice(remaining, 2 * jobs - len(running)):
                    running[pool.submit(compute, work, number)] = number
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()
    except BrokenProcessPool:
        raise UnableError(
            "a process died, perhaps for want of memory; what is done is kept: go on with --resume and fewer --jobs"
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.kill()


def _follow() -> None:
    """Ends this process as soon as its parent is gone, in whatever way that ended."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        wait_for([parent.sentinel] if parent else [])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def _deferred_interrupts() -> Iterator[None]:
    """Holds Ctrl-C back while processes start, so that they inherit it blocked: it is for their parent alone."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
