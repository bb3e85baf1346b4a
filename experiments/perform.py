"""Doing the steps of a run: in this process or in several, beside other commands that work on the same folder.

Whoever does a step holds its claim. A step that another process does is left to it and asked for again until it is
there; should that process die, its claim is free and the step is done here.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing.connection import wait
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits

from experiments import work
from experiments.address import machine
from experiments.config import Config
from experiments.outline import Stage
from experiments.study import Step, Study
from theory.errors import DomainError, UnableError

AGAIN = 0.3  # seconds between two looks at steps that other processes do
Perform = Callable[[Stage, Callable[[], None]], float]


def attempt(study: Study, step: Step) -> float | None:
    """Does ``step`` unless it is done; returns its seconds of processor time, or None while another process does it."""
    begun, description = time.process_time(), study.describe(step[0], *step[1])
    with study.steps.claimed(description) as mine:
        if not mine:
            return 0.0 if study.steps.done(description) else None
        with study.steps.filling(description, machine(study.config.device)) as place:
            getattr(work, step[0])(study, place, *step[1])
    return time.process_time() - begun


def processes(config: Config) -> int:
    """How many processes do the steps: as many as asked for, and one a GPU at least."""
    return max(config.workers, len(config.device.split(",")))


@contextlib.contextmanager
def performing(study: Study) -> Iterator[Perform]:
    """What does the steps of a stage: calls a function after each, returns their seconds of processor time.

    The workers last from stage to stage; what a step writes does not depend on them. On an error or an interrupt, steps
    that run are brought to their end first. Errors: ``UnableError`` if a worker dies.
    """
    devices, workers = study.config.device.split(","), processes(study.config)
    if workers == 1:
        single_thread()
        yield lambda stage, done: _all(stage, done, lambda steps: ((step, attempt(study, step)) for step in steps))
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    begin = (study.folder, study.config, study.digest, devices, context.Value("i", 0))
    pool = ProcessPoolExecutor(workers, context, _begin, begin)

    def together(steps: Stage) -> Iterator[tuple[Step, float | None]]:
        running = {pool.submit(_step, step): step for step in steps}
        for ended in as_completed(running):
            yield running[ended], ended.result()

    try:
        yield lambda stage, done: _all(stage, done, together)
    except BrokenProcessPool:
        raise UnableError(
            "a worker process died, perhaps for want of memory; what is done is kept: run the same command again, with"
            " fewer workers"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _all(
    stage: Stage, done: Callable[[], None], tried: Callable[[Stage], Iterator[tuple[Step, float | None]]]
) -> float:
    """Tries the steps until all are done, here or elsewhere."""
    spent, left = 0.0, stage
    while left:
        results = []
        for step, seconds in tried(left):
            results.append((step, seconds))
            if seconds is not None:
                spent += seconds
                done()
        left = [step for step, seconds in results if seconds is None]
        if left:
            time.sleep(AGAIN)
    return spent


_study: Study | None = None
_digest = ""


def _begin(folder: Path, config: Config, digest: str, devices: list[str], number: Synchronized[int]) -> None:
    """What a worker process keeps between steps: the study, with its data, on the next of the devices."""
    global _study, _digest
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()
    with number.get_lock():
        mine = devices[number.value % len(devices)]
        number.value += 1
    single_thread()
    _study, _digest = Study(folder, replace(config, device=mine)), digest


def _follow() -> None:
    """Ends this process as soon as its parent is gone, so that its claim is free."""
    parent = multiprocessing.parent_process()
    wait([parent.sentinel] if parent else [])
    os._exit(1)


def single_thread() -> None:
    """One thread a process: numbers do not depend on how many processors there are."""
    torch.set_num_threads(1)
    threadpool_limits(1)


def _step(step: Step) -> float | None:
    if _study is None:
        raise RuntimeError("a worker without a study")
    if _study.digest != _digest:
        raise DomainError(f"data {_study.config.data.name}: changed while the run goes on; put the former back")
    return attempt(_study, step)
