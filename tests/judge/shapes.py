"""Shapes of random claims: hypotheses and a conclusion in texts, most of them about what is undefined somewhere."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.language import random_texts

Shape = Callable[[random.Random, tuple[str, ...], list[str]], tuple[list[str], str]]


def _term(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> str:
    return random_texts.term(rng, names, integers, rng.choice((1, 1, 2, 2, 3)))


def _free(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> tuple[list[str], str]:
    """Anything about anything."""
    given = [random_texts.formula(rng, names, integers, rng.choice((1, 1, 2))) for _ in range(rng.choice((0, 1, 1, 2)))]
    return given, random_texts.formula(rng, names, integers, rng.choice((1, 2)))


def _bound(rng: random.Random, names: tuple[str, ...]) -> str:
    return f"{rng.choice(names)} {rng.choice(random_texts.COMPARED)} {rng.choice(random_texts.NUMBERS)}"


def _where(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> tuple[list[str], str]:
    """From a comparison of a term, where its variables lie: mostly by where it is defined."""
    t = _term(rng, names, integers)
    given = [rng.choice((f"{t} {rng.choice(('>=', '<=', '=='))} {t}", f"0*({t}) == 0", f"{t} > {_number(rng)}"))]
    given += [_bound(rng, names)] * (rng.random() < 0.4)
    bounds = [_bound(rng, names) for _ in range(rng.choice((1, 1, 2)))]
    return given, rng.choice((" or ", " and ")).join(bounds)


def _number(rng: random.Random) -> str:
    return rng.choice(random_texts.NUMBERS)


def _identity(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> tuple[list[str], str]:
    """An identity that fails where a side is undefined or of the other sign, on a region that may exclude that."""
    a, b = (f"({_term(rng, names, integers)})" for _ in range(2))
    sides = rng.choice((
        (f"{a}/{a}", "1"), (f"{a}*{b}/{b}", a), (f"sqrt({a}**2)", a), (f"sqrt({a}**2)", f"abs({a})"),
        (f"sqrt({a})**2", a),
        (f"exp(log({a}))", a), (f"log(exp({a}))", a), (f"sqrt({a}*{b})", f"sqrt({a})*sqrt({b})"), (f"{a}**0", "1"),
        (f"log({a}*{b})", f"log({a}) + log({b})"), (f"log({a}**2)", f"2*log({a})"), (f"({a}**(1/3))**3", a),
        (f"({a}**3)**(1/3)", a), (f"W0({a}*exp({a}))", a), (f"Wm1({a}*exp({a}))", a), (f"W0({a})*exp(W0({a}))", a),
        (f"max({a}, {b})", f"({a} + {b} + abs({a} - {b}))/2"), (f"min({a}, {b})", a), (f"{a} - {a}", "0"),
        (f"abs({a}*{b})", f"abs({a})*abs({b})"), (f"1/(1/{a})", a), (f"{a}**(1/2)", f"sqrt({a})"), (f"0*{a}", "0"),
        (f"{a}**2", f"abs({a})**2"),
        (f"{a}**{b}*{a}", f"{a}**({b} + 1)"), (f"exp({a})*exp({b})", f"exp({a} + {b})"), (f"0**{a}", "0"),
    ))  # fmt: skip
    given = [_bound(rng, names) for _ in range(rng.choice((0, 1, 1, 2)))]
    given += [f"{a} {rng.choice(('>', '>=', '<', '!='))} 0"] * (rng.random() < 0.4)
    op = rng.choice(("==", "==", "<=", ">=", "!=", "<"))
    return given, f"{sides[0]} {op} {sides[1]}"


def _again(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> tuple[list[str], str]:
    """A comparison in another form of itself."""
    a, b = (f"({_term(rng, names, integers)})" for _ in range(2))
    op = rng.choice(random_texts.COMPARED)
    flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}[op]
    weak = {"<": "<=", ">": ">=", "==": "<="}.get(op, op)
    then = rng.choice((
        f"{b} {flipped} {a}", f"{a} {weak} {b}", f"{a} - {b} {op} 0", f"{a}/{b} {op} 1", f"exp({a}) {op} exp({b})",
        f"not ({a} {rng.choice(random_texts.COMPARED)} {b})", f"{a}*{b} {op} {b}**2", f"sqrt({a}) {op} sqrt({b})",
        f"log({a}) {op} log({b})", f"1/{a} {flipped} 1/{b}", f"{a} {op} {b} or {_bound(rng, names)}",
        f"max({a}, {b}) {op} {b}", f"{a}**2 {op} {b}**2", f"abs({a}) {op} abs({b})",
        f"{a} {op} {b} and {_bound(rng, names)}",
    ))  # fmt: skip
    given = [f"{a} {op} {b}"] + [_bound(rng, names)] * (rng.random() < 0.5)
    return given, then


def _equation(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> tuple[list[str], str]:
    """An equation that determines a variable, or touches."""
    name = rng.choice(names)
    others = tuple(n for n in names if n != name) or names
    t = _term(rng, others, [n for n in integers if n in others])
    factor = rng.choice(("1", "2", f"({t})", "0", others[0]))
    equations = (f"{name} == {t}", f"{factor}*{name} == {factor}*({t})", f"{name}*({t}) == {name}", f"({t})**2 <= 0")
    given = [rng.choice(equations)]
    given += [_bound(rng, names)] * (rng.random() < 0.4)
    return given, random_texts.formula(rng, names, integers, 1)


def _edges(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> tuple[list[str], str]:
    """Bounds by other variables, which become faces of the box, and a homogeneous or touching conclusion."""
    x, y = (names + names)[:2]
    t = rng.choice((y, f"2*{y}", f"{y} + 1", f"-{y}", f"{y}**2", f"1/{y}", f"sqrt({y})", f"{y}/2 - 1", f"exp({y})"))
    given = [f"{x} {rng.choice(('>', '>=', '<', '<=', '!='))} {t}"]
    given += [rng.choice((_bound(rng, names), f"{x} {rng.choice(('<', '<='))} 2*({t})", f"{x}*{y} > 0", f"{y} > 0"))]
    a, b = rng.choice((
        (x, t), (f"{x}/{y}", "1"), (f"{x}**2", f"{x}*{y}"), (f"({x} - {y})**2", "0"), (f"1/{x}", f"1/{y}"),
        (f"sqrt({x}*{y})", f"({x} + {y})/2"), (f"{x}/({x} + {y})", "1/2"), (f"{x}**3 - {y}**3", "0"),
        (f"{x}**2 + {y}**2", f"2*{x}*{y}"),
        (f"abs({x} - {y})", f"{x} - {y}"), (f"max({x}, {y})/{y}", "1"), (f"log({x}/{y})", f"log({x}) - log({y})"),
        (f"sqrt({x} - {y})", "0"), (f"{x}**({y})", "1"), (f"({x} - {y})/({x} - {y})", "1"), (f"sqrt({x}**2*{y})", "0"),
    ))  # fmt: skip
    return given, f"{a} {rng.choice(random_texts.COMPARED)} {b}"


def _fact(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> tuple[list[str], str]:
    """A known inequality at a term, on its domain or beyond it, strict or not, or its converse."""
    a = f"({_term(rng, names, integers) if rng.random() < 0.6 else rng.choice(names)})"
    low, high = rng.choice((
        (f"log({a})", f"{a} - 1"), (f"1 + {a}", f"exp({a})"), (f"W0({a})", a), (f"Wm1({a})", f"W0({a})"),
        (f"Wm1({a})", "-1"), (f"1 - 1/{a}", f"log({a})"), ("2", f"{a} + 1/{a}"), (f"W0({a})", f"log(1 + {a})"),
        (f"-{a}", f"abs({a})"), ("0", f"sqrt({a})"), (f"sqrt({a})", f"(1 + {a})/2"), ("-exp(-1)", f"{a}*exp({a})"),
        ("-exp(-1)", f"{a}*log({a})"), ("0", f"{a}**2"), (f"{a}", f"max({a}, 1)"), (f"{a}**2", f"{a}"),
        ("0", f"{a}**(3/2)"), ("-1", f"W0({a})"),
    ))  # fmt: skip
    given = [rng.choice((f"{a} {rng.choice(('>', '>=', '<', '<='))} {_number(rng)}", _bound(rng, names)))]
    given += [_bound(rng, names)] * (rng.random() < 0.3)
    return given, f"{low} {rng.choice(('<=', '<=', '<', '!=', '>='))} {high}"


def _tied(rng: random.Random, names: tuple[str, ...], integers: list[str]) -> tuple[list[str], str]:
    """Whole numbers tied to other variables, and powers of them."""
    if len(names) < 2:
        return _equation(rng, names, integers)
    x, n = names[0], names[1]
    given = [rng.choice((
        f"{n} == {x}", f"2*{n} == {x}", f"{n} == 2*{x} + 1", f"{n}*{x} == 6", f"{n}*{x} == {n}", f"{x}**2 == {n}",
        f"{n} == {x}**2", f"{x} == {n}/2", f"{x} == 1/{n}", f"{n}**2 == {x}", f"{x} == sqrt({n})", f"{n} == exp({x})",
        f"3*{n} == 2*{x}", f"{x}**{n} == 1", f"{x}**{n} == 0", f"{n} - {x} == {x}/{n}", f"abs({n}) == {x}",
        f"max({x}, {n}) == {n}", f"{n} == {x} + 1/2", f"4*{n} == {x}**2", f"{x}*{n} == 1/2", f"{x} == 2**{n}",
    ))]  # fmt: skip
    given += [_bound(rng, names) for _ in range(rng.choice((0, 1, 1, 2)))]
    a, b = rng.choice((
        (f"{x}**2", x), (f"{x}**{n}", "0"), (f"{x}**{n}", "1"), (x, n), (f"{n}**2", n), (f"{x}*({x} + 1)", "0"),
        (f"(-1)**{n}", "1"), (f"{x}**(2*{n})", "0"), (f"{x}**({n} - 1)*{x}", f"{x}**{n}"), (x, "1/2"), (x, "-1/2"),
        (f"({x} - 1/2)**2", "1/4"), (f"{n}", _number(rng)), (f"{x}", _number(rng)), (f"{x}/{n}", "1"), (f"0**{n}", "0"),
    ))  # fmt: skip
    return given, f"{a} {rng.choice(random_texts.COMPARED)} {b}"


SHAPES: tuple[Shape, ...] = (
    _free, _where, _where, _identity, _identity, _again, _again, _equation, _edges, _edges, _fact, _fact, _tied, _tied
)  # fmt: skip
