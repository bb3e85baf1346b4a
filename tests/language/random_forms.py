"""Forms of random terms against the second evaluator: ``python -m tests.language.random_forms SEED... [--count N]``.

Wherever a term is defined, every form of it is defined and equal to it to 60 digits.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from tests.language import random_texts
from tests.language.plain import Plain
from tests.language.plain_numbers import Ball, Exact, Number, Unclear, Undefined, add, ball, times
from theory.errors import UnableError
from theory.language.algebra import addends, coefficients, expanded, factored, factors, normal
from theory.language.grammar import GrammarError, parse_term
from theory.language.term import Number as Rational
from theory.language.term import Product, Sum, Term, Variable

INTEGERS = frozenset({"n", "m"})
NAMES: Mapping[str, Term] = {name: Variable(name) for name in ("x", "y", "n", "m")}
DIGITS = 60


def forms(term: Term) -> Iterator[tuple[str, Term]]:
    """Each form with its name. The products and sums are built back from what the form has in parts."""
    yield "expanded", expanded(term)
    yield "factored", factored(term)
    try:
        ratio = normal(term)
        yield "normal", ratio.above.as_term() / ratio.below.as_term()
        yield "addends", Sum(*addends(term))
    except UnableError:
        return
    for name in term.variables:
        found = coefficients(term, name)
        if found is not None:
            yield f"coefficients in {name}", Sum(*(c * name**k for k, c in enumerate(found))) / ratio.below.as_term()


def same(a: Number, b: Number) -> bool:
    """Whether they may be equal, to 60 digits of the larger, where both are known so well."""
    if isinstance(a, Exact) and isinstance(b, Exact):
        return a == b
    gap = add(a, times(b, -1))
    interval = ball(gap)
    return bool(interval.lo <= 0 <= interval.hi)


def sharp(a: Number) -> bool:
    """Whether the interval is known to 60 digits."""
    if isinstance(a, Exact):
        return True
    return bool(a.hi - a.lo <= max(abs(a.lo), abs(a.hi)) * 10**-DIGITS)


def faults(text: str, rng: random.Random, points: int, count: Counter[str]) -> Iterator[str]:
    """What is wrong with the forms of ``text``, at ``points`` points."""
    try:
        term = parse_term(text, NAMES, INTEGERS)
    except GrammarError:
        count["refused"] += 1
        return
    count["terms"] += 1
    plain = Plain(text, INTEGERS)
    shown = [(name, str(form), Plain(str(form), INTEGERS)) for name, form in forms(term)]
    parts = list(_parts(term))
    for _ in range(points):
        at = random_texts.point(rng, [v.name for v in term.variables], sorted(INTEGERS), irrational=True)
        try:
            value = plain.value(at)
        except (Undefined, Unclear):
            count["undefined or unclear"] += 1
            continue
        count["values"] += 1
        where = ", ".join(f"{name} = {_shown(v)}" for name, v in at.items())
        for name, body, form in shown:
            try:
                found = form.value(at)
            except Undefined:
                yield f"{text} at {where}: its form {name}, {body}, is undefined"
                continue
            except Unclear:
                count["unclear"] += 1
                continue
            count["sharp"] += sharp(found)
            if not same(value, found):
                yield f"{text} at {where}: its form {name}, {body}, has another value"
        yield from _zeros(text, where, value, at, parts, count)


def _shown(value: Fraction | Number) -> str:
    return str(value if isinstance(value, Fraction | Exact) else ball(value).lo)


def _parts(term: Term) -> Iterator[Plain]:
    try:
        for part in factors(term):
            yield Plain(str(part), INTEGERS)
    except UnableError:
        return


def _zeros(
    text: str, where: str, value: Number, at: dict[str, Fraction | Exact], parts: list[Plain], count: Counter[str]
) -> Iterator[str]:
    """A term is 0 exactly where one of its factors is."""
    if not parts or isinstance(value, Ball):
        return
    try:
        zero = any(part.value(at) == Exact(()) for part in parts)
        certain = all(isinstance(part.value(at), Exact) for part in parts)
    except Undefined:
        yield f"{text} at {where}: a factor is undefined"
        return
    except Unclear:
        return
    count["zeros"] += zero
    if (zero and value != Exact(())) or (certain and not zero and value == Exact(())):
        yield f"{text} at {where}: 0 in its factors or in itself, but not in both"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("seeds", nargs="+", type=int)
    reader.add_argument("--count", type=int, default=1000)
    given = reader.parse_args()
    count: Counter[str] = Counter()
    for seed in given.seeds:
        for text, rng in texts(seed, given.count):
            for fault in faults(text, rng, 3, count):
                count["faults"] += 1
                print(f"seed {seed}: {fault}", flush=True)  # noqa: T201
    print(dict(count))  # noqa: T201


def texts(seed: int, count: int) -> Iterator[tuple[str, random.Random]]:
    """``count`` random terms of ``seed``."""
    rng = random.Random(seed)
    for _ in range(count):
        names = rng.choice((("x",), ("x", "y"), ("x", "n"), ("x", "n", "m")))
        yield random_texts.term(rng, names, [n for n in names if n in INTEGERS], rng.choice((2, 3, 3, 4))), rng


__all__ = ["Product", "Rational", "faults", "forms", "texts"]

if __name__ == "__main__":
    main()
