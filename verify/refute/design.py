"""Where a search looks: small counts and simple numbers in order of size, then the edges at random."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from flint import fmpq

from theory.errors import UnableError
from theory.language.algebra import coefficients, expanded, normal
from theory.language.claim import AxisPoint, BlockPoint, Claim, symbol
from theory.language.formula import Atom, variables
from theory.language.term import Term, Variable, constant, whole
from verify.ascent.solve import block_curve
from verify.values.evaluate import rational
from verify.values.floating import compile_term, holds_float

REALS = ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "1/10", "-1/10", "3", "-3", "10", "-10")
POSITIVE = ("1", "1/2", "2", "1/10", "10", "1/100", "100", "1000")
SHARES = ("1/2", "1/3", "2/3", "1/10", "9/10", "1/100", "99/100")
SIMPLE = {"lam": POSITIVE, "phi": POSITIVE, "bR": POSITIVE, "alpha": POSITIVE, "eps": SHARES}  # by a name's first part
LARGEST_COUNT = {1: 400, 2: 60, 3: 20, 4: 10, 5: 6, 6: 4}  # by how many counts are free, and reals beyond one
LARGEST_LIST = 120_000
SEED = 20251125
RANDOM_POINTS = 20_000
INVERSE_E = float(np.exp(-1.0))


@dataclass(frozen=True)
class Design:
    """Points to try: float columns by name, and the exact number that each float stands for.

    ``ordered``: the rows are sorted by size (the sum of the counts, then the heights of the other
    numbers), so that the first witness is the smallest of the list.
    """

    columns: dict[str, np.ndarray]
    ordered: bool
    exact_values: dict[float, Fraction] = field(default_factory=dict)

    def exact(self, row: int) -> dict[str, Fraction]:
        values = {name: float(column[row]) for name, column in self.columns.items()}
        return {name: self.exact_values.get(v, Fraction(v)) for name, v in values.items()}

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


def designs(claim: Claim) -> Iterator[Design]:
    """The ordered list, then the seeded design at the edges."""
    yield _ordered(claim)
    yield _edges(claim)


def dependent(claim: Claim) -> dict[str, Term]:
    """Counts that a hypothesis determines: name -> its value in the others, for each hypothesis that
    is an equation with a count in it linearly; a count that is whole where the others are, if there is one."""
    found: dict[str, Term] = {}
    for formula in claim.given[: len(claim.hypotheses)]:
        if not isinstance(formula, Atom) or formula.op != "==":
            continue
        difference = (formula.left - formula.right).subs({symbol(n): e for n, e in found.items()})
        counts = reversed([n for n, kind in claim.variables.items() if kind == "integer"])
        options = {n: e for n in counts if (e := _solved(difference, symbol(n))) is not None}
        for name in sorted(options, key=lambda n: not whole(options[n], claim.integers))[:1]:
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


def _ordered(claim: Claim) -> Design:
    columns = _small_counts(claim)
    size: np.ndarray = np.sum(list(columns.values()), axis=0) if columns else np.zeros(1)
    height = np.zeros(len(size))
    exact: dict[float, Fraction] = {}
    for name in (n for n, kind in claim.variables.items() if kind == "real"):
        simple = [Fraction(text) for text in SIMPLE.get(name.split("_")[0], REALS)]
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
    for formula in claim.given[: len(claim.hypotheses)]:
        if set(variables(formula)) <= {symbol(n) for n in integers}:
            keep &= holds_float(formula, columns, size)
    return {n: c[keep] for n, c in columns.items()}


def _edges(claim: Claim) -> Design:
    rng = np.random.default_rng(SEED)
    size = RANDOM_POINTS
    columns: dict[str, np.ndarray] = {}
    for name, kind in claim.variables.items():
        if kind == "integer":
            columns[name] = np.floor(10 ** rng.uniform(0, 6, size)) - rng.integers(0, 2, size)
        elif SIMPLE.get(name.split("_")[0]) is POSITIVE:
            columns[name] = 10 ** rng.uniform(*((-12, 12) if name.startswith("lam") else (-5, 5)), size)
        elif SIMPLE.get(name.split("_")[0]) is SHARES:
            near = 10 ** rng.uniform(-5, 0, size)
            ends = [rng.random(size) < 0.3, rng.random(size) < 0.4]
            columns[name] = np.select(ends, [near, 1 - near], near * 0.9 + 0.05)
        else:
            columns[name] = rng.choice([-1.0, 1.0], size) * 10 ** rng.uniform(-6, 2, size)
    for part, total in (("n", "r"), ("m", "f"), ("n_k", "r")):
        if part in columns and total in columns:
            columns[part] = _share(columns[part], columns[total] - (columns["n"] if part == "n_k" else 0), rng)
    _add_dependent(claim, columns, size)
    _aim(claim, columns, rng)
    return Design(columns, False)


def _share(part: np.ndarray, whole: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Counts within totals; a quarter of them at an end."""
    share = np.floor(part % (whole + 1))
    ends = rng.choice([0.0, 1.0], len(share)) * whole
    return np.where(rng.random(len(share)) < 0.25, ends, share)


def _aim(claim: Claim, columns: dict[str, np.ndarray], rng: np.random.Generator) -> None:
    """For a quarter of the points, the ridge that brings the argument of a stationary point's W
    near an edge: -1/e, 0 or infinity; or, in a block, an alpha near the fold of DA."""
    blocks = [u for u in claim.unknowns if isinstance(u, BlockPoint) and u.loss == "DA" and u.alpha == symbol("alpha")]
    if blocks and "alpha" in columns:
        with np.errstate(all="ignore"):
            phi, b, eps = (compile_term(term)(columns) for term in (blocks[0].phi, blocks[0].bR, blocks[0].eps))
            turn = np.exp(block_curve.log_alpha("DA", phi, b, eps, block_curve.fold(phi, b, eps)))
        near = turn * (1 - 10 ** rng.uniform(-9, 0, len(turn)))
        use = (rng.random(len(turn)) < 0.5) & (near > 1e-300) & np.isfinite(near)
        columns["alpha"] = np.where(use, near, columns["alpha"])
    aimed = [u for u in claim.unknowns if isinstance(u, AxisPoint) and u.lam == symbol("lam")]
    if not aimed or "lam" not in columns:
        return
    size = len(columns["lam"])
    near = 10 ** rng.uniform(-12, -0.5, size)
    target = np.select(
        [rng.random(size) < 0.6, rng.random(size) < 0.5], [-INVERSE_E * (1 - near), near * 1e-3], 1 / near**3
    )
    with np.errstate(all="ignore"):
        ridge = np.broadcast_to(compile_term(aimed[-1].weight)(columns), (size,)) / target
    use = (rng.random(size) < 0.25) & (ridge > 1e-300) & np.isfinite(ridge)
    columns["lam"] = np.where(use, ridge, columns["lam"])
