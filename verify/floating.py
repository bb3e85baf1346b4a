"""Claims in double precision, over arrays of points: for searching only, never for deciding."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
import sympy as sp

from theory.claims.model import AxisPoint, Claim, Unknown
from theory.formula import And, Atom, Formula, Implies, Or
from theory.lambert import w0, wm1
from verify import block_curve

Columns = Mapping[str, np.ndarray]


@cache
def compile_term(term: sp.Expr) -> Callable[[Columns], np.ndarray]:
    """``term`` as a function of columns by name; NaN where it holds a number that doubles do not reach."""
    symbols = sorted(term.free_symbols, key=lambda s: s.name)
    function = sp.lambdify(symbols, term, [{"W0": w0, "Wm1": wm1}, "numpy"], cse=True, dummify=True)

    def evaluated(columns: Columns) -> np.ndarray:
        try:
            return np.asarray(function(*(columns[s.name] for s in symbols)), dtype=float)
        except OverflowError:
            return np.asarray(np.nan)

    return evaluated


def column(term: sp.Expr, columns: Columns, size: int) -> np.ndarray:
    """``term`` at ``size`` points, read-only."""
    return np.broadcast_to(compile_term(term)(columns), (size,))


def magnitude(term: sp.Expr) -> sp.Expr:
    """``term`` with its addends' sizes added up: what its rounding error is relative to."""
    if term.is_Add or term.is_Mul:
        return term.func(*(magnitude(a) for a in term.args))
    if term.is_Pow and term.exp.is_Integer and term.exp > 0:
        return magnitude(term.base) ** term.exp
    return sp.Abs(term)


def _excess(formula: Formula, columns: Columns, size: int, strictness: float = 1e-15) -> np.ndarray:
    """Positive where ``formula`` is violated, relative to the magnitude of its sides; NaN where undefined."""
    match formula:
        case Atom(op, left, right, _):
            a, b = column(left, columns, size), column(right, columns, size)
            scale = column(magnitude(left) + magnitude(right), columns, size)
            gap = np.where(a == b, 0.0, (a - b) / np.maximum(scale, 1e-300))
            nudge = strictness if op in ("<", ">") else 0.0
            if op in ("<", "<="):
                return gap + nudge
            if op in (">", ">="):
                return -gap + nudge
            return np.abs(gap) - 1e-13 if op == "==" else np.where(gap == 0, 1.0, -np.abs(gap))
        case And(parts):
            return (
                np.max([_excess(p, columns, size, strictness) for p in parts], axis=0) if parts else np.full(size, -1.0)
            )
        case Or(parts):
            return np.min([_excess(p, columns, size, strictness) for p in parts], axis=0)
        case Implies(given, then):
            return np.where(
                _excess(given, columns, size, strictness) > 0, -1.0, _excess(then, columns, size, strictness)
            )


def holds_float(formula: Formula, columns: Columns, size: int) -> np.ndarray:
    """Where ``formula`` holds, as far as doubles show: <= with 1e-12 of slack, < without."""
    with np.errstate(all="ignore"):
        return _excess(formula, columns, size, 2e-12) <= 1e-12


def choices(unknowns: Sequence[Unknown], columns: Columns, size: int) -> list[dict[str, np.ndarray]]:
    """The columns with stationary points added, one dictionary for each choice among several; NaN
    where there is none."""
    names = [name for unknown in unknowns for name in unknown.names]
    options = [_options(unknown, columns, size) for unknown in unknowns]
    picks = [[column for pick in chosen for column in pick] for chosen in itertools.product(*options)]
    return [dict(columns) | dict(zip(names, pick, strict=True)) for pick in picks]


def _options(unknown: Unknown, columns: Columns, size: int) -> list[tuple[np.ndarray, ...]]:
    with np.errstate(all="ignore"):
        if isinstance(unknown, AxisPoint):
            c = column(unknown.weight / unknown.lam, columns, size)
            return [(w0(c),), (wm1(c),)] if bool((c < 0).any()) else [(w0(c),)]
        at = [column(term, columns, size) for term in (unknown.phi, unknown.bR, unknown.eps, unknown.alpha)]
        return _block(unknown.loss, *(a.tobytes() for a in at))


@lru_cache(64)
def _block(loss: str, *at: bytes) -> list[tuple[np.ndarray, ...]]:
    """Stationary points in a block; cached, since many claims are searched over the same points."""
    phi, b, eps, alpha = (np.frombuffer(a) for a in at)
    inside = (phi > 0) & (b > 0) & (alpha > 0) & (eps >= 0) & (eps < 1)
    safe = [np.where(inside, v, 0.5) for v in (phi, b, eps, alpha)]
    return [(np.where(inside, x, np.nan), np.where(inside, y, np.nan)) for x, y in block_curve.points(loss, *safe)]


def satisfied(claim: Claim, points: Columns, size: int) -> np.ndarray:
    """Where the hypotheses hold, a row for each choice of stationary points, a column a point."""
    rows = []
    hypotheses = claim.given[: len(claim.hypotheses)]
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
