"""The algebra solver: z3 (nlsat), each question in a process of its own.

A process starts from nothing, so that an answer does not depend on what was asked before; it is bounded by z3's count
of work (``rlimit``, the same on every machine), and by memory; one that runs far beyond the time that its work should
take is ended. Only "unsat" decides anything here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from theory.errors import LedgerError

RESOURCES = 20_000_000  # z3 "rlimit"
MEGABYTES = 2000
SECONDS_AT_LEAST = 20  # of wall time; work comes first, unless z3 does not count it
WORK_A_SECOND = 400_000  # a slow machine's


class SolverError(Exception):
    """The question was not decided as unsatisfiable: "has a countermodel", or where it was stopped."""


def unsatisfiable(assertions: str, resources: int = RESOURCES) -> None:
    """Returns if z3 finds that no real numbers satisfy ``assertions``: declarations and assertions in SMT-LIB.

    Errors: ``SolverError`` if it finds that some do, or does not decide it; ``LedgerError`` if z3 does not read it.
    """
    script = f"(set-option :rlimit {resources})\n(set-logic QF_NRA)\n{assertions}\n(check-sat)\n"
    seconds = SECONDS_AT_LEAST + resources // WORK_A_SECOND
    try:
        done = subprocess.run(
            [executable(), "-in", f"-memory:{MEGABYTES}"], input=script, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        raise SolverError(f"was stopped after {seconds} s, which rlimit {resources} should not take") from None
    answer = done.stdout.strip()
    if answer == "unsat":
        return
    if answer == "sat":
        raise SolverError("has a countermodel")
    if answer.startswith("(error") and "memory" not in answer:
        raise LedgerError(f"z3 does not read what it is asked: {answer.splitlines()[0][:200]}")
    raise SolverError(f"is not decided within rlimit {resources}")


@cache
def executable() -> str:
    """The program z3 that comes with the package z3-solver. Errors: ``LedgerError`` where there is none."""
    beside = Path(sys.executable).parent / "z3"
    found = str(beside) if beside.exists() else shutil.which("z3")
    if found is None:
        raise LedgerError("the program z3 is missing; install the package z3-solver of constraints.txt")
    return found
