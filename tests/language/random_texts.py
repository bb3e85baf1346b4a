"""Random texts of the grammar and random points, with a quarter of them where something becomes undefined."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from tests.language.plain_numbers import Exact

NUMBERS = ("0", "1", "2", "3", "-1", "-2", "1/2", "-1/2", "1/3", "0.25", "5", "10", "-3/2")
ROOTS = ("1/2", "1/3", "-1/2", "3/2", "2/3", "-1/3", "1/4")
WHOLE = ("2", "3", "0", "1", "-1", "-2", "4")
FUNCTIONS = ("exp", "log", "sqrt", "abs", "W0", "Wm1")
COMPARED = ("<", "<=", ">", ">=", "==", "!=")
BRANCH = "-exp(-1)"
BELOW, ABOVE = Fraction(-0.36787944117144233), Fraction(-0.36787944117144228)  # around -1/e
RATIONALS = ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "1/4", "3", "4", "-1/3", "1/1000", "-1/1000", "100", "-100")
SPECIAL = (*map(Fraction, RATIONALS), BELOW, ABOVE)
POWERS_OF_E = (
    Exact(((Fraction(-1), Fraction(-1)),)), Exact(((Fraction(1), Fraction(1)),)), Exact(((Fraction(-2), Fraction(-2)),))
)  # fmt: skip


def term(rng: random.Random, names: Sequence[str], integers: Sequence[str], depth: int) -> str:
    """A term over ``names``, those of them in ``integers`` being whole numbers, at most ``depth`` operations deep."""
    if depth <= 0 or rng.random() < 0.12:
        return rng.choice(names) if names and rng.random() < 0.7 else _number(rng)

    def part() -> str:
        return term(rng, names, integers, depth - 1 - (rng.random() < 0.3))

    kind = rng.choices(("+", "-", "*", "/", "**", "call", "extreme", "minus", "again"), (3, 2, 4, 3, 4, 5, 1, 1, 2))[0]
    match kind:
        case "call":
            return f"{rng.choice(FUNCTIONS)}({part()})"
        case "extreme":
            return f"{rng.choice(('max', 'min'))}({', '.join(part() for _ in range(rng.choice((2, 2, 3))))})"
        case "minus":
            return f"-({part()})"
        case "again":
            return _again(rng, part())
        case "**":
            return f"({part()})**({_exponent(rng, names, integers, part)})"
    return f"({part()}) {kind} ({part()})"


def _number(rng: random.Random) -> str:
    return f"({BRANCH})" if rng.random() < 0.05 else f"({rng.choice(NUMBERS)})"


def _exponent(rng: random.Random, names: Sequence[str], integers: Sequence[str], part: object) -> str:
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(ROOTS)
    if kind < 0.65:
        return rng.choice(WHOLE)
    if kind < 0.85 and integers:
        n = rng.choice(integers)
        return rng.choice((n, f"{n} - 1", f"-{n}", f"2*{n}", f"{n} - {n}", f"max({n}, 1)"))
    return rng.choice((*names, "1/2"))


def _again(rng: random.Random, inner: str) -> str:
    """Forms in which something cancels or touches."""
    a = f"({inner})"
    return rng.choice(
        (
            f"{a}/{a}", f"{a} - {a}", f"0*{a}", f"sqrt({a}**2)", f"sqrt({a})**2", f"exp(log({a}))", f"log(exp({a}))",
            f"abs({a})**2", f"W0({a}*exp({a}))", f"Wm1({a}*exp({a}))", f"{a}**(1/2)*{a}**(1/2)", f"({a}**(1/3))**3",
            f"({a}**2)**(1/2)", f"exp({a})*exp(-{a})", f"max({a}, {a})", f"{a}**0", f"1/(1/{a})", f"log({a}**2)",
        )
    )  # fmt: skip


def formula(rng: random.Random, names: Sequence[str], integers: Sequence[str], depth: int, joins: int = 1) -> str:
    """Comparisons of terms, joined up to ``joins`` deep."""
    if joins > 0 and rng.random() < 0.4:
        parts = [formula(rng, names, integers, depth, joins - 1) for _ in range(2)]
        return rng.choice((f"({parts[0]}) and ({parts[1]})", f"({parts[0]}) or ({parts[1]})", f"not ({parts[0]})"))
    sides = [term(rng, names, integers, depth), term(rng, names, integers, rng.choice((0, depth)))]
    if rng.random() < 0.1:
        return f"{sides[0]} {rng.choice(COMPARED)} {sides[1]} {rng.choice(COMPARED)} {_number(rng)}"
    return f"{sides[0]} {rng.choice(COMPARED)} {sides[1]}"


def point(
    rng: random.Random, names: Sequence[str], integers: Sequence[str], irrational: bool = False
) -> dict[str, Fraction | Exact]:
    """A point, half of its coordinates special; powers of e among them where ``irrational``."""
    return {name: _coordinate(rng, name in integers, irrational) for name in names}


def _coordinate(rng: random.Random, whole: bool, irrational: bool) -> Fraction | Exact:
    if whole:
        return Fraction(rng.choice((0, 1, -1, 2, -2, 3, -3, rng.randint(-9, 9))))
    if irrational and rng.random() < 0.15:
        return rng.choice(POWERS_OF_E)
    if rng.random() < 0.6:
        return rng.choice(SPECIAL)
    return Fraction(rng.randint(-60, 60), rng.randint(1, 24))
