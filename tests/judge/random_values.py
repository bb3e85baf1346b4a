"""Random formulas valued by ``verify.values.evaluate`` at points and by ``verify.cover.prover`` over boxes, against the
second evaluator: the truth values that two of them allow must have one in common."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from flint import arb, fmpq

from tests.language import random_texts
from tests.language.plain import FALSE, TRUE, UNDEFINED, Plain
from tests.language.plain_numbers import MP, Unclear, Undefined, ball
from theory.errors import DomainError, UnableError
from theory.language.formula import Atom, Formula
from theory.language.grammar import GrammarError, parse_formula
from theory.language.meaning import Truths
from theory.language.term import Variable
from verify.cover.prover import Prover
from verify.cover.truths import truths_over
from verify.values.evaluate import formulas, terms
from verify.values.ranges.arithmetic import Undefined as Nowhere
from verify.values.ranges.arithmetic import Unranged
from verify.values.ranges.terms import range_over
from verify.values.sides import Box, Side

NAMES, INTEGERS = ("x", "y", "n"), ("n",)
VARIABLES = {name: Variable(name) for name in NAMES}
WORDS = {Truths.TRUE: TRUE, Truths.FALSE: FALSE, Truths.UNDEFINED: UNDEFINED}
ENDS = ("-100", "-2", "-1", "-1/2", "-1/3", "0", "1/1000", "1/2", "1", "3/2", "3", "100")


def faults(seed: int, count: int, tally: Counter[str]) -> Iterator[str]:
    """What is wrong among ``count`` formulas of ``seed``, each at some points and over some boxes."""
    rng = random.Random(seed)
    for _ in range(count):
        text = random_texts.formula(rng, NAMES, INTEGERS, rng.choice((1, 2, 2, 3)))
        try:
            formula = parse_formula(text, VARIABLES, frozenset(INTEGERS))
        except GrammarError:
            tally["refused"] += 1
            continue
        tally["formulas"] += 1
        plain = Plain(text, frozenset(INTEGERS))
        yield from (f"{text}: {fault}" for fault in _at_points(formula, plain, rng, tally))
        yield from (f"{text}: {fault}" for fault in _over_boxes(formula, plain, rng, tally))


def _at_points(formula: Formula, plain: Plain, rng: random.Random, tally: Counter[str]) -> Iterator[str]:
    for _ in range(4):
        point = random_texts.point(rng, NAMES, INTEGERS)
        at = {VARIABLES[n]: fmpq(v.numerator, v.denominator) for n, v in point.items() if isinstance(v, Fraction)}
        found = formulas.truths(formula, at)
        said = {WORDS[t] for t in found}
        tally["points"] += 1
        tally["points decided"] += len(said) == 1
        where = ", ".join(f"{n} = {v}" for n, v in point.items())
        if not said & plain.truth(point):
            yield f"{sorted(said)} at {where}, but {sorted(plain.truth(point))}"
        for atom in formula.atoms():
            yield from (f"{fault} at {where}" for fault in _value(atom, point, at))


def _value(atom: Atom, point: dict[str, Fraction], at: dict[Variable, fmpq]) -> Iterator[str]:
    """The value of the left side."""
    try:
        found = terms.value(atom.left, at)
    except DomainError:
        found = None
    except UnableError:
        return
    try:
        interval = ball(Plain(str(atom.left), frozenset(INTEGERS)).value(point))
    except Undefined:
        if found is not None:
            yield f"{atom.left} is {found}, but undefined"
        return
    except Unclear:
        return
    if found is None:
        yield f"{atom.left} is undefined, but about {interval.lo}"
        return
    lo, hi = _mpf(terms.ball(found).lower()), _mpf(terms.ball(found).upper())
    if MP.isfinite(lo) and MP.isfinite(hi) and (hi < interval.lo or lo > interval.hi):
        yield f"{atom.left} is {found}, but about {interval.lo}"


def _mpf(end: arb) -> object:
    if not end.is_finite():
        return MP.inf if end > 0 else -MP.inf
    mantissa, exponent = end.man_exp()
    return MP.ldexp(MP.mpf(int(mantissa)), int(exponent))


def _over_boxes(formula: Formula, plain: Plain, rng: random.Random, tally: Counter[str]) -> Iterator[str]:
    for _ in range(2):
        box: Box = {VARIABLES[name]: random_side(rng, name in INTEGERS) for name in NAMES}
        here = {name: side.range() for name, side in box.items()}
        said = {WORDS[t] for t in truths_over(formula, here)}
        tally["boxes"] += 1
        tally["boxes decided"] += len(said) < 3
        first = next(formula.atoms())
        shown = Prover(30, rng.random() < 0.5).shows(first, box, 2)
        tally["boxes shown"] += shown is not None
        left = Plain(str(first), frozenset(INTEGERS))
        for point in inside(box, rng, 5):
            where = f"on {', '.join(f'{n} in {s}' for n, s in box.items())}, at {point}"
            if not said & plain.truth(point):
                yield f"{sorted(said)} {where}: {sorted(plain.truth(point))}"
            if shown and left.truth(point) == {FALSE}:
                yield f"{first} is shown {where}: false"
            yield from (f"{fault} {where}" for fault in _range(first, here, point))


def _range(atom: Atom, here: dict[Variable, object], point: dict[str, Fraction]) -> Iterator[str]:
    """The range of the left side contains its value."""
    try:
        value = ball(Plain(str(atom.left), frozenset(INTEGERS)).value(point))
    except Undefined:
        value = None
    except Unclear:
        return
    try:
        found = range_over(atom.left, here)  # type: ignore[arg-type]
    except Nowhere:
        if value is not None:
            yield f"{atom.left} is undefined in all of the box, but has a value"
        return
    except Unranged:
        return
    if value is None:
        if found.continuous:
            yield f"{atom.left} is defined in all of the box, but is undefined"
        return
    lo, hi = _mpf(found.lo), _mpf(found.hi)
    if value.hi < lo or value.lo > hi or (found.below and value.hi <= lo) or (found.above and value.lo >= hi):
        yield f"{atom.left} in {found}, but about {value.lo}"


def random_side(rng: random.Random, whole: bool) -> Side:
    """A side with ends that are special, infinite or open; now and then a single number."""
    ends: Sequence[Fraction] = sorted(Fraction(rng.choice(ENDS)) for _ in range(2))
    lo, hi = (fmpq(e.numerator, e.denominator) for e in ends)
    open_low, open_high = (rng.random() < 0.3 and lo != hi for _ in range(2))
    side = Side(None if rng.random() < 0.15 else lo, None if rng.random() < 0.15 else hi, open_low, open_high, whole)
    side = side.rounded()
    return random_side(rng, whole) if side.empty else side


def inside(box: Box, rng: random.Random, count: int) -> Iterator[dict[str, Fraction]]:
    """Points of ``box``, its ends among them where they belong to it."""
    for _ in range(count):
        yield {name.name: _inside(side, rng) for name, side in box.items()}


def _inside(side: Side, rng: random.Random) -> Fraction:
    lo = Fraction(int(side.lo.p), int(side.lo.q)) if side.lo is not None else None
    hi = Fraction(int(side.hi.p), int(side.hi.q)) if side.hi is not None else None
    choices = [lo] * (lo is not None and not side.below) + [hi] * (hi is not None and not side.above)
    choices += [q for q in random_texts.SPECIAL if _between(q, lo, hi)]
    least = lo if lo is not None else (hi or 0) - 200 if hi is not None else Fraction(-100)
    most = hi if hi is not None else least + 200
    choices += [least + (most - least) * Fraction(rng.randint(1, 97), 98) for _ in range(3)]
    if side.integer:
        choices = [q for q in choices if q is not None and q.denominator == 1] or [least]
    found = rng.choice(choices)
    assert found is not None
    return found


def _between(q: Fraction, lo: Fraction | None, hi: Fraction | None) -> bool:
    return (lo is None or q > lo) and (hi is None or q < hi)
