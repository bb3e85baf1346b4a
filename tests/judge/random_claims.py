"""Random small claims before the judge, each verdict against the second evaluator at special and random points.

``python -m tests.judge.random_claims SEED... [--claims N] [--formulas N] [--seconds Q]``: for each seed, N claims are
decided, and N formulas are valued at points and over boxes. What is wrong is printed; the exit status is 1 then.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from tests.judge import random_values, shapes
from tests.language import random_texts
from tests.language.plain import TRUE, Plain
from tests.language.plain_numbers import MP, Ball, Exact, Unclear, Undefined
from theory.language.grammar import GrammarError
from verify.claims_file.entries import Entry
from verify.claims_file.user_claims import claim, judged
from verify.judge import Judged, Limits
from verify.verdict import Truth, Verdict

SMALL = Limits(boxes=120, bits=64, seconds=4.0)
POINTS = 150
WHOLES = [Fraction(k) for k in (*range(-6, 10), 12, 16)]
GRID = [*WHOLES, *(Fraction(k, d) for k in (-3, -1, 1, 3) for d in (2, 4)), *(Fraction(k, 6) for k in (-2, 1, 2))]
Point = dict[str, "Fraction | Exact | Ball"]
NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?(?![A-Za-z0-9_.(])")


def random_claim(rng: random.Random, label: str) -> Entry:
    """A claim in one or two variables, whose text the grammar has."""
    while True:
        names = rng.choice((("x",), ("x",), ("x", "y"), ("x", "n"), ("n",), ("n", "m")))
        integers = [n for n in names if n in ("n", "m")]
        hypotheses, conclusion = rng.choice(shapes.SHAPES)(rng, names, integers)
        kinds = {n: "integer" if n in integers else "real" for n in names}
        entry = Entry(label, kinds, conclusion, tuple(hypotheses))
        try:
            made = claim(entry)
            if made.given or made.then:
                return entry
        except GrammarError:
            continue


def points(rng: random.Random, entry: Entry) -> Iterator[Point]:
    """Points of the claim's variables: special, around the claim's numbers, on its equations, random;
    where there are equations, all small ones."""
    names = list(entry.variables)
    integers = [n for n, kind in entry.variables.items() if kind == "integer"]
    told = {Fraction(t) for text in (*entry.hypotheses, entry.conclusion) for t in NUMBER.findall(text)}
    near = [s * q + d for q in told for s in (1, -1) for d in (Fraction(0), Fraction(1, 10**9), -Fraction(1, 10**9))]
    equations = [text.split(" == ", 1) for text in entry.hypotheses if re.match(r"[a-z] == ", text)]
    for _ in range(POINTS):
        at: Point = dict(random_texts.point(rng, names, integers, irrational=True))
        for name in names:
            if near and name not in integers and rng.random() < 0.3:
                at[name] = rng.choice(near)
        for name, text in equations:
            _put(at, name, text, integers)
        yield at
    if any("==" in text for text in entry.hypotheses):
        for values in itertools.product(*(WHOLES if n in integers else GRID for n in names)):
            yield dict(zip(names, values, strict=True))


def _put(at: Point, name: str, text: str, integers: list[str]) -> None:
    """The value of ``text`` for ``name``, where that is exact and of its kind."""
    try:
        value = Plain(text, frozenset(integers)).value(at)
    except (Undefined, Unclear, SyntaxError, ValueError):
        return
    if isinstance(value, Exact) and (name not in integers or (value.rational or Fraction(1, 2)).denominator == 1):
        at[name] = value


def wrong(entry: Entry, found: Judged, rng: random.Random) -> str | None:
    """What the second evaluator has against the verdict; None if nothing is seen."""
    verdict = found.verdict
    if found.fault or "by a fault of affirm" in verdict.reason:
        return verdict.reason
    integers = frozenset(n for n, kind in entry.variables.items() if kind == "integer")
    given, then = [Plain(h, integers) for h in entry.hypotheses], Plain(entry.conclusion, integers)
    if verdict.truth is Truth.FAILS:
        return _witness_is_wrong(verdict, given, then, integers)
    if verdict.truth is Truth.UNKNOWN and not verdict.vacuity:
        return None
    level = _level(entry, integers) if verdict.vacuity == "degenerate" else None
    for at in points(rng, entry):
        if not all(g.truth(at) == {TRUE} for g in given):
            continue
        shown = ", ".join(f"{n} = {v}" for n, v in at.items())
        if verdict.vacuity == "vacuous":
            return f"{shown} meets the hypotheses"
        if TRUE not in then.truth(at):
            return f"at {shown} the hypotheses are true and the conclusion is not"
        if level is not None and TRUE not in level.truth(at):
            return f"at {shown} the sides differ"
    return None


def _level(entry: Entry, integers: frozenset[str]) -> Plain | None:
    """The equality of the sides, where the conclusion is one comparison."""
    found = re.fullmatch(r"([^<>=]*) [<>]= ([^<>=]*)", entry.conclusion)
    return Plain(f"{found[1]} == {found[2]}", integers) if found else None


def _witness_is_wrong(verdict: Verdict, given: list[Plain], then: Plain, integers: frozenset[str]) -> str | None:
    witness = verdict.witness
    if witness is None:
        return "it fails without a witness"
    at: Point = dict(witness.parameters)
    for name, text in witness.unknowns.items():
        at[name] = ball_of(text)
    if any(isinstance(v, Fraction) and n in integers and v.denominator != 1 for n, v in at.items()):
        return f"{witness.sentence()}: not whole"
    for g in given:
        if TRUE not in g.truth(at):
            return f"at {witness.sentence()} the hypothesis {g.text} is not true"
    if then.truth(at) == {TRUE}:
        return f"at {witness.sentence()} the conclusion is true"
    return None


def ball_of(text: str) -> Ball:
    """``[mid +/- rad]`` or a number."""
    mid, _, rad = text.strip("[]").partition("+/-")
    middle, radius = MP.mpf(mid.strip() or "0"), MP.mpf(rad.strip() or "0")
    room = abs(middle) * MP.mpf("1e-60")
    return Ball(middle - radius - room, middle + radius + room)


def decided(seed: int, count: int, limits: Limits, tally: Counter[str]) -> Iterator[str]:
    """What is wrong among ``count`` claims of ``seed``."""
    rng = random.Random(seed)
    for k in range(count):
        entry = random_claim(rng, f"random-{seed}-{k}")
        found = judged(entry, limits)
        tally[found.verdict.word] += 1
        fault = wrong(entry, found, rng)
        if fault is not None:
            kinds = ", ".join(f"{n} {kind}" for n, kind in entry.variables.items())
            yield f"{found.verdict.word} [{kinds}] {list(entry.hypotheses)} => {entry.conclusion}: {fault}"


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("seeds", nargs="+", type=int)
    reader.add_argument("--claims", type=int, default=100)
    reader.add_argument("--formulas", type=int, default=1000)
    reader.add_argument("--seconds", type=float, default=4.0)
    given = reader.parse_args()
    tally: Counter[str] = Counter()
    limits = Limits(SMALL.boxes, SMALL.bits, given.seconds)
    for seed in given.seeds:
        for fault in (*random_values.faults(seed, given.formulas, tally), *decided(seed, given.claims, limits, tally)):
            tally["wrong"] += 1
            print(f"seed {seed}: {fault}", flush=True)  # noqa: T201
    print(dict(sorted(tally.items())))  # noqa: T201
    return 1 if tally["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
