"""Partitions computed on a Dask cluster, through its futures.

Workers return a partition's bytes and the client writes them. So no file system is shared, a partition that two
workers compute (one was thought lost) is written once, and a full disk is met in one place. The price is the client's
network: a partition is a few megabytes, and takes a worker seconds.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from theory.errors import DomainError, UnableError
from verify.ascent.grid.partition import Work, compute

SECONDS_TO_CONNECT = 5
RETRIES = 2  # of a task that raised; a lost worker's tasks are run elsewhere without being asked
AHEAD = 2  # partitions in flight for each of the cluster's threads


@contextlib.contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the cluster at ``address``. Errors: ``DomainError`` if dask is absent or the address does not
    answer."""
    try:
        import distributed
    except ImportError:
        raise DomainError("--scheduler needs dask: pip install 'affirm-theory[cluster]'") from None
    with _silent():
        try:
            if not address:
                raise ValueError("no address")  # distributed would start a cluster of its own
            client = distributed.Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise DomainError(
                f"--scheduler {address}: cannot be reached ({type(error).__name__}); start dask scheduler, and give its"
                " address, like tcp://host:8786"
            ) from None
        try:
            yield client
        finally:
            client.close(timeout=SECONDS_TO_CONNECT)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Without distributed's log, which tells a lost connection in tracebacks; what matters is raised."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def on_cluster(work: Work, numbers: Iterable[int], client: Any) -> Generator[tuple[int, bytes]]:
    """Each partition of ``numbers`` with its bytes, as the cluster finishes them.

    Guarantee: each once, whatever workers come and go. Errors: ``DomainError`` if a worker has other versions;
    ``UnableError`` if the scheduler is lost, or workers die again and again on one partition.
    """
    import distributed
    from distributed.client import FutureCancelledError

    remaining = iter(numbers)
    running: dict[Any, int] = {}
    done = distributed.as_completed(loop=client.loop)
    try:
        while True:
            ahead = max(1, AHEAD * sum(client.ncores().values()))
            for number in itertools.islice(remaining, max(0, ahead - len(running))):
                future = client.submit(compute, work, number, pure=False, retries=RETRIES)
                running[future] = number
                done.add(future)
            if not running:
                return
            future = next(done)
            data = future.result()
            yield running.pop(future), data
    except (distributed.KilledWorker, FutureCancelledError, OSError) as error:
        raise UnableError(
            f"--scheduler: the cluster failed ({type(error).__name__}); what is done is kept: start it again and go on"
            " with --resume"
        ) from None
    finally:
        client.cancel(list(running))
