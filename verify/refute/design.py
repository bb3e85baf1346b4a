"""Where a search looks: small counts and simple numbers in order of size, then the edges at random."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from flint import fmpq

from theory.errors import UnableError
from theory.language.algebra import coefficients, expanded, normal
from theory.language.claim import Claim, symbol
from theory.language.formula import Atom, variables
from theory.language.term import Term, Variable, constant, is_integer
from verify.refute.search import Table
from verify.values.evaluate import rational
from verify.values.floating import compile_term, holds_float

REALS = ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "1/10", "-1/10", "3", "-3", "10", "-10")
LARGEST_COUNT = {1: 400, 2: 60, 3: 20, 4: 10, 5: 6, 6: 4}  # by how many counts are free, and reals beyond one
LARGEST_LIST = 120_000
SEED = 20251125
RANDOM_POINTS = 20_000
Aim = Callable[[Claim, dict[str, np.ndarray], np.random.Generator], None]


@dataclass(frozen=True)
class Usual:
    """What a variable usually is: simple values of it, and the powers of ten between which it is drawn at random;
    without these, between 0 and 1."""

    values: tuple[str, ...]
    scale: tuple[float, float] | None


@dataclass(frozen=True)
class Hints:
    """Where the claims of a paper are hard, for a search. usual: by the first part of a variable's name. parts: counts
    that are parts of another, less those already taken of it: (part, whole, taken). aim: brings columns near the edges
    at which the number of solutions of an unknown changes."""

    usual: Mapping[str, Usual] = field(default_factory=dict)
    parts: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    aim: Aim | None = None

    def of(self, name: str) -> Usual | None:
        return self.usual.get(name.split("_")[0])


@dataclass(frozen=True)
class Design(Table):
    """A table, and the exact number that each of its floats stands for. Size is the sum of the counts, then the heights
    of the other numbers."""

    exact_values: dict[float, Fraction] = field(default_factory=dict)

    def exact(self, row: int) -> dict[str, Fraction]:
        values = {name: float(column[row]) for name, column in self.columns.items()}
        return {name: self.exact_values.get(v, Fraction(v)) for name, v in values.items()}

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


def designs(claim: Claim, hints: Hints) -> Iterator[Design]:
    """The ordered list, then the seeded design at the edges."""
    yield _ordered(claim, hints)
    yield _edges(claim, hints)


def dependent(claim: Claim) -> dict[str, Term]:
    """Counts that a hypothesis determines: name -> its value in the others, for each hypothesis that
    is an equation with a count in it linearly; a count that is whole where the others are, if there is one."""
    found: dict[str, Term] = {}
    for formula in claim.premises:
        if not isinstance(formula, Atom) or formula.op != "==":
            continue
        difference = (formula.left - formula.right).subs({symbol(n): e for n, e in found.items()})
        counts = reversed([n for n, kind in claim.variables.items() if kind == "integer"])
        options = {n: e for n in counts if (e := _solved(difference, symbol(n))) is not None}
        for name in sorted(options, key=lambda n: not is_integer(options[n], claim.integers))[:1]:
            at = {symbol(name): options[name]}
            found = {n: expanded(e.subs(at)) for n, e in found.items()} | {name: options[name]}
    return found


def _solved(difference: Term, name: Variable) -> Term | None:
    """What ``name`` is where ``difference`` is 0, if that is a number times ``name`` and a rest without it."""
    try:
        below = normal(difference).below.constant
    except UnableError:
        return None
    found = coefficients(difference, name)
    slope = constant(found[1]) if below is not None and found is not None and len(found) == 2 else None
    return expanded(found[0] / -slope) if found is not None and slope else None


def complete(tied: Mapping[str, Term], parameters: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """``parameters`` with the dependent counts ``tied`` computed from the free ones."""
    values = dict(parameters)
    for name, term in tied.items():
        exact = rational(term, {symbol(n): fmpq(v.numerator, v.denominator) for n, v in values.items()})
        values[name] = Fraction(int(exact.p), int(exact.q))
    return values


def _add_dependent(claim: Claim, columns: dict[str, np.ndarray], size: int) -> None:
    for name, term in dependent(claim).items():
        columns[name] = np.broadcast_to(compile_term(term)(columns), (size,)).astype(float)


def _ordered(claim: Claim, hints: Hints) -> Design:
    columns = _small_counts(claim)
    size: np.ndarray = np.sum(list(columns.values()), axis=0) if columns else np.zeros(1)
    height = np.zeros(len(size))
    exact: dict[float, Fraction] = {}
    for name in (n for n, kind in claim.variables.items() if kind == "real"):
        usual = hints.of(name)
        simple = [Fraction(text) for text in (usual.values if usual else REALS)]
        while len(size) * len(simple) > LARGEST_LIST and len(simple) > 3:
            simple = simple[:-1]
        exact |= {float(q): q for q in simple}
        count = len(size)
        columns = {n: np.repeat(c, len(simple)) for n, c in columns.items()}
        columns[name] = np.tile([float(q) for q in simple], count)
        height = np.repeat(height, len(simple)) + np.tile([abs(q.numerator) + q.denominator for q in simple], count)
        size = np.repeat(size, len(simple))
    order = np.lexsort((height, size))
    return Design({n: columns[n][order] for n in claim.variables}, True, exact)


def _small_counts(claim: Claim) -> dict[str, np.ndarray]:
    """All small whole numbers that meet the hypotheses in which only counts occur."""
    integers = [n for n, kind in claim.variables.items() if kind == "integer"]
    free = [n for n in integers if n not in dependent(claim)]
    if not free:
        return {}
    reals = len(claim.variables) - len(integers)
    top = LARGEST_COUNT[min(len(free) + max(reals - 1, 0), 6)]
    grid = np.meshgrid(*[np.arange(top + 1, dtype=float)] * len(free), indexing="ij")
    columns = {n: g.ravel() for n, g in zip(free, grid, strict=True)}
    size = len(columns[free[0]])
    _add_dependent(claim, columns, size)
    keep = np.all([c >= 0 for c in columns.values()], axis=0)
    for formula in claim.premises:
        if set(variables(formula)) <= {symbol(n) for n in integers}:
            keep &= holds_float(formula, columns, size)
    return {n: c[keep] for n, c in columns.items()}


def _edges(claim: Claim, hints: Hints) -> Design:
    rng = np.random.default_rng(SEED)
    size = RANDOM_POINTS
    columns: dict[str, np.ndarray] = {}
    for name, kind in claim.variables.items():
        usual = hints.of(name)
        if kind == "integer":
            columns[name] = np.floor(10 ** rng.uniform(0, 6, size)) - rng.integers(0, 2, size)
        elif usual is not None and usual.scale:
            columns[name] = 10 ** rng.uniform(*usual.scale, size)
        elif usual is not None:
            near = 10 ** rng.uniform(-5, 0, size)
            ends = [rng.random(size) < 0.3, rng.random(size) < 0.4]
            columns[name] = np.select(ends, [near, 1 - near], near * 0.9 + 0.05)
        else:
            columns[name] = rng.choice([-1.0, 1.0], size) * 10 ** rng.uniform(-6, 2, size)
    for part, total, taken in hints.parts:
        if part in columns and total in columns:
            columns[part] = _share(columns[part], columns[total] - sum(columns[other] for other in taken), rng)
    _add_dependent(claim, columns, size)
    if hints.aim is not None:
        hints.aim(claim, columns, rng)
    return Design(columns, False)


def _share(part: np.ndarray, whole: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Counts within totals; a quarter of them at an end."""
    share = np.floor(part % (whole + 1))
    ends = rng.choice([0.0, 1.0], len(share)) * whole
    return np.where(rng.random(len(share)) < 0.25, ends, share)
