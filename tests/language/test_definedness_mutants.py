"""Each rule of where a term is defined, wrong in turn: a small claim's truth value, or its printed condition, shows it.

The claims are decided by their values at points, which rest on ``verify.values.evaluate``, and by their conditions,
which rest on ``theory.language.meaning``; a fault in either is noticed by one of the two.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest
from flint import fmpq

from tests.language.plain import TRUE, Plain
from theory.language import meaning
from theory.language.formula import TRUE as ALWAYS
from theory.language.formula import And, Atom, Formula, Or
from theory.language.grammar import parse_formula
from theory.language.meaning import spelt
from theory.language.term import INTEGER, REAL, ROOT, Call, Number, Power, Quotient, Term, Variable, constant
from verify.values.evaluate import formulas, terms

X, Y, N = Variable("x"), Variable("y"), Variable("n")
INTEGERS = frozenset({"n"})
ZERO = Number(0)
RIGHT = meaning.condition
POINTS = [
    {"x": Fraction(x), "y": Fraction(y), "n": Fraction(n)}
    for x in ("-2", "-1/2", "-1/3", "0", "1/2", "2") for y in ("-1/2", "0", "1/2") for n in (-1, 0, 1)
]  # fmt: skip
Rule = Callable[[Term], Formula | None]


def call(function: str, wrong: Callable[[Term], Formula]) -> Rule:
    return lambda node: wrong(node.args[0]) if isinstance(node, Call) and node.function == function else None


def powered(kind: str, fits: Callable[[Fraction | None], bool], wrong: Callable[[Power], Formula]) -> Rule:
    def rule(node: Term) -> Formula | None:
        if isinstance(node, Power) and node.kind == kind and fits(constant(node.exponent)):
            return wrong(node)
        return None

    return rule


def compared(op: str) -> Callable[[Term], Formula]:
    return lambda a: Atom(op, a, ZERO)


def positive(q: Fraction | None) -> bool:
    return q is not None and q > 0


def negative(q: Fraction | None) -> bool:
    return q is not None and q < 0


def unknown(q: Fraction | None) -> bool:
    return q is None


def nothing(node: Term) -> Formula:
    return ALWAYS


MUTANTS: dict[str, tuple[Rule, str]] = {
    "a quotient needs nothing": (lambda n: ALWAYS if isinstance(n, Quotient) else None, "1/x == 1/x"),
    "a quotient needs a positive denominator": (
        lambda n: Atom(">", n.below, ZERO) if isinstance(n, Quotient) else None, "1/x < 0"),
    "log needs nothing": (call("log", nothing), "0*log(x) == 0"),
    "log needs >= 0": (call("log", compared(">=")), "log(x) <= 1 or log(x) >= 1"),
    "log needs != 0": (call("log", compared("!=")), "0*log(x) == 0"),
    "sqrt needs nothing": (call("sqrt", nothing), "sqrt(x) >= 0"),
    "sqrt needs > 0": (call("sqrt", compared(">")), "sqrt(x) == 0"),
    "W0 needs nothing": (call("W0", nothing), "0*W0(x) == 0"),
    "W0 needs >= 0": (call("W0", compared(">=")), "W0(x) < 0"),
    "W0 excludes -1/e": (call("W0", lambda a: Atom(">", a, meaning.BRANCH_POINT)), "W0(-exp(-1)) == -1"),
    "Wm1 needs nothing": (call("Wm1", nothing), "0*Wm1(x) == 0"),
    "Wm1 needs only < 0": (call("Wm1", compared("<")), "0*Wm1(x) == 0"),
    "Wm1 takes 0": (
        call("Wm1", lambda a: And((Atom(">=", a, meaning.BRANCH_POINT), Atom("<=", a, ZERO)))), "0*Wm1(x) == 0"),
    "Wm1 needs what W0 needs": (call("Wm1", lambda a: Atom(">=", a, meaning.BRANCH_POINT)), "0*Wm1(x) == 0"),
    "Wm1 excludes -1/e": (
        call("Wm1", lambda a: And((Atom(">", a, meaning.BRANCH_POINT), Atom("<", a, ZERO)))), "Wm1(-exp(-1)) == -1"),
    "a root needs nothing": (powered(ROOT, positive, nothing), "0*x**(1/3) == 0"),
    "a root needs > 0": (powered(ROOT, positive, lambda p: Atom(">", p.base, ZERO)), "x**(1/2) == 0"),
    "a root with q < 0 needs nothing": (powered(ROOT, negative, nothing), "0*x**(-1/2) == 0"),
    "a root with q < 0 takes 0": (powered(ROOT, negative, lambda p: Atom(">=", p.base, ZERO)), "0*x**(-1/2) == 0"),
    "a root with q < 0 needs != 0": (powered(ROOT, negative, lambda p: Atom("!=", p.base, ZERO)), "0*x**(-1/3) == 0"),
    "a negative power needs nothing": (powered(INTEGER, negative, nothing), "x**-2 == x**-2"),
    "a negative power needs > 0": (powered(INTEGER, negative, lambda p: Atom(">", p.base, ZERO)), "x**-1 < 0"),
    "the power 0 needs != 0": (
        powered(INTEGER, lambda q: q == 0, lambda p: Atom("!=", p.base, ZERO)), "x**0 == 1"),
    "a power needs >= 0": (powered(INTEGER, positive, lambda p: Atom(">=", p.base, ZERO)), "x**3 < 0"),
    "a whole exponent needs nothing": (powered(INTEGER, unknown, nothing), "0*x**n == 0"),
    "a whole exponent needs n >= 0": (powered(INTEGER, unknown, lambda p: Atom(">=", p.exponent, ZERO)), "x**n < 0"),
    "a whole exponent needs != 0": (powered(INTEGER, unknown, lambda p: Atom("!=", p.base, ZERO)), "x**n == 0"),
    "a whole exponent needs n > 0 or != 0": (
        powered(INTEGER, unknown, lambda p: Or((Atom(">", p.exponent, ZERO), Atom("!=", p.base, ZERO)))), "x**n == 1"),
    "a whole exponent needs > 0": (
        powered(INTEGER, unknown, lambda p: Or((Atom(">", p.base, ZERO), Atom(">=", p.exponent, ZERO)))), "x**n < 0"),
    "a real exponent needs nothing": (powered(REAL, unknown, nothing), "0*x**y == 0"),
    "a real exponent needs >= 0": (powered(REAL, unknown, lambda p: Atom(">=", p.base, ZERO)), "0*x**y == 0"),
    "a real exponent needs > 0": (powered(REAL, unknown, lambda p: Atom(">", p.base, ZERO)), "x**y == 0"),
    "0 ** 0 with a real exponent": (
        powered(REAL, unknown, lambda p: Or((Atom(">", p.base, ZERO), And((
            Atom("==", p.base, ZERO), Atom(">=", p.exponent, ZERO)))))), "0*x**y == 0"),
    "a real exponent read as a whole one": (
        powered(REAL, unknown, lambda p: Or((Atom(">=", p.exponent, ZERO), Atom("!=", p.base, ZERO)))), "0*x**y == 0"),
    "exp needs > 0": (call("exp", compared(">")), "exp(x) < 1"),
    "abs needs != 0": (call("abs", compared("!=")), "abs(x) == 0"),
    "max needs > 0": (call("max", compared(">")), "max(x, y) < 0"),
}  # fmt: skip


def disagreements(text: str) -> Iterator[dict[str, Fraction]]:
    """The points at which ``text`` with its conditions spelt out is not what the second evaluator finds."""
    out, plain = spelt(parse_formula(text, {"x": X, "y": Y, "n": N}, INTEGERS)), Plain(text, INTEGERS)
    for point in POINTS:
        at = {Variable(name): fmpq(v.numerator, v.denominator) for name, v in point.items()}
        if two_valued(out, at) is not (plain.truth(point) == {TRUE}):
            yield point


def two_valued(formula: Formula, at: dict[Variable, fmpq]) -> bool:
    """Read as an engine that knows two truth values reads it: an undefined comparison is taken as true."""
    match formula:
        case And(parts):
            return all(two_valued(p, at) for p in parts)
        case Or(parts):
            return any(two_valued(p, at) for p in parts)
        case Atom():
            found = formulas.truths(formula, at)
            return found is formulas.UNDEFINED or bool(found.certainly_true)
    raise TypeError(f"{formula}: not expected here")


@pytest.fixture
def condition(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Rule], None]]:
    """Puts a wrong rule in the place of the right one."""

    def put(rule: Rule) -> None:
        def wrong(node: Term) -> Formula:
            found = rule(node)
            return RIGHT(node) if found is None else found

        meaning.defined.cache_clear()
        monkeypatch.setattr(meaning, "condition", wrong)

    yield put
    monkeypatch.undo()
    meaning.defined.cache_clear()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_rule_is_noticed(name, condition):
    rule, text = MUTANTS[name]
    assert not list(disagreements(text))
    condition(rule)
    assert list(disagreements(text))


@pytest.mark.parametrize(
    "text", ["0*max(1/x, y) == 0", "0*min(log(x), y) == 0", "0*abs(1/x) == 0", "0*max(sqrt(x), 1) == 0"]
)
def test_arguments_that_are_forgotten_are_noticed(text, monkeypatch):
    """The definedness of what stands in a maximum, a minimum or a modulus is part of theirs."""

    def forgetful(term: Term) -> And:
        found: list[Formula] = []
        stack = [term]
        while stack:
            node = stack.pop()
            found += meaning.conjuncts(meaning.condition(node))
            stack += () if isinstance(node, Call) and node.function in ("max", "min", "abs") else node.args
        return And(tuple(dict.fromkeys(reversed(found))))

    assert not list(disagreements(text))
    monkeypatch.setattr(meaning, "defined", forgetful)
    assert list(disagreements(text))


@pytest.mark.parametrize(
    ("name", "wrong", "text"),
    [
        ("_over", lambda term, a, b: fmpq(0) if b == 0 else a / b, "0/x == 0"),
        ("_times", lambda a, b: a if a else b, "x*y < 1/8"),
        ("_integer_power", lambda term, a, k: fmpq(0) if a == 0 else a ** int(k.p), "x**n == 0"),
        ("_root", lambda term, a, q: terms.ball(abs(a)).sqrt(), "x**(-1/2) > 1"),
        ("_extreme", lambda values, largest: max(values) if not largest else min(values), "max(x, y) >= x"),
        ("enclose_w0", lambda ball: abs(ball), "W0(x) <= x"),
        ("enclose_wm1", lambda ball: ball, "0*Wm1(x) == 0"),
        ("_sign", lambda x: 1, "0*x**y == 0"),
    ],
)
def test_a_wrong_value_is_noticed(name, wrong, text, monkeypatch):
    formula, plain = parse_formula(text, {"x": X, "y": Y, "n": N}, INTEGERS), Plain(text, INTEGERS)
    words = {formulas.TRUE: "true", formulas.FALSE: "false", formulas.UNDEFINED: "undefined"}

    def wrongs() -> list[dict[str, Fraction]]:
        found = []
        for point in POINTS:
            at = {Variable(n): fmpq(v.numerator, v.denominator) for n, v in point.items()}
            said = {words[t] for t in formulas.truths(formula, at)}
            if not said & plain.truth(point) or (len(said) > 1 and len(plain.truth(point)) == 1):
                found.append(point)
        return found

    assert not wrongs()
    monkeypatch.setattr(terms, name, wrong)
    assert wrongs()
