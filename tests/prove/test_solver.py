"""The algebra solver: each question in a process of its own, bounded by work, memory and, beyond these, time."""

import stat
import time

import pytest

from theory.errors import LedgerError
from verify.prove import solver
from verify.prove.solver import SolverError, unsatisfiable

X = "(declare-const x Real)\n"


def test_only_what_no_number_satisfies_is_unsatisfiable():
    unsatisfiable(X + "(assert (< (* x x) 0))")
    with pytest.raises(SolverError, match="countermodel"):
        unsatisfiable(X + "(assert (<= (* x x) 0))")


def test_work_is_bounded():
    hard = "".join(f"(declare-const x{k} Real)\n" for k in range(9))
    total = " ".join(f"(* x{k} x{k} x{k} x{(k + 1) % 9})" for k in range(9))
    started = time.monotonic()
    with pytest.raises(SolverError, match=r"within rlimit|stopped"):
        less = f"(assert (< (+ {total} (* x0 x4) 1.0) (* x1 x2 x3 x5)))"
        unsatisfiable(f"{hard}{less}(assert (> (* x0 x1 x7) (+ {total})))", 5000)
    assert time.monotonic() - started < 20


def test_a_process_that_does_not_count_its_work_is_ended(tmp_path, monkeypatch):
    endless = tmp_path / "z3"
    endless.write_text("#!/bin/sh\nexec sleep 600\n")
    endless.chmod(endless.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(solver, "executable", lambda: str(endless))
    monkeypatch.setattr(solver, "SECONDS_AT_LEAST", 1)
    with pytest.raises(SolverError, match="was stopped"):
        unsatisfiable(X, resources=1000)


def test_what_z3_does_not_read_is_the_projects_own_fault():
    with pytest.raises(LedgerError, match="does not read"):
        unsatisfiable("(assert (< y 0))")


@pytest.mark.parametrize("answer", ["", "unknown", "unsat\nunsat", "UNSAT", "timeout"])
def test_no_other_answer_decides(tmp_path, monkeypatch, answer):
    liar = tmp_path / "z3"
    liar.write_text(f"#!/bin/sh\nprintf '{answer}'\n")
    liar.chmod(liar.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(solver, "executable", lambda: str(liar))
    with pytest.raises(SolverError):
        unsatisfiable(X)
