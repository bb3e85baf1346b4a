"""Texts that are short and mean much work, and texts that another reader would take otherwise."""

import contextlib
import time

import pytest
from flint import fmpq

from theory.errors import UnableError
from theory.language.algebra import expanded, factored, normal
from theory.language.calculus import diff
from theory.language.grammar import GrammarError, parse_formula, parse_term
from theory.language.term import Number, Variable, constant
from verify.claims_file.entries import parse
from verify.prove.encode import Encoder
from verify.values.evaluate import holds

NAMES = {name: Variable(name) for name in "xyzuvwabn"}
POINT = {v: fmpq(3 if v.name == "n" else 1, 1 if v.name == "n" else 3) for v in NAMES.values()}
SECONDS = 3
ZERO = "(sqrt(2)*sqrt(3) - sqrt(6))"  # 0, as no normal form knows


def formula(text):
    return parse_formula(text, NAMES, frozenset("n"))


@pytest.fixture(autouse=True)
def soon():
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < SECONDS


def nested(core, function, times=25):
    for _ in range(times):
        core = f"{function}(1 + {core})"
    return core


@pytest.mark.parametrize("function", ["log", "sqrt", "W0"])
@pytest.mark.parametrize("core", [f"1/{ZERO}", f"sqrt(-abs({ZERO}))", f"log({ZERO})"])
def test_undecided_parts_inside_one_another_do_not_double_the_work(core, function):
    """The mutant: whether each condition is itself defined was asked again, 3**25 times."""
    assert holds(formula(f"{nested(core, function)} > 0"), {}) is None


@pytest.mark.parametrize(
    "step",
    ["D + D", "D*D", "exp(D) + exp(D)", "max(D, D)", "D/D", "D**D", "abs(D) + 1", "(D + D) + (D + D)", "D - D", "-D*D"],
)
def test_definitions_do_not_double_a_term_without_end(step):
    steps = [step.replace("D", f"d{k - 1}" if k else "x") for k in range(400)]
    text = "".join(f'd{k} = "{one}"\n' for k, one in enumerate(steps))
    file = f'[claim.a]\nvariables = {{ x = "real" }}\nconclusion = "d399 > 0"\n[claim.a.definitions]\n{text}'
    (fault,) = parse(file.encode()).faults
    assert "definitions written out" in fault.rule


def test_a_term_knows_its_size_with_repetitions_and_its_depth():
    x = Variable("x")
    for term, parts, depth in ((x, 1, 1), (x + 1, 3, 2), ((x + 1) * (x + 1), 7, 3), ((x * 2) * (x * 2), 5, 2)):
        assert (term.parts, term.depth) == (parts, depth)
    assert constant(x) is None and constant(Number(2) * 3) == 6 and constant(Number(2) / (Number(1) - 1)) is None


@pytest.mark.parametrize(
    "side",
    [
        "(x+y+z+u+v+w+a+b)**64",
        "exp(1e60*x)",
        "exp(exp(exp(1e60*x)))",
        "log(exp(-exp(exp(1e60*x))))",
        "*".join(f"(x+y+z+u+v+w+a+b+1+exp({c}))" for c in "xyzuvwab"),
        "x**(1e60*y)",
        "2**(n**n**n)",
        "n**(n**(n**n))",
        "(x*1e300)**64",
        "exp((x*1e300)**64)",
        "(x+1e300)**64",
        "(sqrt(x)+sqrt(y)+sqrt(z)+sqrt(u)+sqrt(v)+sqrt(w)+sqrt(a)+sqrt(b))**8",
        "(x**(1/64)+y**(1/63)+z**(1/61)+u**(1/59))**64",
        "+".join(f"1/({c}+{k})" for k, c in enumerate("xyzuvwabxy", 1)),
        "sqrt(x+sqrt(y+sqrt(z+sqrt(u+sqrt(v)))))**60",
        "max(" * 50 + "x" + "".join(f", {'xyzuvwab'[k % 8]}*{'yzuvwabx'[k % 8]})" for k in range(50)),
        "x" + "*x" * 50,
        "1" + "-1" * 55,
    ],
    ids=lambda text: text[:20],
)
def test_every_text_ends_soon(side):
    said = formula(f"{side} > 0")
    assert holds(said, POINT) in (True, False, None)
    for form in (expanded, factored):
        assert str(form(said.left))
    with contextlib.suppress(UnableError):
        assert Encoder().formula(said)


def test_numbers_of_any_size_are_written():
    """The mutant: Python writes no integer of more than 4300 digits, and the judge ended in its error."""
    long = normal(parse_term("(1e300*x)**64/7", NAMES)).as_term()
    assert len(str(long)) > 19200 and len(Encoder().formula(formula("(1e300*x)**64 > 0"))) > 19200


