"""Claims in double precision, over arrays of points: for searching only, never for deciding."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache, reduce

import numpy as np

from theory.language.claim import Claim, Unknown
from theory.language.formula import And, Atom, Formula, Implies, Or
from verify.values.doubles import Columns, Plan, column, compile_term, magnitude
from verify.values.unknowns import solver

__all__ = ["Columns", "choices", "column", "compile_term", "conclusion_excess", "holds_float", "magnitude", "satisfied"]


@cache
def _sides(atom: Atom) -> Plan:
    return Plan(atom.left, atom.right, magnitude(atom.left) + magnitude(atom.right))


def _excess(formula: Formula, columns: Columns, size: int, strictness: float = 1e-15) -> np.ndarray:
    """Positive where ``formula`` is false, relative to the magnitude of its sides; NaN where it is undefined, which an
    ``and`` with a false part is not, nor an ``or`` with a true one."""
    match formula:
        case Atom(op):
            a, b, scale = (np.broadcast_to(part, (size,)) for part in _sides(formula)(columns))
            gap = np.where(a == b, 0.0, (a - b) / np.maximum(scale, 1e-300))
            nudge = strictness if op in ("<", ">") else 0.0
            if op in ("<", "<="):
                return gap + nudge
            if op in (">", ">="):
                return -gap + nudge
            return np.abs(gap) - 1e-13 if op == "==" else np.where(gap == 0, 1.0, -np.abs(gap))
        case And(parts):
            rows = [_excess(p, columns, size, strictness) for p in parts] or [np.full(size, -1.0)]
            worst, seen = np.max(rows, axis=0), reduce(np.fmax, rows)
            return np.where(seen > 0, seen, worst)
        case Or(parts):
            rows = [_excess(p, columns, size, strictness) for p in parts] or [np.full(size, 1.0)]
            best, seen = np.min(rows, axis=0), reduce(np.fmin, rows)
            return np.where(seen <= 0, seen, best)
        case Implies(given, then):
            met = _excess(given, columns, size, strictness) <= 0
            return np.where(met, _excess(then, columns, size, strictness), -1.0)


def holds_float(formula: Formula, columns: Columns, size: int) -> np.ndarray:
    """Where ``formula`` holds, as far as doubles show: <= with 1e-12 of slack, < without."""
    with np.errstate(all="ignore"):
        return _excess(formula, columns, size, 2e-12) <= 1e-12


def choices(unknowns: Sequence[Unknown], columns: Columns, size: int) -> list[dict[str, np.ndarray]]:
    """The columns with the unknowns added, one dictionary for each choice among several; NaN
    where there is none."""
    names = [name for unknown in unknowns for name in unknown.names]
    options = [solver(unknown).columns(unknown, columns, size) for unknown in unknowns]
    picks = [[column for pick in chosen for column in pick] for chosen in itertools.product(*options)]
    return [dict(columns) | dict(zip(names, pick, strict=True)) for pick in picks]


def satisfied(claim: Claim, points: Columns, size: int) -> np.ndarray:
    """Where the hypotheses hold, a row for each choice of solutions, a column a point."""
    rows = []
    hypotheses = claim.premises
    for columns in choices(claim.unknowns, points, size):
        met = np.ones(size, dtype=bool)
        for formula in hypotheses:
            met &= holds_float(formula, columns, size)
        for name in (name for unknown in claim.unknowns for name in unknown.names):
            met &= np.isfinite(columns[name])
        rows.append(met)
    return np.array(rows)


def conclusion_excess(claim: Claim, points: Columns, size: int) -> np.ndarray:
    """By how much the conclusion is violated, relatively; undefined counts as violated. Where the
    claim says that a solution exists, by how much the best one violates it."""
    rows = []
    with np.errstate(all="ignore"):
        for columns in choices(claim.unknowns, points, size):
            ways = [_excess(claim.then, way, size) for way in choices(claim.exists, columns, size)]
            rows.append(np.min([np.nan_to_num(way, nan=1.0, posinf=1.0, neginf=-1.0) for way in ways], axis=0))
    return np.array(rows)