@pytest.mark.parametrize(
    "text",
    [
        "(" * 300 + "x" + ")" * 300 + " > 0", "-" * 3000 + "x > 0", "x" + "+x" * 1900 + " > 0", "not " * 900 + "x > 0",
        "x > 0" + " and x > 0" * 390 + " " * 200, "exp(" * 900 + "x" + ")" * 900 + " > 0", "9" * 3990 + " > x",
        "1e-309 > x", "2**64**64 > x", "2**(2**(2**9)) > x", "x**65 > 0", "x**(1/65) > 0", "(x**8)**9 > 0",
        "x**-65 > 0",
        "1_0 > x", "0x10 > x", "1j > x", "True > x", "x if x else x > 0", "x > 0 > ", "x is x", "x in x", "x @ x > 0",
        "x // 2 > 0", "x % 2 > 0", "~x > 0", "+x > 0", "x > 0;", "(x > 0) > 0", "x := 1", "lambda: x", "x.real > 0",
        "x[0] > 0",
        "f'{x}' > 0", "exp(x, y) > 0", "exp(*x) > 0", "max(x) > 0", "exp(x=x) > 0", "x > 0 # and", "x\\\n> 0", "ｘ > 0",
        "x > 0 and", "", "x", "not x", "x and x > 0", "exp > 0", "x\f> 0", "x\x00> 0",
    ],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_what_the_language_does_not_have_is_refused(text):
    try:
        said = formula(text)
    except GrammarError:
        return
    assert text.startswith("x > 0 and") and holds(said, POINT) is True


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("-x**2 < 0", "-(x**2) < 0"), ("2**-1 < x", "1/2 < x"), ("-2**2 < x", "-4 < x"), ("x**1/2 < x", "(x**1)/2 < x"),
        ("x/y/z < 1", "(x/y)/z < 1"), ("x/y*z < 1", "(x/y)*z < 1"), ("2**3**2 < x", "2**9 < x"), ("-x**-y < 0",
        "-(x**(-y)) < 0"),
        ("not x < y < z", "x >= y or y >= z"), ("not x < y and y < z", "x >= y and y < z"),
        ("x < y or y < z and z < x", "x < y or (y < z and z < x)"), ("x == y == z", "x == y and y == z"),
        ("x != y != x", "x != y and y != x"), ("0.1 < x", "1/10 < x"), ("1e-3 < x", "1/1000 < x"), ("x < y > z",
        "x < y and y > z"),
    ],
)  # fmt: skip
def test_precedence_and_chains(text, meant):
    for k in range(6):
        at = {v: fmpq((7 * k + 3 * i) % 11 - 4, 3) for i, v in enumerate(NAMES.values())}
        assert holds(formula(text), at) == holds(formula(meant), at)


@pytest.mark.parametrize(
    ("text", "at", "truth"),
    [
        ("0*log(x) == 0", -1, False), ("0*log(x) == 0", 2, True), ("x + 1/0 > 0", 1, False),
        ("not (1/0 > 0)", 1, False),
        ("x > 0 or 1/0 > 0", 1, True), ("x**0 == 1", 0, True), ("(1/x)**0 == 1", 0, False), ("0**x == 0", 0, False),
        ("x**(1/2 + 1/2) == -1", -1, True), ("x**(log(1) + 1) == x", -1, False), ("x**(x - x) == 1", 0, False),
        ("(x**3)**(1/3) == x", -1, False), ("max(1, log(x)) == 1", -1, False), ("W0(-exp(-1)) == x", -1, True),
        ("Wm1(-exp(-1)) == x", -1, True), ("Wm1(x) < 0", 0, False), ("W0(x) >= -1", -1, False),
        ("W0(x*exp(x)) == x", -2, False),
        ("Wm1(x*exp(x)) == x", -2, True), ("log(exp(x)) == x", -5, True), ("exp(log(x)) == x", 0, False),
        ("x/x == 1", 0, False),
        ("sqrt(x)**2 == x", -1, False), ("sqrt(x*x) == x", -1, False), ("(x*x)**(1/2) == -x", -1, True),
        ("x**-1*x == 1", 0, False),
        ("0**n == 1", 0, True), ("(-1)**(2*n) == 1", 0, True), ("0**-n == 1", 0, True), ("x**n == 1", 0, True),
    ],
)  # fmt: skip
def test_truth_at_points_where_an_operation_just_is_or_is_not_defined(text, at, truth):
    point = {NAMES["x"]: fmpq(at), NAMES["n"]: fmpq(0)}
    assert holds(formula(text), point) is truth


def repeated(step, times, core="x"):
    for _ in range(times):
        core = step.replace("D", core)
    return core


@pytest.mark.parametrize(
    "side",
    [
        repeated("(D*y)**64", 9), repeated("(D + 1)**64", 26), repeated("(D)**n", 25),
        repeated("(D/3)**n", 20, "(1+1)"),
        repeated("exp(D + 1)**64", 15), repeated("abs(D + y)**3", 15), repeated("(D + sqrt(D + 1))**2", 5),
    ],
    ids=["degrees", "parts", "digits", "digits of a number", "exp", "abs", "roots"],
)  # fmt: skip
def test_powers_inside_one_another_stay_short(side):
    """The mutants: a power of degree 64**9 as so many factors; a part that is written 65**26 times; (1/3)**(3**25)."""
    said = formula(f"{side} > 0")
    assert holds(said, POINT) in (True, False, None)
    for form in (lambda: expanded(said.left), lambda: factored(said.left), lambda: Encoder().formula(said)):
        with contextlib.suppress(UnableError):
            assert len(str(form())) < 10**6


@pytest.mark.parametrize(
    "step", ["exp(D)", "log(D)", "sqrt(D + y)", "abs(-D)", "max(D, y)", "1/(D + 1)", "y**D", "W0(D)"]
)
def test_the_deepest_terms_are_no_deeper_than_python_can_go(step):
    names, last = dict(NAMES), "x"
    with pytest.raises(GrammarError, match="written out"):
        for k in range(200):
            names[f"d{k}"] = parse_term(step.replace("D", last), names)
            last = f"d{k}"
    term = names[last]
    assert term.depth > 110 and str(expanded(term)) and holds(formula("x == x"), POINT)
    with contextlib.suppress(UnableError):
        diff(term, NAMES["x"])


def test_a_whole_power_at_a_number_that_is_not_whole_has_no_value():
    """The mutant: a form took 4**(1/2), the exponent said to be whole, for 4**0."""
    said = formula("x**n == 1")
    assert holds(said, {NAMES["x"]: fmpq(4), NAMES["n"]: fmpq(1, 2)}) is None
    half = said.left.subs({NAMES["n"]: Number("1/2")})
    assert expanded(half) is not Number(1)
